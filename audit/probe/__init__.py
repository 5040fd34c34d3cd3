"""What an application's SQLAlchemy knows of its mapped classes, written down as facts.

This package runs in the application's own interpreter, not in the project's: Python 3.8 or later, SQLAlchemy 1.4 or
2.x and the standard library are all it may use. It is loaded under a name of its own, so that no folder of this project
can hide one of the application's; that is why its modules import each other relatively.
"""
