"""Runs one worker's processes and ends them when the cloud ends, for whatever reason.

Run as `python worker_guard.py [--once] COMMAND...`; standard input is a pipe whose other end only the cloud has.
"""

import ctypes
import os
import select
import signal
import sys

PR_SET_CHILD_SUBREAPER = 36


def children():
    """All descendant processes, orphans included: this process is a subreaper."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as stat:
                    if int(stat.read().rpartition(")")[2].split()[1]) == os.getpid():
                        found.append(int(name))
            except OSError:
                continue
    return found


def end(group):
    """Kills the worker's process group, then processes that left it."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass
    while True:
        below = children()
        if not below:
            return
        for pid in below:
            try:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            except (ProcessLookupError, ChildProcessError):
                continue


def start(command):
    pid = os.fork()
    if pid == 0:
        os.setsid()
        null = os.open("/dev/null", os.O_RDONLY)
        os.dup2(null, 0)
        os.execvp(command[0], command)
    return pid


def until_over(pid):
    """A container ends with its first process, which ends all its others; 128 + N means signal N."""
    over = os.pidfd_open(pid)
    if over not in select.select([0, over], [], [])[0]:
        end(pid)
        return 128 + signal.SIGKILL
    status = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    end(pid)
    return status.si_status if status.si_code == os.CLD_EXITED else 128 + status.si_status


def main():
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for one in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(one, signal.SIG_IGN)
    once = sys.argv[1] == "--once"
    pid = start(sys.argv[1 + once:])
    if once:
        sys.exit(until_over(pid))
    # The instance keeps running after its script until the cloud closes the pipe. The script is not reaped before
    # that, so its process group ID is not reused.
    select.select([0], [], [])
    end(pid)


if __name__ == "__main__":
    main()
