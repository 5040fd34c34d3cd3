"""Evidence: the claims on trial, each with its rule, on this run and on SQLAlchemy."""
