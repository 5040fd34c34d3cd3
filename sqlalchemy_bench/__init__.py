"""SQLAlchemy, measured as the C++ mapper is: the same workloads, datasets, plan and raw files.

Runs in any interpreter that has SQLAlchemy 1.4, 2.0 or 2.1, and needs nothing else beyond the standard library. Rooms,
lower ones first: databases and answers, strategies, workloads, mix, and the program (cells, measure, __main__).
"""
