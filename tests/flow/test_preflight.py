"""Is the operator allowed to make the plan's calls? Reported before anything is created, and never a reason to stop."""

import json

import pytest

from cloud import ACCOUNT, allow, policy

ROLE = f"arn:aws:iam::{ACCOUNT}:role/EssentiaMaster"
READS = ["iam:Get*", "iam:List*", "iam:Simulate*", "ec2:Describe*", "sts:*"]
CREATES = ["iam:CreateRole", "iam:TagRole", "iam:CreateInstanceProfile", "iam:TagInstanceProfile", "iam:AddRoleToInstanceProfile", "iam:PassRole"]
PLAN = ["setup", "essentia", "--plan", "--no-probe"]


def as_user(home, iam, *statements, boundary=None):
    """From here on a user with these permissions calls the program."""
    bound = {"PermissionsBoundary": boundary} if boundary else {}
    iam.create_user(UserName="ann", **bound)
    iam.put_user_policy(UserName="ann", PolicyName="may", PolicyDocument=policy(*statements))
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    home.secrets.append(key["SecretAccessKey"])
    home.environment.update(AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"], AWS_REGION="us-east-1")


def preflight_of(result):
    event, = result.of("preflight")
    return event, {s["id"]: s for s in event["steps"]}


def test_everything_is_allowed(home, cloud):
    event, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert event["told"] is True and event["statements"] == []
    assert {s["verdict"] for s in steps.values()} == {"yes"} and "role.create" in steps and event["by"] == "simulation"
    assert "may lack" not in (output := home.expect(2, *PLAN).out) and "beforehand" not in output
    assert "You have permission for all 4 steps (IAM policy simulator)." in output
    assert not cloud.changes()


def test_one_permission_is_missing(home, iam, cloud):
    as_user(home, iam, allow(*READS, *CREATES))
    event, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    no = [s for s in steps.values() if s["verdict"] == "no"]
    assert [(s["action"], s["layer"]) for s in no] == [("iam:PutRolePolicy", "identity")], steps
    wanted = {"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": ROLE}
    assert no[0]["statement"] == wanted and event["statements"] == [wanted]
    output = home.expect(2, *PLAN).out
    assert "You may not have permission for 1 of 4 steps" in output and "(policy.create)" in output
    assert f"iam:PutRolePolicy on {ROLE}: none of your policies allows it (identity policy)" in output
    assert "Permission to request, in a policy of yours:\n" + json.dumps(wanted, indent=2) + "\n" in output, "complete, and printed for copying"


def test_suggested_statement_is_sufficient(home, iam, cloud):
    """The statement that the preflight suggests allows exactly what was missing."""
    as_user(home, iam, allow(*READS, *CREATES))
    event, _ = preflight_of(home.expect(2, *PLAN, "--json"))
    result = home.run("setup", "essentia", "--yes", "--no-probe", "--json")
    assert result.code == 3 and preflight_of(result)[0]["statements"], "the preflight does not stop the setup"
    iam.put_user_policy(UserName="ann", PolicyName="asked-for", PolicyDocument=policy(*event["statements"]))
    home.expect(0, "resume", "--yes", "--json")


def test_pass_role_to_ec2_alone(home, iam):
    """A condition that the call meets is met in the simulation, too."""
    makes = [m for m in CREATES if m != "iam:PassRole"] + ["iam:PutRolePolicy"]
    narrow = {**allow("iam:PassRole", resource=ROLE), "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}
    as_user(home, iam, allow(*READS, *makes), narrow)
    _, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert {s["verdict"] for s in steps.values()} == {"yes"}, steps


def test_boundary_is_named(home, iam):
    arn = iam.create_policy(PolicyName="bound", PolicyDocument=policy(allow(*READS, *CREATES)))["Policy"]["Arn"]
    as_user(home, iam, allow("*"), boundary=arn)
    _, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert [(s["action"], s["layer"]) for s in steps.values() if s["verdict"] == "no"] == [("iam:PutRolePolicy", "boundary")], steps


def test_assumed_role_with_a_path(home, iam, tmp_path):
    """The role is simulated with its path, which the session's ARN does not contain."""
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    arn = iam.create_role(RoleName="Ops", Path="/far/away/", AssumeRolePolicyDocument=policy(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="Ops", PolicyName="may", PolicyDocument=policy(allow(*READS, *CREATES)))
    path = tmp_path / "config"
    path.write_text(f"[profile ops]\nregion = us-east-1\nrole_arn = {arn}\nsource_profile = default\n")
    home.environment.update(AWS_CONFIG_FILE=str(path), AWS_PROFILE="ops")
    _, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert [s["action"] for s in steps.values() if s["verdict"] == "no"] == ["iam:PutRolePolicy"], steps


NO_SIMULATOR = allow("iam:Simulate*", effect="Deny")


def denied_simulator(home):
    event, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert event["by"] == "policies" and event["told"] is True
    return event, steps, home.expect(2, *PLAN).out


def test_policies_are_read_instead(home, iam, cloud):
    """All of the caller's policies count: inline, managed, and those of groups."""
    as_user(home, iam, allow(*READS), NO_SIMULATOR)
    iam.create_group(GroupName="makers")
    iam.put_group_policy(GroupName="makers", PolicyName="half", PolicyDocument=policy(allow(*CREATES[:3])))
    arn = iam.create_policy(PolicyName="rest", PolicyDocument=policy(allow(*CREATES[3:])))["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="makers", PolicyArn=arn)
    iam.add_user_to_group(GroupName="makers", UserName="ann")
    event, steps, said = denied_simulator(home)
    assert [(s["action"], s["layer"]) for s in steps.values() if s["verdict"] == "no"] == [("iam:PutRolePolicy", "identity")], steps
    assert event["statements"] == [{"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": ROLE}]
    assert "Checked by reading your policies, because you are not allowed to use the IAM policy simulator" in said
    assert "Service control policies, session policies and resource policies were not checked" in said
    iam.put_user_policy(UserName="ann", PolicyName="asked-for", PolicyDocument=policy(*event["statements"]))
    _, steps, said = denied_simulator(home)
    assert {s["verdict"] for s in steps.values()} == {"yes"}
    assert "Your policies allow all steps. Checked by reading your policies" in said and "can still deny a step" in said
    home.setup()


def test_policies_of_a_role_with_a_boundary(home, iam, tmp_path):
    """The session's role is read; a Deny, a missing permission and a boundary are told apart."""
    bound = iam.create_policy(PolicyName="bound", PolicyDocument=policy(
        allow(*READS, "iam:CreateRole", "iam:Tag*", "iam:AddRoleToInstanceProfile", "iam:PassRole", "iam:CreateInstanceProfile")))["Policy"]["Arn"]
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    arn = iam.create_role(RoleName="Ops", Path="/far/", AssumeRolePolicyDocument=policy(trust), PermissionsBoundary=bound)["Role"]["Arn"]
    iam.put_role_policy(RoleName="Ops", PolicyName="may", PolicyDocument=policy(
        allow("*"), NO_SIMULATOR, allow("iam:CreateInstanceProfile", effect="Deny")))
    path = tmp_path / "config"
    path.write_text(f"[profile ops]\nregion = us-east-1\nrole_arn = {arn}\nsource_profile = default\n")
    home.environment.update(AWS_CONFIG_FILE=str(path), AWS_PROFILE="ops")
    _, steps, said = denied_simulator(home)
    assert {(s["action"], s["layer"]) for s in steps.values() if s["verdict"] == "no"} == {
        ("iam:PutRolePolicy", "boundary"), ("iam:CreateInstanceProfile", "identity")}, steps
    assert "Permission to request, in your permissions boundary" in said and "denies it: it has to be removed" in said


@pytest.mark.parametrize("condition, verdict", [
    ({"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}, "yes"), ({"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}, "no"),
    ({"StringEquals": {"aws:PrincipalTag/team": "blue"}}, "cannot-tell"), ({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, "cannot-tell")])
def test_conditions_in_policies(home, iam, condition, verdict):
    """A condition whose value is unknown in advance is inconclusive."""
    as_user(home, iam, allow(*READS, *[m for m in CREATES if m != "iam:PassRole"], "iam:PutRolePolicy"), NO_SIMULATOR,
            {**allow("iam:PassRole", resource=ROLE), "Condition": condition})
    _, steps, said = denied_simulator(home)
    assert steps["profile-role.create"]["verdict"] == verdict, steps
    assert {s["verdict"] for i, s in steps.items() if i != "profile-role.create"} == {"yes"}, steps
    if verdict == "cannot-tell":
        assert f"your policies have conditions that are known only when the call is made ({list(list(condition.values())[0])[0]})" in said, said


def test_neither_simulator_nor_policies_can_be_read(home, iam, cloud):
    """The preflight is then inconclusive: one short line, and the setup continues."""
    as_user(home, iam, allow("*"), NO_SIMULATOR, allow("iam:ListGroupsForUser", effect="Deny"))
    event, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert event["told"] is False and {s["verdict"] for s in steps.values()} == {"cannot-tell"} and event["unsure"] == len(steps)
    assert "by" not in event
    output = home.expect(2, *PLAN).out
    assert "Whether you have permission for these steps could not be determined: these credentials are not allowed to use the IAM policy simulator" in output and "SimulatePrincipalPolicy" in output
    assert "and not all of your policies could be read" in output
    home.setup()


def test_simulator_that_does_not_answer(home, cloud):
    """The preflight is dropped if it takes too long."""
    cloud.faults(stall="SimulatePrincipalPolicy")
    result = home.expect(2, *PLAN, "--json")
    cloud.release_calls()
    assert preflight_of(result)[0]["told"] is False and result.seconds < 30


def test_no_preflight_when_nothing_changes(home, cloud):
    home.expect(0, "setup", "essentia", "--yes", "--no-probe", "--json")
    cloud.forget_calls()
    result = home.expect(0, *PLAN, "--json")
    assert not result.of("preflight") and not cloud.calls("SimulatePrincipalPolicy")


def test_preflight_of_a_repair_and_a_removal(home, iam, cloud):
    """A repair checks the calls for what differs alone, a removal those for what it deletes."""
    home.expect(0, "setup", "essentia", "--yes", "--no-probe", "--json")
    iam.untag_role(RoleName="EssentiaMaster", TagKeys=["accredit:setup"])
    _, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert list(steps) == ["role.update"] and steps["role.update"]["verdict"] == "yes"
    home.expect(0, "setup", "essentia", "--yes", "--no-probe", "--json")
    as_user(home, iam, allow(*READS, "iam:DeleteRolePolicy", "iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile", "iam:TagRole"))
    result = home.run("remove", "essentia", "--yes", "--json")
    _, steps = preflight_of(result)
    assert [s["action"] for s in steps.values() if s["verdict"] == "no"] == ["iam:DeleteRole"], steps
