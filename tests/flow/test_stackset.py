"""handoff --stackset: one setup in 25 practice accounts by a StackSet, continued after failures, kills and Ctrl-C, and removed."""

import json
import os
import signal

import boto3
import pytest

from cloud import EC2_TRUST, REGION, Cloud, allow, policy, until
from program import Program

ACCESS = "OrganizationAccountAccessRole"
EXECUTION = "AWSCloudFormationStackSetExecutionRole"
UNITS = ("ou-prac-practice", "ou-prac-sandbox0")
ROLE = "EssentiaMaster"
QUICK = 0.02  # seconds that a stack instance takes


@pytest.fixture(name="organization", scope="module")
def _organization(tmp_path_factory):
    cloud = Cloud(tmp_path_factory.mktemp("organization"), "--delay", "0", "--accounts", "25", "--stack-time", str(QUICK))
    yield cloud
    cloud.end()


@pytest.fixture(name="cloud")
def _cloud(organization):
    organization.reset()
    return organization


@pytest.fixture(name="home")
def _home(cloud, tmp_path):
    program = Program(cloud, tmp_path / "home")
    yield program
    program.end()
    program.search_secrets()


@pytest.fixture(name="ids")
def _ids(cloud):
    return cloud.control("GET", "members")


def member(cloud, number):
    """A client of IAM in a member account."""
    key = cloud.client("sts").assume_role(RoleArn=f"arn:aws:iam::{number}:role/{ACCESS}", RoleSessionName="test")["Credentials"]
    return boto3.client("iam", endpoint_url=cloud.url, region_name=REGION, aws_access_key_id=key["AccessKeyId"],
                        aws_secret_access_key=key["SecretAccessKey"], aws_session_token=key["SessionToken"])


def words(ids, *more, name="access"):
    given = ("--accounts", ",".join(ids)) if ids else ()
    return ("handoff", "essentia", "--stackset", name, *given, *more)


def deploy(home, ids, *more, code=0):
    """A deployment that is not verified."""
    return home.expect(code, *words(ids, "--yes", "--json", *more))


def ended(result):
    """The last status of each account that was worked on."""
    return {e["id"]: e["status"] for e in result.of("account")}


def planned(result):
    return {a["id"]: a["action"] for a in result.of("stackset")[0]["accounts"]}


def instances(cloud, name="access"):
    pages = cloud.client("cloudformation").get_paginator("list_stack_instances").paginate(StackSetName=name)
    return {i["Account"]: i["Status"] for page in pages for i in page["Summaries"]}


def exists(cloud, number, role=ROLE):
    return role in [r["RoleName"] for r in member(cloud, number).list_roles()["Roles"]]


def changes(cloud):
    """The calls that changed StackSets."""
    return [c["operation"] for c in cloud.changes() if c["service"] == "cloudformation"]


def spoil(cloud, ids):
    """Two accounts that fail: a role of the name exists already, and the execution role is missing."""
    member(cloud, ids[3]).create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam = member(cloud, ids[7])
    iam.delete_role_policy(RoleName=EXECUTION, PolicyName="administrator")
    iam.delete_role(RoleName=EXECUTION)


def correct(cloud, ids):
    member(cloud, ids[3]).delete_role(RoleName=ROLE)
    iam = member(cloud, ids[7])
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}]}
    iam.create_role(RoleName=EXECUTION, AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName=EXECUTION, PolicyName="administrator", PolicyDocument=policy(allow("*")))


def test_two_of_25_fail_and_the_next_run_continues(home, cloud, ids):
    spoil(cloud, ids)
    first = deploy(home, ids, "--verify-role", ACCESS, code=1)
    assert planned(first) == dict.fromkeys(ids, "create")
    failed = {n for n, status in ended(first).items() if status == "failed"}
    reasons = {e["id"]: e["reason"] for e in first.of("account") if e["status"] == "failed"}
    assert failed == {ids[3], ids[7]} and len(ended(first)) == 25
    assert "already exists" in reasons[ids[3]] and "trust relationship" in reasons[ids[7]]
    assert {e["id"]: e["verdict"] for e in first.of("account-verified")} == {n: "yes" for n in ids if n not in failed}
    assert "2 of 25 accounts" in first.err
    correct(cloud, ids)
    # the record knows the accounts and the role
    second = home.expect(0, *words(None, "--yes", "--json"))
    assert {n for n, action in planned(second).items() if action != "none"} == failed
    assert ended(second) == dict.fromkeys(failed, "succeeded")
    assert {e["id"]: e["verdict"] for e in second.of("account-verified")} == dict.fromkeys(ids, "yes")
    assert instances(cloud) == dict.fromkeys(ids, "CURRENT")
    cloud.forget_calls()
    third = home.expect(0, *words(None, "--json"))  # nothing changes, so nothing is asked
    assert not changes(cloud) and set(planned(third).values()) == {"none"}
    assert home.expect(0, *words(None, "--plan", "--json")).of("stackset")[0]["action"] == "none"


