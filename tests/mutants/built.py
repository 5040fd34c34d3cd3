"""C++ mutants: what a finished build compiles anew and links anew when one file is another.

Only reads the build: mutated sources, objects and programs go into a folder of their own. An object that is linked
before a library takes the place of the one in it.
"""

import re
import shlex
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


class CannotBuild(Exception):
    """The mutant does not compile, or the build is not there."""


def _said(build: Path, *command: str) -> str:
    done = subprocess.run(["ninja", "-C", str(build), "-t", *command], capture_output=True, text=True)
    if done.returncode != 0:
        why = (done.stderr or done.stdout).strip().partition("\n")[0]
        raise CannotBuild(f"{build} is no finished build ({why}); `scripts/build dev` makes one in build/dev")
    return done.stdout


def _changed(path: Path) -> float:
    """When; 0 of what is not there."""
    return path.stat().st_mtime if path.exists() else 0.0


@dataclass
class Build:
    """A build folder of CMake and ninja, and the source folder that it was made for."""

    folder: Path
    sources: Path

    @classmethod
    def of(cls, folder: Path) -> "Build":
        """The build in this folder, with the sources that it says it was made for."""
        try:
            lines = (folder / "CMakeCache.txt").read_text(encoding="utf-8").splitlines()
        except OSError:
            return cls(folder, folder)
        made_for = next((line for line in lines if line.startswith("CMAKE_HOME_DIRECTORY")), "")
        return cls(folder, Path(made_for.partition("=")[2]))

    def require_finished(self) -> None:
        """Raises CannotBuild where there is no build, or one of other sources: old and new objects linked together may
        fail with no line wrong."""
        if not self.users:
            raise CannotBuild(f"{self.folder} is no finished build; `scripts/build dev` makes one in build/dev")
        made = {name: _changed(self.folder / name) for name in set().union(*self.users.values())}
        for source, objects in self.users.items():
            if any(made[name] and made[name] < _changed(Path(source)) for name in objects):
                raise CannotBuild(f"{self.folder} is older than {source}; `scripts/build dev` brings it up to date")

    @cached_property
    def users(self) -> dict[str, set[str]]:
        """The objects that a source file goes into, as the last build saw it."""
        users: dict[str, set[str]] = defaultdict(set)
        made = ""
        for line in _said(self.folder, "deps").splitlines():
            if line.startswith("    "):
                users[str((self.folder / line.strip()).resolve())].add(made)
            elif line:
                made = line.partition(":")[0]
        return users

    def makes(self, test: str) -> str | None:
        made = re.compile(rf"(?:tests|bin)/{re.escape(test)}(?=: )")
        found = [made.match(line) for line in _said(self.folder, "targets", "all").splitlines()]
        return next((match[0] for match in found if match), None)

    def target(self, test: str) -> str:
        """The program `test` as the build made it, from the build's folder."""
        target = self.makes(test)
        if target is None:
            raise CannotBuild(f"{self.folder} makes no {test}")
        return target

    def program(self, test: str, file: str, mutated: Path, place: Path) -> Path:
        """The program `test`, linked in `place` with the file as it is in `mutated`, a tree of that file alone."""
        target = self.target(test)
        commands = _said(self.folder, "commands", target).splitlines()
        wanted = self.users.get(str((self.sources / file).resolve()), set())
        replaced: dict[str, Path] = {}
        for command in commands:
            words = shlex.split(command)
            out = words[words.index("-o") + 1] if "-o" in words and "-c" in words else ""
            if out in wanted and out.endswith(".o"):
                replaced[out] = self._compile(words, out, file, mutated, place)
        if not replaced:
            raise CannotBuild(f"{file} is not in {test}")
        return self._link(shlex.split(commands[-1]), target, replaced, place)

    def _compile(self, words: list[str], out: str, file: str, mutated: Path, place: Path) -> Path:
        source, made = Path(words[-1]), place / out.replace("/", "_")
        if made.exists():  # of a test before this one
            return made
        text = source.read_text(encoding="utf-8")
        original = str(self.sources / file)
        if str(source) == original:
            source = mutated / file
        elif original in text:  # several files at once
            source = place / f"{made.stem}.cpp"
            source.write_text(text.replace(f'"{original}"', f'"{mutated / file}"'), encoding="utf-8")
        start = next(i for i, word in enumerate(words) if word.endswith(("c++", "g++", "clang++")))
        options = words[start + 1 : words.index("-o")]
        command = [words[start], f"-I{mutated}", *options, "-o", str(made), "-c", str(source)]
        self._run([word for word in command if word not in ("-Werror", "-Winvalid-pch")])
        return made

    def _link(self, words: list[str], target: str, replaced: dict[str, Path], place: Path) -> Path:
        end = [i for i, word in enumerate(words) if word == "&&"][1:] or [len(words)]
        words = words[words.index("&&") + 1 : end[0]] if "&&" in words else words
        words = words[1:] if words[0] == ":" else words
        out = place / Path(target).name
        kept = [str(replaced.pop(word)) if word in replaced else word for word in words]
        kept[kept.index("-o") + 1] = str(out)
        first = next((i for i, word in enumerate(kept) if word.endswith(".a")), len(kept))
        self._run([*kept[:first], *map(str, replaced.values()), *kept[first:]])
        return out

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            errors = [line for line in done.stderr.splitlines() if "error" in line or "undefined" in line]
            raise CannotBuild((errors or done.stderr.splitlines() or ["no message"])[0])


def maker(test: str, builds: Sequence[Build]) -> Build:
    """The first of the builds that makes the program `test`; raises CannotBuild where none does."""
    found = next((build for build in builds if build.makes(test)), None)
    if found is None:
        raise CannotBuild(f"{' and '.join(str(build.folder) for build in builds)} make no {test}")
    return found
