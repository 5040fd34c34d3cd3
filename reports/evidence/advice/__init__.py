"""Advice: what to do, computed from verdicts, from SQLAlchemy and from the mistakes that each mapping lets pass."""
