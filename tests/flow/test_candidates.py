"""Manually created setups under other names are found by trust policy and permissions; the operator chooses or names one."""

import json

import pytest

from cloud import ACCOUNT, EC2_TRUST, allow, policy
from text_session import PipeSession
from test_e6data import cluster, setup, words  # noqa: F401  (fixtures)
from test_paths import document
from test_preflight import as_user

VERIFY = ["verify", "--platform", "essentia", "--no-probe", "--json"]
WANTED = document("essentia/documents/workers-and-s3.json")
LAMBDA = json.loads(json.dumps(EC2_TRUST).replace("ec2", "lambda"))


def statements(text):
    return json.loads(text)["Statement"]


def create_role(iam, name, *texts, trust=EC2_TRUST, path="/service-role/", managed=()):
    """A role as the console creates it, with its path and description, and one inline or managed policy per document."""
    iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=json.dumps(trust), Description="Allows EC2 instances to call AWS services on your behalf.")
    for n, text in enumerate(texts):
        iam.put_role_policy(RoleName=name, PolicyName=f"Custom{n}", PolicyDocument=text)
    for arn in managed:
        iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    iam.create_instance_profile(InstanceProfileName=name)
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)


def as_managed_policy(iam, name, text):
    return iam.create_policy(PolicyName=name, Path="/team/", PolicyDocument=text)["Policy"]["Arn"]


def some_statements(*which):
    """Some of the expected statements, as one policy."""
    return policy(*[statements(WANTED)[n] for n in which])


def candidates(said):
    """The candidates for the role name as name -> how well each matches, and the one that was chosen."""
    row, = said.of("found")
    assert row["value"] == "ROLE_NAME" and row["kind"] == "role" and row["default"] == "EssentiaMaster"
    return {c["name"]: c["fits"] for c in row["candidates"]}, row.get("taken")


def create_complete(iam):
    create_role(iam, "Master", WANTED)


def create_with_managed_policies(iam):
    create_role(iam, "Master", managed=[as_managed_policy(iam, "Any", WANTED)])


def create_with_split_policies(iam):
    create_role(iam, "Master", some_statements(0), some_statements(*range(1, len(statements(WANTED)))))


def create_next_to_unrelated_roles(iam):
    """Roles of other services, roles without policies, and roles with few of the permissions are not candidates."""
    create_role(iam, "Master", WANTED)
    create_role(iam, "OfLambda", WANTED, trust=LAMBDA)
    create_role(iam, "Bare")
    create_role(iam, "Little", policy(allow("sqs:*")))


def create_next_to_an_administrator(iam):
    create_role(iam, "Master", WANTED)
    create_role(iam, "Administrator", managed=["arn:aws:iam::aws:policy/AdministratorAccess"])


def create_with_extra_permissions(iam):
    create_role(iam, "Master", WANTED, policy(allow("sqs:*")))


def create_incomplete(iam):
    create_role(iam, "Master", some_statements(*range(1, len(statements(WANTED)))))


@pytest.mark.parametrize("make, wanted", [
    (create_complete, {"Master": "full"}), (create_with_managed_policies, {"Master": "full"}), (create_with_split_policies, {"Master": "full"}),
    (create_next_to_unrelated_roles, {"Master": "full"}), (create_next_to_an_administrator, {"Master": "full", "Administrator": "everything"}),
    (create_with_extra_permissions, {"Master": "more"}), (create_incomplete, {"Master": "near"})])
def test_best_match_is_chosen(home, iam, make, wanted):
    make(iam)
    result = home.run(*VERIFY)
    assert candidates(result) == (wanted, "Master")
    names = {s["name"] for s in result.of("plan")[0]["steps"] if s["kind"] in ("role", "instance-profile")}
    assert names == {"Master"} and result.code == (0 if wanted["Master"] == "full" else 2), result
    row, = result.of("found")
    assert next(c for c in row["candidates"] if c["name"] == "Master")["arn"] == f"arn:aws:iam::{ACCOUNT}:role/service-role/Master"
    plain = home.run(*VERIFY[:-1])
    assert "The role 'Master' (arn:aws:iam::" in plain.out and "--set ROLE_NAME=" in plain.out


