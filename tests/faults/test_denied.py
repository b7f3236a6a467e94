"""An operator without some permissions: the step says which one is missing; with the permission the run continues."""

import json

import pytest

from cloud import EC2_TRUST, allow, policy
from program import Program

ACTIONS = ["iam:CreateRole", "iam:PutRolePolicy", "iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"]
READS = ["iam:GetRole", "iam:GetRolePolicy", "iam:GetInstanceProfile"]
SETUP = ("setup", "essentia", "--no-probe", "--yes", "--json")


@pytest.fixture
def clerk(cloud, tmp_path):
    """A home of an operator with limited permissions."""
    iam = cloud.client("iam")
    iam.create_user(UserName="clerk")
    key = iam.create_access_key(UserName="clerk")["AccessKey"]
    home = Program(cloud, tmp_path / "clerk")
    home.secrets.append(key["SecretAccessKey"])
    home.environment.update(AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"])
    home.environment.pop("AWS_SHARED_CREDENTIALS_FILE")

    def set_permissions(*statements):
        iam.put_user_policy(UserName="clerk", PolicyName="rights", PolicyDocument=policy(*statements))

    home.set_permissions = set_permissions
    set_permissions(allow("*"))
    yield home
    home.end()
    home.search_secrets()


@pytest.mark.parametrize("action", ACTIONS)
def test_denied_then_allowed(clerk, cloud, action):
    clerk.set_permissions(allow("*"), allow(action, effect="Deny"))
    result = clerk.expect(3, *SETUP)
    error = next(iter(result.failed.values()))
    assert len(result.failed) == 1 and error["code"] == "AccessDenied" and action in error["remedy"] and error["request_id"]
    assert action in result.err and "resume" in result.err
    assert clerk.listed()["half_way"]
    clerk.expect(3, "resume", "--yes", "--json")
    clerk.set_permissions(allow("*"))
    clerk.expect(0, "resume", "--yes", "--json")
    assert set(cloud.roles()["EssentiaMaster"]["inline"]) == {"EssentiaAccess"}
    assert cloud.profiles()["EssentiaMaster"]["roles"] == ["EssentiaMaster"]
    clerk.expect(0, "verify", "essentia", "--no-probe", "--json")


@pytest.mark.parametrize("action", ACTIONS)
def test_denied_then_undone(clerk, cloud, action):
    clerk.set_permissions(allow("*"), allow(action, effect="Deny"))
    before = cloud.snapshot()
    clerk.expect(3, *SETUP)
    clerk.expect(0, "resume", "--undo", "--yes", "--json")
    assert cloud.snapshot() == before and clerk.listed() is None


@pytest.mark.parametrize("action", READS)
def test_denied_read_stops_before_any_change(clerk, cloud, action):
    clerk.set_permissions(allow("*"), allow(action, effect="Deny"))
    result = clerk.expect(1, *SETUP)
    assert action in result.err and not [c for c in cloud.changes() if c["operation"].startswith("CreateRole")]
    assert not clerk.files()


@pytest.mark.parametrize("action", ["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DeleteInstanceProfile", "iam:RemoveRoleFromInstanceProfile"])
def test_denied_removal_is_resumed(clerk, cloud, action):
    before = cloud.snapshot()
    clerk.expect(0, *SETUP)
    clerk.set_permissions(allow("*"), allow(action, effect="Deny"))
    result = clerk.expect(3, "remove", "essentia", "--yes", "--json")
    assert action in result.err
    clerk.set_permissions(allow("*"))
    clerk.expect(0, "resume", "--yes", "--json")
    assert cloud.snapshot() == before and clerk.listed() is None


@pytest.mark.parametrize("code", ["LimitExceeded", "MalformedPolicyDocument", "ValidationError", "OptInRequired"])
def test_refused_with_another_error(home, cloud, code):
    cloud.faults(error=f"CreateInstanceProfile={code}x1")
    result = home.expect(3, *SETUP)
    assert result.failed["instance-profile.create"]["code"] == code and result.failed["instance-profile.create"]["remedy"]
    home.expect(0, "resume", "--yes", "--json")
    assert set(cloud.roles()) == {"EssentiaMaster"} == set(cloud.profiles())


def test_role_of_the_same_name_is_not_changed(home, cloud, iam):
    """Another's role of the same name appears between the plan and the call: it is not changed, and the run is undone."""
    cloud.faults(stall="CreateRole=60x1")
    run = home.start(*SETUP)
    home.wait_for_call("CreateRole")
    iam.create_role(RoleName="EssentiaMaster", AssumeRolePolicyDocument=json.dumps(EC2_TRUST).replace("ec2", "lambda"))
    foreign = cloud.roles()
    cloud.release_calls()
    result = home.wait(run)
    assert result.code == 3 and "created by someone else in the meantime" in result.failed["role.create"]["message"] and "undo" in result.failed["role.create"]["remedy"]
    assert home.expect(3, "resume", "--yes", "--json").failed
    home.expect(0, "resume", "--undo", "--yes", "--json")
    assert cloud.roles() == foreign and not cloud.profiles() and home.listed() is None


@pytest.mark.parametrize("code", ["InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken"])
def test_credentials_are_refused(home, cloud, code):
    cloud.faults(error=f"GetCallerIdentity={code}:403")
    result = home.expect(1, *SETUP)
    assert code in result.err and not cloud.changes() and not home.files()


def test_session_expires_during_a_run(home, cloud):
    cloud.faults(error="PutRolePolicy=ExpiredToken:403x1")
    result = home.expect(3, *SETUP)
    assert result.failed["policy.create"]["code"] == "ExpiredToken" and "sign in" in result.failed["policy.create"]["remedy"]
    home.expect(0, "resume", "--yes", "--json")
