"""`verify --all` in a large account: `account.py ACCREDIT [SETUPS [ROLES]]`. Prints measurements; asserts nothing.

The account has ROLES roles (2,000), users, groups and policies of others in addition to SETUPS
setups (100). AWS calls are counted, except EKS's; memory is the peak of the process itself (VmHWM).
tests/flow/test_account.py asserts on the same measurements.
"""

import collections
import concurrent.futures
import json
import os
import subprocess
import sys
import time
import urllib.request

FIRST = 5
CROWD = {"users": 300, "policies": 400, "groups": 20}
SETUP = ("--no-probe", "--yes", "--json")
VERIFY = ("verify", "--all", "--no-probe", "--json")


def rows(number):
    """The setups by platform and method: (platform, method, values)."""
    name = f"s{number:03}"
    return (("essentia", "role", {"ROLE_NAME": name, "POLICY_NAME": name}),)


def mixed_rows(number):
    """Each platform and method that needs no cluster, in turn."""
    name = f"s{number:03}"
    kinds = (
        ("essentia", "role", {"ROLE_NAME": name, "POLICY_NAME": name}),
        ("iguazio", "role", {"ROLE_NAME": name, "POLICY_NAME": name, "NODE_POLICY_NAME": name + "-node"}),
        ("deadline", "instance-role", {"ROLE_NAME": "Deadline" + name, "WORKER_ROLE_NAME": "DeadlineSpot" + name, "TRACKER": "no",
                                       "FLEET_ROLE_NAME": "DeadlineSpotFleet" + name}),
        ("essentia", "command", {"USER_NAME": name, "POLICY_NAME": name, "KEY_FILE": f"{name}.csv"}),
        ("deadline", "user", {"USER_NAME": name, "WORKER_ROLE_NAME": "DeadlineSpot" + name, "TRACKER": "no", "KEY_FILE": f"{name}.csv",
                              "FLEET_ROLE_NAME": "DeadlineSpotFleet" + name}),
    )
    return (kinds[number % len(kinds)],)


def words(name, platform, method, values):
    """The arguments of one setup."""
    sets = [w for key, value in values.items() for w in ("--set", f"{key}={value}")]
    return ["setup", platform, *SETUP, "--name", name, "--method", method, *sets]


def set_up(program, environment, count, plan=rows, folder=None):
    """Creates the setups, two at a time."""
    def one(number):
        for platform, method, values in plan(number):
            done = subprocess.run([program, *words(f"s{number:03}", platform, method, values)], env=environment, capture_output=True,
                                  text=True, cwd=folder, timeout=120)
            if done.returncode:
                raise RuntimeError(f"setup {platform} {method}: exit {done.returncode}\n{done.stdout[-3000:]}{done.stderr}")
    for number in range(min(count, FIRST)):  # these create what all setups of a platform share: the service-linked roles
        one(number)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(FIRST, count)))


def ask(control, method, what, body=None):
    """Calls the practice cloud's control endpoint."""
    request = urllib.request.Request(f"{control}/{what}", method=method, data=json.dumps(body).encode() if body is not None else None)
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def is_sanitized(program):
    """A sanitizer's own memory is many times the program's."""
    with open(program, "rb") as file:
        return b"__asan_init" in file.read()


def _peak(pid, before):
    """VmHWM so far, in MiB: of the process alone, not of its parent."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            lines = dict(line.split(":", 1) for line in file)
        return max(before, int(lines["VmHWM"].split()[0]) / 1024) if lines["Name"].strip() != "python" else before
    except (OSError, KeyError, ValueError):
        return before


class Figures:
    """One run: exit code, seconds, peak memory in MiB, AWS calls by operation, output."""

    def __init__(self, program, environment, control, *command, folder=None):
        ask(control, "DELETE", "calls")
        began, self.peak = time.monotonic(), 0.0
        with subprocess.Popen([program, *command], env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as process:
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                streams = pool.submit(process.communicate)
                while not streams.done():
                    self.peak = _peak(process.pid, self.peak)
                    time.sleep(0.001)
                self.out, self.err = streams.result()
        self.seconds, self.code = time.monotonic() - began, process.returncode
        made = ask(control, "GET", "calls")
        self.calls = collections.Counter(c["operation"] for c in made if c["service"] != "eks")
        self.params = collections.Counter((c["operation"], json.dumps(c["params"], sort_keys=True)) for c in made)

    def of(self, kind):
        return [e for e in map(json.loads, self.out.splitlines()) if e["event"] == kind]


def show(title, figures, count):
    calls = sum(figures.calls.values())
    print(f"{title}: exit {figures.code}, {figures.seconds:.2f} s, {figures.peak:.1f} MiB, {calls} calls ({calls / count:.2f} a setup)")
    print("   " + ", ".join(f"{n} {operation}" for operation, n in figures.calls.most_common()))


def main():
    import cloud
    program, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100
    roles = int(sys.argv[3]) if len(sys.argv) > 3 else 2000
    if is_sanitized(program):
        print("this program is built with sanitizers: its memory is theirs")
    where = cloud.Cloud()
    control = where.env["ACCREDIT_PRACTICE_CONTROL"]
    where.env["HOME"] = where.folder
    for title, plan in (("roles alone", rows), ("platforms and methods in turn", mixed_rows)):
        where.reset()
        set_up(program, where.env, count, plan, where.folder)
        there = ask(control, "POST", "crowd", {"roles": roles, **CROWD})
        print(f"{count} setups, {title}, in an account with {there['roles']} roles, {there['users']} users, {there['policies']} policies")
        show("verify --all", Figures(program, where.env, control, *VERIFY, folder=where.folder), count)
        show("verify of one", Figures(program, where.env, control, "verify", "s000", "--no-probe", "--json", folder=where.folder), 1)
    where.close()


if __name__ == "__main__":
    main()
