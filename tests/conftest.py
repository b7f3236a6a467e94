"""For all tests: where the flow tests' harness is found, and how long each file takes."""

import os
import signal
import sys

# Who runs the tests in the background ignores these, and so would every program under test.
for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "flow"))
seconds = {}
counted = {}  # what tests say by record_property: how much of a thing was done


def pytest_runtest_logreport(report):
    name = report.nodeid.partition("::")[0]
    seconds[name] = seconds.get(name, 0) + report.duration
    if report.when == "call":
        for what, n in ((w, n) for w, n in report.user_properties if isinstance(n, (int, float))):
            counted[what] = counted.get(what, 0) + n


def pytest_terminal_summary(terminalreporter):
    for name, took in sorted(seconds.items(), key=lambda row: -row[1]):
        terminalreporter.write_line(f"{took:8.1f} s  {name}")
    for what, n in sorted(counted.items()):
        terminalreporter.write_line(f"{n:8}    {what}")