def test_each_account_has_its_own_documents(home, cloud, ids):
    """The template has no account's ID; Iguazio's policy names the account in its documents."""
    home.expect(0, "handoff", "iguazio", "--method", "role", "--stackset", "own", "--accounts", ",".join(ids[:2]), "--yes", "--json", "--verify-role", ACCESS)
    body = cloud.client("cloudformation").describe_stack_set(StackSetName="own")["StackSet"]["TemplateBody"]
    assert "123456789012" not in body
    for number in ids[:2]:
        iam = member(cloud, number)
        text = json.dumps([iam.get_policy_version(PolicyArn=p["Arn"], VersionId=p["DefaultVersionId"])["PolicyVersion"]["Document"]
                           for p in iam.list_policies(Scope="Local")["Policies"]])
        assert "123456789012" not in text and number in text


def test_a_boundary_of_each_account(home, cloud, ids):
    """A permissions boundary is the policy of that name in each account."""
    for number in ids[:2]:
        member(cloud, number).create_policy(PolicyName="limit", PolicyDocument=policy(allow("*")))
    cloud.client("iam").create_policy(PolicyName="limit", PolicyDocument=policy(allow("*")))
    deploy(home, ids[:2], "--set", "PERMISSIONS_BOUNDARY=arn:aws:iam::123456789012:policy/limit", "--verify-role", ACCESS)
    for number in ids[:2]:
        role = member(cloud, number).get_role(RoleName=ROLE)["Role"]
        assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == f"arn:aws:iam::{number}:policy/limit"


def hang(cloud, limit=2):
    """Operations finish so many accounts, and hang until None."""
    cloud.control("POST", "stacksets", {"limit": limit})


def running(cloud):
    """Waits until two accounts have their resources; the operation still runs."""
    until(lambda: sum(s == "CURRENT" for s in _listed(cloud).values()) == 2, what="no account was deployed")


def _listed(cloud):
    try:
        return instances(cloud)
    except cloud.client("cloudformation").exceptions.StackSetNotFoundException:
        return {}


def test_a_killed_run_is_followed_not_doubled(home, cloud, ids):
    hang(cloud)
    process = home.start(*words(ids, "--yes", "--json"))
    running(cloud)
    os.killpg(process.pid, signal.SIGKILL)
    assert home.wait(process).code == -signal.SIGKILL
    process = home.start(*words(None, "--yes", "--json"))
    until(lambda: len(cloud.calls("DescribeStackSetOperation")) > 8)  # it follows the operation
    hang(cloud, None)
    result = home.wait(process)
    assert result.code == 0 and changes(cloud) == ["CreateStackSet", "CreateStackInstances"]
    assert len(result.of("operation")) == 2 and set(ended(result).values()) == {"succeeded"}
    assert instances(cloud) == dict.fromkeys(ids, "CURRENT")


def test_ctrl_c_stops_the_operation_and_the_next_run_continues(home, cloud, ids):
    hang(cloud)
    process = home.start(*words(ids, "--yes", "--json"))
    running(cloud)
    os.killpg(process.pid, signal.SIGINT)
    result = home.wait(process)
    assert result.code == 3 and "is being stopped" in result.err and "run the same command again" in result.err
    assert changes(cloud)[-1] == "StopStackSetOperation"
    hang(cloud, None)
    result = deploy(home, None)
    assert set(planned(result).values()) == {"none", "retry"} and "CreateStackInstances" == changes(cloud)[-1]
    assert instances(cloud) == dict.fromkeys(ids, "CURRENT")


def test_an_operation_of_another_is_followed_first(home, cloud, ids):
    deploy(home, ids[:3])
    hang(cloud, 0)
    cloud.client("cloudformation").create_stack_instances(StackSetName="access", Accounts=ids[3:5], Regions=[REGION])
    cloud.forget_calls()
    process = home.start(*words(ids[:6], "--yes", "--json"))
    until(lambda: len(cloud.calls("DescribeStackSetOperation")) > 1)
    hang(cloud, None)
    result = home.wait(process)
    assert result.code == 0
    assert len({e["id"] for e in result.of("operation")}) == 2 and changes(cloud) == ["CreateStackInstances"]
    assert instances(cloud) == dict.fromkeys(ids[:6], "CURRENT")


