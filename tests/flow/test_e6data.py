"""e6data's template: each part from an empty account to verified and removed, and the mistakes that the vendor's guide invites."""

import json
import os
import re
import shutil

import pytest

from cloud import ACCOUNT, TOP
from kube_client import Kube

VENDOR = "arn:aws:iam::210987654321:root"
WHOLE = "bucket,engine,glue,unload,cross-account,cluster,karpenter,alb,queue,mapping,service-account"
ANSWERS = {"WORKSPACE_NAME": "salesdata", "CLUSTER_NAME": "one", "NAMESPACE": "e6", "BUCKET": "workspace-of-sales", "DATA_BUCKETS": "rehearsal, second-data",
           "UNLOAD_BUCKET": "kept", "E6DATA_PRINCIPAL_ARN": VENDOR, "EXTERNAL_ID": "of-our-own"}
SUFFIX = "oidc.eks.us-east-1.amazonaws.com/id/" + "0123456789ABCDEF" * 2


def words(**more):
    return [w for k, v in {**ANSWERS, **more}.items() if v is not None for w in ("--set", f"{k}={v}")]


@pytest.fixture
def cluster(cloud):
    """An EKS cluster and a bucket with data; returns the cluster's issuer without https://."""
    cloud.client("s3").create_bucket(Bucket="second-data")
    made = cloud.client("eks").create_cluster(name="one", roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                              accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"})
    return made["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://")


@pytest.fixture
def setup(home):
    def run(*more, code=0, limit=60, **values):
        return home.expect(code, "setup", "e6data", "--yes", "--json", *more, *words(**values), limit=limit)
    return run


def account_snapshot(cloud):
    """Everything in the account that the template can change."""
    iam = cloud.client("iam")
    return {**cloud.snapshot(), "buckets": sorted(b["Name"] for b in cloud.client("s3").list_buckets()["Buckets"]),
            "queues": cloud.client("sqs").list_queues().get("QueueUrls", []),
            "rules": [r["Name"] for r in cloud.client("events").list_rules()["Rules"]],
            "providers": [p["Arn"] for p in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]],
            "entries": {c: cloud.client("eks").list_access_entries(clusterName=c)["accessEntries"] for c in cloud.client("eks").list_clusters()["clusters"]}}


def one_role(cloud, part):
    (name, role), = [(n, r) for n, r in cloud.roles().items() if part in n]
    return name, role


def test_default_parts(cloud, cluster, setup, home):
    """The default parts: bucket, engine, unload, cross-account."""
    before = account_snapshot(cloud)
    made = setup("--no-probe")
    assert set(made.actions.values()) == {"create"} and "bucket-logging" in made.actions and "provider" in made.actions
    name, engine = one_role(cloud, "engine-role")
    assert re.fullmatch(r"e6data-workspace-sales-engine-role-[a-z]{5}", name)
    condition = engine["trust"]["Statement"][0]["Condition"]["StringEquals"]
    assert condition == {f"{cluster}:sub": "system:serviceaccount:e6:salesdata", f"{cluster}:aud": "sts.amazonaws.com"}
    assert engine["trust"]["Statement"][0]["Principal"]["Federated"] == f"arn:aws:iam::{ACCOUNT}:oidc-provider/{cluster}"
    assert {a.rpartition("/")[2].rpartition("-")[0] for a in engine["attached"]} == {
        f"e6data-workspace-sales-{p}" for p in ("engine-s3-policy", "s3-readwrite", "engine-unload")}
    _, vendor = one_role(cloud, "cross-account-role")
    assert vendor["trust"]["Statement"][0]["Principal"]["AWS"] == VENDOR
    assert vendor["trust"]["Statement"][0]["Condition"] == {"StringEquals": {"sts:ExternalId": "of-our-own"}}
    cloud.forget_calls()
    assert set(setup("--no-probe").actions.values()) == {"none"} and not cloud.changes()
    home.expect(0, "remove", "e6data", "--yes", "--json")
    assert account_snapshot(cloud) == before


