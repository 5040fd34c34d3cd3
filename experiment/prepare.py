"""From a preset to a plan: list the cells, choose the groups, calibrate them, decide everything else."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from experiment.environment import describe
from experiment.files import write_text
from experiment.instructions import predicted_seconds
from experiment.pilot import Calibrated, Rows, calibrate
from experiment.layout import Relinker, find_relinker, plan_layout
from experiment.plan import Plan, csv_text, families
from experiment.presets import Preset
from experiment.process import Launcher, padding_bytes
from experiment.progress import say
from vocabulary.cells import Cell, is_sqlalchemy
from vocabulary.plan import Group

SAMPLE_MS = 1.0  # of SQLAlchemy, whose set-up takes longer than its work; a millisecond is long beside the clock


def _calibrate(binary: str, groups: Sequence[Group], preset: Preset, launcher: Launcher) -> Calibrated:
    attempt = 0

    def run(rows: Rows) -> tuple[dict[str, Any], float]:
        nonlocal attempt
        attempt += 1
        csv = launcher.scratch / f"{binary}.calibration.{attempt}.csv"
        write_text(csv, csv_text(rows))
        return launcher.run(binary, csv, csv.with_suffix(".json"), label=f"{binary} (calibration)", rows=len(rows))

    if is_sqlalchemy(binary):
        return calibrate(groups, SAMPLE_MS, run)
    return calibrate(groups, preset.sample_ms, run, preset.whole_sample_ms)


def make_plan(
    groups: Sequence[Group],
    preset: Preset,
    regex: str | None,
    seed: int,
    command: str,
    launcher: Launcher,
    instructions: Sequence[Group] = (),
    patience_minutes: float | None = None,
    one_link: bool = False,
    sqlalchemy: dict[str, dict[str, Any]] | None = None,
) -> Plan:
    """The plan of these groups; nothing of it is written yet."""
    binaries = list(dict.fromkeys(group.binary for group in (*groups, *instructions)))
    environment = describe(
        {name: launcher.binaries[name] for name in binaries}, launcher.placement
    )  # before our own load
    if launcher.server_facts:
        environment["postgres"] = dict(launcher.server_facts)
    if sqlalchemy:
        environment["sqlalchemy"] = sqlalchemy
    found: dict[str, Calibrated] = {}
    timed = list(dict.fromkeys(group.binary for group in groups))
    for number, binary in enumerate(timed, 1):
        say(f"calibrating {binary} ({number} of {len(timed)})")
        found[binary] = _calibrate(binary, [group for group in groups if group.binary == binary], preset, launcher)
    counted = {group.id: group for one in found.values() for group in one.groups}
    planned = tuple(counted[group.id] for group in groups)
    seconds = {binary: round(one.process_seconds(preset.rounds), 3) for binary, one in found.items()}
    most = max(preset.looks or (preset.processes,))
    relinker: Relinker | str = "it was requested"
    linked = [name for name in timed if not is_sqlalchemy(name)]  # an interpreter has no link of its own
    if preset.verdicts and linked and not one_link:
        relinker = find_relinker({name: launcher.binaries[name] for name in linked})
    layout = plan_layout(relinker, seed, linked, most) if linked else None
    return Plan(
        preset=preset.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=command,
        seed=seed,
        processes=preset.processes,
        rounds=preset.rounds,
        sample_ms=preset.sample_ms,
        verdicts=preset.verdicts,
        filter=regex,
        predicted_seconds=round(preset.processes * sum(seconds.values()) + predicted_seconds(instructions), 1),
        process_seconds=seconds,
        padding_bytes={
            binary: [padding_bytes(seed, binary, process) for process in range(1, most + 1)]
            for binary in timed
        },
        looks=preset.looks,
        layout=layout if preset.verdicts else None,
        patience_minutes=patience_minutes if patience_minutes is not None else preset.patience_minutes,
        groups=planned,
        failed_cells={Cell.parse(cell): why for one in found.values() for cell, why in one.failed_cells.items()},
        families=families(planned),
        environment=environment,
        instructions=tuple(instructions),
    )
