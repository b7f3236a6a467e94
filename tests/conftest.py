"""For all tests: the path of the flow tests' helpers, the time that each file takes, and a summary of accredit's requests.

Each practice cloud checks accredit's requests against AWS's API models (practice/request_summary.py) and writes a summary;
this module adds them up. A difference fails the run, and so do fewer requests than ACCREDIT_LEAST_REQUESTS.
"""

import gc
import json
import os
import shutil
import signal
import sys
import tempfile

import pytest

# A shell that runs the tests in the background ignores these signals, and every program under test would inherit that.
for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)

# botocore's models stay in memory: the collector looks at them rarely.
gc.freeze()
gc.set_threshold(50_000, 20, 100)
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "flow"))
seconds = {}
REQUESTS = "ACCREDIT_REQUESTS"  # the folder of summaries: as in practice/request_summary.py
counted = {}  # counts that tests report with record_property


def pytest_runtest_logreport(report):
    name = report.nodeid.partition("::")[0]
    seconds[name] = seconds.get(name, 0) + report.duration
    if report.when == "call":
        for what, n in ((w, n) for w, n in report.user_properties if isinstance(n, (int, float))):
            counted[what] = counted.get(what, 0) + n


def is_first(config):
    """Whether this is not one of pytest-xdist's workers."""
    return not hasattr(config, "workerinput")


def pytest_configure(config):
    if is_first(config) and REQUESTS not in os.environ:
        os.environ[REQUESTS] = config.summaries = tempfile.mkdtemp(prefix="accredit-requests-")  # 0700


def gather(folder):
    """(counts, differences, number of clouds without a summary) of all clouds."""
    counts, found, silent = {"requests": 0, "signatures": 0, "unsigned": 0, "unknown keys": 0, "kubernetes": 0}, [], 0
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".json"):
            silent += 1
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            summary = json.load(file)
        for what, n in summary["counts"].items():
            counts[what] += n
        found += [f"{row['operation']}: {row['text']}" for row in summary["differences"]]
        found += ["more differences of the same cloud"] * summary["more"]
    return counts, found, silent


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    config = session.config
    if not hasattr(config, "summaries"):
        return
    counts, found, silent = gather(config.summaries)
    shutil.rmtree(config.summaries)
    del os.environ[REQUESTS]
    least = int(os.environ.get("ACCREDIT_LEAST_REQUESTS", 0))
    config.asked = [f"requests: {counts['requests']} checked against AWS's API models (not the {counts['kubernetes']} to Kubernetes, which has "
                    f"none of them), {len(found)} differences",
                    f"signatures: {counts['signatures']} recomputed ({counts['unsigned']} requests are unsigned, {counts['unknown keys']} "
                    "name a key that no cloud here knows)"] if counts["requests"] else []
    config.asked += [f"difference: {text}" for text in found[:40]]
    if silent:  # in some suites a test kills a cloud; in the complete flow suite no summary may be missing
        config.asked.append(f"requests: {silent} practice clouds ended without a summary")
    if counts["requests"] < least:
        config.asked.append(f"requests: {counts['requests']} were checked, fewer than {least}: did the tests run?")
    if (found or counts["requests"] < least or (least and silent)) and session.exitstatus == 0:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter, config):
    for line in getattr(config, "asked", ()):
        terminalreporter.write_line(line)
    for name, took in sorted(seconds.items(), key=lambda row: -row[1]):
        terminalreporter.write_line(f"{took:8.1f} s  {name}")
    for what, n in sorted(counted.items()):
        terminalreporter.write_line(f"{n:8}    {what}")
