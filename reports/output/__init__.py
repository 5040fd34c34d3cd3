"""Output: the page, the summary, tables for programs and the terminal, the report that is kept."""
