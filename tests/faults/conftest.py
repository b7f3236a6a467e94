"""For the fault tests: the fixtures of the flow tests, and the counts of the fault square."""

from fixtures import *  # noqa: F401, F403

square = {}     # (first, next) -> cells, passed, seconds


def pytest_runtest_logreport(report):
    for name, value in report.user_properties if report.when == "call" else ():
        if name.startswith("square/"):
            square[tuple(name.split("/")[1:])] = value


def _sums_by(index):
    found = {}
    for names, row in square.items():
        found[names[index]] = [a + b for a, b in zip(found.get(names[index], (0, 0, 0)), row)]
    return found


def pytest_terminal_summary(terminalreporter):
    if not square:
        return
    cells, passed, took = (sum(row[n] for row in square.values()) for n in range(3))
    for title, index in (("first", 0), ("then", 1)):
        for name, row in _sums_by(index).items():
            terminalreporter.write_line(f"  {title:6}{name:24}{row[0]:6} cells {row[1]:6} passed {row[2]:8.1f} s")
    terminalreporter.write_line(f"fault square: {cells} cells, {passed} passed, {took:.0f} s of cells")
