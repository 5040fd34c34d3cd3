"""What ends a cell, or the program."""


class WrongAnswer(Exception):
    """What was timed did not do its work."""


class Unusable(Exception):
    """The program cannot do what it was asked for; its text is one readable line."""
