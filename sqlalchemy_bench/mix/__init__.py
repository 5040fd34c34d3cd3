"""Whole requests of weighted operations, as bench/mixes/*.toml say them."""
