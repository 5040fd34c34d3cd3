"""scripts/measure_others: six moves on other mappers, run, and docs/equivalents.md, made of what they showed."""
