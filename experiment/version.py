"""Which version this is, as scripts/version says it. Needs the standard library alone."""

import argparse
import subprocess
from pathlib import Path
from typing import NoReturn

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "version"


def version() -> str:
    """`bothsides 0.1.0 (1a2b3c4d, changed)`."""
    said = subprocess.run([str(SCRIPT)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    return said.stdout.strip() or "bothsides"


class Version(argparse.Action):
    """--version: asked for where it is wanted, for it starts a process."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> NoReturn:
        print(version())
        raise SystemExit(0)
