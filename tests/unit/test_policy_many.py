"""Random policies and requests: accredit's evaluator and policy_oracle.py agree on all of them; coverage is compared with brute
force over a small universe.

Runs tests/unit/policy_many of the build tree. POLICY_SEED=N repeats a seed; POLICY_COUNT and POLICY_COVERS set the numbers
of cases.
"""

import itertools
import json
import os
import random
import subprocess

import policy_oracle
from tools import find

COUNT = int(os.environ.get("POLICY_COUNT", "6000"))
COVERS = int(os.environ.get("POLICY_COVERS", "750"))
ACCOUNT = "111122223333"
USER = f"arn:aws:iam::{ACCOUNT}:user/dev/ann"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app/worker"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/s1"
FEDERATED = f"arn:aws:sts::{ACCOUNT}:federated-user/ann"
WHO = [
    {}, {"arn": USER}, {"arn": SESSION}, {"arn": SESSION, "role": ROLE}, {"arn": ROLE}, {"arn": FEDERATED},
    {"service": "ec2.amazonaws.com"}, {"federated": "accounts.google.com"},
]
PRINCIPALS = {
    "AWS": ["*", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", USER, ROLE, SESSION, FEDERATED, "999988887777", "AIDAEXAMPLE", f"arn:aws:iam::{ACCOUNT}:role/worker"],
    "Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"],
    "Federated": ["accounts.google.com", f"arn:aws:iam::{ACCOUNT}:saml-provider/x"],
    "CanonicalUser": ["79a59df900b949e5"],
}
ACTIONS = ["s3:GetObject", "s3:PutObject", "S3:getobject", "s3:Get*", "s3:*Object", "s3:?etObject", "s3:*", "*", "ec2:RunInstances", "ec2:*", "iam:PassRole", "s3:Get*ect*"]
ASKED = ["s3:GetObject", "s3:PutObject", "ec2:RunInstances", "iam:PassRole", "S3:GETOBJECT"]
BUCKET = "arn:aws:s3:::"
RESOURCES = ["*", BUCKET + "b/*", BUCKET + "b/x", BUCKET + "?/x", BUCKET + "b/${aws:username}/*", BUCKET + "b/${aws:PrincipalTag/team, 'none'}", "arn:aws:s3", "arn:aws:s3:*", BUCKET + "b/${*}", BUCKET + "b/*/*",
             BUCKET + "B/x", "arn:aws:ec2:*:*:instance/*", BUCKET + "b/é?"]
NAMED = [BUCKET + "b/x", BUCKET + "b/ann/k", BUCKET + "b/none", BUCKET + "b/blue", BUCKET + "b/*", "arn:aws:ec2:us-east-1:111122223333:instance/i-1", "*", BUCKET + "c/x", BUCKET + "b/éü"]
TEXTS = ["blue", "Blue", "red", "b*", "?lue", "", "${aws:username}", "${aws:PrincipalTag/team}", "${x:none,'red'}", "${*}", "ann", "12", "true"]
NUMBERS = ["1", "2", "10", "1.5", "-3", "1e1", "many", ""]
DATES = ["2020-01-01T00:00:00Z", "2020-01-01", "2021", "2020-06", "1577836800", "2020-01-01T01:00:00+01:00", "2020-01-01T00:00:00.5Z", "2020-02-31", "soon"]
NETS = ["203.0.113.0/24", "203.0.113.9", "10.0.0.0/8", "2001:db8::/32", "2001:db8::7", "0.0.0.0/0", "nowhere", "203.0.113.9/33"]
ARNS = [USER, ROLE, "arn:aws:iam::*:user/*", "arn:aws:iam::111122223333:role/app/*", "*", "arn:aws:iam::${aws:PrincipalAccount}:user/dev/${aws:username}", "arn:aws:*", "arn:aws:iam:*:*:*:*"]
KINDS = {
    "String": (["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"], TEXTS, ["aws:PrincipalTag/team", "s3:prefix", "aws:username"]),
    "Numeric": (["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"], NUMBERS, ["s3:max-keys"]),
    "Date": (["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"], DATES, ["aws:CurrentTime"]),
    "Bool": ([""], ["true", "false", True, False, "TRUE"], ["aws:SecureTransport"]),
    "Binary": (["Equals"], ["eA==", "eHk=", "x"], ["x:bytes"]),
    "IpAddress": ([""], NETS, ["aws:SourceIp"]),
    "NotIpAddress": ([""], NETS, ["aws:SourceIp"]),
    "Arn": (["Equals", "NotEquals", "Like", "NotLike"], ARNS, ["aws:PrincipalArn", "aws:SourceArn"]),
    "Null": ([""], ["true", "false", True], ["aws:PrincipalTag/team", "aws:SourceIp", "s3:prefix", "aws:username"]),
}
VALUES = {"aws:principaltag/team": TEXTS[:6], "s3:prefix": TEXTS[:6], "aws:username": ["ann", "bob"], "s3:max-keys": NUMBERS, "aws:currenttime": DATES, "aws:securetransport": ["true", "false", True, "False"], "x:bytes": ["eA==", "eHk="],
          "aws:sourceip": ["203.0.113.9", "10.1.2.3", "2001:db8::7", "nowhere"], "aws:principalarn": [USER, ROLE], "aws:sourcearn": [USER, "arn:aws:iam::9:user/dev/bob", "arn"]}


