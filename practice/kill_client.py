"""Finds the process at the other end of a loopback connection, and ends it."""

import os
import signal
import time


def _socket_line(peer, port):
    """The client's line in /proc/net/tcp, as fields."""
    local, remote = f"0100007F:{peer[1]:04X}", f"0100007F:{port:04X}"
    with open("/proc/net/tcp", encoding="ascii") as table:
        for line in table:
            fields = line.split()
            if fields[1] == local and fields[2] == remote:
                return fields
    return None


def client_pids(peer, port):
    """The processes with the client's end of the connection; several if it was inherited."""
    if peer is None or peer[0] != "127.0.0.1":
        return []
    fields = _socket_line(peer, port)
    if fields is None:
        return []
    wanted = f"socket:[{fields[9]}]"
    return [pid for pid in _processes() if pid != os.getpid() and _holds(pid, wanted)]


def _processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _holds(pid, wanted):
    try:
        folder = f"/proc/{pid}/fd"
        return any(_link(f"{folder}/{fd}") == wanted for fd in os.listdir(folder))
    except OSError:
        return False


def _link(path):
    try:
        return os.readlink(path)
    except OSError:
        return ""


def wait_until_read(peer, port, patience=0.5):
    """Waits until the client has read the response from its socket."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        fields = _socket_line(peer, port)
        if fields is None or fields[4].partition(":")[2] == "00000000":
            return
        time.sleep(0.0005)


def is_connected(peer, port):
    """Whether the client's end is still open; true for a client on another computer."""
    if peer is None or peer[0] != "127.0.0.1":
        return True
    fields = _socket_line(peer, port)
    return fields is not None and fields[3] == "01"


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def kill_client(peer, port, pid=None):
    """Returns when the client is dead."""
    pids = [pid] if pid else client_pids(peer, port)
    for one in pids:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue
    end = time.monotonic() + 5
    while any(alive(p) for p in pids) and time.monotonic() < end:
        time.sleep(0.001)
    return pids
