"""Resources that must exist are checked before anything is created: one clear sentence, and nothing is left incomplete."""

import json
import os

import pytest

from cloud import ACCOUNT, allow, policy
from kube_client import Kube
from test_decode import as_user
from test_e6data import ANSWERS, VENDOR, words

OWN = f"arn:aws:iam::{ACCOUNT}:"
ANN = OWN + "user/ann"


@pytest.fixture
def dock(cloud):
    """A cluster, and a bucket with data next to the practice cloud's own buckets."""
    cloud.client("s3").create_bucket(Bucket="second-data")
    return Kube(cloud, "one", "API_AND_CONFIG_MAP")


@pytest.fixture
def refused(home, cloud):
    """Runs the program and checks that nothing was created or recorded."""
    def run(*given, code=64):
        cloud.forget_calls()
        result = home.run("setup", *given, "--yes", "--no-probe", "--json")
        assert result.code == code, result
        assert not cloud.changes() and not os.path.exists(home.file("setups", given[0], "journal.jsonl"))
        return result.err
    return run


def e6data(**more):
    return ["e6data", *words(**more)]


@pytest.mark.parametrize("values, sentence, remedy", [
    ({"DATA_BUCKETS": "rehearsal,not-there"}, "there is no bucket 'not-there': Data buckets (DATA_BUCKETS)", "--set DATA_BUCKETS="),
    ({"UNLOAD_BUCKET": "not-there"}, "there is no bucket 'not-there': Unload bucket (UNLOAD_BUCKET)", "--set UNLOAD_BUCKET="),
    ({"NODE_ROLE_NAME": "Nodes"}, f"there is no role 'Nodes' in account {ACCOUNT}: Node role (NODE_ROLE_NAME)", "--set NODE_ROLE_NAME="),
    ({"PARTS": "mapping", "CROSS_ACCOUNT_ROLE_NAME": "Gone"}, f"there is no role 'Gone' in account {ACCOUNT}", "--set CROSS_ACCOUNT_ROLE_NAME="),
    ({"E6DATA_PRINCIPAL_ARN": OWN + "role/Gone"}, f"there is no role 'Gone' in account {ACCOUNT}", "--set E6DATA_PRINCIPAL_ARN="),
    ({"E6DATA_PRINCIPAL_ARN": OWN + "user/gone"}, f"there is no user 'gone' in account {ACCOUNT}", "--set E6DATA_PRINCIPAL_ARN="),
    ({"E6DATA_PRINCIPAL_ARN": "arn:aws:s3:::some-bucket-of-theirs"}, "names no account, role or user", "arn:aws:iam::123456789012:root"),
    ({"E6DATA_PRINCIPAL_ARN": "arn:aws:iam::2109876543:root"}, "names no account, role or user", "role/NAME"),
    ({"CLUSTER_NAME": "elsewhere"}, "there is no EKS cluster 'elsewhere' in us-east-1", "--set CLUSTER_NAME="),
], ids=lambda v: "-".join(f"{k}={x}"[:40] for k, x in v.items()) if isinstance(v, dict) else "")
def test_missing_resource_is_reported(dock, refused, values, sentence, remedy):
    err = refused(*e6data(**values))
    assert sentence in err and remedy in err, err


def test_existing_resources_are_accepted(dock, home, cloud, iam):
    """Principals of other accounts and buckets of other owners cannot be checked, and neither stops the setup."""
    iam.create_user(UserName="partner")
    for arn in (VENDOR, "arn:aws:iam::210987654321:role/any/Where", OWN + "root", OWN + "user/partner"):
        home.expect(2, "setup", *e6data(E6DATA_PRINCIPAL_ARN=arn, DATA_BUCKETS="rehearsal,somebodys"), "--plan", "--no-probe", "--json")


def test_bucket_of_essentia(home, refused):
    assert "there is no bucket 'not-there'" in refused("essentia", "--policy", "s3", "--set", "BUCKET=not-there")
    home.expect(2, "setup", "essentia", "--plan", "--no-probe", "--set", "BUCKET=rehearsal", "--json")


def test_resource_that_cannot_be_read_is_not_called_missing(dock, home, iam):
    as_user(home, iam, allow("*"), allow("s3:ListBucket", effect="Deny", resource="arn:aws:s3:::not-there"))
    home.expect(2, "setup", *e6data(DATA_BUCKETS="rehearsal,not-there", PARTS="engine,cross-account,bucket"), "--plan", "--no-probe", "--json")


@pytest.mark.parametrize("given", [
    ["iguazio", "--set", "KEY_FILE={}"], ["essentia", "--method", "command", "--set", "KEY_FILE={}"],
    ["essentia", "--method", "configure", "--set", "CARRY_FILE={}"], ["deadline", "--set", "KEY_FILE={}"]], ids=lambda g: g[0])
def test_folder_of_a_file_must_exist(refused, tmp_path, given):
    def with_folder(path):
        return [w.format(path) for w in given]
    name = given[-1].partition("=")[0]
    err = refused(*with_folder(tmp_path / "no" / "folder" / "key"))
    assert f"there is no folder '{tmp_path}/no/folder': No such file or directory" in err and f"--set {name}=FILE" in err, err


