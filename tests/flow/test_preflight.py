"""May the operator do what the plan will do? Told before anything is made, and never a wall."""

import json

import pytest

from cloud import ACCOUNT, allow, policy

ROLE = f"arn:aws:iam::{ACCOUNT}:role/EssentiaMaster"
READS = ["iam:Get*", "iam:List*", "iam:Simulate*", "ec2:Describe*", "sts:*"]
MAKES = ["iam:CreateRole", "iam:TagRole", "iam:CreateInstanceProfile", "iam:TagInstanceProfile", "iam:AddRoleToInstanceProfile", "iam:PassRole"]
PLAN = ["setup", "essentia", "--plan", "--no-probe"]


def as_user(home, iam, *statements, boundary=None):
    """From here on the program is called by a user who may do this."""
    bound = {"PermissionsBoundary": boundary} if boundary else {}
    iam.create_user(UserName="ann", **bound)
    iam.put_user_policy(UserName="ann", PolicyName="may", PolicyDocument=policy(*statements))
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    home.secrets.append(key["SecretAccessKey"])
    home.environment.update(AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"], AWS_REGION="us-east-1")


def told(result):
    event, = result.of("preflight")
    return event, {s["id"]: s for s in event["steps"]}


def test_all_is_allowed(home, cloud):
    event, steps = told(home.expect(2, *PLAN, "--json"))
    assert event["told"] is True and event["statements"] == []
    assert {s["verdict"] for s in steps.values()} == {"yes"} and "role.create" in steps and event["by"] == "simulation"
    assert "may lack" not in (said := home.expect(2, *PLAN).out) and "beforehand" not in said
    assert "By simulation, you may do all of this (4 steps)." in said
    assert not cloud.changes()


def test_one_right_is_missing(home, iam, cloud):
    as_user(home, iam, allow(*READS, *MAKES))
    event, steps = told(home.expect(2, *PLAN, "--json"))
    no = [s for s in steps.values() if s["verdict"] == "no"]
    assert [(s["action"], s["layer"]) for s in no] == [("iam:PutRolePolicy", "identity")], steps
    wanted = {"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": ROLE}
    assert no[0]["statement"] == wanted and event["statements"] == [wanted]
    said = home.expect(2, *PLAN).out
    assert "You may lack the rights for 1 of 4 steps" in said and "(policy.create)" in said
    assert f"iam:PutRolePolicy on {ROLE}: none of your policies allows it (identity policy)" in said
    assert "to ask for in a policy of yours:\n" + json.dumps(wanted, indent=2) + "\n" in said, "whole, and printed to be copied"


def test_the_statement_mends_it(home, iam, cloud):
    """What the preflight asks for is enough, and it is what was missing."""
    as_user(home, iam, allow(*READS, *MAKES))
    event, _ = told(home.expect(2, *PLAN, "--json"))
    result = home.run("setup", "essentia", "--yes", "--no-probe", "--json")
    assert result.code == 3 and told(result)[0]["statements"], "advice is no wall: it is tried all the same"
    iam.put_user_policy(UserName="ann", PolicyName="asked-for", PolicyDocument=policy(*event["statements"]))
    home.expect(0, "resume", "--yes", "--json")


def test_pass_role_to_ec2_alone(home, iam):
    """A condition that the call meets is met in the simulation too."""
    makes = [m for m in MAKES if m != "iam:PassRole"] + ["iam:PutRolePolicy"]
    narrow = {**allow("iam:PassRole", resource=ROLE), "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}
    as_user(home, iam, allow(*READS, *makes), narrow)
    _, steps = told(home.expect(2, *PLAN, "--json"))
    assert {s["verdict"] for s in steps.values()} == {"yes"}, steps


def test_a_boundary_is_named(home, iam):
    arn = iam.create_policy(PolicyName="bound", PolicyDocument=policy(allow(*READS, *MAKES)))["Policy"]["Arn"]
    as_user(home, iam, allow("*"), boundary=arn)
    _, steps = told(home.expect(2, *PLAN, "--json"))
    assert [(s["action"], s["layer"]) for s in steps.values() if s["verdict"] == "no"] == [("iam:PutRolePolicy", "boundary")], steps


def test_an_assumed_role_with_a_path(home, iam, tmp_path):
    """The role is asked for, by the path that its session does not show."""
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    arn = iam.create_role(RoleName="Ops", Path="/far/away/", AssumeRolePolicyDocument=policy(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="Ops", PolicyName="may", PolicyDocument=policy(allow(*READS, *MAKES)))
    path = tmp_path / "config"
    path.write_text(f"[profile ops]\nregion = us-east-1\nrole_arn = {arn}\nsource_profile = default\n")
    home.environment.update(AWS_CONFIG_FILE=str(path), AWS_PROFILE="ops")
    _, steps = told(home.expect(2, *PLAN, "--json"))
    assert [s["action"] for s in steps.values() if s["verdict"] == "no"] == ["iam:PutRolePolicy"], steps


NO_SIMULATOR = allow("iam:Simulate*", effect="Deny")


def by_policies(home):
    event, steps = told(home.expect(2, *PLAN, "--json"))
    assert event["by"] == "policies" and event["told"] is True
    return event, steps, home.expect(2, *PLAN).out


def test_policies_are_read_instead(home, iam, cloud):
    """Inline policies, managed ones, those of groups: all that the caller holds counts."""
    as_user(home, iam, allow(*READS), NO_SIMULATOR)
    iam.create_group(GroupName="makers")
    iam.put_group_policy(GroupName="makers", PolicyName="half", PolicyDocument=policy(allow(*MAKES[:3])))
    arn = iam.create_policy(PolicyName="rest", PolicyDocument=policy(allow(*MAKES[3:])))["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="makers", PolicyArn=arn)
    iam.add_user_to_group(GroupName="makers", UserName="ann")
    event, steps, said = by_policies(home)
    assert [(s["action"], s["layer"]) for s in steps.values() if s["verdict"] == "no"] == [("iam:PutRolePolicy", "identity")], steps
    assert event["statements"] == [{"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": ROLE}]
    assert "What IAM decides was found by reading your policies, because IAM's simulator may not be asked" in said
    assert "Service control policies, session policies and policies of resources are not seen this way" in said
    iam.put_user_policy(UserName="ann", PolicyName="asked-for", PolicyDocument=policy(*event["statements"]))
    _, steps, said = by_policies(home)
    assert {s["verdict"] for s in steps.values()} == {"yes"}
    assert "Your policies allow all of this: that was found by reading your policies" in said and "they may still refuse" in said
    home.setup()


def test_read_policies_of_a_role_with_a_boundary(home, iam, tmp_path):
    """The session is asked for as its role; a Deny is told from a right that is missing, and a boundary from a policy."""
    bound = iam.create_policy(PolicyName="bound", PolicyDocument=policy(
        allow(*READS, "iam:CreateRole", "iam:Tag*", "iam:AddRoleToInstanceProfile", "iam:PassRole", "iam:CreateInstanceProfile")))["Policy"]["Arn"]
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    arn = iam.create_role(RoleName="Ops", Path="/far/", AssumeRolePolicyDocument=policy(trust), PermissionsBoundary=bound)["Role"]["Arn"]
    iam.put_role_policy(RoleName="Ops", PolicyName="may", PolicyDocument=policy(
        allow("*"), NO_SIMULATOR, allow("iam:CreateInstanceProfile", effect="Deny")))
    path = tmp_path / "config"
    path.write_text(f"[profile ops]\nregion = us-east-1\nrole_arn = {arn}\nsource_profile = default\n")
    home.environment.update(AWS_CONFIG_FILE=str(path), AWS_PROFILE="ops")
    _, steps, said = by_policies(home)
    assert {(s["action"], s["layer"]) for s in steps.values() if s["verdict"] == "no"} == {
        ("iam:PutRolePolicy", "boundary"), ("iam:CreateInstanceProfile", "identity")}, steps
    assert "to ask for in your permissions boundary" in said and "a statement denies it" in said


@pytest.mark.parametrize("condition, verdict", [
    ({"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}, "yes"), ({"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}, "no"),
    ({"StringEquals": {"aws:PrincipalTag/team": "blue"}}, "cannot-tell"), ({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, "cannot-tell")])
def test_read_conditions(home, iam, condition, verdict):
    """A condition whose value nobody knows beforehand proves neither."""
    as_user(home, iam, allow(*READS, *[m for m in MAKES if m != "iam:PassRole"], "iam:PutRolePolicy"), NO_SIMULATOR,
            {**allow("iam:PassRole", resource=ROLE), "Condition": condition})
    _, steps, said = by_policies(home)
    assert steps["profile-role.create"]["verdict"] == verdict, steps
    assert {s["verdict"] for i, s in steps.items() if i != "profile-role.create"} == {"yes"}, steps
    if verdict == "cannot-tell":
        assert f"your policies ask for what is not known beforehand ({list(list(condition.values())[0])[0]})" in said, said


def test_neither_the_simulator_nor_the_policies(home, iam, cloud):
    """Then nobody can tell: one quiet line, and the set-up goes on."""
    as_user(home, iam, allow("*"), NO_SIMULATOR, allow("iam:ListGroupsForUser", effect="Deny"))
    event, steps = told(home.expect(2, *PLAN, "--json"))
    assert event["told"] is False and {s["verdict"] for s in steps.values()} == {"cannot-tell"} and event["unsure"] == len(steps)
    assert "by" not in event
    said = home.expect(2, *PLAN).out
    assert "Whether you may do all this cannot be told beforehand: IAM's simulator may not be asked" in said and "SimulatePrincipalPolicy" in said
    assert "and your policies cannot all be read" in said
    home.setup()


def test_the_simulator_hangs(home, cloud):
    """Advice that comes late is none."""
    cloud.faults(stall="SimulatePrincipalPolicy")
    result = home.expect(2, *PLAN, "--json")
    cloud.go_on()
    assert told(result)[0]["told"] is False and result.seconds < 30


def test_nothing_to_make_nobody_asked(home, cloud):
    home.expect(0, "setup", "essentia", "--yes", "--no-probe", "--json")
    cloud.forget_calls()
    result = home.expect(0, *PLAN, "--json")
    assert not result.of("preflight") and not cloud.calls("SimulatePrincipalPolicy")


def test_what_changes_and_what_goes(home, iam, cloud):
    """A repair asks for what differs alone, a removal for what it takes away."""
    home.expect(0, "setup", "essentia", "--yes", "--no-probe", "--json")
    iam.untag_role(RoleName="EssentiaMaster", TagKeys=["accredit:setup"])
    _, steps = told(home.expect(2, *PLAN, "--json"))
    assert list(steps) == ["role.update"] and steps["role.update"]["verdict"] == "yes"
    home.expect(0, "setup", "essentia", "--yes", "--no-probe", "--json")
    as_user(home, iam, allow(*READS, "iam:DeleteRolePolicy", "iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile", "iam:TagRole"))
    result = home.run("remove", "essentia", "--yes", "--json")
    _, steps = told(result)
    assert [s["action"] for s in steps.values() if s["verdict"] == "no"] == ["iam:DeleteRole"], steps
