"""What ends an experiment early, with the exit code that the command line gives it."""


class ExperimentError(Exception):
    """A reason to stop that the caller can do something about; the text is the whole message."""

    exit_code = 2


class BinaryCrashed(ExperimentError):
    """A benchmark process died, hung or wrote no readable result."""

    exit_code = 1


class Interrupted(BaseException):
    """A signal asked us to stop; the usual exit code is 128 + its number.

    No Exception: what a library swallows is its own errors, and not this.
    """

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal_number)
        self.number = signal_number
        self.exit_code = 128 + signal_number
