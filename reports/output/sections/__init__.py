"""The sections of the page and of the summary: a module each says what its template
needs; page.py puts them together."""
