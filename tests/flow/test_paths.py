"""Roles, users, policies and instance profiles under a path, as the console and others create them."""

import json
import os

from cloud import ACCOUNT, EC2_TRUST, TOP, allow, policy

ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/EssentiaMaster"


def document(name, **values):
    """A document of the template with its values filled in."""
    with open(os.path.join(TOP, "templates", name), encoding="utf-8") as file:
        text = file.read()
    for key, value in {"PARTITION": "aws", "ACCOUNT_ID": ACCOUNT, "DNS_SUFFIX": "amazonaws.com", **values}.items():
        text = text.replace("${%s}" % key, value)
    assert "${" not in text, text
    return text


def create_master(iam, text, path="/service-role/"):
    iam.create_role(RoleName="EssentiaMaster", Path=path, AssumeRolePolicyDocument=json.dumps(EC2_TRUST), Description="Lets an Essentia master use this account")
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess", PolicyDocument=text)
    iam.create_instance_profile(InstanceProfileName="EssentiaMaster", Path=path)
    iam.add_role_to_instance_profile(InstanceProfileName="EssentiaMaster", RoleName="EssentiaMaster")


def test_role_that_the_console_created(home, cloud, iam):
    """Its policy names the role with its path, as expected."""
    scoped = document("essentia/documents/workers-scoped.json", ROLE_NAME="service-role/EssentiaMaster")
    create_master(iam, scoped)
    words = ["--policy", "workers-scoped", "--no-probe", "--json"]
    plan = home.expect(0, "setup", "essentia", *words, "--plan")
    assert set(plan.actions.values()) == {"adopt"}
    home.expect(0, "verify", "--platform", "essentia", *words)
    done = home.expect(0, "setup", "essentia", *words, "--yes")
    assert done.of("result")[0]["outputs"]["role_arn"] == ROLE
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.roles()["EssentiaMaster"]["path"] == "/service-role/"


def test_arn_without_the_path_differs(home, iam):
    """Without the path the same text names another role, which is reported."""
    create_master(iam, document("essentia/documents/workers-scoped.json", ROLE_NAME="EssentiaMaster"))
    result = home.expect(2, "verify", "--platform", "essentia", "--policy", "workers-scoped", "--no-probe", "--json")
    row, = [r for s in result.of("plan")[0]["steps"] for r in s["diff"]]
    assert ROLE in json.dumps(row["wanted"])


def test_managed_policy_and_user_under_paths(home, cloud, iam):
    """Found by their names under any path; attached by their own ARNs."""
    iam.create_user(UserName="Provazio", Path="/people/")
    text = document("iguazio/documents/eks.json", ROLE_NAME="nodes/IguazioDataScienceNode")
    arn = iam.create_policy(PolicyName="ManageIguazioSystems", Path="/vendors/", PolicyDocument=text)["Policy"]["Arn"]
    node = iam.create_policy(PolicyName="AssignPrivateIPAddresses", Path="/vendors/",
                             PolicyDocument=document("iguazio/documents/assign-private-ip-addresses.json"))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="Provazio", PolicyArn=arn)
    iam.create_role(RoleName="IguazioDataScienceNode", Path="/nodes/", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.attach_role_policy(RoleName="IguazioDataScienceNode", PolicyArn=node)
    result = home.run("verify", "--platform", "iguazio", "--set", f"KEY_FILE={home.file('keys.csv')}", "--no-probe", "--json")
    actions = {s["kind"] + " " + s["name"]: (s["action"], [r["path"] for r in s["diff"]]) for s in result.of("plan")[0]["steps"]}
    for what in ("user Provazio", "policy ManageIguazioSystems", "policy AssignPrivateIPAddresses", "role IguazioDataScienceNode",
                 "user-policy-attachment ManageIguazioSystems", "role-policy-attachment AssignPrivateIPAddresses"):
        assert actions[what][0] in ("none", "adopt"), (what, actions)
    assert not cloud.changes() or {c["operation"] for c in cloud.changes()} <= {"CreateUser", "CreatePolicy", "AttachUserPolicy", "CreateRole", "AttachRolePolicy"}


def test_different_policy_under_a_path(home, cloud, iam):
    """It is a conflict, as one at the root would be."""
    iam.create_policy(PolicyName="ManageIguazioSystems", Path="/vendors/", PolicyDocument=policy(allow("a:b")))
    cloud.forget_calls()
    refused = home.expect(64, "setup", "iguazio", "--set", f"KEY_FILE={home.file('keys.csv')}", "--no-probe", "--yes", "--json")
    assert "policy 'ManageIguazioSystems' exists" in refused.err and "--set POLICY_NAME=" in refused.err and not cloud.changes()
