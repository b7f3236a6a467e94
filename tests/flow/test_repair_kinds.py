"""The ways of drift that test_repair's set-up does not have: named by verify, mended by repair, and nothing else touched."""

import json

import yaml

from cloud import ACCOUNT
from kube_client import Kube
from test_e6data import cluster, one_role, setup, words  # noqa: F401

PARTS = "engine,cross-account,mapping,karpenter"


def no_audience(cloud, iam, cluster):
    name, engine = one_role(cloud, "engine-role")
    trust = json.loads(json.dumps(engine["trust"]))
    del trust["Statement"][0]["Condition"]["StringEquals"][f"{cluster}:aud"]
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))


def wildcard_subject(cloud, iam, cluster):
    """Under StringEquals a star matches nothing, and a subject of another case no pod."""
    name, engine = one_role(cloud, "engine-role")
    trust = json.loads(json.dumps(engine["trust"]).replace("serviceaccount:e6:salesdata", "ServiceAccount:e6:*"))
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))


def detached(cloud, iam, cluster):
    iam.detach_role_policy(RoleName="one-KarpenterNodeRole", PolicyArn="arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy")


def another_version(cloud, iam, cluster):
    arn = next(p["Arn"] for p in iam.list_policies(Scope="Local")["Policies"] if "engine-s3-policy" in p["Arn"])
    iam.create_policy_version(PolicyArn=arn, SetAsDefault=True, PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}))


def audience_missing(cloud, iam, cluster):
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=f"arn:aws:iam::{ACCOUNT}:oidc-provider/{cluster}", ClientID="sts.amazonaws.com")


def line_gone(cloud, iam, cluster):
    line_gone.kube.put_map(yaml.safe_dump([r for r in lines(line_gone.kube) if "cross-account" not in r["rolearn"]]))


def lines(kube):
    return sorted(yaml.safe_load(kube.roles), key=lambda row: row["rolearn"])


def account(cloud, iam):
    """All that the ways touch; a policy that was changed and changed back has versions more."""
    providers = [p["Arn"] for p in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]
    return {k: v for k, v in cloud.snapshot().items() if k != "policies"}, {
        p: iam.get_open_id_connect_provider(OpenIDConnectProviderArn=p)["ClientIDList"] for p in providers}


def trusts_of(said):
    return [(e["of"], e["finding"]) for e in said.events if e["event"] == "trust"]


WAYS = [(no_audience, "engine-role", "document"), (wildcard_subject, "engine-role", "document"), (detached, "node-network", "policy"),
        (another_version, "engine-policy", "document"), (audience_missing, "provider", "audience"), (line_gone, "mapping-vendor", "")]

TRUSTS = {no_audience: [("engine-role", "audience")], wildcard_subject: [("engine-role", "wildcard")]}


def test_each_way_is_named_and_mended(cloud, iam, setup, home):
    cloud.client("s3").create_bucket(Bucket="second-data")
    kube = line_gone.kube = Kube(cloud, "one", "CONFIG_MAP")
    cluster = cloud.client("eks").describe_cluster(name="one")["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://")
    made = setup("--no-probe", "--set", f"PARTS={PARTS}")
    kept = dict.fromkeys(made.actions, "none")
    wanted, mapped = account(cloud, iam), lines(kube)
    for change, where, path in WAYS:
        change(cloud, iam, cluster)
        said = home.expect(2, "verify", "e6data", "--no-probe", "--json")
        assert set(said.diffs) == {where} and any(p.startswith(path) for p in said.diffs[where]), (change.__name__, said.diffs)
        assert trusts_of(said) == TRUSTS.get(change, []), change.__name__
        mended = home.expect(0, "repair", "e6data", "--yes", "--json")
        assert mended.actions == said.actions and {k for k, v in mended.actions.items() if v != "none"} == {where}
        assert home.expect(0, "verify", "e6data", "--no-probe", "--json").actions == kept
        assert account(cloud, iam) == wanted and lines(kube) == mapped, change.__name__


def test_a_trust_made_by_hand_is_held_against_the_cluster(cloud, iam, cluster, setup, home):  # noqa: F811
    """The one letter that keeps the pod out is named, and an issuer that is none of the cluster's is no answer."""
    by_hand = ["verify", "--platform", "e6data", "--name", "e6data", "--no-probe", "--json", *words(PARTS="engine")]
    setup("--no-probe", "--set", "PARTS=engine")
    home.forget()
    home.expect(0, *by_hand)
    wildcard_subject(cloud, iam, cluster)
    said = home.expect(2, *by_hand)
    assert trusts_of(said) == [("engine-role", "wildcard")] and set(said.diffs) == {"engine-role"}
    assert "no pod is let in" in home.expect(2, *[w for w in by_hand if w != "--json"]).out
    refused = home.expect(64, *by_hand, "--set", f"OIDC_PROVIDER_SUFFIX={cluster[:-1]}0")
    assert "not the OIDC issuer of the cluster 'one'" in refused.err and cluster in refused.err