def test_folder_of_the_helm_values_must_exist(dock, refused, tmp_path):
    err = refused(*e6data(PARTS="bucket,engine,service-account", HELM_FILE=str(tmp_path / "no" / "values.json")))
    assert "there is no folder" in err and "--set HELM_FILE=FILE" in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_is_not_writable(refused, tmp_path):
    tmp_path.chmod(0o500)
    assert "is not writable" in refused("iguazio", "--set", f"KEY_FILE={tmp_path / 'key.csv'}")


def test_limit_of_attached_policies(refused, iam):
    """An existing role with the maximum number of policies has no room for one more."""
    fleet = "aws-ec2-spot-fleet-tagging-role"
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "spotfleet.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    iam.create_role(RoleName=fleet, AssumeRolePolicyDocument=json.dumps(trust))
    for n in range(10):
        arn = iam.create_policy(PolicyName=f"p{n}", PolicyDocument=policy(allow("s3:Get*")))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName=fleet, PolicyArn=arn)
    err = refused("deadline", "--method", "instance-role", code=1)
    assert f"the role '{fleet}' has 10 policies attached and needs 1 more, but the account's quota is 10. Nothing was created" in err and "detach what is not needed" in err, err


# Clusters

def test_existing_node_role_is_mapped(dock, home, cloud, iam):
    """With the mapping part alone an existing role that is named is mapped, and without one none is."""
    made = home.expect(0, "setup", *e6data(), "--yes", "--no-probe", "--json")
    assert "mapping-vendor" in made.actions and "mapping-nodes" not in made.actions and made.seconds < 60
    home.expect(0, "remove", "e6data", "--yes", "--json")
    iam.create_role(RoleName="Nodes", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    made = home.expect(0, "setup", *e6data(NODE_ROLE_NAME="Nodes"), "--yes", "--no-probe", "--json")
    assert made.actions["mapping-nodes"] == "create"
    assert OWN + "role/Nodes" in cloud.client("eks").list_access_entries(clusterName="one")["accessEntries"]


WITHOUT = "--set PARTS=bucket,engine,unload,cross-account"


def test_unreachable_cluster(cloud, home, refused):
    """A private endpoint: reported before anything is created, with the setup that needs no cluster; that one is accepted."""
    cloud.client("s3").create_bucket(Bucket="second-data")
    Kube(cloud, "one", "CONFIG_MAP")
    cloud.control("POST", "cluster", {"name": "one", "endpoint": "https://127.0.0.1:9"})
    err = refused(*e6data(), code=1)
    assert "the endpoint of cluster 'one'" in err and "was not reached" in err and WITHOUT in err, err
    home.expect(0, "setup", *e6data(PARTS=WITHOUT.partition("PARTS=")[2]), "--yes", "--no-probe", "--json")


def test_cluster_that_cannot_be_edited(cloud, home, refused, iam):
    """With aws-auth the cluster itself says so, with access entries IAM does."""
    cloud.client("s3").create_bucket(Bucket="second-data")
    Kube(cloud, "one", "API")
    as_user(home, iam, allow("*"), allow("eks:CreateAccessEntry", effect="Deny"))
    err = refused(*e6data(), code=1)
    assert "you may not edit the cluster 'one': eks:CreateAccessEntry on" in err and "Nothing was created" in err and WITHOUT in err, err


def test_older_cluster_that_cannot_be_edited(cloud, home, refused, iam):
    cloud.client("s3").create_bucket(Bucket="second-data")
    old = Kube(cloud, "one", "CONFIG_MAP")
    old.put_map("- rolearn: arn:aws:iam::123456789012:role/None\n  username: nobody\n  groups: []\n")
    as_user(home, iam, allow("*"))
    err = refused(*e6data(), code=1)       # the operator is have no access to the cluster
    assert WITHOUT in err and "have no access to the cluster" in err, err
    old.ask("PATCH", "/api/v1/namespaces/kube-system/configmaps/aws-auth", {"data": {
        "mapUsers": f"- userarn: {ANN}\n  username: ann\n  groups: [helpers]\n"}}, "application/merge-patch+json")
    rbac = "/apis/rbac.authorization.k8s.io/v1"
    old.ask("POST", f"{rbac}/clusterroles", {"metadata": {"name": "r"}, "rules": [{"apiGroups": [""], "resources": ["*"], "verbs": ["get", "list"]}]})
    old.ask("POST", f"{rbac}/clusterrolebindings", {"metadata": {"name": "r"}, "roleRef": {
        "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "r"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "helpers"}]})
    err = refused(*e6data(), code=1)
    assert "you may not edit the cluster 'one': update configmaps" in err and WITHOUT in err, err


def test_invalid_principal_of_another_account(dock, home, cloud):
    """This run created nothing that could delay the principal, so it does not wait two minutes or mention propagation."""
    assert ANSWERS["E6DATA_PRINCIPAL_ARN"] == VENDOR
    body = ("<ErrorResponse><Error><Type>Sender</Type><Code>MalformedPolicyDocument</Code><Message>Invalid principal in policy: "
            '"AWS":"arn:aws:iam::210987654321:root"</Message></Error><RequestId>r</RequestId></ErrorResponse>')
    cloud.faults(answer=[{"operation": "CreateRole", "body": body, "status": 400}])
    result = home.run("setup", *e6data(PARTS="bucket,cross-account"), "--yes", "--no-probe", "--json", limit=30)
    cloud.clear_faults()
    assert result.code == 3 and result.seconds < 20, result
    error, = result.failed.values()
    assert "spread" not in error["remedy"], error
