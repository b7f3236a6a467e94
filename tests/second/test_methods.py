"""Each method of each platform at the second cloud: set up, again, verified, changed by others, repaired, key rotated, removed."""

import json

import pytest

from cloud import ACCOUNT, allow, policy

EKS = "one"


def replace_trust(role):
    def change(second):
        second.client("iam").update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    return change


def delete_inline_policy(user, name):
    return lambda second: second.client("iam").delete_user_policy(UserName=user, PolicyName=name)


def detach_policy(of, name, part):
    """Detaches the policy whose ARN ends with this."""
    def change(second):
        iam = second.client("iam")
        listed = iam.list_attached_role_policies(RoleName=name) if of == "role" else iam.list_attached_user_policies(UserName=name)
        arn, = [p["PolicyArn"] for p in listed["AttachedPolicies"] if part in p["PolicyArn"]]
        if of == "role":
            iam.detach_role_policy(RoleName=name, PolicyArn=arn)
        else:
            iam.detach_user_policy(UserName=name, PolicyArn=arn)
    return change


def create_policy_version(name):
    def change(second):
        second.client("iam").create_policy_version(
            PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/{name}", SetAsDefault=True, PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}))
    return change


def engine_policy(second):
    """The engine policy's name has a generated part."""
    name, = [r["RoleName"] for r in second.client("iam").list_roles()["Roles"] if "engine-role" in r["RoleName"]]
    return name


def remove_data_from_engine_policy(second):
    detach_policy("role", engine_policy(second), "engine-s3-policy")(second)


def delete_provider(second):
    iam = second.client("iam")
    provider, = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=provider["Arn"])


def suspend_versioning(second):
    second.client("s3").put_bucket_versioning(Bucket="workspace-of-sales", VersioningConfiguration={"Status": "Suspended"})


def change_retention(second):
    url, = second.client("sqs").list_queues()["QueueUrls"]
    second.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"MessageRetentionPeriod": "600"})


def remove_target(second):
    events = second.client("events")
    rule = next(r["Name"] for r in events.list_rules()["Rules"] if "spot" in json.dumps(r).lower())
    events.remove_targets(Rule=rule, Ids=[t["Id"] for t in events.list_targets_by_rule(Rule=rule)["Targets"]])


def delete_access_entry(second):
    eks = second.client("eks")
    entry = next(e for e in eks.list_access_entries(clusterName=EKS)["accessEntries"] if "cross-account" in e)
    eks.delete_access_entry(clusterName=EKS, principalArn=entry)


def with_key_file(tmp_path, second):
    return {"KEY_FILE": str(tmp_path / "key.csv")}


def with_transfer_file(tmp_path, second):
    return {"CARRY_FILE": str(tmp_path / "carry")}


def with_instance(tmp_path, second):
    return {"INSTANCE_ID": second.launch_instance()}


def with_cluster(tmp_path, second):
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


# AWS managed policies that ministack has without their documents: what they allow cannot be determined there.
EMPTY = "AWSThinkbox"
# platform, method, how its answers are built, [(what others change, the resource that verify names)], whether it has a key
DIFFERENCES = [
    ("essentia", "role", with_instance, [(replace_trust("EssentiaMaster"), "role")], False),
    ("essentia", "configure", with_transfer_file, [(delete_inline_policy("Essentia", "EssentiaAccess"), "policy")], True),
    ("essentia", "command", with_key_file, [(delete_inline_policy("Essentia", "EssentiaAccess"), "policy")], True),
    ("iguazio", "user", with_key_file, [(create_policy_version("ManageIguazioSystems"), "policy"), (detach_policy("user", "Provazio", "Manage"), "user-policy")], True),
    ("iguazio", "role", None, [(detach_policy("role", "IguazioDataScienceNode", "Manage"), "role-policy")], False),
    ("deadline", "user", with_key_file, [(detach_policy("user", "DeadlineSpotEventPluginAdmin", "SpotEventPluginAdmin"), "plugin-policy")], True),
    ("deadline", "profile", with_transfer_file, [(replace_trust("DeadlineSpotWorker"), "worker-role")], True),
    ("deadline", "instance-role", with_instance, [(replace_trust("DeadlineSpotEventPluginAdmin"), "role")], False),
    ("e6data", "irsa", with_cluster, [(remove_data_from_engine_policy, "engine-data"), (delete_provider, "provider"), (suspend_versioning, "bucket"), (change_retention, "queue"),
                                   (remove_target, "event-spot"), (delete_access_entry, "mapping-vendor")], False),
]


