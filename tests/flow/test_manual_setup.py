"""Setups created manually in the AWS console from the vendors' guides: verified by what they allow, adopted, repaired, rotated, removed."""

import json

import pytest

from manual_setup import Console, Style, actions
from key_home import keys_of
from kube_client import Kube

BY_THE_GUIDE = Style("managed")
SERVICE = Style("managed", path="/service-role/")
EXTRA_STATEMENT = {"Effect": "Allow", "Action": "dynamodb:DeleteTable", "Resource": "*"}
VENDOR = "arn:aws:iam::210987654321:root"
E6 = {"WORKSPACE_NAME": "salesdata", "CLUSTER_NAME": "dock", "NAMESPACE": "e6", "BUCKET": "workspace-of-sales", "DATA_BUCKETS": "rehearsal",
      "UNLOAD_BUCKET": "kept", "E6DATA_PRINCIPAL_ARN": VENDOR, "EXTERNAL_ID": "of-our-own", "PARTS": "bucket,engine,glue,unload,cross-account",
      "ENGINE_ROLE_NAME": "our-engine", "CROSS_ACCOUNT_ROLE_NAME": "our-vendor"}


class Case:
    """A platform and method: the program's arguments, who has the permissions, and how people create the setup."""

    def __init__(self, platform, method, holder, styles, policy=None, made=(), **values):
        self.platform, self.method, self.holder, self.styles, self.values = platform, method, holder, styles, values
        self.words = ["--method", method, *(["--policy", policy] if policy else []), *sets(values)]
        self.made = sets(dict(made))    # arguments for creation alone: where keys are written

    def __repr__(self):
        return f"{self.platform}-{self.method}"


def sets(values):
    return [w for name, value in values.items() for w in ("--set", f"{name}={value}")]


CSV = {"KEY_FILE": "key.csv"}
USER, ADMIN = ("user", "Essentia"), "DeadlineSpotEventPluginAdmin"
CASES = [
    Case("essentia", "role", ("role", "EssentiaMaster"), [Style("inline"), BY_THE_GUIDE, Style("inline", split=True), Style("managed", split=True), SERVICE]),
    Case("essentia", "configure", USER, [Style("inline"), BY_THE_GUIDE, Style("group")], "workers"),
    Case("essentia", "command", USER, [Style("inline"), Style("managed", split=True)], None, CSV),
    Case("iguazio", "user", ("user", "Provazio"), [BY_THE_GUIDE, Style("managed", split=True), Style("group")], None, {**CSV, "ENV_FILE": "env.json"}),
    Case("iguazio", "role", ("role", "IguazioDataScienceNode"), [BY_THE_GUIDE, Style("inline"), Style("managed", split=True)]),
    Case("deadline", "user", ("user", ADMIN), [BY_THE_GUIDE, Style("copies")], None, CSV, TRACKER="yes"),
    Case("deadline", "profile", ("user", ADMIN), [BY_THE_GUIDE], TRACKER="yes"),
    Case("deadline", "instance-role", ("role", ADMIN), [BY_THE_GUIDE, Style("copies")], TRACKER="yes"),
    Case("e6data", "irsa", ("role", "our-engine"), [BY_THE_GUIDE, Style("inline"), SERVICE], **E6),
]
EACH = [(case, style) for case in CASES for style in case.styles]


@pytest.fixture
def manual(key_home, cloud):
    """Creates a case's setup as a person does, as the guide says or in another style; returns the console and the plan."""
    def make(case, style=None):
        kube = Kube(cloud, "dock", "API") if case.platform == "e6data" else None
        console = Console(cloud, key_home, kube)
        console.steps = console.plan(case.platform, *case.words, *case.made)
        key_home.key_file = f"{key_home.folder}/key.csv"
        return console.make(console.steps, style or case.styles[0])
    return make


@pytest.fixture
def verify(key_home):
    def run(case, code):
        return key_home.expect(code, "verify", "--platform", case.platform, *case.words, "--no-probe", "--yes", "--json")
    return run


def differences(result):
    """The reported differences: steps that would change something, and extras that were not accepted."""
    rows = [s for s in result.of("plan")[0]["steps"] if s["action"] in ("create", "update", "remove")]
    return json.dumps(rows) + json.dumps([e for e in result.of("extra") if not e.get("accepted")])


def snapshot_of_others(cloud):
    """What must not change for others."""
    found = cloud.control("GET", "account")["things"]
    return {kind: found[kind] for kind in ("role", "instance-profile", "policy", "oidc-provider", "bucket")}


@pytest.mark.parametrize("case, style", EACH, ids=lambda v: repr(v))
def test_setup_from_the_guide_does_not_differ(manual, verify, cloud, case, style):
    """Everything expected is allowed, whatever the policies are called: nothing differs, nothing is changed."""
    manual(case, style)
    result = verify(case, 0)
    assert result.result["ok"] and {s["action"] for s in result.of("plan")[0]["steps"]} <= {"adopt", "none"}
    assert not result.of("extra") and not cloud.changes()


