"""Runs the program under test in its own home with a time limit, and checks everything it leaves."""

import atexit
import base64
import functools
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

import events
from cloud import PYTHON, TOP, until

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
BROKEN = re.compile(r"AddressSanitizer|LeakSanitizer|runtime error:|ThreadSanitizer|Segmentation")


def find_program():
    """The program that ACCREDIT names, otherwise the one of the build tree next to the source."""
    named = os.environ.get("ACCREDIT")
    places = [named] if named else [os.path.join(TOP, p) for p in ("build/accredit", "accredit", "build/asan/accredit")]
    found = [p for p in places if os.path.isfile(p) and os.access(p, os.X_OK)]
    assert found, f"no program to test: {', '.join(places)}"
    return os.path.abspath(found[0])


def find_release():
    """The optimized program that ACCREDIT_RELEASE names ('./bootstrap check' sets it), for measurements and for hundreds of preparing
    runs; otherwise the program under test.
    """
    return os.path.abspath(os.environ.get("ACCREDIT_RELEASE") or find_program())


@functools.cache
def two_templates():
    """A folder with two of the templates alone, so that a new template does not change a list to choose from."""
    folder = tempfile.mkdtemp(prefix="accredit-templates-")
    atexit.register(shutil.rmtree, folder)
    for name in ("essentia", "iguazio"):
        shutil.copytree(os.path.join(TOP, "templates", name), os.path.join(folder, name))
    return folder


class Result:
    """The result of a run: exit code, standard output and error, events."""

    def __init__(self, words, code, out, err, seconds):
        self.words, self.code, self.out, self.err, self.seconds = words, code, out, err, seconds
        self.events = []

    def __repr__(self):
        return (f"accredit {' '.join(self.words)}\nexit {self.code} after {self.seconds:.2f} s\n"
                f"--- out\n{self.out}--- err\n{self.err}---")

    def of(self, kind):
        return [e for e in self.events if e["event"] == kind]

    @property
    def actions(self):
        """The plan: resource id -> action, without waits and the probe."""
        return {s["id"].partition(".")[0]: s["action"] for s in self.of("plan")[0]["steps"] if not s["id"].startswith(("probe.", "pod.", "pod-"))}

    @property
    def diffs(self):
        """The plan: resource id -> the paths that differ."""
        return {s["id"].partition(".")[0]: [row["path"] for row in s["diff"]] for s in self.of("plan")[0]["steps"] if s["diff"]}

    @property
    def result(self):
        return self.of("result")[-1]

    @property
    def failed(self):
        """The errors of the steps that failed: id -> error."""
        return {e["id"]: e["error"] for e in self.of("step") if e["status"] == "failed"}


class Program:
    """accredit in a fresh home."""

    def __init__(self, cloud, folder):
        self.cloud = cloud
        self.folder = str(folder)
        self.state = os.path.join(self.folder, "state")
        self.path = find_program()
        self.seen = []
        self.running = []
        self.secrets = list(cloud.secrets)
        os.makedirs(self.state, mode=0o700)
        self.environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": self.folder, "LC_ALL": "C.UTF-8", "TERM": "dumb",
            **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS") or k == "ACCREDIT_TEMPLATES"},
            "ACCREDIT_PYTHON": PYTHON,
            **{k: v for k, v in cloud.environment.items() if k.startswith("AWS_")}, "XDG_STATE_HOME": self.state,
        }

    # Running it

    def start(self, *words, env=None, wrap=(), cwd=None):
        """Starts a run without waiting for it."""
        environment = {k: v for k, v in {**self.environment, **(env or {})}.items() if v is not None}
        process = subprocess.Popen([*wrap, self.path, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=environment, cwd=cwd or self.folder, start_new_session=True)
        process.words, process.began = words, time.monotonic()
        self.running.append(process)
        return process

    def wait(self, process, limit=60):
        """The run's result; a run past its limit is killed and printed."""
        try:
            out, err = process.communicate(timeout=limit)
            late = False
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGABRT)
            out, err = process.communicate()
            late = True
        self.running.remove(process)
        result = Result(process.words, process.returncode, out.decode("utf-8", "surrogateescape"),
                        err.decode("utf-8", "surrogateescape"), time.monotonic() - process.began)
        self.seen.append(result)
        print(result)
        assert not late, f"still running after {limit} s:\n{result}"
        self._check_result(result)
        return result

    def start_stopped(self, *words, **options):
        """Starts a run that is stopped before its first instruction: its process ID is known, and faults can be ordered for it."""
        process = self.start(*words, wrap=["/bin/sh", "-c", 'kill -STOP $$; exec "$@"', "sh"], **options)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
        return process

    def run(self, *words, limit=60, **options):
        return self.wait(self.start(*words, **options), limit)

    def expect(self, code, *words, **options):
        """A run that must have this exit code."""
        result = self.run(*words, **options)
        assert result.code == code, f"wanted exit {code}:\n{result}"
        return result

    def setup(self, *words, code=0, **options):
        """An unattended setup without a worker."""
        return self.expect(code, "setup", "essentia", "--no-probe", "--yes", "--json", *words, **options)

    def end(self):
        for process in list(self.running):
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    # Checks of every run

    def _check_result(self, result):
        assert not BROKEN.search(result.err), f"a sanitizer reported an error:\n{result}"
        for name, text in (("out", result.out), ("err", result.err)):
            assert not CONTROL_CHARACTERS.search(text), f"a control character on std{name}:\n{result!r}"
            self.search_for_secrets_in(text.encode("utf-8", "surrogateescape"), f"std{name} of {result.words}")
        if "--json" in result.words:
            result.events = events.read(result.out)
            events.check(result.events, result.code, many="--all" in result.words or "list" in result.words)
        if result.code in (1, 64) and result.words[:2] != ("templates", "check"):
            lines = result.err.splitlines()
            assert lines and all(line.startswith("accredit: ") for line in lines), f"no error message:\n{result}"
            assert len(lines) >= 2, f"an error message without a remedy:\n{result}"
        if result.code == 3:
            assert "accredit resume" in result.err or "remedy" in result.out or len(result.err.splitlines()) >= 2, f"no way to continue is named:\n{result}"

    def search_for_secrets_in(self, data, where):
        for secret in self.secrets:
            raw = secret.encode()
            for form in (raw, base64.b64encode(raw)[:-4], raw.hex().encode(), raw[3:-3]):
                assert form not in data, f"a secret in {where}"

    def search_secrets(self):
        """No file of this home contains a secret."""
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        self.search_for_secrets_in(file.read(), path)

    # The record

    def file(self, *names):
        return os.path.join(self.state, "accredit", *names)

    def text(self, *names):
        with open(self.file(*names), encoding="utf-8") as file:
            return file.read()

    def files(self):
        """Every file of the state folder with its content, except locks."""
        found = {}
        for folder, _, names in os.walk(self.state):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.basename(folder) != "locks":
                    with open(path, "rb") as file:
                        found[os.path.relpath(path, self.state)] = file.read()
        return found

    def delete_state(self):
        """Deletes the record and everything else that the program stores."""
        shutil.rmtree(self.state)

    def listed(self, setup="essentia"):
        """The event of `list` for a setup, or None."""
        events_ = self.expect(0, "list", "--json").of("setup")
        return next((e for e in events_ if e["name"] == setup), None)

    def wait_for_call(self, operation, seconds=30):
        """Waits until the cloud has received this call."""
        return until(lambda: self.cloud.calls(operation), seconds, f"{operation} was never called")
