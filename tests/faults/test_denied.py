"""The operator may not do everything: the step says which permission is missing; allowed, the run goes on."""

import json

import pytest

from cloud import EC2_TRUST, allow, policy
from program import Program

ACTIONS = ["iam:CreateRole", "iam:PutRolePolicy", "iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"]
LOOKS = ["iam:GetRole", "iam:GetRolePolicy", "iam:GetInstanceProfile"]
SETUP = ("setup", "essentia", "--no-probe", "--yes", "--json")


@pytest.fixture
def clerk(cloud, tmp_path):
    """An operator with fewer rights, and his home."""
    iam = cloud.client("iam")
    iam.create_user(UserName="clerk")
    key = iam.create_access_key(UserName="clerk")["AccessKey"]
    home = Program(cloud, tmp_path / "clerk")
    home.secrets.append(key["SecretAccessKey"])
    home.environment.update(AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"])
    home.environment.pop("AWS_SHARED_CREDENTIALS_FILE")

    def may(*statements):
        iam.put_user_policy(UserName="clerk", PolicyName="rights", PolicyDocument=policy(*statements))

    home.may = may
    may(allow("*"))
    yield home
    home.end()
    home.search_secrets()


@pytest.mark.parametrize("action", ACTIONS)
def test_denied_then_allowed(clerk, cloud, action):
    clerk.may(allow("*"), allow(action, effect="Deny"))
    result = clerk.expect(3, *SETUP)
    error = next(iter(result.failed.values()))
    assert len(result.failed) == 1 and error["code"] == "AccessDenied" and action in error["remedy"] and error["request_id"]
    assert action in result.err and "resume" in result.err
    assert clerk.listed()["half_way"]
    clerk.expect(3, "resume", "--yes", "--json")
    clerk.may(allow("*"))
    clerk.expect(0, "resume", "--yes", "--json")
    assert set(cloud.roles()["EssentiaMaster"]["inline"]) == {"EssentiaAccess"}
    assert cloud.profiles()["EssentiaMaster"]["roles"] == ["EssentiaMaster"]
    clerk.expect(0, "verify", "essentia", "--no-probe", "--json")


@pytest.mark.parametrize("action", ACTIONS)
def test_denied_then_taken_back(clerk, cloud, action):
    clerk.may(allow("*"), allow(action, effect="Deny"))
    before = cloud.snapshot()
    clerk.expect(3, *SETUP)
    clerk.expect(0, "resume", "--undo", "--yes", "--json")
    assert cloud.snapshot() == before and clerk.listed() is None


@pytest.mark.parametrize("action", LOOKS)
def test_may_not_look(clerk, cloud, action):
    clerk.may(allow("*"), allow(action, effect="Deny"))
    result = clerk.expect(1, *SETUP)
    assert action in result.err and not [c for c in cloud.changes() if c["operation"].startswith("CreateRole")]
    assert not clerk.files()


@pytest.mark.parametrize("action", ["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DeleteInstanceProfile", "iam:RemoveRoleFromInstanceProfile"])
def test_may_not_remove(clerk, cloud, action):
    before = cloud.snapshot()
    clerk.expect(0, *SETUP)
    clerk.may(allow("*"), allow(action, effect="Deny"))
    result = clerk.expect(3, "remove", "essentia", "--yes", "--json")
    assert action in result.err
    clerk.may(allow("*"))
    clerk.expect(0, "resume", "--yes", "--json")
    assert cloud.snapshot() == before and clerk.listed() is None


@pytest.mark.parametrize("code", ["LimitExceeded", "MalformedPolicyDocument", "ValidationError", "OptInRequired"])
def test_refused_for_another_reason(home, cloud, code):
    cloud.faults(error=f"CreateInstanceProfile={code}x1")
    result = home.expect(3, *SETUP)
    assert result.failed["instance-profile.create"]["code"] == code and result.failed["instance-profile.create"]["remedy"]
    home.expect(0, "resume", "--yes", "--json")
    assert set(cloud.roles()) == {"EssentiaMaster"} == set(cloud.profiles())


def test_somebody_was_quicker(home, cloud, iam):
    """Between plan and call a foreign role of that name appears: it is left alone, and what was made goes back."""
    cloud.faults(stall="CreateRole=60x1")
    run = home.start(*SETUP)
    home.wait_for_call("CreateRole")
    iam.create_role(RoleName="EssentiaMaster", AssumeRolePolicyDocument=json.dumps(EC2_TRUST).replace("ec2", "lambda"))
    foreign = cloud.roles()
    cloud.release_calls()
    result = home.wait(run)
    assert result.code == 3 and "not ours" in result.failed["role.create"]["message"] and "undo" in result.failed["role.create"]["remedy"]
    assert home.expect(3, "resume", "--yes", "--json").failed
    home.expect(0, "resume", "--undo", "--yes", "--json")
    assert cloud.roles() == foreign and not cloud.profiles() and home.listed() is None


@pytest.mark.parametrize("code", ["InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken"])
def test_credentials_are_refused(home, cloud, code):
    cloud.faults(error=f"GetCallerIdentity={code}:403")
    result = home.expect(1, *SETUP)
    assert code in result.err and not cloud.changes() and not home.files()


def test_session_ends_in_the_middle(home, cloud):
    cloud.faults(error="PutRolePolicy=ExpiredToken:403x1")
    result = home.expect(3, *SETUP)
    assert result.failed["policy.create"]["code"] == "ExpiredToken" and "sign in" in result.failed["policy.create"]["remedy"]
    home.expect(0, "resume", "--yes", "--json")
