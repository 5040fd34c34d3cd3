"""The one exception that a command turns into one line and exit code 2."""


class UnusableInput(Exception):
    """What is wrong, where, and what to do about it, in one sentence or two."""