def test_all_parts_scoped_and_verified(cloud, cluster, setup, home, tmp_path):
    """All parts and every check: in a pod, from this computer, and what the cluster says about the vendor's user."""
    before = account_snapshot(cloud)
    helm = str(tmp_path / "values.json")
    more = {"PARTS": WHOLE, "TRUST_AUD": "no", "GLUE": "write", "E6DATA_ACCOUNT_ID": "210987654321", "HELM_FILE": helm}
    made = setup("--policy", "scoped", limit=300, **more)
    actions = {k: v for k, v in made.actions.items() if k not in ("here", "pod")}
    assert set(actions.values()) == {"create"} and len(actions) == 42
    checks = {e["id"]: e["verdict"] for e in made.of("check")}
    assert set(checks.values()) == {"yes"} and {"data-put", "data-put-2", "workspace-canary", "glue-databases", "vendor-secrets"} <= set(checks)
    with open(helm, encoding="utf-8") as file:
        assert json.load(file)["cloud"]["control_plane_user"] == ["e6data-salesdata-user"]
    _, engine = one_role(cloud, "engine-role")
    assert list(engine["trust"]["Statement"][0]["Condition"]["StringEquals"]) == [f"{cluster}:sub"]
    assert len(engine["attached"]) == 5
    _, vendor = one_role(cloud, "cross-account-role")
    assert [s["Action"] for s in vendor["trust"]["Statement"]] == [["sts:AssumeRole", "sts:TagSession"]]
    assert "one-karpenter-oidc-role" in cloud.roles() and "one-alb-controller-oidc-role" in cloud.roles()
    assert len(cloud.client("events").list_rules()["Rules"]) == 4
    cloud.forget_calls()
    assert set(setup("--policy", "scoped", "--no-probe", **more).actions.values()) == {"none"} and not cloud.changes()
    home.expect(0, "remove", "e6data", "--yes", "--json")
    assert account_snapshot(cloud) == before and not os.path.exists(helm)


def test_mapping_of_an_older_cluster(cloud, setup, home):
    """aws-auth: names without the spaces that the vendor's guide prints, next to lines of others."""
    old = Kube(cloud, "one", "CONFIG_MAP")
    of_others = "- rolearn: arn:aws:iam::123456789012:role/others # theirs\n  username: others\n"
    old.put_map(of_others)
    setup("--no-probe", PARTS="cross-account,karpenter,mapping")
    added = old.roles.removeprefix(of_others)
    assert added != old.roles and "system: " not in added and f":role/{one_role(cloud, 'cross-account')[0]}" in added
    for name in ("system:node:{{EC2PrivateDNSName}}", "system:bootstrappers", "system:nodes", "e6data-salesdata-user", ":role/one-KarpenterNodeRole"):
        assert name in added
    home.expect(0, "remove", "e6data", "--yes", "--json")
    assert old.roles == of_others


def refused(setup, cloud, *more, code=64, **values):
    cloud.forget_calls()
    result = setup("--no-probe", *more, code=code, **values)
    assert not cloud.changes()
    return result.err


def test_wrong_suffix(cloud, cluster, setup):
    cloud.forget_calls()
    for pasted in ("https://" + SUFFIX, SUFFIX + "/", SUFFIX[:-1], SUFFIX.replace("oidc", "OIDC"), "arn:aws:iam::1:oidc-provider/" + SUFFIX):
        assert "OIDC_PROVIDER_SUFFIX=" in setup("--no-probe", code=64, OIDC_PROVIDER_SUFFIX=pasted).err
    assert not cloud.changes()


