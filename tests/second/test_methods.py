"""Each way of each platform at the second cloud: set up, again, verified, changed by somebody, mended, its key renewed, removed."""

import json

import pytest

from cloud import ACCOUNT, allow, policy

EKS = "one"


def other_trust(role):
    def change(second):
        second.client("iam").update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    return change


def no_inline(user, name):
    return lambda second: second.client("iam").delete_user_policy(UserName=user, PolicyName=name)


def not_attached(of, name, part):
    """Detaches the policy whose ARN ends so."""
    def change(second):
        iam = second.client("iam")
        listed = iam.list_attached_role_policies(RoleName=name) if of == "role" else iam.list_attached_user_policies(UserName=name)
        arn, = [p["PolicyArn"] for p in listed["AttachedPolicies"] if part in p["PolicyArn"]]
        if of == "role":
            iam.detach_role_policy(RoleName=name, PolicyArn=arn)
        else:
            iam.detach_user_policy(UserName=name, PolicyArn=arn)
    return change


def other_version(name):
    def change(second):
        second.client("iam").create_policy_version(
            PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/{name}", SetAsDefault=True, PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}))
    return change


def of_engine(second):
    """Its name has a part of its own."""
    name, = [r["RoleName"] for r in second.client("iam").list_roles()["Roles"] if "engine-role" in r["RoleName"]]
    return name


def engine_without_data(second):
    not_attached("role", of_engine(second), "engine-s3-policy")(second)


def no_provider(second):
    iam = second.client("iam")
    provider, = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=provider["Arn"])


def no_versions(second):
    second.client("s3").put_bucket_versioning(Bucket="workspace-of-sales", VersioningConfiguration={"Status": "Suspended"})


def other_retention(second):
    url, = second.client("sqs").list_queues()["QueueUrls"]
    second.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"MessageRetentionPeriod": "600"})


def no_target(second):
    events = second.client("events")
    rule = next(r["Name"] for r in events.list_rules()["Rules"] if "spot" in json.dumps(r).lower())
    events.remove_targets(Rule=rule, Ids=[t["Id"] for t in events.list_targets_by_rule(Rule=rule)["Targets"]])


def no_entry(second):
    eks = second.client("eks")
    entry = next(e for e in eks.list_access_entries(clusterName=EKS)["accessEntries"] if "cross-account" in e)
    eks.delete_access_entry(clusterName=EKS, principalArn=entry)


def key_file(tmp_path, second):
    return {"KEY_FILE": str(tmp_path / "key.csv")}


def carry_file(tmp_path, second):
    return {"CARRY_FILE": str(tmp_path / "carry")}


def a_machine(tmp_path, second):
    return {"INSTANCE_ID": second.machine()}


