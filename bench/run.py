"""Whole processes side by side, in one run: `run.py ACCREDIT [ROUNDS]`. Prints ratios; asserts nothing.

Each round resets the account and runs every contestant once, in turn, so that a
busy machine slows all alike; the ratio is taken within the round, and its median
is printed with the least and the most.
"""

import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time

import cloud

ACCREDIT = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 7
HERE = pathlib.Path(__file__).resolve().parent
TEMPLATES = HERE.parent / "templates/essentia/documents"
SETUP = [ACCREDIT, "setup", "essentia", "--yes", "--no-probe", "--json"]
AWS = os.path.join(os.path.dirname(sys.executable), "aws")
# who we are; what is there (at once); the role; what rests on it (at once)
CHAIN = 4


def documents(folder):
    """The two documents as they are sent: the others' scripts fill in nothing."""
    for name in ("trust.json", "workers-and-s3.json"):
        text = (TEMPLATES / name).read_text().replace("${DNS_SUFFIX}", "amazonaws.com")
        pathlib.Path(folder, name).write_text(text)
    return folder


def timed(command, env):
    start = time.monotonic()
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    spent = time.monotonic() - start
    if done.returncode:
        sys.exit(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return spent


def show(name, figures, unit=""):
    print(f"{name:58} {statistics.median(figures):9.2f}{unit}   ({min(figures):.2f} to {max(figures):.2f})")


def rounds(where, contestants):
    for command in contestants.values():      # first runs read the disk
        where.reset()
        timed(command, where.env)
    seconds = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, command in contestants.items():
            where.reset()
            seconds[name].append(timed(command, where.env))
    return seconds


def against_others():
    where = cloud.Cloud()
    filled = documents(where.folder)
    seconds = rounds(where, {
        "accredit": SETUP,
        "the AWS CLI": ["sh", str(HERE / "setup_cli.sh"), AWS, filled],
        "boto3": [sys.executable, str(HERE / "setup_boto3.py"), filled],
    })
    where.close()
    for name, all_ in seconds.items():
        show(f"the whole set-up by {name}", [s * 1000 for s in all_], " ms")
    for name in ("the AWS CLI", "boto3"):
        show(f"accredit is faster than {name}, times", [o / m for o, m in zip(seconds[name], seconds["accredit"])])


def against_the_chain():
    where = cloud.Cloud("--latency", "80")
    seconds = rounds(where, {"accredit": SETUP})["accredit"]
    where.close()
    show(f"with 80 ms of latency, of the chain of {CHAIN} calls", [s / (CHAIN * 0.08) for s in seconds], " times")


def many(count=100):
    """All of them in one run against each on its own; the same account, the same answers, 40 ms from it."""
    where = cloud.Cloud("--latency", "40")
    names = [f"s{n:03}" for n in range(count)]
    for name in names:
        timed([*SETUP, "--name", name, "--set", f"ROLE_NAME={name}", "--set", f"POLICY_NAME={name}"], where.env)
    together, alone, calls = [], [], []
    for _ in range(3):
        where.forget_calls()
        together.append(timed([ACCREDIT, "verify", "--all", "--no-probe", "--json"], where.env))
        calls.append(where.count_calls())
        where.forget_calls()
        alone.append(sum(timed([ACCREDIT, "verify", name, "--no-probe", "--json"], where.env) for name in names))
        calls.append(where.count_calls())
    where.close()
    show(f"{count} set-ups verified in one run, 40 ms away", [s * 1000 for s in together], " ms")
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
    """The largest child so far is the interpreter; a fresh parent sees only accredit."""
    code = ("import os,resource,subprocess,sys;"
            "subprocess.run(sys.argv[1:],stdin=subprocess.DEVNULL,stdout=subprocess.DEVNULL,check=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    where = cloud.Cloud()
    figures = []
    for _ in range(3):
        where.reset()
        out = subprocess.run([sys.executable, "-c", code, *SETUP], env=where.env, capture_output=True, text=True, check=True)
        figures.append(int(out.stdout) / 1024)
    where.close()
    show("peak memory of the whole set-up", figures, " MiB")


if __name__ == "__main__":
    against_others()
    against_the_chain()
    many()
    start()
    memory()
