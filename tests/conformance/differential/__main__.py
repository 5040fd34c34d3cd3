"""`python -m tests.conformance.differential COMMAND`: see cli.py."""

import sys

from tests.conformance.differential.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
