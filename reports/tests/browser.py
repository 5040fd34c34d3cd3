"""A headless Chromium for tests: opens a page from disk at a given width and tells what a reader would see."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--mute-audio",
    "--allow-file-access-from-files",
    "--enable-logging=stderr",
    "--disable-dev-shm-usage",
)

_OBSERVER = Path(__file__).with_name("observer.html").read_text(encoding="utf-8")


def look_at(
    page: Path, scratch: Path, width: int, act: str = "", flags: tuple[str, ...] = (), address: str = ""
) -> dict[str, Any]:
    """What a reader's browser makes of the page at this width, and under `console` what it complained about.

    `address` stands behind the page's name, as "#decide?reads=80". `act` is the body of a function in JavaScript, given
    `page`; what it returns is under `acted`.
    """
    observer = scratch / f"observer_{width}.html"
    observer.write_text(
        _OBSERVER.replace("WIDTH", str(width)).replace("SOURCE", page.resolve().as_uri() + address).replace("ACT", act),
        encoding="utf-8",
    )
    done = _run(
        scratch,
        [
            *flags,
            f"--window-size={max(width, 500)},2000",
            "--virtual-time-budget=4000",
            "--dump-dom",
            observer.as_uri(),
        ],
    )
    match = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout, re.S)
    if not match:
        raise AssertionError(f"chromium showed nothing of {page}: {done.stderr[-800:]}")
    seen: dict[str, Any] = json.loads(html.unescape(match.group(1)))
    return seen | {"console": [line for line in done.stderr.splitlines() if ":CONSOLE" in line]}


def dump(page: Path, scratch: Path, width: int, *flags: str) -> str:
    """The page's document after its scripts have run."""
    size = (f"--window-size={width},1000", "--virtual-time-budget=60000", "--dump-dom")
    return _run(scratch, [*flags, *size, page.resolve().as_uri()]).stdout


def requests_of(page: Path, scratch: Path) -> list[str]:
    """Every network address that the page asked for, from chromium's log; not what the browser asked for itself."""
    log = scratch / "network.json"
    _run(scratch, [f"--log-net-log={log}", "--virtual-time-budget=2000", "--dump-dom", page.resolve().as_uri()])
    events = json.loads(log.read_text(encoding="utf-8", errors="replace"))["events"]
    asked = [event["params"] for event in events if "initiator" in event.get("params", {})]
    return sorted(
        {p["url"] for p in asked if p["initiator"] != "not an origin" and not p["url"].startswith(("file:", "data:"))}
    )


def print_to_pdf(page: Path, scratch: Path) -> bytes:
    target = scratch / "page.pdf"
    _run(scratch, [f"--print-to-pdf={target}", "--no-pdf-header-footer", page.resolve().as_uri()])
    return target.read_bytes()


def _run(scratch: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    assert CHROMIUM is not None
    command = [CHROMIUM, *_FLAGS, f"--user-data-dir={scratch / 'profile'}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
