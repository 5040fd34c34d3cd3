"""Where a mapper is had: a folder with the packages that mappers.toml names, made by the language's own client."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

MAPPERS = Path(__file__).with_name("mappers")
_CLIENTS: dict[str, list[str]] = {
    "python": [],
    "node": ["node", "npm"],
    "java": ["javac", "java", "mvn"],
    "ruby": ["ruby"],
    "php": ["php"],
}
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>bothsides</groupId><artifactId>equivalents</artifactId><version>1</version><dependencies>{}</dependencies></project>
"""


class CannotBeRun(Exception):
    """Why, and what to do about it, in one line."""


def command(mapper: dict[str, Any], folder: Path, dsn: str) -> list[str]:
    """What plays the moves; run it in `folder`. Installs what is missing there."""
    missing = [client for client in _CLIENTS[mapper["in"]] if not shutil.which(client)]
    if missing:
        raise CannotBeRun(f"{mapper['name']} needs {', '.join(missing)}, which this machine does not have")
    folder.mkdir(parents=True, exist_ok=True)
    file = str(MAPPERS / mapper["file"])
    arguments = [*mapper.get("arguments", []), *([dsn] if mapper.get("server") else [])]
    if mapper["in"] == "python":
        return [str(_python(mapper, folder)), file, *arguments]
    if mapper["in"] == "node":
        _node(mapper, folder)
        return ["node", file, *arguments]
    if mapper["in"] == "java":
        path = _java(mapper, folder)
        return ["java", "-cp", path, Path(file).stem, *arguments]
    _debian(mapper)
    return [mapper["in"], *(["-W0"] if mapper["in"] == "ruby" else []), file, *arguments]


def _python(mapper: dict[str, Any], folder: Path) -> Path:
    python = folder / "bin" / "python"
    if not python.exists():
        done(mapper, [sys.executable, "-m", "venv", str(folder)], folder)
    done(mapper, [str(python), "-m", "pip", "install", "--quiet", *mapper["packages"]], folder)
    return python


def _node(mapper: dict[str, Any], folder: Path) -> None:
    if not (folder / "package.json").exists():
        done(mapper, ["npm", "init", "-y"], folder)
    # Install scripts fetch or compile binaries; none of these packages needs one.
    done(mapper, ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *mapper["packages"]], folder)
    if schema := mapper.get("schema"):
        # The binary is for migrations alone; naming one keeps the client from looking for it.
        env = os.environ | {"PRISMA_SCHEMA_ENGINE_BINARY": shutil.which("true") or "true"}
        shutil.copy(MAPPERS / schema, folder)  # the client is made beside its schema
        done(mapper, ["npx", "prisma", "generate", "--schema", schema], folder, env)


def _java(mapper: dict[str, Any], folder: Path) -> str:
    dependency = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"
    wanted = "".join(dependency.format(*package.split(":")) for package in mapper["packages"])
    (folder / "pom.xml").write_text(_POM.format(wanted), encoding="utf-8")
    done(mapper, ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"], folder)
    sources = [str(MAPPERS / name) for name in ("Moves.java", mapper["file"])]
    done(mapper, ["javac", "-nowarn", "-d", str(folder / "classes"), "-cp", f"{folder}/lib/*", *sources], folder)
    return f"{folder}/classes:{folder}/lib/*"


def _debian(mapper: dict[str, Any]) -> None:
    lacking = [name for name in mapper["packages"] if not _is_installed(name)]
    if lacking:
        raise CannotBeRun(f"{mapper['name']} needs: apt-get install {' '.join(lacking)}")


def _is_installed(package: str) -> bool:
    asked = ["dpkg-query", "-W", "-f", "${Status}", package]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout if shutil.which(asked[0]) else ""
    return said == "install ok installed"


def done(mapper: dict[str, Any], command: list[str], folder: Path, env: dict[str, str] | None = None) -> str:
    """What it printed. Raises when it fails."""
    clean = {name: value for name, value in (env or os.environ).items() if not name.startswith("PYTHON")}
    ended = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        said = (ended.stderr.strip() or ended.stdout.strip() or "no message").splitlines()
        raise CannotBeRun(f"{mapper['name']}: {Path(command[0]).name} failed: {said[-1][:200]}")
    return ended.stdout
