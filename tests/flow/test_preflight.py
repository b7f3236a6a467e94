"""May the operator do what the plan will do? Told before anything is made, and never a wall."""

import json

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
    assert {s["verdict"] for s in steps.values()} == {"yes"} and "role.create" in steps
    assert "may lack" not in (said := home.expect(2, *PLAN).out) and "beforehand" not in said
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


def test_the_simulator_refuses(home, cloud):
    """Then nobody can tell: one quiet line, and the set-up goes on."""
    cloud.faults(error="SimulatePrincipalPolicy=AccessDenied")
    event, steps = told(home.expect(2, *PLAN, "--json"))
    assert event["told"] is False and {s["verdict"] for s in steps.values()} == {"cannot-tell"} and event["unsure"] == len(steps)
    said = home.expect(2, *PLAN).out
    assert "Whether you may do all this cannot be told beforehand: IAM's simulator may not be asked" in said and "SimulatePrincipalPolicy" in said
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
