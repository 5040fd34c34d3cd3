"""The environment of a run: what could explain a difference between two runs of the same plan."""

import hashlib
import os
import platform
import re
import subprocess
import time
from pathlib import Path
from typing import Any

from experiment.process import Placement

ROOT = Path(__file__).resolve().parent.parent


def _said(*command: str) -> str | None:
    try:
        done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _cpu() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found.group(1) if found else platform.machine()


def _setting(path: str) -> str | None:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return None


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def compiler(binary: Path) -> str | None:
    """Of the build that the binary lies in, `GNU 12.2.0`; None where there is no such build."""
    for told in binary.resolve().parent.parent.glob("CMakeFiles/*/CMakeCXXCompiler.cmake"):
        text = told.read_text(encoding="utf-8", errors="replace")
        words = [re.search(rf'^set\(CMAKE_CXX_COMPILER_{key} "([^"]+)"\)', text, re.M) for key in ("ID", "VERSION")]
        return " ".join(word[1] for word in words if word) or None
    return None


def revision() -> dict[str, Any]:
    """Of the sources, and whether they have changes that it does not tell."""
    found = _said("git", "rev-parse", "HEAD")
    changes = _said("git", "status", "--porcelain", "--untracked-files=no")
    return {"git_revision": found, "git_dirty": bool(changes) if found else None}


def libraries(binary: Path) -> dict[str, str]:
    """The shared libraries that the binary loads, by digest."""
    paths = re.findall(r"=> (/\S+)", _said("ldd", str(binary)) or "")
    return {Path(path).name: sha256(Path(path)) for path in paths}


def identity(binaries: dict[str, Path]) -> dict[str, Any]:
    """What must stay the same while one experiment lasts: what is measured and where."""
    loaded: dict[str, str] = {}
    for path in binaries.values():
        loaded |= libraries(path)
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "binaries": {name: sha256(path) for name, path in binaries.items()},
        "libraries": dict(sorted(loaded.items())),
    }


def _jiffies() -> tuple[int, int]:
    """Of all cores together: busy, and altogether."""
    user, nice, system, idle, iowait, *rest = map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9])
    busy = user + nice + system + sum(rest)
    return busy, busy + idle + iowait


def busy_cores(seconds: float = 1.0) -> float | None:
    """How many cores others keep busy now; the load average cannot tell others from the build before."""
    try:
        busy, total = _jiffies()
        time.sleep(seconds)
        busy_now, total_now = _jiffies()
    except (OSError, ValueError):
        return None
    return round((os.cpu_count() or 1) * (busy_now - busy) / max(1, total_now - total), 2)


def describe(binaries: dict[str, Path], placement: Placement) -> dict[str, Any]:
    return identity(binaries) | revision() | {
        "compiler": compiler(next(iter(binaries.values()))) if binaries else None,
        "kernel": platform.release(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "load_average": list(os.getloadavg()),
        "busy_cores": busy_cores(),
        "placement": str(placement),
        "cpu_governor": _setting(f"/sys/devices/system/cpu/cpu{placement.core}/cpufreq/scaling_governor"),
        "transparent_hugepages": _setting("/sys/kernel/mm/transparent_hugepage/enabled"),
        "python": platform.python_version(),
        "system": _said("sh", "-c", '. /etc/os-release && echo "$PRETTY_NAME"'),
    }
