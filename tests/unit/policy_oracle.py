"""IAM's evaluation logic, implemented again for the test: see test_policy_many.py.

Three values: NO, MAYBE, YES. It shares no code with src/policy and is written differently on purpose: regular expressions,
ipaddress, datetime, sets.
"""

import base64
import datetime
import functools
import ipaddress
import re

NO, MAYBE, YES = 0, 1, 2


compiled = functools.lru_cache(100_000)(re.compile)


def listed(value):
    return value if isinstance(value, list) else [value]


def text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


class Unset(Exception):
    """A variable that has no value in a complete context."""


class Open(Exception):
    """A variable whose value is not known."""


class Request:
    def __init__(self, case):
        self.action = case["action"]
        self.resource = case["resource_name"]
        self.who = case.get("who") or {}
        self.complete = case.get("complete", False)
        self.context = {k.lower(): [text(v) for v in listed(vs)] for k, vs in case.get("context", {}).items()}
        arn = self.who.get("arn")
        self.account = arn.split(":")[4] if arn else None
        if arn:
            self.derive("aws:principalaccount", self.account)
            if ":user/" in arn:
                self.derive("aws:username", arn.rsplit("/", 1)[1])
            if ":assumed-role/" not in arn:
                self.derive("aws:principalarn", arn)
            elif self.who.get("role"):
                self.derive("aws:principalarn", self.who["role"])

    def derive(self, key, value):
        self.context.setdefault(key, [value])

    def values(self, key):
        """A list of values; [] absent; None not known."""
        found = self.context.get(key.lower())
        return found if found is not None else ([] if self.complete else None)


def fillable(pattern, request):
    """Raises Unset or Open if the pattern cannot be filled in; Unset takes precedence."""
    problems = set()
    for inside in re.findall(r"\$\{([^}]+)\}", pattern):
        try:
            value_of(inside, request)
        except (Open, Unset) as problem:
            problems.add(type(problem))
    for problem in (Unset, Open):
        if problem in problems:
            raise problem


def pieces(pattern, request, wild, variables):
    """Regular expression of a pattern."""
    if variables:
        fillable(pattern, request)
    out, at = [], 0
    while at < len(pattern):
        found = re.compile(r"\$\{([^}]+)\}").match(pattern, at) if variables else None
        if found:
            out.append(re.escape(value_of(found[1], request)))
            at = found.end()
            continue
        c = pattern[at]
        out.append({"*": ".*", "?": "."}.get(c, re.escape(c)) if wild else re.escape(c))
        at += 1
    return "".join(out)


def value_of(inside, request):
    if inside in ("*", "?", "$"):
        return inside
    name, comma, default = inside.partition(",")
    values = request.values(name.rstrip(" "))
    if values is not None and len(values) == 1 and name.rstrip(" ").lower() in request.context:
        return values[0]
    if values is None:
        raise Open
    default = default.strip(" ")
    if comma and len(default) >= 2 and default[0] == default[-1] == "'":
        return default[1:-1]
    raise Unset


def fits(pattern, given, request, wild=True, variables=True, fold=False):
    flags = re.DOTALL | (re.IGNORECASE | re.ASCII if fold else 0)
    return YES if compiled(pieces(pattern, request, wild, variables), flags).fullmatch(given) else NO


def complete_arn(pattern):
    missing = 5 - pattern.count(":")
    return pattern + ":*" * missing if pattern.startswith("arn:") and missing > 0 else pattern


def some(results):
    """The highest of the results; unset variables are reported separately."""
    most, unset = NO, False
    for call in results:
        try:
            most = max(most, call())
        except Open:
            most = max(most, MAYBE)
        except Unset:
            unset = True
        if most == YES:
            break
    return most, unset


def any_pattern(patterns, given, request, negated, **how):
    most, unset = some([lambda p=p: fits(p, given, request, **how) for p in patterns])
    if not negated:
        return most
    return YES - (MAYBE if most == NO and unset else most)


def number(s):
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", s):
        raise ValueError
    return float(s)


def moment(s):
    if len(s) != 4 and re.fullmatch(r"[\d.]+", s):
        return number(s)
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?", s)
    if not found:
        raise ValueError
    y, mo, d, h, mi, sec, frac, zone = found.groups()
    t = datetime.datetime(int(y), int(mo or 1), int(d or 1), int(h or 0), int(mi or 0), int(sec or 0), tzinfo=datetime.timezone.utc).timestamp()
    if zone and zone != "Z":
        east = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
        t -= east if zone[0] == "+" else -east
    return t + float(frac or 0)


