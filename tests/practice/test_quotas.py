"""The account's quotas: returned by GetAccountSummary and Service Quotas, can be set, and are enforced."""

import json

import pytest
from conftest import code_of, error_of, policy

EC2 = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [EC2]})
CREATE = {
    "RolesQuota": ("RolesPerAccount", lambda iam: (iam.create_role, {"RoleName": "one", "AssumeRolePolicyDocument": TRUST})),
    "UsersQuota": ("UsersPerAccount", lambda iam: (iam.create_user, {"UserName": "one"})),
    "GroupsQuota": ("GroupsPerAccount", lambda iam: (iam.create_group, {"GroupName": "one"})),
    "PoliciesQuota": ("PoliciesPerAccount", lambda iam: (iam.create_policy, {"PolicyName": "one", "PolicyDocument": policy(Action="s3:*")})),
    "InstanceProfilesQuota": ("InstanceProfilesPerAccount", lambda iam: (iam.create_instance_profile, {"InstanceProfileName": "one"})),
}


def summary(iam):
    return iam.get_account_summary()["SummaryMap"]


@pytest.mark.parametrize("name", CREATE)
def test_full_account(cloud, iam, name):
    says, how = CREATE[name]
    used = summary(iam)[name.removesuffix("Quota")]
    cloud.control("POST", "quotas", {name: used})
    assert summary(iam)[name] == used
    call, params = how(iam)
    answer = error_of(call, **params)
    assert answer["Error"]["Code"] == "LimitExceeded" and answer["Error"]["Message"] == f"Cannot exceed quota for {says}: {used}"
    cloud.control("POST", "quotas", {name: used + 1})
    call(**params)
    assert summary(iam)[name.removesuffix("Quota")] == used + 1


@pytest.mark.parametrize("kind", ["role", "user"])
def test_raised_quota_allows_more_attached_policies(cloud, iam, kind):
    iam.create_role(RoleName="one", AssumeRolePolicyDocument=TRUST)
    iam.create_user(UserName="one")
    attach, owner = {"role": (iam.attach_role_policy, "RoleName"), "user": (iam.attach_user_policy, "UserName")}[kind]
    arns = [iam.create_policy(PolicyName=f"p{n}", PolicyDocument=policy(Action="s3:*"))["Policy"]["Arn"] for n in range(13)]
    name = f"AttachedPoliciesPer{kind.title()}Quota"
    assert summary(iam)[name] == 10
    cloud.control("POST", "quotas", {name: 12})
    for arn in arns[:12]:
        attach(**{owner: "one"}, PolicyArn=arn)
    assert error_of(attach, **{owner: "one"}, PolicyArn=arns[12])["Error"]["Message"] == f"Cannot exceed quota for PoliciesPer{kind.title()}: 12"


def test_raised_quota_allows_a_longer_trust_policy(cloud, iam):
    long = json.dumps({"Version": "2012-10-17", "Statement": [{**EC2, "Sid": f"S{n}"} for n in range(30)]})
    assert error_of(iam.create_role, RoleName="one", AssumeRolePolicyDocument=long)["Error"]["Message"] == "Cannot exceed quota for ACLSizePerRole: 2048"
    cloud.control("POST", "quotas", {"AssumeRolePolicySizeQuota": 4096})
    iam.create_role(RoleName="one", AssumeRolePolicyDocument=long)


def test_counts_are_correct(cloud, iam):
    before = summary(iam)
    iam.create_policy(PolicyName="one", PolicyDocument=policy(Action="s3:*"))
    iam.create_policy_version(PolicyArn="arn:aws:iam::123456789012:policy/one", PolicyDocument=policy(Action="ec2:*"))
    after = summary(iam)
    assert after["Policies"] == before["Policies"] + 1 and after["PolicyVersionsInUse"] == before["PolicyVersionsInUse"] + 2
    cloud.control("POST", "quotas", {"RolesQuota": None})
    assert "RolesQuota" not in summary(iam)


def test_service_quotas(cloud, iam):
    known = cloud.client("service-quotas")
    assert known.get_service_quota(ServiceCode="ec2", QuotaCode="L-1216C47A")["Quota"]["Value"] == 32.0
    cloud.control("POST", "quotas", {"ec2/L-1216C47A": 0, "iam/L-FE177D64": 1200})
    assert known.get_service_quota(ServiceCode="ec2", QuotaCode="L-1216C47A")["Quota"]["Value"] == 0.0
    assert known.get_service_quota(ServiceCode="iam", QuotaCode="L-FE177D64")["Quota"]["Value"] == 1200.0 and summary(iam)["RolesQuota"] == 1200
    assert code_of(known.get_service_quota, ServiceCode="ec2", QuotaCode="L-00000000") == "NoSuchResourceException"
    elsewhere = cloud.client("service-quotas", region="eu-west-1")
    assert code_of(elsewhere.get_service_quota, ServiceCode="iam", QuotaCode="L-FE177D64") == "NoSuchResourceException"


def test_fresh_account_has_the_default_quotas(cloud, iam):
    cloud.control("POST", "quotas", {"RolesQuota": 1})
    cloud.control("POST", "reset")
    assert summary(iam)["RolesQuota"] == 1000
