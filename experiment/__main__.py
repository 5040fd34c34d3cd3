"""`python -m experiment`: what scripts/run calls once everything is built."""

import sys

from experiment.run import main

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