def network(s):
    """(version, bits as text)"""
    net = ipaddress.ip_network(s, strict=False)
    return net.version, format(int(net.network_address), f"0{net.max_prefixlen}b")[: net.prefixlen]


def within(given, expected):
    a, b = network(given), network(expected)
    return a[0] == b[0] and a[1].startswith(b[1])


def arn_fits(pattern, given, request, variables):
    regex_parts = filled(pattern, request, variables)
    if regex_parts == [("*", True)]:
        return YES
    parts, current = [], []
    for c, wild in regex_parts:
        if c == ":" and not wild and len(parts) < 5:
            parts.append(current)
            current = []
        else:
            current.append((c, wild))
    parts.append(current)
    values = given.split(":", 5)
    if len(parts) != 6 or len(values) != 6:
        return NO
    for part, value in zip(parts, values):
        regex = "".join({"*": ".*", "?": "."}[c] if wild else re.escape(c) for c, wild in part)
        if not re.fullmatch(regex, value, re.DOTALL):
            return NO
    return YES


def filled(pattern, request, variables):
    if variables:
        fillable(pattern, request)
    out, at = [], 0
    while at < len(pattern):
        found = re.compile(r"\$\{([^}]+)\}").match(pattern, at) if variables else None
        if found:
            out += [(c, False) for c in value_of(found[1], request)]
            at = found.end()
        else:
            out.append((pattern[at], pattern[at] in "*?"))
            at += 1
    return out


COMPARE = {
    "equals": lambda g, w: g == w, "lessthan": lambda g, w: g < w, "lessthanequals": lambda g, w: g <= w,
    "greaterthan": lambda g, w: g > w, "greaterthanequals": lambda g, w: g >= w,
}


def base(operator):
    """(family, how, negated) of an operator without its prefix and suffix."""
    name = operator.lower()
    if name in ("ipaddress", "notipaddress"):
        return "ip", "", name.startswith("not")
    for family in ("string", "numeric", "date", "arn", "binary", "bool"):
        if name.startswith(family):
            how = name[len(family):]
            negated = how.startswith("not")
            return family, how[3:] if negated else how, negated
    raise KeyError(operator)


def one_value(family, how, expected, given, request, variables):
    if family == "string":
        return fits(expected, given, request, wild=how == "like", variables=variables, fold=how == "equalsignorecase")
    if family == "bool":
        return fits(expected, given, request, wild=False, variables=variables, fold=True)
    if family == "arn":
        return arn_fits(expected, given, request, variables)
    try:
        if family == "numeric":
            ok = COMPARE[how](number(given), number(expected))
        elif family == "date":
            ok = COMPARE[how](moment(given), moment(expected))
        elif family == "ip":
            ok = within(given, expected)
        else:
            ok = base64.b64decode(given, validate=True) == base64.b64decode(expected, validate=True)
    except ValueError:
        ok = False
    return YES if ok else NO


def line(operator, key, expected, request, variables):
    quantifier, _, name = operator.rpartition(":")
    quantifier = quantifier.lower()
    expected = [text(w) for w in listed(expected)]
    given = request.values(key)
    if name.lower() == "null":
        if given is None:
            return YES if {"true", "false"} <= {w.lower() for w in expected} else MAYBE
        return YES if ("false" if given else "true") in [w.lower() for w in expected] else NO
    if given is None:
        return MAYBE
    if_exists = name.lower().endswith("ifexists")
    family, how, negated = base(name[: -len("ifexists")] if if_exists else name)
    if quantifier and all(g == "" for g in given):
        given = []
    if not given:
        return YES if if_exists or quantifier == "forallvalues" or (negated and not quantifier) else NO
    results = []
    for g in given:
        most, unset = some([lambda w=w: one_value(family, how, w, g, request, variables) for w in expected])
        if negated:
            most = YES - (MAYBE if most == NO and unset else most)
        results.append(most)
    return min(results) if quantifier == "forallvalues" or (negated and not quantifier) else max(results)


def named(block, request):
    """How a Principal names the caller: a set of 'self', 'role', 'account', 'maybe'."""
    if block == "*":
        return {"self"}
    found = set()
    who = request.who
    arn = who.get("arn")
    for kind, names in block.items():
        for name in listed(names):
            if kind == "AWS":
                if name == "*":
                    found.add("self")
                elif not arn:
                    found |= set() if who else {"maybe"}
                elif name == arn:
                    found.add("role" if ":role/" in arn else "self")
                elif is_role(name, who) or is_federating(name, arn):
                    found.add("role")
                elif name in (request.account, f"arn:aws:iam::{request.account}:root"):
                    found.add("account")
            elif not who or kind == "CanonicalUser":
                found.add("maybe")
            elif name == who.get(kind.lower()):
                found.add("self")
    return found