def test_other_answers_update_every_account(home, cloud, ids):
    deploy(home, ids[:4])
    plan = home.expect(2, *words(None, "--policy", "workers", "--set", "ROLE_NAME=Other", "--plan", "--json"))
    assert set(planned(plan).values()) == {"update"}
    result = deploy(home, ids[:5], "--policy", "workers", "--set", "ROLE_NAME=Other", "--verify-role", ACCESS)
    assert planned(result) == {**dict.fromkeys(ids[:4], "update"), ids[4]: "create"}
    assert [e["action"] for e in result.of("operation") if e["status"] == "running"] == ["update", "create"]
    assert all(exists(cloud, n, "Other") and not exists(cloud, n) for n in ids[:5])
    assert {e["verdict"] for e in result.of("account-verified")} == {"yes"}


def test_removal_is_continued_too(home, cloud, ids):
    deploy(home, ids[:12])
    assert home.listed()["stackset"] == "access" and home.listed()["state"] == "StackSet access"
    assert "essentia: StackSet access, 12 accounts" in home.expect(0, "list").out
    assert "StackSet access" in home.expect(0, "show", "essentia").out
    home.expect(64, "remove", "essentia", "--yes")
    home.expect(64, "verify", "essentia", "--no-probe")
    plan = home.expect(2, *words(None, "--remove", "--plan", "--json"))
    assert set(planned(plan).values()) == {"remove"}
    hang(cloud)
    process = home.start(*words(None, "--remove", "--yes", "--json"))
    until(lambda: len(instances(cloud)) == 10)
    os.killpg(process.pid, signal.SIGKILL)
    home.wait(process)
    hang(cloud, None)
    home.expect(0, *words(None, "--remove", "--yes", "--json"))
    assert _listed(cloud) == {} and not any(exists(cloud, n) for n in ids[:12])
    assert home.listed() is None
    home.expect(0, *words(ids[:1], "--remove", "--yes", "--json"))  # nothing is left to remove


def test_lost_responses(home, cloud, ids):
    """A request that is repeated has the same token: nothing is begun twice."""
    cloud.faults(lose=["CreateStackSetx1", "CreateStackInstancesx1", "DeleteStackInstancesx1", "DeleteStackSetx1"])
    deploy(home, ids[:3])
    assert instances(cloud) == dict.fromkeys(ids[:3], "CURRENT")
    home.expect(0, *words(None, "--remove", "--yes", "--json"))
    assert _listed(cloud) == {} and len([c for c in cloud.calls() if c.get("fault") == "lose"]) == 4


def test_a_setup_of_this_account_too(home, cloud, ids):
    """A setup that exists keeps its record; it is removed after its StackSet."""
    home.setup()
    deploy(home, ids[:2])
    assert home.listed()["stackset"] == "access" and home.listed()["state"] == "done"
    assert "--stackset access --remove" in home.expect(64, "remove", "essentia", "--yes").err
    home.expect(0, "verify", "essentia", "--no-probe")
    home.expect(0, *words(None, "--remove", "--yes", "--json"))
    home.expect(0, "remove", "essentia", "--yes")
    assert home.listed() is None


def test_units(home, cloud, ids):
    """A service-managed StackSet takes the accounts that AWS lists for the organizational units."""
    result = home.expect(0, *words(None, "--ou", UNITS[1], "--verify-role", ACCESS, "--yes", "--json"))
    assert result.of("stackset")[0]["units"] == [UNITS[1]] and instances(cloud) == dict.fromkeys(ids[20:], "CURRENT")
    assert {e["id"] for e in result.of("account-verified")} == set(ids[20:])
    found = cloud.client("cloudformation").describe_stack_set(StackSetName="access")["StackSet"]
    assert found["PermissionModel"] == "SERVICE_MANAGED"
    result = home.expect(0, *words(None, "--ou", ",".join(UNITS), "--yes", "--json", "--parallel", "25"))
    assert set(instances(cloud)) == set(ids) and len(ended(result)) == 20
    assert home.run(*words(ids[:1], "--yes")).code == 64
    home.expect(0, *words(None, "--remove", "--yes", "--json"))
    assert not exists(cloud, ids[0]) and not exists(cloud, ids[24])


