"""EC2 is asked with dry runs before anything is created: nothing is launched, and a failure does not stop the setup."""

import json

import pytest

from cloud import ACCOUNT, REGION, allow, policy
from test_decode import as_user, launch_instance
from test_preflight import preflight_of

PLAN = ["setup", "essentia", "--plan"]
READS = ["iam:*", "s3:*", "sts:GetCallerIdentity", "ssm:Get*", "ec2:Describe*", "ec2:GetConsoleOutput", "ec2:TerminateInstances"]
INSTANCE = f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/*"
DECODE = "sts:DecodeAuthorizationMessage"
MAY_NOT = "may not be decoded with these credentials"


def dry_calls(cloud, operation="RunInstances"):
    calls = cloud.calls(operation)
    assert all(c["params"]["DryRun"] is True and c["change"] is None for c in calls), "a dry run, and nothing else"
    return calls


def test_launch_is_tried_with_a_dry_run(home, cloud):
    _, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert {s["verdict"] for s in steps.values()} == {"yes"} and {"probe.launch", "probe.check", "probe.end"} < set(steps)
    call, = dry_calls(cloud)
    asked = call["params"]
    assert asked["InstanceType"] == "t3.micro" and asked["ImageId"].startswith("ami-") and asked["SubnetId"] and asked["UserData"]
    assert "IamInstanceProfile" not in asked, "it does not exist yet"
    assert {t["Key"] for s in asked["TagSpecifications"] for t in s["Tags"]} >= {"accredit:setup", "accredit:probe"}
    assert not cloud.instances() and not cloud.changes()


def test_no_dry_run_without_a_probe(home, cloud):
    _, steps = preflight_of(home.expect(2, *PLAN, "--no-probe", "--json"))
    assert not cloud.calls("RunInstances") and "probe.launch" not in steps


@pytest.mark.parametrize("brief", (False, True))
def test_denial_is_decoded(home, iam, cloud, brief):
    as_user(home, iam, allow(*READS, DECODE))
    cloud.faults(terse=brief)
    event, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    no = steps["probe.launch"]
    assert (no["verdict"], no["action"], no["resource"]) == ("no", "ec2:RunInstances", INSTANCE), no
    assert no["layer"] == ("unknown" if brief else "identity")
    assert no["statement"] == {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": INSTANCE} == event["statements"][0]
    assert {s["verdict"] for n, s in steps.items() if n != "probe.launch"} == {"yes"}
    assert cloud.calls(DECODE.partition(":")[2]) and not cloud.instances()
    output = home.expect(2, *PLAN).out
    assert "launch test instance (probe.launch)" in output and json.dumps(no["statement"], indent=2) in output
    assert MAY_NOT not in output and "Encoded" not in output and "without the instance profile" in output


@pytest.mark.parametrize("brief", (False, True))
def test_denial_that_cannot_be_decoded(home, iam, cloud, brief):
    as_user(home, iam, allow(*READS))
    cloud.faults(terse=brief)
    _, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    no = steps["probe.launch"]
    assert no["verdict"] == "no" and MAY_NOT in no["text"] and no["action"] == "ec2:RunInstances"
    assert no["statement"] == {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*" if brief else INSTANCE}
    assert "Encoded" not in home.expect(2, *PLAN).out


def test_tags_at_launch_need_a_permission(home, iam, cloud):
    as_user(home, iam, allow(*READS, "ec2:RunInstances", DECODE))
    _, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert (steps["probe.launch"]["action"], steps["probe.launch"]["layer"]) == ("ec2:CreateTags", "identity"), steps


def test_explicit_deny_is_named(home, iam, cloud):
    as_user(home, iam, allow("*"), allow("ec2:RunInstances", effect="Deny"))
    event, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    no = steps["probe.launch"]
    assert "a statement in a policy of yours denies it: it has to be removed" in no["text"] and "statement" not in no and event["statements"] == []


def test_launch_requires_pass_role(home, iam, cloud):
    """The dry run has no instance profile; the permission to pass its role is checked separately."""
    role = f"arn:aws:iam::{ACCOUNT}:role/EssentiaMaster"
    as_user(home, iam, allow("*"), {**allow("iam:PassRole", effect="Deny", resource=role)})
    _, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert {n for n, s in steps.items() if s["verdict"] == "no"} == {"profile-role.create", "probe.launch"}, steps
    assert {s["action"] for s in steps.values() if s["verdict"] == "no"} == {"iam:PassRole"}


def test_dry_run_works_without_the_simulator(home, iam, cloud):
    """The caller's policies cannot be read either: EC2's answer alone counts."""
    neither = allow("iam:Simulate*", "iam:ListGroupsForUser", effect="Deny")
    as_user(home, iam, allow("*"), neither)
    event, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert event["told"] is True and event["unsure"] == len(steps), steps
    assert all("not allowed to use the IAM policy simulator" in s["why"] for s in steps.values())
    as_user_allowed(iam, allow(*READS), neither)
    event, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert steps["probe.launch"]["verdict"] == "no" and steps["role.create"]["verdict"] == "cannot-tell"
    assert "could not be determined: these credentials are not allowed to use the IAM policy simulator" in home.expect(2, *PLAN).out


def as_user_allowed(iam, *statements):
    iam.put_user_policy(UserName="ann", PolicyName="may", PolicyDocument=policy(*statements))


@pytest.mark.parametrize("error", ("InsufficientInstanceCapacity:500", "VcpuLimitExceeded"))
def test_any_other_error_is_inconclusive(home, cloud, error):
    cloud.faults(error=f"RunInstances-dry={error}")
    event, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert steps["probe.launch"]["verdict"] == "cannot-tell" and error.partition(":")[0] in steps["probe.launch"]["why"]
    assert event["unsure"] == 1 and error.partition(":")[0] in home.expect(2, *PLAN).out


def test_dry_run_that_does_not_answer(home, cloud):
    cloud.faults(stall="RunInstances-dry")
    result = home.expect(2, *PLAN, "--json")
    cloud.release_calls()
    _, steps = preflight_of(result)
    assert steps["probe.launch"]["verdict"] == "cannot-tell" and "in time" in steps["probe.launch"]["why"] and result.seconds < 30
    assert steps["role.create"]["verdict"] == "yes", "the others are reported nevertheless"


def test_cloud_without_dry_runs(home, cloud):
    """The instance that it launches is terminated at once."""
    ident = launch_instance(cloud)
    body = (f'<RunInstancesResponse><requestId>r</requestId><instancesSet><item><instanceId>{ident}</instanceId></item></instancesSet>'
            "</RunInstancesResponse>")
    cloud.faults(answer=[{"operation": "RunInstances-dry", "body": body, "status": 200}])
    _, steps = preflight_of(home.expect(2, *PLAN, "--json"))
    assert steps["probe.launch"]["verdict"] == "cannot-tell" and f"ignored that it was a dry run; the instance {ident} that it launched is terminated" in steps["probe.launch"]["why"]
    assert [c["operation"] for c in cloud.changes()][-1] == "TerminateInstances"


def test_setup_continues_after_a_denied_dry_run(home, iam, cloud):
    """The preflight does not stop the setup: allowed resources are created, and only the launch is denied."""
    as_user(home, iam, allow(*READS, DECODE))
    result = home.run("setup", "essentia", "--yes", "--json", limit=90)
    assert result.code == 3 and set(result.failed) == {"probe.launch"}
    assert f'"Resource":"{INSTANCE}"' in result.failed["probe.launch"]["remedy"]
    home.environment.update(AWS_ACCESS_KEY_ID=cloud.operator["access_key_id"], AWS_SECRET_ACCESS_KEY=cloud.operator["secret_access_key"])
    home.expect(0, "resume", "--undo", "--yes", "--json")


def test_existing_instance(home, iam, cloud):
    ident = launch_instance(cloud)
    words = ("setup", "iguazio", "--method", "role", "--no-probe", "--plan", "--set", f"INSTANCE_ID={ident}")
    as_user(home, iam, allow("iam:*", "sts:*", "ec2:Describe*"))
    _, steps = preflight_of(home.expect(2, *words, "--json"))
    no = {s["action"]: s for s in steps.values() if s["verdict"] == "no"}
    assert set(no) == {"ec2:AssociateIamInstanceProfile", "ec2:ModifyInstanceMetadataOptions"}, steps
    assert "dry run" in no["ec2:ModifyInstanceMetadataOptions"]["text"] and dry_calls(cloud, "ModifyInstanceMetadataOptions")
    assert not cloud.calls("AssociateIamInstanceProfile"), "this cloud has no dry run"
    as_user_allowed(iam, allow("iam:*", "sts:*", "ec2:*"))
    _, steps = preflight_of(home.expect(2, *words, "--json"))
    assert {s["verdict"] for s in steps.values()} == {"yes"}
