"""Extra permissions: each further way to get access is a difference on created, adopted or compared resources, unless it was accepted."""

import json

import pytest

from cloud import ACCOUNT, EC2_TRUST, allow, policy
from kube_client import Kube
from test_cluster_access import cluster_template, eks, old_cluster  # noqa: F401 (fixtures)
from test_foreign import create_all
from test_setup_lifecycle import KEPT, vendor_document

VERIFY_ARGS = ("verify", "essentia", "--no-probe", "--json")
MANUAL = ("verify", "--platform", "essentia", "--no-probe", "--json")
ROLE = {"RoleName": "EssentiaMaster"}
INLINE = {**ROLE, "PolicyName": "EssentiaAccess"}
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
VENDOR = "arn:aws:iam::210987654321:root"


def trust_document(*statements):
    return json.dumps({**EC2_TRUST, "Statement": EC2_TRUST["Statement"] + list(statements)})


def trust_statement(principal, effect="Allow", **condition):
    return {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole", **({"Condition": condition} if condition else {})}


def attach_administrator(iam):
    iam.attach_role_policy(**ROLE, PolicyArn=ADMIN)


def attach_another_policy(iam):
    iam.put_role_policy(**ROLE, PolicyName="of-others", PolicyDocument=policy(allow("sqs:SendMessage")))


def add_statement(iam):
    document = vendor_document("workers-and-s3")
    document["Statement"].append(allow("iam:*"))
    iam.put_role_policy(**INLINE, PolicyDocument=json.dumps(document))


def trust_everyone(iam):
    iam.update_assume_role_policy(**ROLE, PolicyDocument=trust_document(trust_statement({"AWS": "*"})))


def trust_another_account(iam):
    iam.update_assume_role_policy(**ROLE, PolicyDocument=trust_document(trust_statement({"AWS": VENDOR})))


def trust_another_service(iam):
    iam.update_assume_role_policy(**ROLE, PolicyDocument=trust_document(trust_statement({"Service": "lambda.amazonaws.com"})))


def deny_trust(iam):
    iam.update_assume_role_policy(**ROLE, PolicyDocument=trust_document(trust_statement("*", "Deny")))


def deny_an_action(iam):
    iam.put_role_policy(**ROLE, PolicyName="no", PolicyDocument=policy(allow("s3:*", effect="Deny")))


EXTRAS = [  # what is added, (kind, name) of the extra, its worst finding, whether it can be accepted
    (attach_administrator, ("role-policy-attachment", ADMIN), "high", True),
    (attach_another_policy, ("role-policy", "of-others"), None, True),
    (add_statement, ("statement", "EssentiaAccess"), "high", True),
    (trust_another_account, ("trust", VENDOR), "medium", True),
    (trust_another_service, ("trust", "lambda.amazonaws.com"), None, True),
    (trust_everyone, ("trust", "*"), "high", False),
    (deny_trust, ("trust", "*"), None, False),
    (deny_an_action, ("role-policy", "no"), None, False),
]


def extras(result):
    return [(e["kind"], e["name"]) for e in result.of("extra")]


@pytest.mark.parametrize("whose", ["ours", "adopted", "foreign"])
@pytest.mark.parametrize("add, extra, worst, can", EXTRAS, ids=[row[0].__name__ for row in EXTRAS])
def test_each_extra_is_a_difference(home, cloud, iam, whose, add, extra, worst, can):
    if whose == "ours":
        home.setup()
    else:
        create_all(iam)
    if whose == "adopted":
        assert extras(home.expect(0, "adopt", "essentia", "--json")) == []
    verify_args = MANUAL if whose == "foreign" else VERIFY_ARGS
    assert extras(home.expect(0, *verify_args)) == []
    add(iam)
    result = home.expect(2, *verify_args)
    assert extras(result) == [extra] and not result.result["ok"]
    event, = result.of("extra")
    assert event["of"] == "role" and "accepted" not in event
    severities = [f["severity"] for f in event.get("findings", [])]
    assert (worst in severities) if worst else not severities, severities
    words = home.expect(2, *verify_args[:-1]).out
    assert ("denies what the template needs: " if event.get("denies") else "more than the template allows: ") + event["text"] in words
    if whose == "foreign":
        assert extras(home.expect(2, "adopt", "essentia", "--json")) == [extra], "adopt names it, and exits 2"
        return
    home.expect(2, "verify", "--all", "--no-probe")
    accepted = home.expect(0 if can else 2, "accept", "essentia", "--yes", "--json")
    assert [bool(e.get("accepted")) for e in accepted.of("extra")] == [can]
    after = home.expect(0 if can else 2, *verify_args)
    assert extras(after) == [extra], "an accepted extra is still listed"
    if can:
        assert after.of("extra")[0]["accepted"] == accepted.of("extra")[0]["accepted"]
        assert after.actions == KEPT, "nothing is left to repair"


@pytest.mark.parametrize("whose", ["ours", "foreign"])
def test_setup_reports_the_extras_it_keeps(home, iam, whose):
    """A setup onto roles with extra permissions does not end as if everything were as expected."""
    if whose == "ours":
        home.setup()
    else:
        create_all(iam)
    attach_administrator(iam)
    result = home.expect(2, "setup", "essentia", "--plan", "--no-probe", "--json")
    assert extras(result) == [("role-policy-attachment", ADMIN)]
    ended = home.expect(2, "setup", "essentia", "--yes", "--no-probe", "--json")
    assert extras(ended) == extras(result) and not ended.result["ok"] and ended.result["outputs"]
    words = home.expect(2, "setup", "essentia", "--yes", "--no-probe")
    assert "more than the template allows: " in words.out and "Everything already matches" not in words.out
    assert ADMIN in words.err and "'accredit accept essentia'" in words.err
    home.expect(2, *VERIFY_ARGS)
    home.expect(0, "accept", "essentia", "--yes")
    home.expect(0, "setup", "essentia", "--plan", "--no-probe")
    home.expect(0, "setup", "essentia", "--yes", "--no-probe")


def test_equal_permissions_under_another_name_match(home, iam):
    """The console's defaults: another policy name, another description, managed instead of inline, two policies instead of one."""
    create_all(iam)
    iam.update_role(**ROLE, Description="Allows EC2 instances to call AWS services on your behalf.")
    iam.delete_role_policy(**INLINE)
    document = vendor_document("workers-and-s3")
    iam.put_role_policy(**ROLE, PolicyName="Other", PolicyDocument=json.dumps({**document, "Statement": document["Statement"][:1]}))
    rest = {**document, "Statement": [{**s, "Sid": f"VisualEditor{n}"} for n, s in enumerate(document["Statement"][1:])]}
    arn = iam.create_policy(PolicyName="Rest", PolicyDocument=json.dumps(rest))["Policy"]["Arn"]
    iam.attach_role_policy(**ROLE, PolicyArn=arn)
    result = home.expect(0, *MANUAL)
    evidence = next(e for e in result.of("compared") if e["kind"] == "role-policy")
    assert result.actions["policy"] == "none" and not result.of("extra")
    assert evidence["verdict"] == "yes" and "as expected, allowed by 'Other' and 'Rest'" in evidence["evidence"]["text"]
    assert "not needed: the same is allowed by 'Other' and 'Rest'" in home.expect(0, *MANUAL[:-1]).out
    assert "missing, but its permissions are allowed elsewhere: role-policy 'EssentiaAccess'" in home.expect(0, "adopt", "essentia").out
    home.expect(0, *VERIFY_ARGS)
    plan = home.expect(0, "repair", "essentia", "--yes", "--json")
    assert "create" not in plan.actions.values() and "EssentiaAccess" not in iam.list_role_policies(**ROLE)["PolicyNames"]
    iam.detach_role_policy(**ROLE, PolicyArn=arn)
    assert home.expect(2, *VERIFY_ARGS).actions["policy"] == "create", "with fewer permissions the policy is missing"


def test_accepted_extra_counts_again_when_it_changes(home, iam):
    home.setup()
    attach_another_policy(iam)
    refused = home.expect(64, "accept", "essentia", "--json")
    assert "--yes" in refused.err
    home.expect(2, *VERIFY_ARGS)
    assert "1 addition accepted." in home.expect(0, "accept", "essentia", "--yes").out
    assert "Nothing to accept." in home.expect(0, "accept", "essentia", "--yes").out
    shown = home.expect(0, "show", "essentia", "--json").of("setup")[0]["accepted"]
    assert [(r["kind"], r["name"]) for r in shown] == [("role-policy", "of-others")]
    assert "\nAccepted:\n" in home.expect(0, "show", "essentia").out
    assert "accepted on " in home.expect(0, *VERIFY_ARGS[:-1]).out
    iam.put_role_policy(**ROLE, PolicyName="of-others", PolicyDocument=policy({**allow("sqs:SendMessage"), "Sid": "A"}))
    home.expect(0, *VERIFY_ARGS)
    iam.put_role_policy(**ROLE, PolicyName="of-others", PolicyDocument=policy(allow("sqs:SendMessage"), allow("sns:Publish")))
    assert "accepted" not in home.expect(2, *VERIFY_ARGS).of("extra")[0], "another statement makes it another policy"
    home.expect(0, "accept", "essentia", "--yes")
    iam.delete_role_policy(**ROLE, PolicyName="of-others")
    home.expect(0, *VERIFY_ARGS)
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not any(name.endswith("accepted.json") for name in home.files())


def test_accept_refuses_while_a_run_is_interrupted(home, cloud, iam):
    create_all(iam)
    attach_another_policy(iam)
    iam.delete_role_policy(**INLINE)
    cloud.faults(die="after:1")
    assert home.run("setup", "essentia", "--no-probe", "--yes", "--json").code == -9
    cloud.clear_faults()
    refused = home.expect(3, "accept", "essentia", "--yes", "--json")
    assert "accredit resume essentia" in refused.err


def test_verify_all_counts_extras(home, iam):
    """The row of each setup, the summary, and the sentences of verify --all."""
    home.setup()
    home.setup("--name", "second", "--set", "ROLE_NAME=Second")
    attach_administrator(iam)
    walk = home.expect(2, "verify", "--all", "--no-probe")
    assert "essentia: differs: 1 beyond the template" in walk.out and "second: matches" in walk.out
    assert "1 OK, 1 differs" in walk.out and "differing: essentia" in walk.out


def test_extra_access_of_a_user(key_home, cloud, iam):
    """The user's groups, console password and further keys."""
    key_home.key_setup("configure", "--no-probe")
    assert extras(key_home.expect(0, *VERIFY_ARGS)) == []
    user = {"UserName": "Essentia"}
    for group, document in (("harmless", policy(allow("ec2:DescribeInstances"))), ("admins", policy(allow("*")))):
        iam.create_group(GroupName=group)
        iam.put_group_policy(GroupName=group, PolicyName="p", PolicyDocument=document)
        iam.add_user_to_group(GroupName=group, **user)
    iam.create_login_profile(**user, Password="A-rehearsed-pass-4711")
    key = iam.create_access_key(**user)["AccessKey"]["AccessKeyId"]
    result = key_home.expect(2, *VERIFY_ARGS)
    assert set(extras(result)) == {("group", "admins"), ("password", "Essentia"), ("access-key", key)}
    admins = next(e for e in result.of("extra") if e["kind"] == "group")
    assert admins["findings"][0]["severity"] == "high" and admins["actions"] == ["*"]
    key_home.expect(0, "accept", "essentia", "--yes", "--json")
    key_home.expect(0, *VERIFY_ARGS)
    iam.put_group_policy(GroupName="admins", PolicyName="q", PolicyDocument=policy(allow("s3:*")))
    assert [e["name"] for e in key_home.expect(2, *VERIFY_ARGS).of("extra") if "accepted" not in e] == ["admins"]


def test_keys_of_a_rotation_are_no_extras(key_home, iam):
    key_home.key_setup("configure", "--no-probe")
    key_home.rotate("essentia", "--no-probe")
    result = key_home.expect(0, *VERIFY_ARGS)
    assert extras(result) == [] and len(iam.list_access_keys(UserName="Essentia")["AccessKeyMetadata"]) == 2


def test_another_setup_on_the_same_role(home, iam):
    """What another setup of this computer added is mentioned, and is no difference."""
    home.setup()
    home.setup("--name", "second", "--set", "POLICY_NAME=Second", "--policy", "redshift")
    result = home.expect(0, *VERIFY_ARGS)
    assert [(e["name"], e["setup"]) for e in result.of("extra")] == [("Second", "second")]


def test_extras_that_cannot_be_read_are_inconclusive(home, cloud, iam):
    home.setup()
    iam.put_user_policy(UserName="operator", PolicyName="blind", PolicyDocument=policy(
        allow("iam:ListAttachedRolePolicies", effect="Deny")))
    result = home.expect(2, *VERIFY_ARGS)
    assert result.of("undecided") and not result.result["ok"]
    assert "could not be determined" in home.expect(2, *VERIFY_ARGS[:-1]).out


def test_extra_access_policies_of_an_entry(cluster_template, cloud, eks):  # noqa: F811
    cluster_template.expect(0, "setup", "docks", "--set", "CLUSTER_NAME=dock", "--yes", "--json")
    role = f"arn:aws:iam::{ACCOUNT}:role/Skipper"
    arn = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    assert extras(cluster_template.expect(0, "verify", "docks", "--json")) == []
    eks.associate_access_policy(clusterName="dock", principalArn=role, policyArn=arn, accessScope={"type": "cluster"})
    event, = cluster_template.expect(2, "verify", "docks", "--json").of("extra")
    assert (event["of"], event["kind"], event["name"]) == ("access", "cluster-access-policy", arn)
    assert event["findings"][0]["severity"] == "high" and event["scope"]["type"] == "cluster"
    cluster_template.expect(0, "accept", "docks", "--yes", "--json")
    cluster_template.expect(0, "verify", "docks", "--json")
    eks.associate_access_policy(clusterName="dock", principalArn=role, policyArn=arn.replace("ClusterAdmin", "View"), accessScope={"type": "cluster"})
    cluster_template.expect(2, "verify", "docks", "--json")


def test_extra_lines_of_aws_auth(cluster_template, cloud, old_cluster):  # noqa: F811
    cluster_template.expect(0, "setup", "docks", "--set", "CLUSTER_NAME=dock", "--yes", "--json")
    role = f"arn:aws:iam::{ACCOUNT}:role/Skipper"
    line = "- rolearn: {}\n  username: boss\n  groups:\n  - system:masters\n"
    good = old_cluster.roles
    old_cluster.put_map(line.format(role.replace("role/", "role/team/")) + good)
    event, = cluster_template.expect(0, "verify", "docks", "--json").of("extra")
    assert event["never_matches"] and "never matches" in event["text"], "EKS compares ARNs without a path"
    old_cluster.put_map(line.format(role) + good)
    event, = cluster_template.expect(2, "verify", "docks", "--json").of("extra")
    assert (event["of"], event["kind"], event["name"], event["groups"]) == ("access", "aws-auth", "boss", ["system:masters"])
    assert event["findings"][0]["severity"] == "high"
