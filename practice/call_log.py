"""The log of calls to the cloud, in order, for tests and for people."""

import threading
import time

HIDDEN = {"Password", "token", "WebIdentityToken", "SAMLAssertion", "OldPassword", "NewPassword", "TokenCode"}


class Record:
    """The list of calls since the start or the last reset."""

    def __init__(self):
        self.lock = threading.Lock()
        self.clear()

    def clear(self):
        with self.lock:
            self.calls = []
            self.changes = 0

    def open(self, call):
        """Gives a call its number; a second time changes nothing."""
        if call.record is not None:
            return
        with self.lock:
            call.record = {
                "n": len(self.calls) + 1, "time": call.started, "service": call.service, "region": call.region,
                "operation": call.operation, "params": _plain(call.params), "changing": call.changing, "change": None,
                "status": None, "code": None, "request_id": call.request_id, "user_agent": call.header("user-agent"),
                "client_token": call.params.get("ClientToken"), "peer": call.peer[1] if call.peer else None,
            }
            self.calls.append(call.record)

    def next_change(self):
        with self.lock:
            self.changes += 1
            return self.changes

    def close(self, call):
        if call.record is not None:
            call.record["seconds"] = round(time.time() - call.started, 4)

    def since(self, number):
        with self.lock:
            return [dict(c) for c in self.calls if c["n"] > number]


def _plain(value):
    """Parameters as JSON; without secrets."""
    if isinstance(value, dict):
        return {k: "(hidden)" if k in HIDDEN else _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
