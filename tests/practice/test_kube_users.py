"""Who is admitted to a cluster, under which name, and with which permissions."""

import base64
import json
import time

import boto3
import pytest
from conftest import until
from kube import Kube, token_for

TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}]})
READER = {"metadata": {"name": "reader"}, "rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}]}


def binding(**subject):
    return {"metadata": {"name": "reader"}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", **subject}]}


@pytest.fixture
def make(cloud):
    def cluster(mode="API_AND_CONFIG_MAP", name="one"):
        cloud.client("eks").create_cluster(name=name, roleArn="arn:aws:iam::123456789012:role/Cluster",
                                           resourcesVpcConfig={"subnetIds": []}, accessConfig={"authenticationMode": mode})
        return Kube(cloud, name)
    return cluster


@pytest.fixture
def session(cloud, iam, sts):
    """Assumes a role; returns the credentials as arguments of client()."""
    def assume(name="visitor", path="/"):
        arn = iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        got = sts.assume_role(RoleArn=arn, RoleSessionName="me@home")["Credentials"]
        return arn, {"aws_access_key_id": got["AccessKeyId"], "aws_secret_access_key": got["SecretAccessKey"],
                     "aws_session_token": got["SessionToken"]}
    return assume


def refused(cloud, name, token):
    code, reason, message = Kube(cloud, name, token=token).bad("GET", "/api/v1/namespaces")
    return (code, reason, message) == (401, "Unauthorized", "Unauthorized")


def test_creator_is_admin_in_every_mode(make):
    for number, mode in enumerate(("CONFIG_MAP", "API", "API_AND_CONFIG_MAP")):
        assert make(mode, f"c{number}").can_i("*", "*")


def test_invalid_tokens(cloud, make):
    kube = make()
    good = base64.urlsafe_b64decode(kube.token.removeprefix("k8s-aws-v1.") + "==").decode()

    def changed(old, new):
        assert old in good
        return "k8s-aws-v1." + base64.urlsafe_b64encode(good.replace(old, new).encode()).rstrip(b"=").decode()
    bad = ["nonsense", "k8s-aws-v1.%%%", token_for(cloud.client("sts"), "two"), token_for(cloud.client("sts"), "one", "POST"),
           token_for(cloud.client("sts"), "one", seconds=3600), token_for(cloud.client("sts"), "one", operation="get_session_token"),
           token_for(cloud.client("sts", aws_access_key_id="AKIAPRACTICE00CANARY", aws_secret_access_key="wrong"), "one"),
           changed("http://127.0.0.1", "http://127.0.0.2"), changed("Expires=60", "Expires=61"), changed("&X-Amz-Date", "&More=1&X-Amz-Date"),
           changed("host%3Bx-k8s-aws-id", "host")]
    assert all(refused(cloud, "one", token) for token in bad)
    cloud.faults(clock=14 * 60)
    assert kube.good("GET", "/api/v1/namespaces")
    cloud.faults(clock=16 * 60)
    assert kube.bad("GET", "/api/v1/namespaces")[0] == 401


def test_token_for_the_real_name_of_sts(cloud, make):
    """The host is part of what is signed; the name of the real STS is accepted as well as that of the cloud."""
    make()
    real = boto3.client("sts", region_name="us-east-1", endpoint_url="https://sts.us-east-1.amazonaws.com",
                        aws_access_key_id="AKIAPRACTICE00CANARY", aws_secret_access_key="practiceCANARYsecretCANARYpractice000000")
    assert Kube(cloud, "one", token=token_for(real, "one")).can_i("*", "*")


def test_no_token_and_an_unknown_user(cloud, make, make_user):
    make()
    code, reason, message = Kube(cloud, "one", token="").bad("GET", "/api/v1/namespaces")
    assert (code, reason) == (403, "Forbidden") and 'User "system:anonymous" cannot list resource "namespaces"' in message
    stranger = Kube(cloud, "one", make_user("stranger"))
    assert stranger.bad("GET", "/api/v1/namespaces") == (401, "Unauthorized", "Unauthorized")


def test_access_entry_sets_the_name_and_groups(cloud, make, session):
    kube, (arn, keys) = make(), session()
    eks = cloud.client("eks")
    eks.create_access_entry(clusterName="one", principalArn=arn, username="team:{{SessionName}}", kubernetesGroups=["readers"])
    visitor = Kube(cloud, "one", keys)
    assert visitor.who()["username"] == "team:me-home" and visitor.who()["groups"] == ["readers", "system:authenticated"]
    code, reason, message = visitor.bad("GET", "/api/v1/namespaces/default/configmaps")
    assert (code, reason, message) == (403, "Forbidden", 'configmaps is forbidden: User "team:me-home" cannot list resource "configmaps" in '
                                       'API group "" in the namespace "default"')
    kube.good("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", READER)
    kube.good("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", binding(kind="Group", name="readers"))
    assert visitor.good("GET", "/api/v1/namespaces/default/configmaps")
    assert visitor.bad("GET", "/api/v1/namespaces/kube-system/configmaps")[0] == 403
    assert visitor.bad("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {"spec": {"user": "x"}})[0] == 403
    eks.delete_access_entry(clusterName="one", principalArn=arn)
    assert visitor.bad("GET", "/api/v1/namespaces")[0] == 401


def test_access_entry_takes_effect_later(cloud, make, session):
    make()
    arn, keys = session()
    cloud.client("eks").create_access_entry(clusterName="one", principalArn=arn, username="late")
    visitor = Kube(cloud, "one", keys)
    cloud.faults(delay=600)
    assert visitor.bad("GET", "/api/v1/namespaces")[0] == 401
    cloud.control("POST", "age")
    assert visitor.who()["username"] == "late"


def test_access_entry_does_not_match_a_recreated_role(cloud, iam, make, session):
    make()
    arn, _ = session("again")
    cloud.client("eks").create_access_entry(clusterName="one", principalArn=arn)
    iam.delete_role(RoleName="again")
    _, keys = session("again")
    assert Kube(cloud, "one", keys).bad("GET", "/api/v1/namespaces")[0] == 401


def test_access_policies_in_their_namespaces(cloud, make, session):
    make()
    arn, keys = session()
    eks = cloud.client("eks")
    eks.create_access_entry(clusterName="one", principalArn=arn)
    eks.associate_access_policy(clusterName="one", principalArn=arn, accessScope={"type": "namespace", "namespaces": ["default"]},
                                policyArn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy")
    visitor = Kube(cloud, "one", keys)
    assert visitor.can_i("list", "pods", "default") and not visitor.can_i("list", "pods", "kube-system")
    assert not visitor.can_i("create", "configmaps", "default") and not visitor.can_i("get", "secrets", "default")


# aws-auth

MAPPED = "- rolearn: {arn}\n  username: e6:user\n  groups:\n  - readers\n"


def test_config_map_is_used_depending_on_the_mode(cloud, make, session):
    arn, keys = session()
    for number, (mode, expected) in enumerate((("CONFIG_MAP", "e6:user"), ("API_AND_CONFIG_MAP", "e6:user"), ("API", None))):
        make(mode, f"c{number}").map_roles(MAPPED.format(arn=arn))
        visitor = Kube(cloud, f"c{number}", keys)
        if expected:
            assert visitor.who()["username"] == expected
        else:
            assert visitor.bad("GET", "/api/v1/namespaces")[0] == 401


def test_config_map_has_arns_without_a_path(cloud, make, session):
    kube, (arn, keys) = make("CONFIG_MAP"), session("visitor", "/team/")
    kube.map_roles(MAPPED.format(arn=arn))
    assert refused(cloud, "one", Kube(cloud, "one", keys).token)
    kube.good("PATCH", "/api/v1/namespaces/kube-system/configmaps/aws-auth",
              {"data": {"mapRoles": MAPPED.format(arn="arn:aws:iam::123456789012:role/visitor")}}, kind="application/merge-patch+json")
    assert Kube(cloud, "one", keys).who()["username"] == "e6:user"


@pytest.mark.parametrize("text", ["- rolearn: {arn}\n  username: system:node: {{{{EC2PrivateDNSName}}}}\n", "rolearn: {arn}\n", "{{[", "- - {arn}\n"])
def test_invalid_config_map_admits_no_one(cloud, make, session, text):
    kube, (arn, keys) = make("CONFIG_MAP"), session()
    kube.map_roles(text.format(arn=arn))
    assert Kube(cloud, "one", keys).bad("GET", "/api/v1/namespaces")[0] == 401
    assert kube.can_i("*", "*")


def test_group_names_with_spaces_match_nothing(make):
    kube = make("CONFIG_MAP")
    node = "system:node:ip-10-0-0-1.ec2.internal"
    assert kube.can(node, "create", "nodes", groups=["system:bootstrappers", "system:nodes", "system:authenticated"])
    assert not kube.can(node, "create", "nodes", groups=["system: bootstrappers", "system: nodes", "system:authenticated"])
    assert not kube.can("system:node: ip-10-0-0-1.ec2.internal", "create", "nodes", groups=["system:nodes"])


def test_node_is_named_after_its_instance(cloud, make, make_profile, launch, ec2):
    """The name that an instance of the mapped role has in the cluster."""
    kube = make()
    make_profile("node")
    kube.map_roles("- rolearn: arn:aws:iam::123456789012:role/node\n  username: system:node:{{EC2PrivateDNSName}}\n  groups: [\"system:nodes\"]\n")
    script = """#!/bin/bash
token=$(aws eks get-token --region us-east-1 --cluster-name one --query status.token --output text)
curl -sk -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d '{}' \\
  """ + kube.description["endpoint"] + """/apis/authentication.k8s.io/v1/selfsubjectreviews"""
    one = launch(script, IamInstanceProfile={"Name": "node"})
    until(lambda: '"username":' in ec2.get_console_output(InstanceId=one["InstanceId"]).get("Output", ""))
    assert f'"system:node:{one["PrivateDnsName"]}"' in ec2.get_console_output(InstanceId=one["InstanceId"])["Output"]


# Reviews

def test_access_reviews(make):
    kube = make()
    kube.good("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", READER)
    kube.good("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", binding(kind="User", name="e6:user"))
    assert kube.can("e6:user", "get", "configmaps", "default") and not kube.can("e6:user", "get", "configmaps", "kube-system")
    assert not kube.can("e6:user", "delete", "configmaps", "default") and not kube.can("e6:use", "get", "configmaps", "default")
    assert kube.can("x", "*", "*", groups=["system:masters"])
    review = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
    assert kube.bad("POST", review, {"spec": {"resourceAttributes": {"verb": "get"}}})[:2] == (422, "Invalid")
    assert kube.bad("POST", review, {"spec": {"user": "x"}})[:2] == (422, "Invalid")
    assert kube.bad("GET", review)[0] == 405
    spec = {"user": "x", "groups": ["system:authenticated"], "nonResourceAttributes": {"path": "/version", "verb": "get"}}
    assert kube.good("POST", review, {"spec": spec})["status"]["allowed"]


def test_own_access_review(cloud, make, make_user):
    kube = make()
    one = Kube(cloud, "one", make_user("ann"))
    cloud.client("eks").create_access_entry(clusterName="one", principalArn="arn:aws:iam::123456789012:user/ann", kubernetesGroups=["readers"])
    kube.good("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", READER)
    kube.good("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", binding(kind="Group", name="readers"))
    review = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    for verb, namespace, may in (("get", "default", True), ("get", "kube-system", False), ("delete", "default", False)):
        spec = {"resourceAttributes": {"verb": verb, "resource": "configmaps", "namespace": namespace}}
        assert one.good("POST", review, {"spec": spec})["status"]["allowed"] is may, spec


def test_impersonation(make):
    kube = make()
    who = json.loads(kube.ask("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, **{"Impersonate-User": "e6:user"})[1])
    assert who["status"]["userInfo"]["username"] == "e6:user"
    assert kube.ask("GET", "/api/v1/namespaces", **{"Impersonate-User": "e6:user"})[0] == 403


def test_tokens_of_service_accounts(cloud, make):
    kube = make()
    asked = {"spec": {"audiences": ["sts.amazonaws.com"], "expirationSeconds": 3600}}
    created = kube.good("POST", "/api/v1/namespaces/default/serviceaccounts/default/token", asked)["status"]["token"]
    claims = json.loads(base64.urlsafe_b64decode(created.split(".")[1] + "=="))
    assert claims["sub"] == "system:serviceaccount:default:default" and claims["aud"] == ["sts.amazonaws.com"]
    assert claims["iss"] == kube.description["identity"]["oidc"]["issuer"] and claims["exp"] > time.time()
    assert refused(cloud, "one", created), "the token has another audience"
    own = kube.good("POST", "/api/v1/namespaces/default/serviceaccounts/default/token", {})["status"]["token"]
    assert Kube(cloud, "one", token=own).who()["username"] == "system:serviceaccount:default:default"
    review = "/apis/authentication.k8s.io/v1/tokenreviews"
    assert kube.good("POST", review, {"spec": {"token": own}})["status"]["authenticated"]
    assert "error" in kube.good("POST", review, {"spec": {"token": own + "x"}})["status"]
    assert kube.bad("POST", "/api/v1/namespaces/default/serviceaccounts/default/token", {"spec": {"expirationSeconds": 60}})[0] == 422
    assert kube.bad("POST", "/api/v1/namespaces/default/serviceaccounts/none/token", {})[0] == 404