def test_delegated_administrator(home, cloud, ids):
    """CallAs is in every call: without it AWS finds no StackSet. Later runs need not say it again."""
    cloud.control("POST", "stacksets", {"delegated": True})
    refused = home.expect(1, *words(None, "--ou", UNITS[1], "--yes"))
    assert "You must be the management account" in refused.err and "--call-as delegated-admin" in refused.err
    home.expect(0, *words(None, "--ou", UNITS[1], "--call-as", "delegated-admin", "--verify-role", ACCESS, "--yes", "--json"))
    result = home.expect(0, *words(None, "--ou", ",".join(UNITS), "--yes", "--json", "--parallel", "25"))
    assert len(ended(result)) == 20 and len(result.of("account-verified")) == 25
    home.expect(0, *words(None, "--remove", "--yes", "--json"))
    assert not exists(cloud, ids[0]) and not exists(cloud, ids[24])


def test_not_a_delegated_administrator(home, cloud, ids):
    refused = home.expect(1, *words(None, "--ou", UNITS[1], "--call-as", "DELEGATED_ADMIN", "--yes"))
    assert "Account used is not a delegated administrator" in refused.err and not changes(cloud)


def test_accounts_that_differ(home, cloud, ids):
    deploy(home, ids[:4])
    member(cloud, ids[1]).delete_role_policy(RoleName=ROLE, PolicyName="EssentiaAccess")
    member(cloud, ids[2]).update_assume_role_policy(RoleName=ACCESS, PolicyDocument=json.dumps(EC2_TRUST))
    result = home.expect(2, *words(None, "--verify-role", ACCESS, "--json"))
    assert {e["id"]: e["verdict"] for e in result.of("account-verified")} == {
        ids[0]: "yes", ids[1]: "no", ids[2]: "cannot-tell", ids[3]: "yes"}
    text = home.expect(2, *words(None)).out
    assert "4 verified: 2 match, 1 differ, 1 could not be read" in text and "EssentiaAccess" in text


def test_external_id(home, cloud, ids):
    """The role of --verify-role can require an external ID."""
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole",
                                                     "Condition": {"StringEquals": {"sts:ExternalId": "word"}}}]}
    iam = member(cloud, ids[0])
    iam.create_role(RoleName="Audit", AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName="Audit", PolicyName="read", PolicyDocument=policy(allow("*")))
    deploy(home, ids[:1], "--verify-role", "Audit", code=2)
    deploy(home, ids[:1], "--external-id", "word")


@pytest.mark.parametrize("given, text", [
    (["--stackset", "access", "--yes"], "no accounts are given"),
    (["--stackset", "2nd", "--accounts", "200000000001", "--yes"], "'2nd' is not a name of a StackSet"),
    (["--stackset", "access", "--accounts", "1", "--yes"], "'1' is not an account ID"),
    (["--stackset", "access", "--accounts", "@nowhere", "--yes"], "nowhere"),
    (["--stackset", "access", "--ou", "Sandbox", "--yes"], "'Sandbox' is not an ID of an organizational unit"),
    (["--stackset", "access", "--ou", UNITS[0], "--accounts", "200000000001", "--yes"], "--accounts and --ou exclude each other"),
    (["--stackset", "access", "--ou", UNITS[0], "--admin-role", "A", "--yes"], "--ou takes no --admin-role"),
    (["--stackset", "access", "--ou", UNITS[0], "--call-as", "root", "--yes"], "'root' is not who a StackSet can be called as"),
    (["--stackset", "access", "--call-as", "delegated-admin", "--yes"], "use --ou OU, for the accounts of an organizational unit"),
    (["--stackset", "access", "--accounts", "200000000001", "--call-as", "self", "--yes"], "--call-as is for a service-managed StackSet"),
    (["--stackset", "access", "--accounts", "200000000001", "--parallel", "0", "--yes"], "'0' is not a number of accounts"),
    (["--stackset", "access", "--accounts", "200000000001", "--format", "cli", "--yes"], "a StackSet is not of the form 'cli'"),
    (["--stackset", "access", "--accounts", "200000000001", "-o", "d", "--yes"], "--stackset writes no files"),
    (["--accounts", "200000000001", "--format", "cli", "-o", "d"], "--accounts works only with --stackset"),
    (["--stackset", "access", "--accounts", "200000000001"], "cannot ask for confirmation"),
])
def test_bad_use(home, cloud, given, text):
    result = home.run("handoff", "essentia", *given)
    assert result.code in (1, 64) and text in result.err, result
    assert not cloud.changes()


def test_a_stackset_of_others_is_left_alone(home, cloud, ids):
    body = json.dumps({"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": EC2_TRUST}}}})
    cloud.client("cloudformation").create_stack_set(StackSetName="access", TemplateBody=body, Capabilities=["CAPABILITY_NAMED_IAM"])
    cloud.forget_calls()
    assert "accredit did not create" in deploy(home, ids[:1], code=64).err
    assert "does not belong to setup" in deploy(home, ids[:1], "--remove", code=64).err
    assert not cloud.changes()
