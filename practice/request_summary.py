"""accredit's requests, checked against AWS's API models and counted: one summary a cloud, collected by tests/conftest.py.

Only where ACCREDIT_REQUESTS names a folder. A summary names operations and differences, no secret and no request.
"""

import json
import os
import threading
import uuid

from errors import AwsError
from models import differences
from signature import expected

FOLDER = "ACCREDIT_REQUESTS"
AGENT = "accredit/"
KEPT = 200  # further differences are only counted


def from_environment():
    """The counter of this process, or None."""
    folder = os.environ.get(FOLDER)
    return Asked(folder) if folder else None


class Asked:
    def __init__(self, folder):
        self.path = os.path.join(folder, f"{os.getpid()}-{uuid.uuid4().hex[:8]}")
        self.lock = threading.Lock()
        self.counts = {"requests": 0, "signatures": 0, "unsigned": 0, "unknown keys": 0, "kubernetes": 0}
        self.operations, self.found, self.more = {}, [], 0
        self.wrong = {}  # key ID -> wrong secrets that a test declared
        with open(self.path + ".open", "w", encoding="utf-8"):
            pass

    def is_ours(self, call):
        return call.header("user-agent", "").startswith(AGENT)

    def count_kubernetes(self, call):
        """AWS has no model for a cluster's API."""
        if self.is_ours(call):
            with self.lock:
                self.counts["kubernetes"] += 1

    def check(self, call, secret):
        """secret: of the key that the request names; None when the key is unknown or the request is not signed."""
        operation, found = differences(call)
        kind = "unsigned" if call.auth is None else "unknown keys" if secret is None else "signatures"
        wrong = kind == "signatures" and not self._signed_by(call, secret)
        with self.lock:
            self.counts["requests"] += 1
            self.counts[kind] += 1
            name = f"{call.service}:{operation}"
            self.operations[name] = self.operations.get(name, 0) + 1
            for text in found:
                self._keep({"operation": name, "of": "model", "text": text})
            if wrong:
                self._keep({"operation": name, "of": "signature", "text": f"the signature by {call.auth.key} is another than botocore's"})

    def _keep(self, row):
        if len(self.found) < KEPT:
            self.found.append(row)
        else:
            self.more += 1

    def _signed_by(self, call, secret):
        return any(_signature(call, one) == call.auth.signature for one in [secret, *self.wrong.get(call.auth.key, ())])

    def write(self):
        """The summary, at the end."""
        with self.lock, open(self.path + ".new", "w", encoding="utf-8") as file:
            json.dump({"counts": self.counts, "operations": self.operations, "differences": self.found, "more": self.more}, file)
        os.replace(self.path + ".new", self.path + ".json")
        os.unlink(self.path + ".open")


def _signature(call, secret):
    try:
        return expected(call, call.auth, secret, call.auth.token)
    except AwsError:
        return None