def test_several_matches(home, cloud, iam):
    """The operator has to choose; verify and adopt both say how."""
    for name in ("Second", "First"):
        create_role(iam, name, WANTED)
    cloud.forget_calls()
    for words in (VERIFY, ["adopt", "essentia", "--json"]):
        result = home.expect(64, *words)
        assert "First, Second" in result.err and "--set ROLE_NAME=First or --set ROLE_NAME=Second" in result.err
    assert home.run(*VERIFY, "--set", "ROLE_NAME=Second").of("found") == []
    home.expect(0, "adopt", "essentia", "--set", "ROLE_NAME=Second", "--json")
    assert not cloud.changes() and "Second" in home.text("setups", "essentia", "answers.json")


def test_existing_or_given_name_wins(home, cloud, iam):
    """No search is made in that case."""
    create_role(iam, "Master", WANTED)
    create_role(iam, "EssentiaMaster", policy(allow("sqs:*")))
    cloud.forget_calls()
    assert home.expect(2, *VERIFY).of("found") == [] and not cloud.calls("GetAccountAuthorizationDetails")
    result = home.run(*VERIFY, "--set", "ROLE_NAME=Absent")
    assert result.of("found") == [] and not cloud.calls("GetAccountAuthorizationDetails") and result.actions["role"] == "create"


def test_no_match(home, iam):
    """An administrator role matches every template, so it is not chosen."""
    create_role(iam, "Little", policy(allow("sqs:*")))
    create_role(iam, "Administrator", policy(allow("*")))
    result = home.expect(2, *VERIFY)
    assert candidates(result) == ({"Administrator": "everything"}, None) and result.actions["role"] == "create"


def test_adopted_and_then_verified(home, cloud, iam):
    """The record contains the name; setup, repair and remove use it."""
    create_role(iam, "Master", WANTED)
    before = cloud.snapshot()
    result = home.expect(0, "adopt", "essentia", "--json")
    assert candidates(result)[1] == "Master" and json.loads(home.text("setups", "essentia", "answers.json"))["values"]["ROLE_NAME"] == "Master"
    assert home.run("verify", "essentia", "--no-probe", "--json").of("found") == []
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.snapshot() == before


def test_user_without_a_key_file(home, cloud, iam):
    """The user is found by its policies, including its groups' policies; neither the policy's name nor the key's location is needed."""
    text = document("iguazio/documents/eks.json", ROLE_NAME="service-role/Node")  # the role that was found is verified as well
    iam.create_group(GroupName="Installers")
    iam.attach_group_policy(GroupName="Installers", PolicyArn=as_managed_policy(iam, "ByHand", text))
    for name in ("Stranger", "Installer"):
        iam.create_user(UserName=name, Path="/people/")
    iam.put_user_policy(UserName="Stranger", PolicyName="P", PolicyDocument=policy(allow("s3:*")))
    iam.add_user_to_group(GroupName="Installers", UserName="Installer")
    key = iam.create_access_key(UserName="Installer")["AccessKey"]
    cloud.secrets.append(key["SecretAccessKey"])
    create_role(iam, "Node", document("iguazio/documents/assign-private-ip-addresses.json"))
    result = home.run("verify", "--platform", "iguazio", "--no-probe", "--json")
    row = next(r for r in result.of("found") if r["value"] == "USER_NAME")
    assert row["taken"] == "Installer" and {c["name"]: c["fits"] for c in row["candidates"]} == {"Installer": "full", "operator": "everything"}
    assert "KEY_FILE" not in result.err and not [s for s in result.of("plan")[0]["steps"] if s["kind"].startswith("credentials-")]
    assert result.code == 0, "the user's only key is no difference"
    home.expect(0, "adopt", "iguazio", "--json")
    home.expect(0, "verify", "iguazio", "--no-probe", "--json")
    home.expect(0, "repair", "iguazio", "--yes", "--json")
    assert f"no file on this computer contains the key {key['AccessKeyId']}" in home.expect(64, "rotate", "iguazio", "--plan").err, \
        "its record needs no key file either"