def a_cluster(tmp_path, second):
    """A cluster without a Kubernetes API, and the buckets with the data."""
    for name in ("sales-data", "sales-unload"):
        second.client("s3").create_bucket(Bucket=name)
    second.client("iam").create_role(RoleName="Cluster", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    second.client("eks").create_cluster(name=EKS, roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                        accessConfig={"authenticationMode": "API"})
    return {"CLUSTER_NAME": EKS, "WORKSPACE_NAME": "salesdata", "NAMESPACE": "e6", "BUCKET": "workspace-of-sales", "DATA_BUCKETS": "sales-data",
            "UNLOAD_BUCKET": "sales-unload", "E6DATA_PRINCIPAL_ARN": "arn:aws:iam::210987654321:root", "EXTERNAL_ID": "of-our-own",
            "PARTS": "bucket,engine,unload,cross-account,cluster,karpenter,alb,queue,mapping"}


# The policies of AWS's that ministack has without their documents: what they allow cannot be told there.
EMPTY = "AWSThinkbox"
# platform, method, what its answers are made by, [(what somebody changes, the resource that verify names)], whether it has a key
WAYS = [
    ("essentia", "role", a_machine, [(other_trust("EssentiaMaster"), "role")], False),
    ("essentia", "configure", carry_file, [(no_inline("Essentia", "EssentiaAccess"), "policy")], True),
    ("essentia", "command", key_file, [(no_inline("Essentia", "EssentiaAccess"), "policy")], True),
    ("iguazio", "user", key_file, [(other_version("ManageIguazioSystems"), "policy"), (not_attached("user", "Provazio", "Manage"), "user-policy")], True),
    ("iguazio", "role", None, [(not_attached("role", "IguazioDataScienceNode", "Manage"), "role-policy")], False),
    ("deadline", "user", key_file, [(not_attached("user", "DeadlineSpotEventPluginAdmin", "SpotEventPluginAdmin"), "plugin-policy")], True),
    ("deadline", "profile", carry_file, [(other_trust("DeadlineSpotWorker"), "worker-role")], True),
    ("deadline", "instance-role", a_machine, [(other_trust("DeadlineSpotEventPluginAdmin"), "role")], False),
    ("e6data", "irsa", a_cluster, [(engine_without_data, "engine-data"), (no_provider, "provider"), (no_versions, "bucket"), (other_retention, "queue"),
                                   (no_target, "event-spot"), (no_entry, "mapping-vendor")], False),
]


def same(result):
    """Every thing is as wanted; the steps beyond things (a key's proof, a wait) are none."""
    return set(result.actions.values()) == {"none"}


@pytest.mark.parametrize("platform, method, answers, drift, has_key", WAYS, ids=[f"{w[0]}-{w[1]}" for w in WAYS])
def test_a_way(second, home, tmp_path, platform, method, answers, drift, has_key):
    given = answers(tmp_path, second) if answers else {}
    before = second.snapshot()
    words = [w for name, value in given.items() for w in ("--set", f"{name}={value}")]
    home.expect(0, "setup", platform, "--method", method, "--no-probe", "--yes", "--json", *words)
    assert same(home.expect(0, "setup", platform, "--plan", "--json"))
    assert same(home.expect(0, "verify", platform, "--no-probe", "--json"))
    wanted = second.snapshot()
    for change, _ in drift:
        change(second)
    assert set(home.expect(2, "verify", platform, "--no-probe", "--json").diffs) == {where for _, where in drift}
    mended = home.run("repair", platform, "--yes", "--json")
    undecided = mended.of("undecided")
    assert mended.code == (2 if undecided else 0) and all(EMPTY in e["text"] for e in undecided), mended
    assert same(home.expect(0, "verify", platform, "--no-probe", "--json"))
    assert second.snapshot() == wanted
    if has_key:
        renewed(second, home, platform)
    home.expect(0, "remove", platform, "--with-kept", "--yes", "--json")
    assert second.snapshot() == before


def keys_of(second):
    """Every key of the users that accredit made: id -> status."""
    return {key: status for user, has in second.snapshot()["users"].items() if user != "operator" for key, status in has["keys"]}


def lent(second, user, whether):
    """What its empty policies would allow."""
    iam = second.client("iam")
    if whether:
        iam.put_user_policy(UserName=user, PolicyName="Lent", PolicyDocument=policy(allow("*")))
    else:
        iam.delete_user_policy(UserName=user, PolicyName="Lent")


def renewed(second, home, platform):
    """A new key, the old one inactive; then it is ended."""
    old, = keys_of(second)
    user, = second.snapshot()["users"].keys() - {"operator"}
    lent(second, user, True)
    made = home.run("rotate", platform, "--yes", "--json")
    assert not second.snapshot()["machines"], "a dry run left a machine"
    unsure = [e for e in made.of("check") if e["verdict"] != "yes"]
    if unsure:
        taken_back(second, home, platform, old, made, unsure)
        lent(second, user, False)
        return
    assert made.code == 0, made
    assert len(keys_of(second)) == 2 and keys_of(second)[old] == "Inactive"
    home.expect(0, "rotate", platform, "--finish", "--now", "--yes", "--json")
    new, = keys_of(second)
    assert new != old and keys_of(second) == {new: "Active"}
    lent(second, user, False)
    assert same(home.expect(0, "verify", platform, "--no-probe", "--json"))


def taken_back(second, home, platform, old, made, unsure):
    """Where ministack does not know what is asked, the new key is not proved: the old one stays."""
    assert made.code == 3 and len(keys_of(second)) == 2, made
    for check in unsure:
        assert check["verdict"] == "cannot-tell" and "Unknown EC2 action" in check["evidence"]["text"], check
    home.expect(0, "resume", platform, "--undo", "--yes", "--json")
    assert keys_of(second) == {old: "Active"}