def test_pasted_answers_are_taken(cloud, cluster, setup, home):
    """What a console or a command prints: the record has the values in it, and the same answers typed change nothing."""
    pasted = {"CLUSTER_NAME": f"arn:aws:eks:us-east-1:{ACCOUNT}:cluster/one", "OIDC_PROVIDER_SUFFIX": f'"https://{cluster}"', "BUCKET": "s3://workspace-of-sales/",
              "DATA_BUCKETS": "arn:aws:s3:::rehearsal/*,s3://second-data/in", "UNLOAD_BUCKET": "https://kept.s3.us-east-1.amazonaws.com/out",
              "E6DATA_PRINCIPAL_ARN": "2109-8765-4321", "E6DATA_ACCOUNT_ID": "2109-8765-4321"}
    setup("--no-probe", **pasted)
    recorded = json.loads(home.text("setups", "e6data", "answers.json"))["values"]
    typed = {**ANSWERS, "OIDC_PROVIDER_SUFFIX": cluster, "E6DATA_ACCOUNT_ID": "210987654321"}
    assert {k: recorded[k] for k in typed} == typed
    cloud.forget_calls()
    assert set(setup("--no-probe", **typed).actions.values()) == {"none"} and not cloud.changes()
    issuer_id = cluster.rpartition("/")[2]
    assert set(setup("--no-probe", **{**pasted, "OIDC_PROVIDER_SUFFIX": issuer_id}).actions.values()) == {"none"}
    elsewhere = refused(setup, cloud, CLUSTER_NAME=f"arn:aws:eks:eu-west-1:{ACCOUNT}:cluster/one")
    assert "is not in us-east-1" in elsewhere and "--set CLUSTER_NAME=" in elsewhere


def test_wrong_answers_are_rejected_before_any_change(cloud, cluster, setup, iam):
    assert "belongs to another account" in refused(setup, cloud, BUCKET="somebodys")
    for needed in ("DATA_BUCKETS", "E6DATA_PRINCIPAL_ARN", "EXTERNAL_ID"):
        said = refused(setup, cloud, **{needed: None})
        assert "a value is required" in said and f"--set {needed}=" in said
    assert "there is no role 'of-before'" in refused(setup, cloud, PARTS="unload", ENGINE_ROLE_NAME="of-before")
    assert "3 to 10 lowercase letters and digits" in refused(setup, cloud, WORKSPACE_NAME="Sales-Data")
    assert "DATA_BUCKETS" in refused(setup, cloud, DATA_BUCKETS="*")
    assert "at most 64" in refused(setup, cloud, ENGINE_ROLE_NAME="x" * 65)
    iam.create_role(RoleName="ENGINE", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    assert "ENGINE_ROLE_NAME=" in refused(setup, cloud, ENGINE_ROLE_NAME="ENGINE")
    cloud.client("eks").create_cluster(name="bare", roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                       accessConfig={"authenticationMode": "API"})
    cloud.control("POST", "cluster", {"name": "bare", "issuer": False})
    said = refused(setup, cloud, CLUSTER_NAME="bare")
    assert "the cluster 'bare' has no OIDC issuer" in said and "name another cluster: --set CLUSTER_NAME=" in said
    assert "two" in refused(setup, cloud, CLUSTER_NAME="two")


def test_warning_about_the_public_external_id(cloud, cluster, home):
    output = home.expect(2, "setup", "e6data", "--plan", *words(EXTERNAL_ID="783562", TRUST_AUD="no")).out
    assert "it protects no one" in output and "a token issued for another service can assume the role, too" in output
    output = home.expect(2, "setup", "e6data", "--plan", *words()).out
    assert "it protects no one" not in output and "this trust policy also checks the audience" in output


def test_warning_about_an_unload_bucket_that_is_a_data_bucket(cloud, cluster, home):
    """The engine could then write to what it is only to read. The workspace bucket is another matter."""
    said = "The unload bucket is also a data bucket"
    for unload, warned in (("second-data", True), ("kept", False)):
        output = home.expect(2, "setup", "e6data", "--plan", *words(PARTS="bucket,engine,unload", UNLOAD_BUCKET=unload)).out
        assert (said in " ".join(output.split())) == warned, output


def notes(result):
    return " ".join(n["text"] for e in result.of("preflight") for n in e.get("notes", []))


def node_role(cloud, name="nodes-of-main"):
    cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def test_roles_of_managed_nodes_are_named(cloud, cluster, setup, home):
    """Without an answer no node role is mapped, and the existing ones are named; EKS's own entry for one is not changed."""
    eks, role = cloud.client("eks"), node_role(cloud)
    assert "NODE_ROLE_NAME" not in notes(setup("--plan", code=2, PARTS="cross-account,mapping"))
    eks.create_nodegroup(clusterName="one", nodegroupName="main", nodeRole=role, subnets=["subnet-1"])
    planned = setup("--plan", code=2, PARTS="cross-account,mapping")
    assert "the role nodes-of-main (main): EKS gives these roles access" in notes(planned) and "mapping-nodes" not in planned.actions
    given = setup("--no-probe", PARTS="cross-account,mapping", NODE_ROLE_NAME="nodes-of-main")
    assert given.actions["mapping-nodes"] == "adopt" and "EKS already gives it access" in notes(given)
    home.expect(0, "remove", "e6data", "--yes", "--json")
    assert role in eks.list_access_entries(clusterName="one")["accessEntries"]


def test_access_log_bucket(cloud, cluster, setup, home):
    """By default the bucket logs to itself and its policy allows that; another bucket must exist and is not changed."""
    s3 = cloud.client("s3")
    setup("--no-probe", PARTS="bucket", LOG_PREFIX="logs/of/sales/")
    said = s3.get_bucket_logging(Bucket="workspace-of-sales")["LoggingEnabled"]
    assert (said["TargetBucket"], said["TargetPrefix"]) == ("workspace-of-sales", "logs/of/sales/")
    statement, = json.loads(s3.get_bucket_policy(Bucket="workspace-of-sales")["Policy"])["Statement"]
    assert statement["Resource"] == "arn:aws:s3:::workspace-of-sales/logs/of/sales/*"
    home.expect(0, "remove", "e6data", "--yes", "--json")
    assert "there is no bucket 'nowhere-at-all'" in refused(setup, cloud, PARTS="bucket", LOG_BUCKET="nowhere-at-all")
    delivery = {**statement, "Sid": "Logs", "Resource": "arn:aws:s3:::second-data/*", "Condition": {}}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [delivery]})
    s3.put_bucket_policy(Bucket="second-data", Policy=policy)
    made = setup("--no-probe", PARTS="bucket", LOG_BUCKET="second-data")
    assert "bucket-policy" not in made.actions
    said = s3.get_bucket_logging(Bucket="workspace-of-sales")["LoggingEnabled"]
    assert (said["TargetBucket"], said["TargetPrefix"]) == ("second-data", "bucket-logs/")
    assert json.loads(s3.get_bucket_policy(Bucket="second-data")["Policy"]) == json.loads(policy)
    home.expect(0, "verify", "e6data", "--no-probe", "--json")


