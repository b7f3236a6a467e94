"""Faults: each is set by an option, or at run time by the control endpoint."""

import fnmatch
import re
import threading

import error_messages
from errors import AwsError

# Codes whose status is not 400.
STATUS = {
    "Throttling": 400, "ThrottlingException": 400, "RequestLimitExceeded": 503, "SlowDown": 503, "ServiceUnavailable": 503,
    "ServiceFailure": 500, "InternalFailure": 500, "InternalError": 500, "InternalServerError": 500, "Unavailable": 503,
    "AccessDenied": 403, "UnauthorizedOperation": 403, "EntityAlreadyExists": 409, "NoSuchEntity": 404, "LimitExceeded": 409,
    "DeleteConflict": 409, "ConcurrentModification": 409, "EntityTemporarilyUnmodifiable": 409, "InvalidClientTokenId": 403,
    "SignatureDoesNotMatch": 403, "ExpiredToken": 403, "AuthFailure": 401, "InsufficientInstanceCapacity": 500,
    "OptInRequired": 401, "PermanentRedirect": 301, "DryRunOperation": 412, "Conflict": 409, "NotFound": 404, "Forbidden": 403, "Unauthorized": 401, "TooManyRequests": 429,
}
THROTTLE = {"ec2": ("RequestLimitExceeded", "Request limit exceeded.", 503), "s3": ("SlowDown", "Please reduce your request rate.", 503),
            "ssm": ("ThrottlingException", "Rate exceeded", 400),
            "kubernetes": ("TooManyRequests", "Too many requests, please try again later.", 429)}
KINDS = ("error", "reset", "lose", "truncate", "stall", "answer", "ends")


class Fault:
    """One failure of calls of one kind, a number of times or always."""

    def __init__(self, kind, operation="*", times=None, code=None, status=None, message=None, seconds=0.0, body=None,
                 headers=None, each=False, skip=0, where=None):
        self.kind = kind
        self.operation = operation
        self.times = times
        self.code = code
        self.status = status
        self.message = message
        self.seconds = seconds
        self.body = body
        self.headers = headers or {}
        self.each = each
        self.skip = skip
        self.where = where or {}  # only calls that have these members with these values, at any depth
        self.used = {}

    def content(self):
        """The bytes to send as the response."""
        return self.body.encode() if isinstance(self.body, str) else self.body or b""

    def matches(self, call):
        name = self.operation if ":" in self.operation else "*:" + self.operation
        dry = "-dry" if call.params.get("DryRun") is True else ""
        return (fnmatch.fnmatchcase((call.name + dry).lower(), name.lower())
                and all(str(value) in map(str, members(call.params, key)) for key, value in self.where.items()))

    def take(self, call):
        """Whether it applies to this call; `each` counts every operation separately."""
        if not self.matches(call):
            return False
        count = self.used.get(call.name if self.each else "", 0) + 1
        self.used[call.name if self.each else ""] = count
        return count > self.skip and (self.times is None or count <= self.skip + self.times)


def members(value, name):
    """Every value of a member of this name, at any depth."""
    if isinstance(value, list):
        return [found for one in value for found in members(one, name)]
    if not isinstance(value, dict):
        return []
    mine = value.get(name, [])
    return (mine if isinstance(mine, list) else [mine]) + [found for one in value.values() for found in members(one, name)]


SPEC = re.compile(r"^(?P<operation>[\w:*?-]+?)(=(?P<value>[^=]*?))?(\+(?P<skip>\d+))?(x(?P<times>\d+))?$")


def parse(kind, text):
    """'CreateRole=ServiceUnavailable:503x2' or 'RunInstances+1x1': operation, value, first to spare, number of times."""
    found = SPEC.match(text)
    if not found:
        raise ValueError(f"not understood: {text}")
    fault = Fault(kind, found["operation"], int(found["times"]) if found["times"] else None, skip=int(found["skip"] or 0))
    value = found["value"]
    if kind == "error":
        if not value:
            raise ValueError(f"which error? {text} wants OPERATION=CODE")
        fault.code, _, status = value.partition(":")
        fault.status = int(status) if status else STATUS.get(fault.code, 400)
    elif kind == "throttle":
        fault.kind, fault.code, fault.times = "error", "throttle", int(value or 1)
    elif kind == "ends":
        fault.code = value
    elif kind == "answer":
        with open(value or "", "rb") as file:
            fault.body = file.read()
    elif kind == "stall":
        fault.seconds = float(value or 3600)
    return fault


