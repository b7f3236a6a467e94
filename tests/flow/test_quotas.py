"""The account's quotas: a plan that exceeds one is reported before anything is created, and a raised quota counts."""

import json
import os
import pathlib

import pytest

from pack_managed import managed_pack  # noqa: F401
from cloud import EC2_TRUST, allow, policy
from test_decode import as_user

SETUP = ("setup", "boats", "--no-probe", "--yes", "--json")
ESSENTIA = ("setup", "essentia", "--no-probe", "--yes", "--json")
COUNTS = {  # the quota: its count, how many the test template creates, what is said about it
    "RolesQuota": ("Roles", 1, "roles in the account", "L-FE177D64"),
    "UsersQuota": ("Users", 1, "users in the account", None),
    "PoliciesQuota": ("Policies", 1, "customer managed policies in the account", "L-E95E4862"),
}
DENIED = allow("iam:GetAccountSummary", effect="Deny")
DENIED_BOTH = allow("iam:GetAccountSummary", "servicequotas:*", effect="Deny")
ALL = allow("*")


def set_quotas(cloud, **wanted):
    cloud.control("POST", "quotas", wanted)


def summary(iam):
    return iam.get_account_summary()["SummaryMap"]


@pytest.fixture
def refused(cloud, home):
    """Runs the program and checks that nothing was created or recorded."""
    def run(*words, code=1):
        before = cloud.snapshot()
        cloud.forget_calls()
        result = home.run(*words)
        assert result.code == code and not cloud.changes() and cloud.snapshot() == before, result
        assert not os.path.exists(home.file("setups", words[1], "journal.jsonl"))
        return result.err
    return run


@pytest.mark.parametrize("name", COUNTS)
def test_full_account(managed_pack, cloud, iam, refused, name):  # noqa: F811
    count, more, says, code = COUNTS[name]
    used = summary(iam)[count]
    set_quotas(cloud, **{name: used})
    err = refused(*SETUP)
    assert f"there are {used} {says}, and this setup creates {more} more, but the account's quota is {used}. Nothing was created" in err, err
    assert "that no one needs" in err and (code is None or f"Service Quotas: iam, {code}" in err), err
    set_quotas(cloud, **{name: used + more})
    managed_pack.expect(0, *SETUP)


def test_instance_profiles_up_to_the_quota(cloud, home, iam, refused):
    """Deadline creates several roles: they are counted together."""
    deadline = ("setup", "deadline", "--method", "instance-role", "--no-probe", "--yes", "--json")
    set_quotas(cloud, InstanceProfilesQuota=1)
    assert "there are 0 instance profiles in the account, and this setup creates 2 more, but the account's quota is 1" in refused(*deadline)
    set_quotas(cloud, InstanceProfilesQuota=2, RolesQuota=summary(iam)["Roles"] + 3)
    assert "this setup creates 4 more" in refused(*deadline)
    set_quotas(cloud, RolesQuota=summary(iam)["Roles"] + 6)     # two service-linked roles count, too
    home.expect(0, *deadline)


def create_roles(iam, role, number):
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    for n in range(number):
        arn = iam.create_policy(PolicyName=f"of-others-{n}", PolicyDocument=policy(allow("s3:Get*")))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)


def test_raised_quota_of_attached_policies(managed_pack, cloud, iam, refused):  # noqa: F811
    create_roles(iam, "Boat", 10)
    assert "has 10 policies attached and needs 2 more, but the account's quota is 10" in refused(*SETUP)
    set_quotas(cloud, AttachedPoliciesPerRoleQuota=11)
    assert "has 10 policies attached and needs 2 more, but the account's quota is 11" in refused(*SETUP)
    set_quotas(cloud, AttachedPoliciesPerRoleQuota=25)
    managed_pack.expect(0, *SETUP)
    assert len(cloud.roles()["Boat"]["attached"]) == 12


def template(home):
    return pathlib.Path(home.environment["ACCREDIT_TEMPLATES"]) / "boats"


def attach_twelve(home):
    """The template attaches twelve AWS managed policies to its role."""
    pack = json.loads((template(home) / "pack.json").read_text())
    names = ("AmazonEC2ReadOnlyAccess", "AmazonS3ReadOnlyAccess", "AmazonSQSReadOnlyAccess", "AmazonSNSReadOnlyAccess", "IAMReadOnlyAccess",
             "AmazonRDSReadOnlyAccess", "AmazonVPCReadOnlyAccess", "AWSLambda_ReadOnlyAccess", "AmazonRoute53ReadOnlyAccess", "CloudWatchReadOnlyAccess")
    pack["resources"] += [{"id": f"reading-{n}", "kind": "role-policy-attachment", "name": name, "role": "Boat",
                           "policy": "arn:${PARTITION}:iam::aws:policy/" + name, "needs": ["role"]} for n, name in enumerate(names)]
    (template(home) / "pack.json").write_text(json.dumps(pack))


