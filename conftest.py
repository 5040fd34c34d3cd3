"""For all tests: signals are heard, and slow tests can be drawn."""

import random
import signal

import pytest

# The signals that some tests send are heard, also where the runner was started to ignore them: by nohup, or in the
# background of a script. The programs under test inherit that.
for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", type=int, metavar="N", help="of the tests marked as slow, run N; without it, all")
    parser.addoption("--draw", type=int, default=0, metavar="SEED", help="which of them; the same seed, the same ones")


def unit(item: pytest.Item) -> str | None:
    """What a slow test is drawn by: its name, or the name that those share which wait for the same long work."""
    slow = item.get_closest_marker("slow")
    return slow and str(slow.kwargs.get("together", item.nodeid))


@pytest.hookimpl(trylast=True)  # -k and -m choose first
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    number = config.getoption("--slow")
    if number is not None and number < 0:
        raise pytest.UsageError(f"--slow {number}: expected 0 or more, the number of slow tests to run")
    units = sorted({name for item in items if (name := unit(item))})
    if number is None or number >= len(units):
        return
    left = set(units) - set(random.Random(config.getoption("--draw")).sample(units, number))
    config.hook.pytest_deselected(items=[item for item in items if unit(item) in left])
    items[:] = [item for item in items if unit(item) not in left]
