"""`python -m experiment`: what scripts/run calls once everything is built."""

import sys

from experiment.errors import Interrupted
from experiment.signals import listen, stop_listening, undisturbed

NOTHING = "run: interrupted before anything was measured; nothing was changed"


def start(arguments: list[str]) -> int:
    listen()
    try:
        with undisturbed():  # a library in the middle of its import may swallow Ctrl-C
            from experiment.run import main  # here, because it takes a while

        code = main(arguments)
        stop_listening()
        return code
    except Interrupted as end:
        print(NOTHING, file=sys.stderr, flush=True)
        return end.exit_code


if __name__ == "__main__":
    raise SystemExit(start(sys.argv[1:]))