@pytest.mark.parametrize("case", CASES, ids=repr)
@pytest.mark.parametrize("where", ["own", "another"])
def test_extra_statement(manual, verify, case, where):
    manual(case).add(case.holder, EXTRA_STATEMENT, where)
    result = verify(case, 2)
    extra = [e for e in result.of("extra") if EXTRA_STATEMENT["Action"] in json.dumps(e)]
    assert extra and extra[0]["kind"] and extra[0]["name"] and extra[0]["of"], result
    assert not result.result["ok"]


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_missing_statement(manual, verify, case):
    console = manual(case)
    taken = console.take(case.holder, console.steps)
    result = verify(case, 2)
    assert any(json.dumps(a) in differences(result) for a in actions(taken)), (taken, differences(result))
    assert not result.result["ok"]


@pytest.mark.parametrize("case", [c for c in CASES if c.holder[0] == "role"], ids=repr)
def test_trust_of_others(manual, verify, cloud, case):
    manual(case)
    trust = cloud.roles()[case.holder[1]]["trust"]
    trust["Statement"].append({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999999999999:root"}, "Action": "sts:AssumeRole"})
    cloud.client("iam").update_assume_role_policy(RoleName=case.holder[1], PolicyDocument=json.dumps(trust))
    assert "999999999999" in differences(verify(case, 2))


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_adopt_verify_rotate_and_remove(manual, key_home, cloud, case):
    """Adopted with all its resources; verified; nothing to repair; its key rotated; and in the end as it was at the beginning."""
    manual(case)
    before = snapshot_of_others(cloud)
    name = "by-hand"
    where = [w for w in case.made if w.startswith("KEY_FILE")]     # the rotation needs to know the key
    key_home.expect(0, "adopt", case.platform, "--name", name, *case.words, *[x for w in where for x in ("--set", w)], "--json")
    assert not cloud.changes()
    key_home.expect(0, "verify", name, "--no-probe", "--yes", "--json")
    key_home.expect(0, "repair", name, "--yes", "--json")
    assert not cloud.changes() and snapshot_of_others(cloud) == before
    if case.holder[0] == "user":
        _rotate(key_home, cloud, case, name)
    key_home.expect(0, "remove", name, "--yes", "--json")
    assert snapshot_of_others(cloud) == before and key_home.listed(name) is None


def _rotate(key_home, cloud, case, name):
    user = case.holder[1]
    (old, _), = keys_of(cloud, user).items()
    key_home.expect(0, "rotate", name, "--yes", "--json")
    made = keys_of(cloud, user)
    assert made.pop(old) == "Inactive" and list(made.values()) == ["Active"]
    key_home.expect(0, "rotate", name, "--finish", "--now", "--yes", "--json")
    assert keys_of(cloud, user) == made
    key_home.expect(0, "verify", name, "--no-probe", "--yes", "--json")


@pytest.mark.parametrize("case", [c for c in CASES if c.made], ids=repr)
def test_remedy_for_a_key_in_no_file(manual, key_home, cloud, case):
    """Adopted without the location of its key: the suggestions of rotate and setup are accepted, and the key is found afterwards."""
    manual(case)
    key_home.read_secrets()
    user, name = case.holder[1], case.platform
    key_home.expect(0, "adopt", name, *case.words)
    for refused in (key_home.expect(64, "rotate", name, "--yes"), key_home.expect(64, "setup", name, "--set", "KEY_FILE=other.csv", "--yes", "--no-probe")):
        assert "--profile PROFILE" in refused.err and "--set" not in refused.err, refused
    key_home.expect(0, "rotate", name, "--profile", "carried", "--yes")
    key_home.read_secrets()
    assert key_home.profile("carried")[0] in keys_of(cloud, user)
    key_home.expect(0, "rotate", name, "--finish", "--now", "--yes")
    key_home.expect(0, "rotate", name, "--yes")
    assert [k for k, status in keys_of(cloud, user).items() if status == "Active"] == [key_home.profile("carried")[0]]
    key_home.expect(0, "verify", name, "--no-probe")


def test_missing_statement_is_repaired(manual, key_home, verify, cloud):
    """An adopted setup that lost a permission gets it back, without a second policy."""
    case = CASES[0]
    console = manual(case)
    key_home.expect(0, "adopt", case.platform, *case.words, "--json")
    taken = console.take(case.holder, console.steps)
    key_home.expect(2, "verify", "essentia", "--no-probe", "--yes", "--json")
    key_home.expect(0, "repair", "essentia", "--yes", "--json")
    key_home.expect(0, "verify", "essentia", "--no-probe", "--yes", "--json")
    assert json.dumps(taken["Action"]) in json.dumps(cloud.roles()["EssentiaMaster"]["inline"])