class Die:
    """Kills the client at a chosen changing call."""

    def __init__(self, where, at, pid=None):
        self.where = where
        self.at = at
        self.pid = pid
        self.count = 0

    @classmethod
    def parse(cls, text):
        found = re.match(r"^(before|after|answered):(\d+)(,(\d+))?$", text)
        if not found:
            raise ValueError(f"not understood: {text} (before|after|answered:N[,PID])")
        return cls(found[1], int(found[2]), int(found[4]) if found[4] else None)


class Faults:
    """The settings in force now."""

    def __init__(self, settings):
        self.lock = threading.Lock()
        self.settings = settings
        self.clear()

    def clear(self):
        """Back to what the options say."""
        s = self.settings
        self.latency, self.clock, self.delay, self.get_delay = s.latency, s.clock, s.delay, s.get_delay
        self.flap, self.off_delay, self.die, self.faults = s.flap, s.off_delay, None, []
        self.terse = s.terse
        self.set({k: v for k, v in vars(s).items() if k in ("throttle", "throttle_for", "die") + KINDS and v})

    def calm(self):
        """Removes all faults."""
        self.latency = self.clock = self.delay = self.get_delay = 0
        self.flap, self.off_delay, self.die, self.faults, self.terse = False, None, None, [], False

    def set(self, wanted):
        """Sets faults from a dictionary with the options' names; a list adds, a number or text replaces."""
        with self.lock:
            for name in ("latency", "clock", "delay", "get_delay", "off_delay", "flap", "terse"):
                if name in wanted:
                    setattr(self, name, wanted[name])
            if wanted.get("throttle"):
                self.faults.append(Fault("error", times=int(wanted["throttle"]), code="throttle", each=True))
            for text in _texts(wanted.get("throttle_for")):
                self.faults.append(parse("throttle", text))
            for kind in KINDS:
                for text in _texts(wanted.get(kind)):
                    self.faults.append(Fault(kind, **text) if isinstance(text, dict) else parse(kind, text))
            if "die" in wanted:
                self.die = Die.parse(wanted["die"]) if wanted["die"] else None

    def strike(self, call):
        """The fault for this call, if one is due."""
        with self.lock:
            return next((f for f in self.faults if f.take(call)), None)

    def due_to_die(self, call):
        """Counts a changing call; returns the kill order if it is for this one."""
        die = self.die
        if die is None or not call.changing or (call.caller and call.caller.is_worker):
            return None
        with self.lock:
            die.count += 1
            if die.count != die.at:
                return None
            self.die = None
            return die

    def error_of(self, fault, call):
        if fault.code == "throttle":
            return AwsError(*THROTTLE.get(call.service, ("Throttling", "Rate exceeded", 400)))
        text = fault.message or error_messages.message(fault.code, **_values(call)) or f"{fault.code}, as ordered for the rehearsal."
        return AwsError(fault.code, text, fault.status or STATUS.get(fault.code, 400), headers=fault.headers,
                        page=fault.content() if fault.body is not None else None)


def _values(call):
    """The values that AWS's messages name."""
    found = {"type": members(call.params, "InstanceType"), "subnet": members(call.params, "SubnetId"),
             "zone": members(call.params, "AvailabilityZone")}
    return {"region": call.region, "others": "another zone", **{name: values[0] for name, values in found.items() if values}}


def _texts(value):
    if value is None:
        return []
    if isinstance(value, dict) and not set(value) & {"operation", "times", "code", "body", "where"}:
        return [f"{k}={v}" for k, v in value.items()]
    return value if isinstance(value, list) else [value]
