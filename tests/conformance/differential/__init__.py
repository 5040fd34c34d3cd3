"""Differential tests of the ORM: SQLAlchemy and our replayer must give equal traces of random scenarios."""