def some(rnd, pool, most=3):
    picked = [rnd.choice(pool) for _ in range(rnd.randint(1, most))]
    return picked[0] if len(picked) == 1 and rnd.random() < 0.5 else picked


def condition(rnd):
    block = {}
    for _ in range(rnd.choice([0, 0, 1, 1, 2])):
        kind = rnd.choice(list(KINDS))
        operators, values, keys = KINDS[kind]
        operator = kind + rnd.choice(operators)
        if kind != "Null":
            operator = rnd.choice(["", "", "", "ForAllValues:", "ForAnyValue:"]) + operator + rnd.choice(["", "", "IfExists"])
        if rnd.random() < 0.1:
            operator = operator.lower()
        key = rnd.choice(keys)
        block.setdefault(operator, {})[key if rnd.random() < 0.8 else key.upper()] = some(rnd, values)
    return block


def principal(rnd):
    if rnd.random() < 0.2:
        return "*"
    kinds = rnd.sample(list(PRINCIPALS), rnd.choice([1, 1, 2]))
    return {kind: some(rnd, PRINCIPALS[kind], 2) for kind in kinds}


def statement(rnd, resource_policy, deny=0.3):
    s = {"Effect": "Deny" if rnd.random() < deny else "Allow"}
    s[rnd.choice(["Action", "Action", "Action", "NotAction"])] = some(rnd, ACTIONS)
    if resource_policy:
        s[rnd.choice(["Principal"] * 4 + ["NotPrincipal"])] = principal(rnd)
    if not resource_policy or rnd.random() < 0.8:
        s[rnd.choice(["Resource", "Resource", "Resource", "NotResource"])] = some(rnd, RESOURCES)
    block = condition(rnd)
    if block:
        s["Condition"] = block
    return s


def document(rnd, resource_policy=False, deny=0.3):
    d = {"Statement": [statement(rnd, resource_policy, deny) for _ in range(rnd.choice([1, 1, 2, 3]))]}
    if len(d["Statement"]) == 1 and rnd.random() < 0.5:
        d["Statement"] = d["Statement"][0]
    version = rnd.choice(["2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17", None])
    return {"Version": version, **d} if version else d


def broad(rnd):
    return {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}} if rnd.random() < 0.5 else document(rnd)


def request(rnd):
    context = {}
    for key in rnd.sample(list(VALUES), rnd.randint(0, len(VALUES))):
        values = [rnd.choice(VALUES[key]) for _ in range(rnd.choice([1, 1, 1, 2, 0]))]
        context[key] = values[0] if len(values) == 1 and rnd.random() < 0.7 else values
    case = {"ask": "evaluate", "action": rnd.choice(ASKED), "resource_name": rnd.choice(NAMED), "context": context, "complete": rnd.random() < 0.6, "who": rnd.choice(WHO)}
    case["identity"] = [document(rnd) for _ in range(rnd.choice([1, 1, 2]))]
    for layer, chance in (("boundary", 0.3), ("session", 0.2)):
        if rnd.random() < chance:
            case[layer] = [broad(rnd)]
    if rnd.random() < 0.4:
        case["resource"] = [document(rnd, True)]
    for layer in ("scp", "rcp"):
        if rnd.random() < 0.15:
            case[layer] = [[broad(rnd)] for _ in range(rnd.randint(1, 2))]
    case["resource_decides"] = rnd.random() < 0.15
    case["cross_account"] = rnd.random() < 0.1
    return case