def widen_trust(home):
    """A trust policy of about 3,000 characters."""
    trust = {**EC2_TRUST, "Statement": [{**EC2_TRUST["Statement"][0], "Sid": f"Boats{n}"} for n in range(27)]}
    (template(home) / "documents" / "trust.json").write_text(json.dumps(trust))


WIDE = [(attach_twelve, "AttachedPoliciesPerRoleQuota", 25, "role 'Boat' gets 12 policies attached, ", "iam, L-0DA4ABF3"),
        (widen_trust, "AssumeRolePolicySizeQuota", 4096, "role 'Boat': its document has ", "iam, L-C07B4B0D")]


@pytest.mark.parametrize("widen, name, raised, says, code", WIDE)
def test_template_that_needs_a_raised_quota(managed_pack, cloud, refused, widen, name, raised, says, code):  # noqa: F811
    widen(managed_pack)
    usual = cloud.control("GET", "quotas")[name]
    managed_pack.expect(0, "templates", "check", str(template(managed_pack)))
    err = refused(*SETUP, code=1 if widen is attach_twelve else 64)
    assert says in err and f"the account's quota is {usual}" in err and f"Service Quotas: {code}" in err, err
    set_quotas(cloud, **{name: raised})
    managed_pack.expect(0, *SETUP)


@pytest.mark.parametrize("widen, name, raised, says, code", WIDE)
def test_assumed_quotas_are_reported(managed_pack, cloud, iam, refused, widen, name, raised, says, code):  # noqa: F811
    """Without permission to read the account's quotas the defaults are used, and the program says so; Service Quotas counts, too."""
    widen(managed_pack)
    set_quotas(cloud, **{name: raised})
    as_user(managed_pack, iam, ALL, DENIED_BOTH)
    err = refused(*SETUP, code=1 if widen is attach_twelve else 64)
    assert "(assumed: the account's own quota is not known)" in err and "allow iam:GetAccountSummary" in err, err
    iam.put_user_policy(UserName="ann", PolicyName="may", PolicyDocument=policy(ALL, DENIED))
    cloud.forget_calls()
    managed_pack.expect(0, *SETUP)
    assert [(c["region"], c["params"]["QuotaCode"]) for c in cloud.calls("GetServiceQuota")] == [("us-east-1", code.split()[1])]


def test_unknown_count_stops_nothing(managed_pack, cloud, iam):  # noqa: F811
    """AWS decides: the step beyond the quota fails, and the setup can be resumed."""
    as_user(managed_pack, iam, ALL, DENIED_BOTH)
    set_quotas(cloud, UsersQuota=summary(iam)["Users"])
    stopped = managed_pack.expect(3, *SETUP)
    assert "Cannot exceed quota for UsersPerAccount" in stopped.failed["user.create"]["message"], stopped
    set_quotas(cloud, UsersQuota=5000)
    managed_pack.expect(0, "resume", "boats", "--yes", "--json")


ODD = ["<GetAccountSummaryResponse/>", "no XML at all",
       "<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap><entry><key>RolesQuota</key><value>many</value></entry>"
       "<entry><key>Roles</key><value>-1</value></entry></SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>"]


@pytest.mark.parametrize("fault", [{"error": ["GetAccountSummary=InvalidAction:400", "GetServiceQuota=NotFound:404"]},
                                   {"error": ["GetAccountSummary=NotImplemented:501"]},
                                   *({"faults": [{"kind": "answer", "operation": "GetAccountSummary", "body": body}]} for body in ODD)])
def test_cloud_without_quotas(cloud, home, fault):
    cloud.faults(**fault)
    home.expect(0, *ESSENTIA)


def test_quotas_are_read_once(cloud, home):
    """Once for a setup, and not at all where nothing is created."""
    asked = ("GetAccountSummary", "GetServiceQuota")
    cloud.forget_calls()
    home.expect(0, *ESSENTIA)
    assert [c["operation"] for c in cloud.calls() if c["operation"] in asked] == ["GetAccountSummary"]
    cloud.forget_calls()
    home.expect(0, *ESSENTIA)
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not [c for c in cloud.calls() if c["operation"] in asked]


def test_no_vcpus_for_the_worker(cloud, home, refused):
    set_quotas(cloud, **{"ec2/L-1216C47A": 1})
    err = refused("setup", "essentia", "--yes", "--json")
    assert "the test instance needs 2 vCPUs of running On-Demand Standard instances in us-east-1, but the account's quota is 1. Nothing was created" in err
    assert "--no-probe" in err and "Service Quotas: ec2, L-1216C47A" in err
    home.expect(0, *ESSENTIA)
