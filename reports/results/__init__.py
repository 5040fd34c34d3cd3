"""Results: one result folder, read and checked: samples, instructions, statements."""
