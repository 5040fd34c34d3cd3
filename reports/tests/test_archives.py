"""Archives: what is packed is what is pooled; all else is refused in one line, and nothing is written elsewhere."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reports.__main__ import main
from reports.output.machines import read
from reports.output.pack import pack
from reports.results import archive
from reports.tests.synthetic import GROUPS, Folder
from vocabulary.errors import UnusableInput

zstandard = pytest.importorskip("zstandard", reason="archives need python3-zstandard")
ROOT = Path(__file__).resolve().parents[2]
NAME = "2026-11-22_blue.tar.zst"
Entry = tuple[tarfile.TarInfo, bytes]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Folder(
        tmp_path_factory.mktemp("run"),
        groups=GROUPS[:2],
        context={"host_name": "secret-host", "executable": "/srv/alice/bothsides/build/bench_load"},
        environment={"libraries": {}, "interpreter": "/srv/alice/venv/bin/python", "host": "secret-host"},
        instructions={"back_populates": 100, "backref": 101},
    ).make()


@pytest.fixture(scope="module")
def packed(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack(run, tmp_path_factory.mktemp("results"), "blue")


def entries(path: Path) -> list[Entry]:
    data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(path.read_bytes())).read()
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return [(member, (tar.extractfile(member) or io.BytesIO()).read()) for member in tar]


def written(path: Path, members: list[Entry]) -> Path:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for member, data in members:
            tar.addfile(member, io.BytesIO(data) if member.isreg() else None)
    path.write_bytes(zstandard.ZstdCompressor().compress(raw.getvalue()))
    return path


def entry(name: str, data: bytes, **what: Any) -> Entry:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    for key, value in what.items():
        setattr(member, key, value)
    return member, data


def changed(packed: Path, place: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    (_, text), *rest = entries(packed)
    document = json.loads(text)
    change(document)
    return written(place / NAME, [entry("result.json", json.dumps(document).encode()), *rest])


def refusal(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    out = path.parent / "out"
    before = sorted(str(p) for p in path.parent.parent.rglob("*"))
    assert main(["pool", str(path), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Traceback" not in said
    assert sorted(str(p) for p in path.parent.parent.rglob("*")) == before
    return said


def test_an_archive_says_what_its_folder_says(run: Path, packed: Path) -> None:
    assert packed.name == NAME
    ours, theirs = read([run]), read([packed])
    assert [(r.group, r.strategy, r.standings[0].mean) for r in ours.rows] == [
        (r.group, r.strategy, r.standings[0].mean) for r in theirs.rows
    ]
    assert theirs.machines[0].name == "blue"


def test_packing_twice_gives_the_same_bytes(run: Path, packed: Path, tmp_path: Path) -> None:
    assert pack(run, tmp_path, "blue").read_bytes() == packed.read_bytes()


def test_it_tells_neither_host_nor_folders(packed: Path) -> None:
    everything = b"".join(data for _, data in entries(packed))
    assert b"secret-host" not in everything and b"/srv/alice" not in everything and b"bench_load" in everything


def test_nothing_is_overwritten(run: Path, packed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = packed.read_bytes()
    assert main(["pack", str(run), "--into", str(packed.parent), "--machine", "blue"]) == 2
    assert "already exists" in capsys.readouterr().err and packed.read_bytes() == before


def test_the_default_name_is_the_hardware_and_the_compiler(run: Path, tmp_path: Path) -> None:
    assert pack(run, tmp_path / "new").name == "2026-11-22_test_gcc_12.2.0.tar.zst"


@pytest.mark.parametrize("name", ["../evil", "Blue", "", ".x", "a b"])
def test_a_name_that_is_no_name(run: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", str(run), "--into", str(tmp_path), "--machine", name]) == 2
    assert "--machine" in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_a_run_without_verdicts_is_not_packed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quick = Folder(tmp_path / "quick", groups=GROUPS[:1], processes=3, verdicts=False, preset="quick").make()
    assert main(["pack", str(quick), "--into", str(tmp_path / "results")]) == 2
    assert "a quick run gives no verdicts" in capsys.readouterr().err and not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda d: d.update(schema=2), "has schema 2, this version reads 1"),
        (lambda d: d.pop("revision"), "'revision' is a required property"),
        (lambda d: d.update(extra=1), "'extra' was unexpected"),
        (lambda d: d.update(revision="feedfacefeed"), "disagree about revision"),
        (lambda d: d["environment"].update(cpu="Another"), "disagree about environment"),
        (lambda d: d["fitness"].update(is_fit=False, reasons=["loud"]), "disagree about fitness"),
        (lambda d: d.update(dirty=True), "disagree about dirty"),
        (lambda d: d.update(machine="green"), "but its name says otherwise"),
        (lambda d: d["files"].update({"raw/bench_load.099.json": "0" * 64}), "lacks raw/bench_load.099.json"),
        (lambda d: d["files"].update({"../../evil.json": "0" * 64}), "which is not a file of a result"),
    ],
)
def test_a_manifest_that_is_not_right(
    packed: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, Any]], object],
    why: str,
) -> None:
    (tmp_path / "in").mkdir()
    assert why in refusal(changed(packed, tmp_path / "in", change), capsys)


def hostile(kind: str, members: list[Entry]) -> list[Entry]:
    (manifest, text), *rest = members
    data = b"{}"
    digest = hashlib.sha256(data).hexdigest()
    document = json.loads(text)

    def with_file(name: str, **what: Any) -> list[Entry]:
        document["files"][name] = digest
        return [entry("result.json", json.dumps(document).encode()), *rest, entry(name, data, **what)]

    return {
        "unlisted": lambda: [*members, entry("raw/more.001.json", data)],
        "absolute": lambda: [*members, entry("/tmp/evil.json", data)],
        "upwards": lambda: [*members, entry("raw/../../evil.json", data)],
        "link": lambda: [*members, entry("raw/link.json", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd")],
        "hard link": lambda: [*members, entry("raw/link.json", b"", type=tarfile.LNKTYPE, linkname="plan.json")],
        "device": lambda: [*members, entry("raw/null.json", b"", type=tarfile.CHRTYPE)],
        "twice": lambda: [*members, rest[0]],
        "changed": lambda: [members[0], (rest[0][0], b"x" * len(rest[0][1])), *rest[1:]],
        "late manifest": lambda: [*rest, members[0]],
        "program": lambda: with_file("raw/run.sh"),
        "page": lambda: with_file("index.html"),
    }[kind]()


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("unlisted", "'raw/more.001.json', which is not a file of its result"),
        ("absolute", "'/tmp/evil.json', which is not a file of its result"),
        ("upwards", "'raw/../../evil.json', which is not a file of its result"),
        ("link", "which is not a regular file"),
        ("hard link", "which is not a regular file"),
        ("device", "which is not a regular file"),
        ("twice", "which is not a file of its result"),
        ("changed", "is not the file that result.json lists"),
        ("late manifest", "does not begin with result.json"),
        ("program", "'raw/run.sh', which is not a file of a result"),
        ("page", "'index.html', which is not a file of a result"),
    ],
)
def test_a_hostile_archive(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, why: str
) -> None:
    (tmp_path / "in").mkdir()
    path = written(tmp_path / "in" / NAME, hostile(kind, entries(packed)))
    assert why in refusal(path, capsys)
    assert not Path("/tmp/evil.json").exists()


@pytest.mark.parametrize("data", [b"", b"hello", b"\x28\xb5\x2f\xfd" + b"\0" * 50], ids=["empty", "text", "damaged"])
def test_what_is_no_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / NAME).write_bytes(data)
    said = refusal(tmp_path / "in" / NAME, capsys)
    assert "is not an archive of a result" in said or "is empty" in said


def test_one_that_is_cut_short(packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / NAME).write_bytes(packed.read_bytes()[:-2000])
    said = refusal(tmp_path / "in" / NAME, capsys)
    assert "is not an archive of a result" in said or "lacks" in said


def test_another_name_than_the_form_has(packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "mine.tar.zst"
    path.write_bytes(packed.read_bytes())
    assert "is not named YYYY-MM-DD_<machine>.tar.zst" in refusal(path, capsys)


def test_no_more_is_unpacked_than_a_result_may_have(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A few kilobytes that unpack to gigabytes stop at the limit."""
    (tmp_path / "in").mkdir()
    path = written(tmp_path / "in" / NAME, [entry("result.json", b" " * (3 << 20)), *entries(packed)[1:]])
    monkeypatch.setattr(archive, "MOST_BYTES", 1 << 20)
    assert "unpacks to more than 1 MB" in refusal(path, capsys)
    monkeypatch.setattr(archive, "MOST_PACKED", 100)
    assert "more than a result may have" in refusal(path, capsys)


def test_without_the_library_it_is_asked_for(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    with pytest.raises(UnusableInput, match="sudo apt-get install python3-zstandard"):
        read([packed])


def test_reasons_may_be_told_in_the_words_of_another_version(tmp_path: Path) -> None:
    (tmp_path / "busy").mkdir()
    busy = pack(Folder(tmp_path / "busy", groups=GROUPS[:2], spread=0.2).make(), tmp_path / "results", "blue")
    told = changed(busy, tmp_path, lambda d: d["fitness"].update(reasons=["its times scattered"]))
    (machine,) = read([told]).machines
    assert machine.unfit and machine.unfit != ("its times scattered",)


def test_the_kept_results_can_be_pooled() -> None:
    """Three environments of at least two compilers; what a later version cannot read any more is seen here."""
    pooling = read(sorted((ROOT / "results").glob("*.tar.zst")), any_revision=True)
    assert len(pooling.machines) >= 3 and pooling.rows
    assert len({machine.judgement.run.context["compiler"] for machine in pooling.machines}) >= 2
