"""scripts/measure_type_checkers: which of the nine mistakes mypy and pyright see in SQLAlchemy's typed declarations."""
