"""Kubernetes permissions, which no IAM policy decides, are asked of the cluster."""

import json

import pytest

from cloud import ACCOUNT, allow
from kube_client import Kube
from test_cluster_access import SETUP as DOCKS
from test_cluster_access import cluster_template, old_cluster  # noqa: F401
from test_decode import as_user
from test_pods import SETUP as CREWS
from test_pods import pods_template, dock  # noqa: F401
from test_preflight import preflight_of

ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
RBAC = "/apis/rbac.authorization.k8s.io/v1"
GROUP = "rbac.authorization.k8s.io"


def map_user(cloud, kube, *rules):
    """Maps the user into the cluster, with these permissions in all of it."""
    kube.eks.create_access_entry(clusterName=kube.name, principalArn=ANN, kubernetesGroups=["helpers"])
    grant(kube, *rules)


def grant(kube, *rules, name="helper"):
    kube.ask("POST", f"{RBAC}/clusterroles", {"metadata": {"name": name}, "rules": list(rules)})
    kube.ask("POST", f"{RBAC}/clusterrolebindings", {"metadata": {"name": name}, "roleRef": {"apiGroup": GROUP, "kind": "ClusterRole", "name": name},
                                                     "subjects": [{"apiGroup": GROUP, "kind": "Group", "name": "helpers"}]})


def rule(verbs, resources, *groups):
    return {"apiGroups": list(groups) or [""], "resources": resources, "verbs": verbs}


READ = rule(["get", "list"], ["*"])


def plan(words):
    return [w for w in words if w != "--yes"] + ["--plan"]


def test_cluster_that_allows_reading_alone(pods_template, cloud, iam, dock):  # noqa: F811
    as_user(pods_template, iam, allow("*"))
    map_user(cloud, dock, READ)
    event, steps = preflight_of(pods_template.expect(2, *plan(CREWS)))
    no = {n: s for n, s in steps.items() if s["verdict"] == "no"}
    assert set(no) == {"space.create", "account.create", "pod.launch", "pod.end"}, steps
    assert {s["layer"] for s in no.values()} == {"rbac"} and steps["pod.check"]["verdict"] == "yes"
    assert no["account.create"]["statement"] == {"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["create"]}
    assert no["pod.launch"]["statement"]["apiGroups"] == ["batch"]
    locations = {m["where"]: m["statements"] for m in event["mends"]}
    assert set(locations) == {"a ClusterRole bound to you in the cluster dock",
                           "a Role bound to you in the namespace crew of the cluster dock"}
    assert {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["create", "delete"]} in locations["a Role bound to you in the namespace crew of the cluster dock"]
    assert event["statements"] == [], "no IAM policy helps there"
    output = pods_template.expect(2, *[w for w in plan(CREWS) if w != "--json"]).out
    assert "    create serviceaccounts in the namespace crew of the cluster dock: no Role or ClusterRole" in output and "(the cluster's RBAC)" in output
    assert '"jobs"' in output and "cluster dock:\n" in output
    assert not cloud.roles() and dock.get("/api/v1/namespaces/crew") is None


def test_suggested_permissions_are_sufficient(pods_template, cloud, iam, dock):  # noqa: F811
    as_user(pods_template, iam, allow("*"))
    map_user(cloud, dock, READ)
    event, _ = preflight_of(pods_template.expect(2, *plan(CREWS)))
    for n, mend in enumerate(event["mends"]):
        grant(dock, *mend["statements"], name=f"asked-{n}")
    _, steps = preflight_of(pods_template.expect(2, *plan(CREWS)))
    assert {s["verdict"] for s in steps.values()} == {"yes"}, steps


def test_line_of_aws_auth(cluster_template, cloud, iam, old_cluster):  # noqa: F811
    """The operator's own line grants access; whether it allows editing aws-auth is decided by the cluster."""
    old_cluster.put_map(f"- rolearn: arn:aws:iam::{ACCOUNT}:role/None\n  username: nobody\n  groups: []\n")
    old_cluster.ask("PATCH", "/api/v1/namespaces/kube-system/configmaps/aws-auth", {"data": {
        "mapUsers": f"- userarn: {ANN}\n  username: ann\n  groups: [helpers]\n"}}, "application/merge-patch+json")
    as_user(cluster_template, iam, allow("*"))
    grant(old_cluster, READ)
    _, steps = preflight_of(cluster_template.expect(2, *plan(DOCKS)))
    no = {n: s["statement"] for n, s in steps.items() if s["verdict"] == "no"}
    wanted = {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["aws-auth"], "verbs": ["update"]}
    assert no == {"access.create": wanted, "nodes.create": wanted}, steps


def test_access_entries_are_decided_by_iam(cluster_template, cloud, iam):  # noqa: F811
    Kube(cloud, mode="API")
    as_user(cluster_template, iam, allow("iam:*", "sts:*", "eks:Describe*"))
    _, steps = preflight_of(cluster_template.expect(2, *plan(DOCKS)))
    assert {s["action"] for s in steps.values() if s["verdict"] == "no"} == {"eks:CreateAccessEntry"}, steps


ASKED = "CreateSelfSubjectAccessReview"


@pytest.mark.parametrize("fault, says", (
    ({"error": f"{ASKED}=Forbidden"}, "cannot be reached"), ({"stall": ASKED}, "did not answer in time"), ({"reset": ASKED}, "cannot be reached"),
    ({"answer": [{"operation": ASKED, "body": "<html>", "status": 200}]}, "cannot be reached"),
    ({"answer": [{"operation": ASKED, "body": '{"status":{"allowed":"yes"}}', "status": 201}]}, ""),
    ({"answer": [{"operation": ASKED, "body": "[]", "status": 201}]}, "")))
def test_unreachable_cluster_does_not_stop_setup(pods_template, cloud, dock, fault, says):  # noqa: F811
    cloud.faults(**fault)
    result = pods_template.expect(2, *plan(CREWS))
    cloud.release_calls()
    _, steps = preflight_of(result)
    unsure = {n: s.get("why", "") for n, s in steps.items() if s["verdict"] == "cannot-tell"}
    assert set(unsure) == {"space.create", "account.create", "pod.launch", "pod.check", "pod.end"} and result.seconds < 30
    assert all(says in why for why in unsure.values()) and steps["role.create"]["verdict"] == "yes", steps


def test_preflight_of_a_removal(pods_template, cloud, iam, dock):  # noqa: F811
    pods_template.expect(0, *CREWS, "--no-probe")
    as_user(pods_template, iam, allow("*"))
    map_user(cloud, dock, READ)
    output = pods_template.run("remove", "crews").out
    assert "delete serviceaccounts" in output and "delete namespaces" in output and "resourceNames" in output, output
    result = pods_template.run("remove", "crews", "--yes", "--json")
    _, steps = preflight_of(result)
    assert result.code == 3 and {s["action"] for s in steps.values() if s["verdict"] == "no"} == {"delete serviceaccounts", "delete namespaces"}