def is_role(name, who):
    if who.get("role"):
        return name == who["role"]
    session, role = re.fullmatch(r"arn:aws:sts::(\d+):assumed-role/([^/]+)/.*", who["arn"]), re.fullmatch(r"arn:aws:iam::(\d+):role/(?:.*/)?([^/]+)", name)
    return bool(session and role and session.groups() == role.groups())


def is_federating(name, arn):
    session, user = re.fullmatch(r"arn:aws:sts::(\d+):federated-user/(.+)", arn), re.fullmatch(r"arn:aws:iam::(\d+):user/(?:.*/)?([^/]+)", name)
    return bool(session and user and session.groups() == user.groups())


def principal(statement, request):
    """'', 'maybe', 'account', 'role' or 'self'."""
    if "Principal" in statement:
        found = named(statement["Principal"], request)
        return next((n for n in ("self", "role", "account", "maybe") if n in found), "")
    if "NotPrincipal" not in statement:
        return "self"
    block = statement["NotPrincipal"]
    found = named(block, request)
    everyone = block == "*" or "*" in listed(block.get("AWS", []))
    direct = bool(found & {"self", "role"})
    if direct and ("account" in found or everyone or not request.who.get("arn")):
        return ""
    return "maybe" if found else "self"


def applies(statement, request, variables):
    """(value, how the statement names the caller)"""
    m = any_pattern(listed(statement.get("Action", statement.get("NotAction"))), request.action, request, "NotAction" in statement, variables=False, fold=True)
    if "Resource" in statement or "NotResource" in statement:
        patterns = [complete_arn(p) for p in listed(statement.get("Resource", statement.get("NotResource")))]
        m = min(m, any_pattern(patterns, request.resource, request, "NotResource" in statement, variables=variables))
    for operator, lines in statement.get("Condition", {}).items():
        for key, expected in lines.items():
            m = min(m, line(operator, key, expected, request, variables))
    who = principal(statement, request)
    return min(m, {"": NO, "maybe": MAYBE}.get(who, YES)), who


def judge(documents, request):
    """{'deny', 'allow', 'named': {...}, 'who': [(value, deny, index of document, index)]}"""
    out = {"deny": NO, "allow": NO, "named": {}, "hits": []}
    for d, document in enumerate(documents):
        variables = document.get("Version") == "2012-10-17"
        for i, statement in enumerate(listed(document["Statement"]), 1):
            m, who = applies(statement, request, variables)
            effect = statement["Effect"].lower()
            out[effect] = max(out[effect], m)
            if m and effect == "allow":
                out["named"][who] = max(out["named"].get(who, NO), m)
            if m:
                out["hits"].append((m, effect, d, i))
    return out


def evaluate(case):
    """The answer line of policy_many.c."""
    request = Request(case)
    order = [(name, case[name]) for name in ("identity", "boundary", "session", "resource") if name in case]
    order += [("scp", level) for level in case.get("scp", [])] + [("rcp", level) for level in case.get("rcp", [])]
    found = [(name, judge(documents, request)) for name, documents in order]
    by = dict(found)
    deny = max((one["deny"] for _, one in found), default=NO)
    limits = min((by[n]["allow"] for n in ("boundary", "session") if n in by), default=YES)
    if "session" not in by and ":federated-user/" in request.who.get("arn", ""):
        limits = NO
    own = min(by["identity"]["allow"] if "identity" in by else NO, limits)
    resource = by.get("resource", {"allow": NO, "named": {}})
    names = resource["named"]
    granted = max(names.get("self", NO), min(names.get("role", NO), limits), min(names.get("account", NO), own), names.get("maybe", NO))
    if case.get("cross_account"):
        allow = min(own, resource["allow"])
    elif case.get("resource_decides"):
        allow = granted
    else:
        allow = max(granted, own)
    allow = min([allow] + [one["allow"] for name, one in found if name in ("scp", "rcp")])
    if deny == YES:
        decision, pick = "deny", lambda m, e: m == YES and e == "deny"
    elif allow == NO:
        decision, pick = "none", lambda m, e: False
    elif allow == YES and deny == NO:
        decision, pick = "allow", lambda m, e: m == YES and e == "allow"
    else:
        decision, pick = "unknown", lambda m, e: m == MAYBE
    deciding = [f"{name}{d}/{i}" for name, one in found for m, e, d, i in one["hits"] if pick(m, e)]
    return " ".join([decision, *deciding])