def changes_nothing(result):
    """Whether every resource is as expected and the steps that are not resources (a key check, a wait) do nothing."""
    return set(result.actions.values()) == {"none"}


@pytest.mark.parametrize("platform, method, answers, drift, has_key", DIFFERENCES, ids=[f"{w[0]}-{w[1]}" for w in DIFFERENCES])
def test_method(second, home, tmp_path, platform, method, answers, drift, has_key):
    given = answers(tmp_path, second) if answers else {}
    before = second.snapshot()
    words = [w for name, value in given.items() for w in ("--set", f"{name}={value}")]
    home.expect(0, "setup", platform, "--method", method, "--no-probe", "--yes", "--json", *words)
    assert changes_nothing(home.expect(0, "setup", platform, "--plan", "--json"))
    assert changes_nothing(home.expect(0, "verify", platform, "--no-probe", "--json"))
    wanted = second.snapshot()
    for change, _ in drift:
        change(second)
    assert set(home.expect(2, "verify", platform, "--no-probe", "--json").diffs) == {where for _, where in drift}
    repaired = home.run("repair", platform, "--yes", "--json")
    undecided = repaired.of("undecided")
    assert repaired.code == (2 if undecided else 0) and all(EMPTY in e["text"] for e in undecided), repaired
    assert changes_nothing(home.expect(0, "verify", platform, "--no-probe", "--json"))
    assert second.snapshot() == wanted
    if has_key:
        rotate_and_finish(second, home, platform)
    home.expect(0, "remove", platform, "--with-kept", "--yes", "--json")
    assert second.snapshot() == before


def keys_of(second):
    """Every key of the users that accredit created: id -> status."""
    return {key: status for user, has in second.snapshot()["users"].items() if user != "operator" for key, status in has["keys"]}


def set_permissions(second, user, whether):
    """Gives the user the permissions that its empty policies would grant, or takes them away."""
    iam = second.client("iam")
    if whether:
        iam.put_user_policy(UserName=user, PolicyName="Instead", PolicyDocument=policy(allow("*")))
    else:
        iam.delete_user_policy(UserName=user, PolicyName="Instead")


def rotate_and_finish(second, home, platform):
    """A new key, the old one inactive; then the old one is deleted."""
    old, = keys_of(second)
    user, = second.snapshot()["users"].keys() - {"operator"}
    set_permissions(second, user, True)
    made = home.run("rotate", platform, "--yes", "--json")
    assert not second.snapshot()["machines"], "a dry run left an instance"
    unsure = [e for e in made.of("check") if e["verdict"] != "yes"]
    if unsure:
        rotate_and_undo(second, home, platform, old, made, unsure)
        set_permissions(second, user, False)
        return
    assert made.code == 0, made
    assert len(keys_of(second)) == 2 and keys_of(second)[old] == "Inactive"
    home.expect(0, "rotate", platform, "--finish", "--now", "--yes", "--json")
    new, = keys_of(second)
    assert new != old and keys_of(second) == {new: "Active"}
    set_permissions(second, user, False)
    assert changes_nothing(home.expect(0, "verify", platform, "--no-probe", "--json"))


def rotate_and_undo(second, home, platform, old, made, unsure):
    """Where ministack does not support the checks, the new key is not accepted: the old one is kept."""
    assert made.code == 3 and len(keys_of(second)) == 2, made
    for check in unsure:
        assert check["verdict"] == "cannot-tell" and "Unknown EC2 action" in check["evidence"]["text"], check
    home.expect(0, "resume", platform, "--undo", "--yes", "--json")
    assert keys_of(second) == {old: "Active"}