def template_with_old_policy(home, tmp_path):
    """e6data's template from when it still attached AmazonEKSServicePolicy."""
    folder = tmp_path / "templates"
    shutil.copytree(os.path.join(TOP, "templates"), folder)
    path = folder / "e6data" / "pack.json"
    pack = json.loads(path.read_text())
    at = next(n for n, r in enumerate(pack["resources"]) if r["id"] == "cluster-eks")
    text = json.dumps(pack["resources"][at]).replace("AmazonEKSClusterPolicy", "AmazonEKSServicePolicy").replace('"cluster-eks"', '"cluster-service"')
    pack["resources"].insert(at + 1, json.loads(text))
    path.write_text(json.dumps(pack))
    home.environment["ACCREDIT_TEMPLATES"] = str(folder)


def test_policy_of_an_older_template(cloud, cluster, setup, home, tmp_path):
    """A setup recorded with it does not differ; with another setup it is an extra permission, which can be accepted."""
    template_with_old_policy(home, tmp_path)
    assert setup("--no-probe", PARTS="cluster").actions["cluster-service"] == "create"
    del home.environment["ACCREDIT_TEMPLATES"]
    seen = home.expect(0, "verify", "e6data", "--no-probe", "--json")
    extra, = seen.of("extra")
    assert extra["setup"] == "e6data" and extra["name"].endswith("/AmazonEKSServicePolicy")
    home.expect(0, "remove", "e6data", "--yes", "--json")
    assert "one-cluster" not in "".join(cloud.roles())


def test_no_document_names_a_partition():
    folder = os.path.join(TOP, "templates", "e6data", "documents")
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            assert "arn:aws:" not in file.read(), name