def test_account_details_denied(home, cloud, iam):
    """Without GetAccountAuthorizationDetails, the roles are listed and read one at a time."""
    create_next_to_unrelated_roles(iam)
    as_user(home, iam, allow("iam:Get*", "iam:List*", "sts:*"), allow("iam:GetAccountAuthorizationDetails", effect="Deny"))
    assert candidates(home.run(*VERIFY)) == ({"Master": "full"}, "Master")


def test_all_lists_denied(home, iam):
    """The default name is used."""
    create_role(iam, "Master", WANTED)
    as_user(home, iam, allow("iam:GetRole", "iam:GetRolePolicy", "iam:GetInstanceProfile", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "sts:*"))
    result = home.expect(2, *VERIFY)
    assert candidates(result) == ({}, None) and result.actions["role"] == "create"


@pytest.mark.parametrize("words, last", [(["verify", "--platform", "essentia", "--no-probe"], "Adopt it?"), (["adopt", "essentia"], "Record it as it is?")])
def test_choose_in_plain_text(home, cloud, iam, words, last):
    """Each candidate is listed with what it lacks; back returns to the questions, a name or a number continues."""
    for name in ("Second", "First"):
        create_role(iam, name, WANTED)
    create_role(iam, "Third", some_statements(1, 2))
    cloud.forget_calls()
    session = PipeSession(home, *words, "--method", "role", "--text")
    shown = session.until("Which one")
    assert "There is no role 'EssentiaMaster'" in shown and "Policy name" not in session.all
    for n, name in enumerate(["First", "Second"], 1):
        assert f"{n} {name} (arn:aws:iam::{ACCOUNT}:role/service-role/{name}) has exactly the permissions of" in " ".join(shown.split())
    assert "lacks 1 of the 3 actions of the template" in " ".join(shown.split()) and "none of these: EssentiaMaster" in shown
    session.say("b")
    session.until("Which one")
    session.say("Second")
    assert last in session.last, session.all
    session.say("n")
    session.end()
    assert not cloud.changes()


def test_setup_with_an_existing_name_suggests_adopt(home, cloud, iam):
    """The existing role differs and others created it: the adopt command is named first, and it works."""
    create_role(iam, "Master", policy(allow("s3:*")))
    cloud.forget_calls()
    iam.put_role_policy(RoleName="Master", PolicyName="Given", PolicyDocument=policy(allow("s3:GetObject")))
    result = home.expect(64, "setup", "essentia", "--set", "ROLE_NAME=Master", "--set", "POLICY_NAME=Given", "--no-probe", "--yes", "--json")
    command = "accredit adopt essentia --set ROLE_NAME=Master --set POLICY_NAME=Given"
    assert result.err.splitlines()[1].startswith(f"accredit: '{command}' records what exists as it is; or "), result.err
    home.expect(0, *command.split()[1:], "--json")
    assert {c["operation"] for c in cloud.changes()} == {"PutRolePolicy"}, "only the test changed anything"


def test_roles_for_service_accounts(home, cloud, cluster, setup):
    """Roles are matched by the tokens that they trust: a role for another service account is not a candidate, and no name is needed."""
    setup("--no-probe", "--name", "older", PARTS="bucket,engine,cross-account")
    setup("--no-probe", "--name", "others", PARTS="engine", NAMESPACE="elsewhere")
    home.delete_state()
    cloud.forget_calls()
    result = home.run("verify", "--platform", "e6data", "--no-probe", "--json", *words(PARTS="engine,cross-account"))
    rows = {r["value"]: r for r in result.of("found")}
    assert set(rows) == {"ENGINE_ROLE_NAME", "CROSS_ACCOUNT_ROLE_NAME"} and not cloud.changes()
    made = {kind: row["taken"] for kind, row in rows.items()}
    assert len(rows["ENGINE_ROLE_NAME"]["candidates"]) == 1 and "engine-role" in made["ENGINE_ROLE_NAME"] and "cross-account" in made["CROSS_ACCOUNT_ROLE_NAME"]
    assert {s["name"] for s in result.of("plan")[0]["steps"] if s["kind"] == "role" and s["action"] != "create"} == set(made.values())
