"""An answer that AWS knows: left empty it is read from the cluster; a given value is used."""

import json

import pytest

PASTED = "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"


def value(name, **more):
    return {"name": name, "label": name.lower(), "help": "A value.", "kind": "text", **more}


PACK = {
    "pack": "1", "name": "pods", "title": "Pods", "caution": "None.",
    "methods": [{"name": "irsa", "title": "Pods", "gives": "Access.", "limits": [], "recommended": True}],
    "policies": [{"name": "none", "title": "None", "document": "policy.json", "grants": "Looking.", "risks": "None.", "recommended": True}],
    "values": [value("ROLE_NAME", kind="role-name", default="Pods"), value("CLUSTER_NAME"),
               value("OIDC_PROVIDER_SUFFIX", cluster="CLUSTER_NAME", check={"pattern": "[A-Za-z0-9./-]+", "says": "a host and a path"})],
    "resources": [{"id": "role", "kind": "role", "name": "${ROLE_NAME}", "document": "trust.json"},
                  {"id": "policy", "kind": "role-policy", "name": "Looking", "role": "${ROLE_NAME}", "document": "$policy", "needs": ["role"]}],
    "probes": [], "notes": [], "vendor": [],
}
TRUST = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Federated": "arn:${PARTITION}:iam::${ACCOUNT_ID}:oidc-provider/${OIDC_PROVIDER_SUFFIX}"},
    "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"${OIDC_PROVIDER_SUFFIX}:aud": "sts.amazonaws.com"}}}]}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}


@pytest.fixture
def pods_template(home, tmp_path):
    """The program with a test template, and functions that plan a setup or expect its rejection."""
    documents = tmp_path / "templates" / "pods" / "documents"
    documents.mkdir(parents=True)
    (documents.parent / "pack.json").write_text(json.dumps(PACK))
    (documents / "trust.json").write_text(json.dumps(TRUST))
    (documents / "policy.json").write_text(json.dumps(POLICY))

    def plan(code, *words, command=("setup", "pods", "--plan")):
        return home.expect(code, *command, "--json", *words, env={"ACCREDIT_TEMPLATES": str(tmp_path / "templates")})
    return plan


@pytest.fixture
def cluster_issuer(cloud):
    made = cloud.client("eks").create_cluster(name="one", roleArn="arn:aws:iam::123456789012:role/Cluster",
                                              resourcesVpcConfig={"subnetIds": []})
    return made["cluster"]["identity"]["oidc"]["issuer"]


def trusted(result):
    return next(row["wanted"] for row in result.of("plan")[0]["steps"][0]["diff"] if row["path"] == "document")["Statement"][0]


def test_issuer_is_read_from_the_cluster(pods_template, cluster_issuer):
    statement = trusted(pods_template(2, "--set", "CLUSTER_NAME=one"))
    assert statement["Principal"]["Federated"].endswith("/" + cluster_issuer.removeprefix("https://"))


def test_given_issuer_is_used(pods_template):
    assert f"{PASTED}:aud" in trusted(pods_template(2, "--set", f"OIDC_PROVIDER_SUFFIX={PASTED}"))["Condition"]["StringEquals"]


def test_no_such_cluster(pods_template, cluster_issuer):
    assert "two" in pods_template(64, "--set", "CLUSTER_NAME=two").err


def test_neither_cluster_nor_issuer(pods_template):
    refused = pods_template(64).err
    assert "oidc_provider_suffix is needed" in refused and "--set CLUSTER_NAME=" in refused


def test_given_issuer_must_be_the_clusters(pods_template, cluster_issuer):
    """It is compared with the cluster where that can be read; without permission to read it, a value is required."""
    suffix = cluster_issuer.removeprefix("https://")
    assert suffix in trusted(pods_template(2, "--set", "CLUSTER_NAME=one", "--set", f"OIDC_PROVIDER_SUFFIX={suffix}"))["Principal"]["Federated"]
    refused = pods_template(64, "--set", "CLUSTER_NAME=one", "--set", f"OIDC_PROVIDER_SUFFIX={suffix[:-1]}").err
    assert "is not the OIDC issuer of the cluster 'one'" in refused and suffix in refused
    pods_template(2, "--set", "CLUSTER_NAME=elsewhere", "--set", f"OIDC_PROVIDER_SUFFIX={PASTED}")


def test_recreated_cluster_has_another_issuer(pods_template, cluster_issuer, cloud):
    """The roles trust an issuer that no longer exists: verify reports it, although none of the setup's resources differs."""
    pods_template(0, "--set", "CLUSTER_NAME=one", command=("setup", "pods", "--no-probe", "--yes"))
    verify_args = ("verify", "pods", "--no-probe")
    assert not pods_template(0, command=verify_args).of("issuer")
    eks = cloud.client("eks")
    eks.delete_cluster(name="one")
    now = eks.create_cluster(name="one", roleArn="arn:aws:iam::123456789012:role/Cluster", resourcesVpcConfig={"subnetIds": []})
    moved, = pods_template(2, command=verify_args).of("issuer")
    assert moved["was"] == cluster_issuer.removeprefix("https://") and moved["now"] == now["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://")