def ask(cases):
    lines = "".join(json.dumps(c, ensure_ascii=False) + "\n" for c in cases)
    done = subprocess.run([find("policy_many"), "-"], input=lines, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answers = done.stdout.splitlines()
    assert len(answers) == len(cases), done.stderr
    return answers


def seeded(what):
    seed = int(os.environ.get("POLICY_SEED") or 2026)
    print(f"{what}: seed {seed}")
    return seed, random.Random(seed)


def test_evaluate_many(record_property):
    seed, rnd = seeded("evaluate")
    cases = [request(rnd) for _ in range(COUNT)]
    answers = ask(cases)
    wanted = [policy_oracle.evaluate(c) for c in cases]
    kinds = {kind: sum(w.split()[0] == kind for w in wanted) for kind in ("allow", "deny", "none", "unknown")}
    differ = [(c, a, w) for c, a, w in zip(cases, answers, wanted) if a != w]
    record_property(f"policy requests judged as by the oracle, POLICY_SEED={seed}", COUNT)
    print(f"answers equal to the oracle's: {COUNT - len(differ)}/{COUNT}, of them {kinds}")
    assert min(kinds.values()) > COUNT / 50, f"the cases are too similar: {kinds}"
    assert not differ, f"seed {seed}: {len(differ)} differ, first: {json.dumps(differ[0][0])}\nours {differ[0][1]}, oracle {differ[0][2]}"


# --- coverage against brute force ---------------------------------------------------------

LETTERS = "ab"
SMALL_ACTIONS = ["x:" + "".join(s) for n in range(1, 4) for s in itertools.product(LETTERS, repeat=n)]
SMALL_RESOURCES = ["".join(s) for n in range(0, 4) for s in itertools.product(LETTERS + "c", repeat=n)]
ACTION_PATTERNS = ["x:a", "x:a*", "x:*a", "x:*", "x:b?", "x:?", "x:*b*", "x:ab", "x:a?*", "X:A*b", "x:b*"]
RESOURCE_PATTERNS = ["a", "a*", "*a", "*", "?", "b?", "*b*", "ab", "a?*", "c*", "??", "b*"]
VARIABLE_PATTERNS = ["${v}", "a${v}", "${V}*", "${v, 'b'}", "*${w}"]
LINES = [
    {}, {}, {}, {"StringEquals": {"k": "p"}}, {"StringEquals": {"k": ["p", "q"]}}, {"StringLike": {"k": "p*"}}, {"StringNotEquals": {"k": "p"}}, {"StringEqualsIfExists": {"k": "p"}},
    {"Null": {"k": "true"}}, {"Null": {"k": "false"}}, {"StringNotLike": {"k": ["p*", "q"]}}, {"ForAnyValue:StringEquals": {"k": "p"}}, {"ForAllValues:StringEquals": {"k": ["p", "q"]}},
    {"NumericLessThan": {"n": "5"}}, {"NumericLessThan": {"n": "9"}}, {"NumericEquals": {"n": ["3", "4"]}}, {"Bool": {"t": "true"}}, {"Bool": {"t": "false"}}, {"IpAddress": {"i": "10.0.0.0/8"}}, {"IpAddress": {"i": "10.1.0.0/16"}},
    {"NotIpAddress": {"i": "10.0.0.0/8"}}, {"ArnLike": {"a": "arn:aws:iam::1:role/*"}}, {"ArnLike": {"a": "arn:aws:iam::*:role/*"}}, {"DateLessThan": {"d": "2020-01-01"}}, {"DateLessThan": {"d": "2021"}},
    {"StringEqualsIgnoreCase": {"k": "P"}}, {"StringEquals": {"k": "${v}"}}, {"StringNotEquals": {"k": "${v}"}}, {"StringLike": {"k": "${v}*"}},
    {"StringEquals": {"k": ["p", "q"], "t": "x"}}, {"StringEquals": {"k": "p"}, "Bool": {"t": "true"}}, {"StringNotEquals": {"k": "p"}, "NumericLessThan": {"n": ["5", "9"]}}, {"Bool": {"t": "true"}, "Null": {"n": "false"}},
]
CONTEXTS = [dict(c) for c in ({}, {"k": "p"}, {"k": "q"}, {"k": "pp"}, {"k": "z"}, {"k": "P"}, {"k": ""}, {"k": ["p", "z"]}, {"k": []}, {"n": "3"}, {"n": "7"}, {"n": "20", "k": "p"}, {"t": "true"}, {"t": "false", "k": "q"}, {"i": "10.1.2.3"},
                                {"i": "10.9.9.9", "k": "p"}, {"i": "192.0.2.1"}, {"a": "arn:aws:iam::1:role/x"}, {"a": "arn:aws:iam::2:role/x", "t": "true"}, {"d": "2019"}, {"d": "2020-06"}, {"d": "2022", "n": "3"},
                                {"v": "a"}, {"v": "b", "k": "b"}, {"v": "ab", "w": "b"}, {"v": "p", "k": "p", "t": "true"}, {"k": "p", "t": "true", "n": "3"}, {"k": "q", "t": "x"}, {"v": ["a", "b"]}, {"v": "q", "k": "qq"}, {"t": "true", "n": "7"})]


def small(rnd, conditions, denies):
    statements = []
    for _ in range(rnd.choice([1, 1, 2, 3, 4])):
        s = {"Effect": "Deny" if rnd.random() < denies else "Allow"}
        s[rnd.choice(["Action"] * 4 + ["NotAction"])] = some(rnd, ACTION_PATTERNS)
        s[rnd.choice(["Resource"] * 4 + ["NotResource"])] = some(rnd, RESOURCE_PATTERNS + VARIABLE_PATTERNS * (conditions == 2))
        line = rnd.choice(LINES) if conditions else {}
        if line:
            s["Condition"] = line
        statements.append(s)
    return {"Version": "2012-10-17", "Statement": statements}


def request_in(context):
    return policy_oracle.Request({"action": "", "resource_name": "", "context": context, "complete": True})


REQUESTS = [request_in(c) for c in CONTEXTS]


def fitting(patterns, names, negated, request, **how):
    """The names that match for certain, and those that can match, as bits."""
    sure = may = 0
    for i, name in enumerate(names):
        hit = policy_oracle.any_pattern(patterns, name, request, negated, **how)
        sure |= (hit == policy_oracle.YES) << i
        may |= (hit != policy_oracle.NO) << i
    return sure, may


def extent(s):
    """[actions], and for each context in which the statement can apply: (resources for certain, possible resources)."""
    actions, _ = fitting(policy_oracle.listed(s.get("Action", s.get("NotAction"))), SMALL_ACTIONS, "NotAction" in s, None, variables=False, fold=True)
    patterns = policy_oracle.listed(s.get("Resource", s.get("NotResource")))
    variable = any("$" in p for p in patterns)
    plain = None if variable else fitting(patterns, SMALL_RESOURCES, "NotResource" in s, None, variables=False)
    out = {}
    for c, request in enumerate(REQUESTS):
        holds = min([policy_oracle.line(op, key, wanted, request, True) for op, lines in s.get("Condition", {}).items() for key, wanted in lines.items()], default=policy_oracle.YES)
        if holds != policy_oracle.NO:
            sure, may = plain or fitting(patterns, SMALL_RESOURCES, "NotResource" in s, request)
            out[c] = (sure if holds == policy_oracle.YES else 0, may)
    return [a for a in range(len(SMALL_ACTIONS)) if actions >> a & 1], out


def table(document, cache):
    """For each context and action, the resources that are allowed for certain, as bits."""
    out = {(c, a): [0, 0] for c in range(len(CONTEXTS)) for a in range(len(SMALL_ACTIONS))}
    for s in document["Statement"]:
        key = json.dumps(s, sort_keys=True)
        if key not in cache:
            cache[key] = extent(s)
        actions, contexts = cache[key]
        deny = s["Effect"] == "Deny"
        for c, resources in contexts.items():
            for a in actions:
                out[c, a][deny] |= resources[deny]
    return {k: allow & ~deny for k, (allow, deny) in out.items()}


def allowed_all(have, want):
    return all(not (want[k] & ~have[k]) for k in want)


def test_covers_many(record_property):
    seed, rnd = seeded("covers")
    cases = []
    for n in range(COVERS):
        conditions, denies = n % 3, 0.25 if n % 4 else 0  # none, with conditions, with variables too
        want = small(rnd, conditions, denies)
        have = small(rnd, conditions, denies)
        if rnd.random() < 0.5:  # similar documents, so that yes is not rare
            have["Statement"] += [dict(s) for s in want["Statement"] if rnd.random() < 0.8]
        cases.append({"ask": "covers", "have": [have], "want": [want]})
    counts = {"yes": 0, "no": 0, "unknown": 0}
    plain_unknown, cache = 0, {}
    for case, answer in zip(cases, ask(cases)):
        verdict, undecided, found = answer.split(" ", 2)
        missing, examples = (json.loads(part) for part in found.split("\t"))
        have, want = table(case["have"][0], cache), table(case["want"][0], cache)
        truth = allowed_all(have, want)
        counts[verdict] += 1
        shown = f"seed {seed}: {json.dumps(case)} -> {answer}"
        assert verdict != "yes" or truth, "wrong yes: " + shown
        if not any(sign in json.dumps(case) for sign in ("Condition", "${")):
            plain_unknown += verdict == "unknown"
        if verdict == "no":
            check_examples(examples, case, shown)
        if verdict == "no" and undecided == "0":
            check_missing(missing, have, want, cache, shown)
    record_property(f"coverages compared with brute force, POLICY_SEED={seed}", COVERS)
    print(f"coverage never wrong: {COVERS} cases, {counts}; undecided without conditions: {plain_unknown}")
    assert counts["yes"] > COVERS / 10 and counts["no"] > COVERS / 10
    assert plain_unknown == 0
    assert counts["unknown"] < COVERS / 5


def check_examples(examples, case, shown):
    """The examples of a no are requests that want allows and have does not."""
    assert examples, shown
    for e in examples:
        asked = {"action": e["action"], "resource_name": e["resource"], "context": e["context"], "complete": True}
        assert policy_oracle.evaluate({**asked, "identity": case["want"]}).startswith("allow"), shown
        assert policy_oracle.evaluate({**asked, "identity": case["have"]}).split()[0] in ("none", "deny"), shown


def check_missing(missing, have, want, cache, shown):
    """The reported missing permissions include all that is missing, as far as the universe shows."""
    assert missing, shown
    said = table({"Statement": missing}, cache)
    for k, bits in want.items():
        assert not (bits & ~have[k] & ~said[k]), "more is missing: " + shown


def test_equality_many(record_property):
    """Statements split, merged, sorted, in another case are equal; one more or one less is not."""
    seed, rnd = seeded("same")
    cases, wanted = [], []
    for _ in range(COVERS // 4):
        d = small(rnd, False, 0.25)
        other = {"Version": "2012-10-17", "Statement": []}
        for s in d["Statement"]:
            s.setdefault("Sid", "S" + str(rnd.random())[2:])
            part = "Action" if "Action" in s else "Resource" if "Resource" in s else None
            values = policy_oracle.listed(s[part]) if part else []
            copies = [{**s, part: v.upper() if part == "Action" else [v]} for v in values] if part else [dict(s)]
            for c in copies:
                c.pop("Sid", None)
            other["Statement"] += copies
        rnd.shuffle(other["Statement"])
        cases.append({"ask": "same", "have": [d], "want": [other]})
        wanted.append("yes")
        odd = {"Effect": rnd.choice(["Allow", "Deny"]), "Action": "y:z", "Resource": "q"}
        if not any("NotAction" in s for s in d["Statement"]):
            cases.append({"ask": "same", "have": [d], "want": [{**d, "Statement": d["Statement"] + [odd]}]})
            wanted.append("no")
    answers = ask(cases)
    differ = [(c, a, w) for c, a, w in zip(cases, answers, wanted) if a != w]
    record_property(f"policies compared in meaning, POLICY_SEED={seed}", len(cases))
    print(f"same: {len(cases) - len(differ)}/{len(cases)}")
    assert not differ, f"seed {seed}: {json.dumps(differ[0])}"


def test_reach_many(record_property):
    """The queries of findings: nothing that is allowed is missed, and "all" is only reported for all."""
    seed, rnd = seeded("reach")
    cases, cache = [], {}
    counts = {"some": 0, "all": 0, "denied": 0, "nothing": 0}
    for n in range(COVERS):
        action, resource = rnd.choice(ACTION_PATTERNS), rnd.choice(RESOURCE_PATTERNS)
        cases.append({"ask": "reach", "have": [small(rnd, n % 3, 0.4)], "action": action, "resource_name": resource})
    for case, answer in zip(cases, ask(cases)):
        some_, all_, denied = (word == "1" for word in answer.split())
        have = table(case["have"][0], cache)
        actions, _ = fitting([case["action"]], SMALL_ACTIONS, False, None, variables=False, fold=True)
        resources, _ = fitting([case["resource_name"]], SMALL_RESOURCES, False, None, variables=False)
        asked = [bits & resources for (_, a), bits in have.items() if actions >> a & 1]
        shown = f"seed {seed}: {json.dumps(case)} -> {answer}"
        assert some_ or not any(asked), "missed: " + shown
        assert not all_ or all(bits == resources for bits in asked), "not all: " + shown
        assert not (denied and any(asked)), "not denied: " + shown
        counts["all" if all_ else "some" if some_ else "denied" if denied else "nothing"] += 1
    record_property(f"reaches compared with brute force, POLICY_SEED={seed}", COVERS)
    print(f"reach never wrong: {COVERS} cases, {counts}")
    assert min(counts.values()) > COVERS / 150
