"""scripts/run after the build: plan or resume, measure, report, put the results in their place.

Exit codes: 0 all is well, 1 a cell failed or a binary crashed, 2 it could not be done, 128 + n stopped by signal n
(Ctrl-C: 130).
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from experiment import evidence
from experiment.arguments import Request, understand
from experiment.catalogue import find_binaries, read_catalogue
from experiment.conninfo import redacted
from experiment.ending import finish, finish_everywhere, put_plan, stop
from experiment.errors import BinaryCrashed, ExperimentError, Interrupted
from experiment.files import require_room
from experiment.instructions import find_valgrind
from experiment.machines import hosts, likeness
from experiment.machines.everywhere import run_everywhere
from experiment.machines.on_hosts import HostsSession
from experiment.machines.one_process import OneProcess, measure_one
from experiment.mix import BINARY as MIX_BINARY
from experiment.mix import Mix, check_mix, on_mix
from experiment.mix import require_same_file as require_same_mix
from experiment.plan import Plan, read_plan
from experiment.prepare import make_plan
from experiment.process import Launcher, Placement
from experiment.progress import complain, count, say, words
from experiment.scratch import Abandoned, scratch_folder, sweep
from experiment.selection import counted, select
from experiment.server import check, cluster, drop_abandoned, drop_leftovers, existing
from experiment.session import Session, require_same
from experiment.shape import describe as describe_shape
from experiment.shape import on_shape, require_same_file
from experiment.sqlalchemy import Installed, find, known_datasets, programs, recalled, write_datasets
from experiment.sqlalchemy import announce as announce_sqlalchemy
from experiment.signals import undisturbed
from vocabulary.cells import POSTGRES, SHARDED, SQLALCHEMY, needs_server
from vocabulary.errors import UnusableInput
from vocabulary.plan import Group


DATASET_TOOL = "dataset"  # beside the benchmark binaries


def announce(plan: Plan, out: Path) -> str:
    cells = count(len(plan.groups), "group") + " × " + count(max(len(group.cells) for group in plan.groups), "strategy")
    samples = count(plan.processes, "process") + " × " + count(plan.rounds, "round")
    if plan.instructions:
        samples += f", instructions of {count(len(plan.instructions), 'group')}"
    rest = f", then up to {words(60 * plan.patience)} for undecided groups" if plan.patience else ""
    return f"plan: {cells}, {samples}, about {words(plan.predicted_seconds)}{rest}; writing to {out}"


@dataclass(frozen=True)
class Chosen:
    """What a run measures: the groups that are timed, and those whose instructions are counted."""

    groups: Sequence[Group]
    counted: Sequence[Group] = ()
    installed: Sequence[Installed] = ()  # the versions of SQLAlchemy among them


def _of_mix(launcher: Launcher, mix: Mix) -> Launcher:
    """The launcher for the one binary that plays this mix; raises ExperimentError when the file is no mix."""
    if MIX_BINARY not in launcher.binaries:
        raise ExperimentError(f"--mix {mix.file}: {MIX_BINARY} is not built: scripts/run builds it")
    check_mix(mix, launcher.binaries[MIX_BINARY])
    return replace(launcher, binaries={MIX_BINARY: launcher.binaries[MIX_BINARY]}, arguments=mix.arguments)


def _chosen(request: Request, launcher: Launcher) -> tuple[Chosen, Launcher]:
    """The groups of a new run, and the launcher with the arguments that every process of it gets."""
    preset = request.preset
    if request.mix is not None:
        launcher = _of_mix(launcher, request.mix)
        preset = on_mix(preset, request.mix)
    if request.shape is not None:
        say(describe_shape(request.shape, request.bin))
        preset = on_shape(preset, request.shape)
        launcher = replace(launcher, arguments=launcher.arguments + request.shape.arguments)
    catalogue = read_catalogue(launcher.binaries, launcher.arguments)
    installed = _installed(request)
    named = [pattern.rpartition("/")[2] for pattern in preset.sqlalchemy]
    datasets = known_datasets(request.bin / DATASET_TOOL, named) if installed else {}
    in_python = [group for one in installed for group in one.groups(datasets)]
    groups = select([*catalogue, *in_python], preset, request.backend, request.filter, bool(request.sqlalchemy))
    announce_sqlalchemy(installed, groups)
    used = [one for one in installed if one.backend in {group.binary for group in groups}]
    if not request.instructions:
        return Chosen(groups, (), used), launcher
    find_valgrind()
    return Chosen(groups, counted(catalogue, preset, request.filter), used), launcher


def _installed(request: Request) -> list[Installed]:
    """The versions of SQLAlchemy that a run may measure, newest first; a line where one was expected and is missing."""
    if request.without_sqlalchemy:
        return []
    if request.mix is not None or request.shape is not None:  # of files that only the benchmark binaries read
        if request.sqlalchemy:
            say("SQLAlchemy is not measured on a --mix or --shape of your own")
        return []
    is_named = request.filter is not None and SQLALCHEMY in request.filter
    if not (request.sqlalchemy or request.preset.has_sqlalchemy or is_named):
        return []
    found = find(request.sqlalchemy)
    if not found and (request.sqlalchemy or request.preset.has_sqlalchemy):
        say("no SQLAlchemy that can be measured was found (1.4, 2.0, 2.1); the report compares with the kept results")
    return found


def _begin(request: Request, launcher: Launcher, chosen: Chosen) -> Session:
    try:
        with undisturbed():
            request.folder.take()
        plan = make_plan(
            chosen.groups,
            request.preset,
            request.filter,
            request.seed,
            request.command,
            launcher,
            chosen.counted,
            request.patience,
            request.one_link,
            {one.backend: one.facts for one in chosen.installed},
        )
        plan = replace(
            plan,
            shape=request.shape.document() if request.shape is not None else None,
            mix=request.mix.document() if request.mix is not None else None,
        )
        require_room(request.folder.work, plan.most_bytes())
    except (Interrupted, ExperimentError, UnusableInput):
        request.folder.give_back()
        raise
    with undisturbed():
        request.folder.clear()
        evidence.write(request.folder.work, plan.environment.get("git_revision"))
        plan.write(request.folder.work)
    return _session(request, plan, launcher, request.folder.work)


def _session(request: Request, plan: Plan, launcher: Launcher, folder: Path) -> Session:
    if request.hosts:
        return HostsSession(plan, launcher, folder, hosts=request.hosts, bin=request.bin)
    return Session(plan, launcher, folder)


def _resume(request: Request, launcher: Launcher) -> Session:
    place = request.folder.interrupted()
    plan = read_plan(place)
    asked = {"preset": request.preset.name, "filter": request.filter, "seed": request.seed}
    if request.shape is not None and (plan.shape is None or request.shape.digest != plan.shape["digest"]):
        raise ExperimentError("cannot resume: the interrupted run has another --shape; leave --shape out")
    if request.mix is not None and (plan.mix is None or request.mix.digest != plan.mix["digest"]):
        raise ExperimentError("cannot resume: the interrupted run has another --mix; leave --mix out")
    for name, value in asked.items():
        if name in request.given and value != getattr(plan, name):
            raise ExperimentError(
                f"cannot resume: the interrupted run has {name} {getattr(plan, name)}, not {value}; leave --{name} out"
            )
    require_same(plan, launcher)
    if plan.mix is not None:
        launcher = _of_mix(launcher, require_same_mix(plan.mix))
    if plan.shape is not None:
        launcher = replace(launcher, arguments=launcher.arguments + require_same_file(plan.shape).arguments)
    if request.patience is not None:
        plan = replace(plan, patience_minutes=request.patience)
    session = _session(request, plan, launcher, place)
    session.recall()
    request.folder.reopen(place)
    session.folder = request.folder.work
    return session


@contextmanager
def _with_server(
    request: Request, launcher: Launcher, groups: Sequence[Group], abandoned: list[Abandoned]
) -> Iterator[Launcher]:
    """The launcher, told of a PostgreSQL server if a group needs one, which is there as long as the context is."""
    on_servers = [group.backend for group in groups if needs_server(group.backend)]
    if not on_servers:
        drop_abandoned(abandoned, None, None)
        yield launcher
        return
    is_sharded = SHARDED in on_servers
    here = (
        existing(request.dsn, request.password, launcher.scratch, request.keep, request.postgres_paths)
        if request.dsn is not None
        else cluster(launcher.placement, request.keep, request.postgres_paths, request.shards if is_sharded else 0)
    )
    with here as server:
        binary = next(iter(launcher.binaries.values()))
        facts = check(binary, server, SHARDED if is_sharded else POSTGRES)
        facts |= {"paths": request.postgres_paths or "automatic"}
        say("; ".join((facts["server"], *facts.get("spread", []), facts["placement"])))
        drop_abandoned(abandoned, binary, server)
        try:
            yield replace(
                launcher, server=server.environment, server_facts=facts, descriptors=server.descriptors
            )
        finally:
            if server.kind == "dsn" and not request.keep:
                with undisturbed():
                    drop_leftovers(binary, server, server.token)


def execute(request: Request) -> int:
    binaries = find_binaries(request.bin)
    abandoned = sweep()
    with scratch_folder() as scratch:
        if request.hosts:
            found = hosts.ask(request.hosts, request.bin)
            if request.pool:
                folders = run_everywhere(request.hosts, request.on_each_host, request.folder.out, scratch)
                return finish_everywhere(folders, request)
            hosts.require_alike(found, likeness.facts(binaries))
        launcher = Launcher(binaries, Placement.choose(), scratch)
        if request.resume:
            plan = read_plan(request.folder.interrupted())
            chosen = Chosen(plan.groups, (), recalled(plan.environment))
            if request.dsn is None and plan.environment.get("postgres", {}).get("kind") == "dsn":
                raise ExperimentError("cannot resume: the interrupted run used the server of a --dsn; give it again")
        else:
            chosen, launcher = _chosen(request, launcher)
        launcher = replace(launcher, binaries=launcher.binaries | programs(chosen.installed, scratch))
        write_datasets(chosen.groups, request.bin / DATASET_TOOL, scratch)
        with _with_server(request, launcher, chosen.groups, abandoned) as told:
            return _measure(request, told, chosen)


def _measure(request: Request, launcher: Launcher, chosen: Chosen) -> int:
    if request.only_process is not None:
        place = request.folder.interrupted()
        plan = read_plan(place)
        return measure_one(plan, launcher, lambda: OneProcess(plan, launcher, place), request.only_process)
    session = _resume(request, launcher) if request.resume else _begin(request, launcher, chosen)
    try:
        say(announce(session.plan, request.folder.out))
        if request.only_plan:
            return put_plan(request, session)
        if request.resume:
            total = session.measured + len(session.pending())
            say(f"resuming: {session.measured} of {total} processes are already measured")
        session.measure()
    except Interrupted as end:
        return stop(request, session, end)
    except ExperimentError:
        complain(f"run: stopped; the results of {count(session.measured, 'process')} are in {session.folder}")
        raise
    return finish(request, session)


def main(argv: list[str]) -> int:
    try:
        request = understand(argv)
        for name in ("PGPASSWORD", "BOTHSIDES_RUN_DSN"):  # no child of ours is given them; see server.existing
            os.environ.pop(name, None)
        return execute(request)
    except (ExperimentError, UnusableInput, OSError) as error:
        complain(redacted(f"run: {error}"))
        return error.exit_code if isinstance(error, BinaryCrashed) else 2
