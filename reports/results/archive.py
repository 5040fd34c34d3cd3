"""Archive: a result folder as one file, `YYYY-MM-DD_<machine>.tar.zst`, which people send: its form, checked as it is
read.

result.json comes first and says whose result it is (schemas/result.json), with the digest of every other file. Only
files of known names are taken, into a folder of their own; nothing of an archive is trusted before it is checked, and
however it was made, it takes no more than MOST_BYTES of disk.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from vocabulary.errors import UnusableInput
from vocabulary.json_files import check_shape, read_json

SUFFIX = ".tar.zst"
NAME = re.compile(r"(\d{4}-\d{2}-\d{2})_([a-z0-9][a-z0-9_.-]{0,59})\.tar\.zst")
FILE = re.compile(r"(?:plan|status|evidence)\.json|raw/(?:instructions/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,300}\.json")
MANIFEST = "result.json"
MOST_FILES, MOST_PACKED, MOST_BYTES = 20_000, 64 << 20, 1 << 30
MOST_OF_MANIFEST = 4 << 20
MOST_WINDOW = 128 << 20  # of memory that decompressing may take
REMEDY = "ask for it again, or make it with `scripts/python -m reports pack DIR`"


def zstandard() -> Any:
    """The library; raises UnusableInput where it is missing: only archives need it."""
    try:
        import zstandard as library
    except ImportError:
        raise UnusableInput(
            "archives need the library zstandard, which is not installed: sudo apt-get install python3-zstandard"
        ) from None
    return library


def is_archive(path: Path) -> bool:
    return path.name.endswith(SUFFIX)


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Its files in a folder that is there as long as the context is, and its result.json; raises UnusableInput for
    anything that is not an archive of one result."""
    named = NAME.fullmatch(path.name)
    if named is None:
        raise UnusableInput(f"{path} is not named YYYY-MM-DD_<machine>{SUFFIX}; {REMEDY}")
    library = zstandard()
    with tempfile.TemporaryDirectory(prefix="bothsides-result-") as place:
        folder = Path(place)
        try:
            if (size := path.stat().st_size) > MOST_PACKED:
                raise UnusableInput(f"{path} has {size >> 20} MB, more than a result may have; {REMEDY}")
            with path.open("rb") as packed:
                decompressor = library.ZstdDecompressor(max_window_size=MOST_WINDOW)
                with decompressor.stream_reader(packed) as stream:
                    result = _unpack(_Bounded(stream, path), folder, path)
        except (library.ZstdError, tarfile.TarError, EOFError, ValueError) as error:
            raise UnusableInput(f"{path} is not an archive of a result ({error}); {REMEDY}") from None
        except OSError as error:
            raise UnusableInput(f"cannot read {path}: {error.strerror or error}") from None
        if (named[1], named[2]) != (result["created"][:10], result["machine"]):
            raise UnusableInput(
                f"{path} holds the result of {result['machine']} of {result['created'][:10]}, but its name"
                f" says otherwise; {REMEDY}"
            )
        yield folder, result


class _Bounded(io.RawIOBase):
    """A stream that ends with an error before it has given more than MOST_BYTES, whatever its headers promise."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream, self._path, self._left = stream, path, MOST_BYTES

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        wanted = self._left + 1 if size is None or size < 0 else min(size, self._left + 1)
        data = self._stream.read(wanted)
        self._left -= len(data)
        if self._left < 0:
            raise UnusableInput(f"{self._path} unpacks to more than {MOST_BYTES >> 20} MB; {REMEDY}")
        return data


def _unpack(stream: _Bounded, folder: Path, path: Path) -> dict[str, Any]:
    result: dict[str, Any] | None = None
    missing: dict[str, str] = {}
    with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|") as tar:
        for member in tar:
            if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or member.sparse is not None:
                raise UnusableInput(f"{path} holds {member.name!r}, which is not a regular file; {REMEDY}")
            if result is None:
                result = _manifest(tar, member, folder, path)
                missing = dict(result["files"])
                continue
            digest = missing.pop(member.name, None)
            if digest is None or not FILE.fullmatch(member.name):
                raise UnusableInput(f"{path} holds {member.name!r}, which is not a file of its result; {REMEDY}")
            content = _content(tar, member)
            if hashlib.sha256(content).hexdigest() != digest:
                raise UnusableInput(f"{path}: {member.name} is not the file that {MANIFEST} lists; {REMEDY}")
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    if result is None:
        raise UnusableInput(f"{path} is empty; {REMEDY}")
    if missing:
        raise UnusableInput(f"{path} lacks {min(missing)}, which {MANIFEST} lists; {REMEDY}")
    return result


def _manifest(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, path: Path) -> dict[str, Any]:
    if member.name != MANIFEST or member.size > MOST_OF_MANIFEST:
        raise UnusableInput(f"{path} does not begin with {MANIFEST}; {REMEDY}")
    place = folder / MANIFEST
    place.write_bytes(_content(tar, member))
    try:
        document = read_json(place, REMEDY)
        found = document.get("schema") if isinstance(document, dict) else None
        if isinstance(document, dict) and found != 1:
            raise UnusableInput(f"{path} has schema {found!r}, this version reads 1; use the version that packed it")
        check_shape(document, "result", place, REMEDY)
    except UnusableInput as error:
        raise UnusableInput(str(error).replace(str(place), f"{path}: {MANIFEST}")) from None
    stray = next((name for name in document["files"] if not FILE.fullmatch(name) or ".." in name), None)
    if stray is not None:
        raise UnusableInput(f"{path} holds {stray!r}, which is not a file of a result; {REMEDY}")
    return dict(document)


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    source = tar.extractfile(member)
    return source.read() if source is not None else b""


def write_archive(path: Path, result: dict[str, Any], files: dict[str, bytes]) -> None:
    """Writes `path`, whole or not at all; the same input gives the same bytes. Raises UnusableInput, also where it is
    there."""
    if path.exists() or path.is_symlink():
        raise UnusableInput(f"{path} already exists; give this machine another name with --machine, or move it")
    document = result | {"files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}}
    check_shape(document, "result", path, "this result cannot be packed")
    text = json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in [(MANIFEST, text), *sorted(files.items())]:
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o644
            tar.addfile(member, io.BytesIO(data))
    packed = zstandard().ZstdCompressor(level=15).compress(raw.getvalue())
    if len(packed) > MOST_PACKED or raw.tell() > MOST_BYTES or len(files) > MOST_FILES:
        raise UnusableInput(f"{path} would have {len(packed) >> 20} MB, more than a result may have")
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(packed)
        part.replace(path)
    except OSError as error:
        raise UnusableInput(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)
