"""EKS: clusters, their authentication mode, access entries, and the issuer with its certificate."""

import base64
import json
import subprocess
import sys

import pytest
from conftest import CLOUD, EC2_TRUST, Cloud, code_of, error_of, policy

CLUSTER_ROLE = "arn:aws:iam::123456789012:role/Cluster"
ROLE = "arn:aws:iam::123456789012:role/pods"
VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
OPERATOR = "arn:aws:iam::123456789012:user/operator"


@pytest.fixture
def eks(cloud):
    return cloud.client("eks")


@pytest.fixture
def role(iam):
    iam.create_role(RoleName="pods", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    return ROLE


@pytest.fixture
def make(eks):
    def cluster(name="one", mode="API_AND_CONFIG_MAP", **more):
        return eks.create_cluster(name=name, roleArn=CLUSTER_ROLE, resourcesVpcConfig={"subnetIds": []},
                                  accessConfig={"authenticationMode": mode}, **more)["cluster"]
    return cluster


def test_cluster_option(tmp_path):
    cloud = Cloud(tmp_path, "--cluster=mine:API")
    try:
        for _ in range(2):
            cluster = cloud.client("eks").describe_cluster(name="mine")["cluster"]
            assert cluster["accessConfig"] == {"authenticationMode": "API"} and cluster["status"] == "ACTIVE"
            assert cloud.client("eks").list_access_entries(clusterName="mine")["accessEntries"] == [OPERATOR]
            cloud.control("POST", "reset")
    finally:
        cloud.end()


@pytest.mark.parametrize("words, names", [(["--text"], ["practice"]), (["whoami"], [])])
def test_menu_of_practice_mode_has_a_cluster(tmp_path, words, names):
    program = tmp_path / "accredit"
    program.write_text('#!/bin/sh\ncurl -s "$ACCREDIT_PRACTICE_CONTROL/clusters"\n')
    program.chmod(0o700)
    reported = subprocess.run([sys.executable, CLOUD, "--", str(program), *words], stdout=subprocess.PIPE, timeout=60, check=True).stdout
    assert [c["name"] for c in json.loads(reported)] == names


@pytest.mark.parametrize("text", ["one:MAP", "-x", "a b"])
def test_invalid_cluster_option(text):
    ended = subprocess.run([sys.executable, CLOUD, f"--cluster={text}"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert ended.returncode == 64 and b"--cluster" in ended.stderr


def test_description_of_a_cluster(eks, make):
    make()
    cluster = eks.describe_cluster(name="one")["cluster"]
    assert cluster["identity"]["oidc"]["issuer"].startswith("https://oidc.eks.us-east-1.amazonaws.com/id/")
    assert len(cluster["identity"]["oidc"]["issuer"].rpartition("/")[2]) == 32
    assert base64.b64decode(cluster["certificateAuthority"]["data"]).startswith(b"-----BEGIN CERTIFICATE-----")
    assert cluster["accessConfig"]["authenticationMode"] == "API_AND_CONFIG_MAP" and eks.list_clusters()["clusters"] == ["one"]
    assert code_of(make, "one") == "ResourceInUseException"
    assert code_of(eks.describe_cluster, name="two") == "ResourceNotFoundException"
    eks.delete_cluster(name="one")
    assert code_of(eks.describe_cluster, name="one") == "ResourceNotFoundException"


def test_authentication_mode_changes_one_way_only(eks, make):
    without = eks.create_cluster(name="old", roleArn=CLUSTER_ROLE, resourcesVpcConfig={"subnetIds": []})["cluster"]
    assert without["accessConfig"]["authenticationMode"] == "CONFIG_MAP"

    def change(mode):
        return eks.update_cluster_config(name="old", accessConfig={"authenticationMode": mode})["update"]
    refused = error_of(change, "API")["Error"]
    assert refused == {"Code": "InvalidParameterException", "Message": "Unsupported authentication mode update from CONFIG_MAP to API"}
    update = change("API_AND_CONFIG_MAP")
    assert update["type"] == "AccessConfigUpdate" and eks.describe_update(name="old", updateId=update["id"])["update"]["status"] == "Successful"
    assert eks.list_access_entries(clusterName="old")["accessEntries"] == [OPERATOR]
    assert change("API") and code_of(change, "CONFIG_MAP") == "InvalidParameterException"
    assert code_of(make, "bad", bootstrapSelfManagedAddons=True, mode="CONFIGMAP") == "InvalidParameterException"


def test_the_rare_kinds(cloud, eks, make):
    make()
    cloud.control("POST", "cluster", {"name": "one", "issuer": False})
    assert "identity" not in eks.describe_cluster(name="one")["cluster"]


# Access entries

def test_access_entry_is_created_changed_and_deleted(eks, make, role):
    make()
    name = {"clusterName": "one", "principalArn": role}
    created = eks.create_access_entry(**name, username="e:user", tags={"a": "b"}, clientRequestToken="t1")["accessEntry"]
    assert created["type"] == "STANDARD" and created["username"] == "e:user" and created["kubernetesGroups"] == []
    again = eks.create_access_entry(**name, username="e:user", tags={"a": "b"}, clientRequestToken="t1")["accessEntry"]
    assert again["accessEntryArn"] == created["accessEntryArn"]
    assert code_of(eks.create_access_entry, **name, username="other", clientRequestToken="t1") == "InvalidParameterException"
    assert code_of(eks.create_access_entry, **name) == "ResourceInUseException"
    assert sorted(eks.list_access_entries(clusterName="one")["accessEntries"]) == sorted([OPERATOR, role])
    eks.update_access_entry(**name, username="other", kubernetesGroups=["readers"])
    assert eks.describe_access_entry(**name)["accessEntry"]["kubernetesGroups"] == ["readers"]
    eks.tag_resource(resourceArn=created["accessEntryArn"], tags={"c": "d"})
    eks.untag_resource(resourceArn=created["accessEntryArn"], tagKeys=["a"])
    assert eks.list_tags_for_resource(resourceArn=created["accessEntryArn"])["tags"] == {"c": "d"}
    eks.delete_access_entry(**name)
    assert code_of(eks.describe_access_entry, **name) == code_of(eks.delete_access_entry, **name) == "ResourceNotFoundException"


def test_pages_of_entries(eks, iam, make):
    make()
    for n in range(3):
        iam.create_role(RoleName=f"r{n}", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
        eks.create_access_entry(clusterName="one", principalArn=f"arn:aws:iam::123456789012:role/r{n}")
    pages = [p["accessEntries"] for p in eks.get_paginator("list_access_entries").paginate(clusterName="one", PaginationConfig={"PageSize": 3})]
    assert [len(p) for p in pages] == [3, 1]


def test_config_map_cluster_has_no_access_entries(eks, make, role):
    make(mode="CONFIG_MAP")
    refused = error_of(eks.create_access_entry, clusterName="one", principalArn=role)
    assert refused["Error"]["Code"] == "InvalidRequestException" and "[API, API_AND_CONFIG_MAP]" in refused["Error"]["Message"]
    assert code_of(eks.list_access_entries, clusterName="one") == "InvalidRequestException"


@pytest.mark.parametrize("more", [
    {"principalArn": "arn:aws:iam::123456789012:role/nobody"}, {"principalArn": "arn:aws:sts::123456789012:assumed-role/pods/x"},
    {"principalArn": OPERATOR, "type": "EC2_LINUX"}, {"username": "system:admin"}, {"kubernetesGroups": ["system:masters"]},
    {"type": "EC2_LINUX", "username": "x"}, {"type": "EC2_LINUX", "kubernetesGroups": ["x"]}, {"type": "SOME"},
    {"username": "x{{SessionName}}"}])
def test_entries_that_are_rejected(eks, make, role, more):
    make()
    assert code_of(eks.create_access_entry, **{"clusterName": "one", "principalArn": role, **more}) == "InvalidParameterException"


def test_node_entry(eks, make, role):
    make()
    created = eks.create_access_entry(clusterName="one", principalArn=role, type="EC2_LINUX")["accessEntry"]
    assert created["username"] == "system:node:{{EC2PrivateDNSName}}" and created["kubernetesGroups"] == ["system:nodes"]
    assert code_of(eks.associate_access_policy, clusterName="one", principalArn=role, policyArn=VIEW,
                   accessScope={"type": "cluster"}) == "InvalidRequestException"


def test_access_policies(eks, make, role):
    make()
    name = {"clusterName": "one", "principalArn": role}
    eks.create_access_entry(**name)
    assert VIEW in [p["arn"] for p in eks.list_access_policies()["accessPolicies"]]
    scope = {"type": "namespace", "namespaces": ["work"]}
    eks.associate_access_policy(**name, policyArn=VIEW, accessScope=scope)
    assert eks.list_associated_access_policies(**name)["associatedAccessPolicies"][0]["accessScope"] == scope
    assert eks.list_access_entries(clusterName="one", associatedPolicyArn=VIEW)["accessEntries"] == [role]
    for wrong in ({"policyArn": VIEW + "x", "accessScope": scope}, {"policyArn": VIEW, "accessScope": {"type": "namespace"}}):
        assert code_of(eks.associate_access_policy, **name, **wrong) == "InvalidParameterException"
    eks.disassociate_access_policy(**name, policyArn=VIEW)
    assert code_of(eks.disassociate_access_policy, **name, policyArn=VIEW) == "ResourceNotFoundException"


def test_iam_permissions_are_required(cloud, make_user, make, role, eks):
    make()
    eks.create_access_entry(clusterName="one", principalArn=role, tags={"owner": "me"})
    narrow = policy({"Effect": "Allow", "Action": "eks:*AccessEntry", "Resource": "*", "Condition": {
        "StringEquals": {"aws:ResourceTag/owner": "me"}}})
    client = cloud.client("eks", **make_user("narrow", narrow))
    assert client.describe_access_entry(clusterName="one", principalArn=role)
    refused = error_of(client.describe_access_entry, clusterName="one", principalArn=OPERATOR)
    assert refused["Error"]["Code"] == "AccessDeniedException" and refused["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert ":access-entry/one/user/123456789012/operator/" in refused["Error"]["Message"]
    assert code_of(client.describe_cluster, name="one") == "AccessDeniedException"
    wrong = cloud.client("eks", aws_access_key_id="AKIAPRACTICE00CANARY", aws_secret_access_key="wrong")
    assert code_of(wrong.describe_access_entry, clusterName="one", principalArn=role) == "InvalidSignatureException"


# OIDC providers

THUMB = "0123456789" * 4


def test_provider_and_its_audiences(iam, make):
    url = make()["identity"]["oidc"]["issuer"]
    arn = iam.create_open_id_connect_provider(Url=url, ClientIDList=["sts.amazonaws.com"], Tags=[{"Key": "a", "Value": "b"}])[
        "OpenIDConnectProviderArn"]
    name = {"OpenIDConnectProviderArn": arn}
    found = iam.get_open_id_connect_provider(**name)
    assert found["Url"] == url.removeprefix("https://") and found["ThumbprintList"] == ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]
    assert code_of(iam.create_open_id_connect_provider, Url=url, ThumbprintList=[THUMB]) == "EntityAlreadyExists"
    for _ in range(2):
        iam.add_client_id_to_open_id_connect_provider(**name, ClientID="other")
    assert iam.get_open_id_connect_provider(**name)["ClientIDList"] == ["sts.amazonaws.com", "other"]
    for _ in range(2):
        iam.remove_client_id_from_open_id_connect_provider(**name, ClientID="other")
    iam.update_open_id_connect_provider_thumbprint(**name, ThumbprintList=[THUMB])
    assert iam.get_open_id_connect_provider(**name)["ThumbprintList"] == [THUMB]
    iam.tag_open_id_connect_provider(**name, Tags=[{"Key": "c", "Value": "d"}])
    assert len(iam.list_open_id_connect_provider_tags(**name)["Tags"]) == 2
    iam.delete_open_id_connect_provider(**name)
    assert code_of(iam.get_open_id_connect_provider, **name) == "NoSuchEntity"
    assert code_of(iam.delete_open_id_connect_provider, **name) == "NoSuchEntity"


@pytest.mark.parametrize("more, code", [
    ({"Url": "http://example.com"}, "ValidationError"), ({"Url": "https://example.com:8443/x"}, "ValidationError"),
    ({"ThumbprintList": ["0" * 39]}, "ValidationError"), ({"ThumbprintList": ["z" * 40]}, "InvalidInput"),
    ({"ThumbprintList": [THUMB] * 6}, "InvalidInput"), ({"ClientIDList": [f"c{n}" for n in range(101)]}, "LimitExceeded"),
    ({"ThumbprintList": []}, "OpenIdIdpCommunicationError")])
def test_providers_that_are_rejected(iam, more, code):
    params = {"Url": "https://example.com/x", "ThumbprintList": [THUMB], **more}
    assert code_of(iam.create_open_id_connect_provider, **params) == code


def test_at_most_a_hundred_audiences(iam):
    arn = iam.create_open_id_connect_provider(Url="https://example.com/x", ThumbprintList=[THUMB],
                                              ClientIDList=[f"c{n}" for n in range(100)])["OpenIDConnectProviderArn"]
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="c5")
    assert code_of(iam.add_client_id_to_open_id_connect_provider, OpenIDConnectProviderArn=arn, ClientID="more") == "LimitExceeded"
