"""Differences that test_repair's setup cannot have: reported by verify, fixed by repair, and nothing else changes."""

import json

import yaml

from cloud import ACCOUNT
from kube_client import Kube
from test_e6data import cluster, one_role, setup, words  # noqa: F401

PARTS = "engine,cross-account,mapping,karpenter"


def remove_audience(cloud, iam, cluster):
    name, engine = one_role(cloud, "engine-role")
    trust = json.loads(json.dumps(engine["trust"]))
    del trust["Statement"][0]["Condition"]["StringEquals"][f"{cluster}:aud"]
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))


def use_wildcard_subject(cloud, iam, cluster):
    """Under StringEquals a star matches nothing, and a subject in another case matches no pod."""
    name, engine = one_role(cloud, "engine-role")
    trust = json.loads(json.dumps(engine["trust"]).replace("serviceaccount:e6:salesdata", "ServiceAccount:e6:*"))
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))


def detach_policy(cloud, iam, cluster):
    iam.detach_role_policy(RoleName="one-KarpenterNodeRole", PolicyArn="arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy")


def create_policy_version(cloud, iam, cluster):
    arn = next(p["Arn"] for p in iam.list_policies(Scope="Local")["Policies"] if "engine-s3-policy" in p["Arn"])
    iam.create_policy_version(PolicyArn=arn, SetAsDefault=True, PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}))


def remove_providers_audience(cloud, iam, cluster):
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=f"arn:aws:iam::{ACCOUNT}:oidc-provider/{cluster}", ClientID="sts.amazonaws.com")


def remove_line(cloud, iam, cluster):
    remove_line.kube.put_map(yaml.safe_dump([r for r in aws_auth_lines(remove_line.kube) if "cross-account" not in r["rolearn"]]))


def aws_auth_lines(kube):
    return sorted(yaml.safe_load(kube.roles), key=lambda row: row["rolearn"])


def account_snapshot(cloud, iam):
    """Everything that the changes affect; a policy that was changed and restored has more versions."""
    providers = [p["Arn"] for p in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]
    return {k: v for k, v in cloud.snapshot().items() if k != "policies"}, {
        p: iam.get_open_id_connect_provider(OpenIDConnectProviderArn=p)["ClientIDList"] for p in providers}


def trusts_of(said):
    return [(e["of"], e["finding"]) for e in said.events if e["event"] == "trust"]


DIFFERENCES = [(remove_audience, "engine-role", "document"), (use_wildcard_subject, "engine-role", "document"), (detach_policy, "node-network", "policy"),
        (create_policy_version, "engine-policy", "document"), (remove_providers_audience, "provider", "audience"), (remove_line, "mapping-vendor", "")]

TRUSTS = {remove_audience: [("engine-role", "audience")], use_wildcard_subject: [("engine-role", "wildcard")]}


def test_verify_reports_and_repair_fixes_each_difference(cloud, iam, setup, home):
    cloud.client("s3").create_bucket(Bucket="second-data")
    kube = remove_line.kube = Kube(cloud, "one", "CONFIG_MAP")
    cluster = cloud.client("eks").describe_cluster(name="one")["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://")
    made = setup("--no-probe", "--set", f"PARTS={PARTS}")
    kept = dict.fromkeys(made.actions, "none")
    wanted, mapped = account_snapshot(cloud, iam), aws_auth_lines(kube)
    for change, where, path in DIFFERENCES:
        change(cloud, iam, cluster)
        result = home.expect(2, "verify", "e6data", "--no-probe", "--json")
        assert set(result.diffs) == {where} and any(p.startswith(path) for p in result.diffs[where]), (change.__name__, result.diffs)
        assert trusts_of(result) == TRUSTS.get(change, []), change.__name__
        repaired = home.expect(0, "repair", "e6data", "--yes", "--json")
        assert repaired.actions == result.actions and {k for k, v in repaired.actions.items() if v != "none"} == {where}
        assert home.expect(0, "verify", "e6data", "--no-probe", "--json").actions == kept
        assert account_snapshot(cloud, iam) == wanted and aws_auth_lines(kube) == mapped, change.__name__


def test_manual_trust_is_compared_with_the_cluster(cloud, iam, cluster, setup, home):  # noqa: F811
    """The single letter that excludes the pod is named, and an issuer that is not the cluster's is rejected."""
    manual_args = ["verify", "--platform", "e6data", "--name", "e6data", "--no-probe", "--json", *words(PARTS="engine")]
    setup("--no-probe", "--set", "PARTS=engine")
    home.delete_state()
    home.expect(0, *manual_args)
    use_wildcard_subject(cloud, iam, cluster)
    result = home.expect(2, *manual_args)
    assert trusts_of(result) == [("engine-role", "wildcard")] and set(result.diffs) == {"engine-role"}
    assert "no pod can assume the role" in home.expect(2, *[w for w in manual_args if w != "--json"]).out
    another = cluster[:-1] + ("1" if cluster.endswith("0") else "0")
    refused = home.expect(64, *manual_args, "--set", f"OIDC_PROVIDER_SUFFIX={another}")
    assert "not the OIDC issuer of the cluster 'one'" in refused.err and cluster in refused.err
