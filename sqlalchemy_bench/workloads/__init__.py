"""The workloads on SQLAlchemy, by name as bench/workloads/ has them: what is timed, and what is right afterwards."""
