"""Whole processes compared in one run: `run.py ACCREDIT [ROUNDS]`. Prints ratios; asserts nothing.

Each round resets the account and runs every contestant once, in turn, so that a
busy computer slows all alike; the ratio is taken within the round, and its median
is printed with the minimum and the maximum.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import cloud

ACCREDIT = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 7
HERE = pathlib.Path(__file__).resolve().parent
TEMPLATES = HERE.parent / "templates/essentia/documents"
SETUP = [ACCREDIT, "setup", "essentia", "--yes", "--no-probe", "--json"]
AWS = os.path.join(os.path.dirname(sys.executable), "aws")
# the caller's identity; what exists (concurrent); the role; what depends on it (concurrent)
CHAIN = 4


def documents(folder):
    """The two documents as they are sent: the other programs' scripts fill in nothing."""
    for name in ("trust.json", "workers-and-s3.json"):
        text = (TEMPLATES / name).read_text().replace("${DNS_SUFFIX}", "amazonaws.com")
        pathlib.Path(folder, name).write_text(text)
    return folder


def spent(command, env):
    """Wall-clock seconds, and processor seconds of the process and everything it started."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
        if process.returncode:
            out.seek(0)
            sys.exit(f"{command} ended with {process.returncode}:\n{out.read().decode()}")
    return wall, usage.ru_utime + usage.ru_stime


def timed(command, env):
    return spent(command, env)[0]


def show(name, figures, unit=""):
    print(f"{name:58} {statistics.median(figures):9.2f}{unit}   ({min(figures):.2f} to {max(figures):.2f})")


def show_ratios(what, all_, mine):
    for name, figures in all_.items():
        if figures is not mine:
            show(what.format(name), [o / m for o, m in zip(figures, mine)])


def rounds(practice, contestants):
    """For each contestant: wall-clock seconds, processor seconds, the number of calls."""
    for command in contestants.values():      # first runs read from the disk
        practice.reset()
        timed(command, practice.env)
    wall, cpu, calls = ({name: [] for name in contestants} for _ in range(3))
    for _ in range(ROUNDS):
        for name, command in contestants.items():
            practice.reset()
            practice.forget_calls()
            by_clock, by_processor = spent(command, practice.env)
            wall[name].append(by_clock)
            cpu[name].append(by_processor)
            calls[name].append(practice.count_calls())
    return wall, cpu, calls


def against_others():
    practice = cloud.Cloud()
    filled = documents(practice.folder)
    wall, cpu, calls = rounds(practice, {
        "accredit": SETUP,
        "the AWS CLI": ["sh", str(HERE / "setup_cli.sh"), AWS, filled],
        "boto3": [sys.executable, str(HERE / "setup_boto3.py"), filled],
    })
    practice.close()
    for name in wall:
        show(f"the whole setup by {name}", [s * 1000 for s in wall[name]], " ms")
        show("  of the processor", [s * 1000 for s in cpu[name]], " ms")
        show("  calls", calls[name])
    show_ratios("accredit is faster than {}, times", wall, wall["accredit"])
    show_ratios("accredit needs less of the processor than {}, times", cpu, cpu["accredit"])


def against_the_chain():
    practice = cloud.Cloud("--latency", "80")
    seconds = rounds(practice, {"accredit": SETUP})[0]["accredit"]
    practice.close()
    show(f"with 80 ms of latency, of the chain of {CHAIN} calls", [s / (CHAIN * 0.08) for s in seconds], " times")


def one_run_for_all(count=100):
    """All setups in one run, compared with one run for each; the same account and answers, 40 ms away."""
    practice = cloud.Cloud("--latency", "40")
    names = [f"s{n:03}" for n in range(count)]
    for name in names:
        timed([*SETUP, "--name", name, "--set", f"ROLE_NAME={name}", "--set", f"POLICY_NAME={name}"], practice.env)
    together, alone, calls = [], [], []
    for _ in range(3):
        practice.forget_calls()
        together.append(timed([ACCREDIT, "verify", "--all", "--no-probe", "--json"], practice.env))
        calls.append(practice.count_calls())
        practice.forget_calls()
        alone.append(sum(timed([ACCREDIT, "verify", name, "--no-probe", "--json"], practice.env) for name in names))
        calls.append(practice.count_calls())
    practice.close()
    show(f"{count} setups verified in one run, 40 ms away", [s * 1000 for s in together], " ms")
    show("  each on its own", [s * 1000 for s in alone], " ms")
    show("  in one run it is faster, times", [a / t for a, t in zip(alone, together)])
    show("  calls in one run", calls[0::2])
    show("  calls each on its own", calls[1::2])


def start():
    seconds, true = [], []
    for _ in range(ROUNDS * 5):
        seconds.append(timed([ACCREDIT, "--version"], os.environ))
        true.append(timed(["/bin/true"], os.environ))
    show("accredit --version", [s * 1000 for s in seconds], " ms")
    show("  of that, /bin/true takes", [s * 1000 for s in true], " ms")


def memory():
    """The largest child so far is the interpreter, so a new parent measures accredit alone."""
    code = ("import os,resource,subprocess,sys;"
            "subprocess.run(sys.argv[1:],stdin=subprocess.DEVNULL,stdout=subprocess.DEVNULL,check=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    practice = cloud.Cloud()
    figures = []
    for _ in range(3):
        practice.reset()
        out = subprocess.run([sys.executable, "-c", code, *SETUP], env=practice.env, capture_output=True, text=True, check=True)
        figures.append(int(out.stdout) / 1024)
    practice.close()
    show("peak memory of the whole setup", figures, " MiB")


if __name__ == "__main__":
    against_others()
    against_the_chain()
    one_run_for_all()
    start()
    memory()
