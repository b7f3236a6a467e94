"""A role for pods, tested in a pod: from an empty account to verified, and removed."""

import json

import pytest

from pack_managed import value
from cloud import allow, until
from kube_client import Kube
from text_session import PipeSession

SPACE, ACCOUNT = "/api/v1/namespaces/crew", "/api/v1/namespaces/crew/serviceaccounts/mate"
ARN = "arn:${PARTITION}:iam::${ACCOUNT_ID}:role/${ROLE_NAME}"
POD = {"where": "pod", "cluster": "${CLUSTER_NAME}", "namespace": "crew", "account": "mate"}
CAN = {"where": "cluster", "cluster": "${CLUSTER_NAME}"}
PACK = {
    "pack": "1", "name": "crews", "title": "Crews",
    "methods": [{"name": "irsa", "title": "Pods", "gives": "Access.", "recommended": True}],
    "values": [value("CLUSTER_NAME", kind="text"), value("PARTS", kind="parts", check=["account", "none"], default="account"),
               value("ROLE_NAME", kind="role-name", default="Mate"), value("BUCKET", kind="bucket", default="hold"),
               value("OIDC_PROVIDER_SUFFIX", kind="text", cluster="CLUSTER_NAME",
                     check={"pattern": "[A-Za-z0-9./-]+", "says": "a host and a path"})],
    "resources": [
        {"id": "issuer", "kind": "oidc-provider", "name": "${OIDC_PROVIDER_SUFFIX}", "audience": "sts.amazonaws.com"},
        {"id": "role", "kind": "role", "name": "${ROLE_NAME}", "document": "trust.json", "needs": ["issuer"]},
        {"id": "policy", "kind": "role-policy", "name": "Looking", "role": "${ROLE_NAME}", "document": "policy.json", "needs": ["role"]},
        {"id": "space", "kind": "namespace", "name": "crew", "cluster": "${CLUSTER_NAME}", "when": {"part": ["account"]}},
        {"id": "account", "kind": "service-account", "name": "mate", "namespace": "crew", "cluster": "${CLUSTER_NAME}",
         "annotations": {"eks.amazonaws.com/role-arn": ARN}, "labels": {"crew": "mate"}, "needs": ["space", "role"],
         "when": {"part": ["account"]}}],
    "probes": [
        {"id": "who", "says": "The pod has the role.", "call": {"identity": "${ROLE_NAME}"}, "expected": "allow", **POD},
        {"id": "list", "says": "It lists the bucket.", "call": ["s3api", "list-objects-v2", "--bucket", "${BUCKET}"], "expected": "allow", **POD},
        {"id": "put", "says": "It puts nothing.", "call": ["s3api", "put-object", "--bucket", "${BUCKET}", "--key", "x"],
         "expected": "deny", **POD},
        {"id": "admin", "says": "Masters may all.", "call": {"can": {"user": "nobody", "verb": "create", "resource": "pods",
                                                                    "namespace": "crew"}}, "expected": "deny", **CAN}],
}
TRUST = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Federated": "arn:${PARTITION}:iam::${ACCOUNT_ID}:oidc-provider/${OIDC_PROVIDER_SUFFIX}"},
    "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {
        "${OIDC_PROVIDER_SUFFIX}:aud": "sts.amazonaws.com", "${OIDC_PROVIDER_SUFFIX}:sub": "system:serviceaccount:crew:mate"}}}]}
POLICY = {"Version": "2012-10-17", "Statement": [allow("s3:ListBucket", resource="arn:${PARTITION}:s3:::${BUCKET}")]}
SETUP = ("setup", "crews", "--set", "CLUSTER_NAME=dock", "--yes", "--json")


@pytest.fixture
def pods_template(home, tmp_path, cloud):
    documents = tmp_path / "templates" / "crews" / "documents"
    documents.mkdir(parents=True)
    (documents.parent / "pack.json").write_text(json.dumps(PACK))
    (documents / "trust.json").write_text(json.dumps(TRUST))
    (documents / "policy.json").write_text(json.dumps(POLICY))
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    cloud.client("s3").create_bucket(Bucket="hold")
    return home


@pytest.fixture
def dock(cloud):
    return Kube(cloud)


def checks(result):
    return {e["id"]: e["verdict"] for e in result.of("check")}


GOOD = {"who": "yes", "list": "yes", "put": "yes", "admin": "yes"}


def jobs(dock):
    return (dock.get("/apis/batch/v1/namespaces/crew/jobs") or {"items": []})["items"]


def test_setup_verify_and_remove(pods_template, cloud, dock):
    pods_template.expect(0, "templates", "check", pods_template.environment["ACCREDIT_TEMPLATES"] + "/crews")
    before = cloud.snapshot()
    assert "One pod on the existing nodes of the cluster" in pods_template.run(*[w for w in SETUP if w not in ("--yes", "--json")], "--plan").out
    proved = pods_template.expect(0, *SETUP)
    assert checks(proved) == GOOD
    assert dock.get(ACCOUNT)["metadata"]["annotations"]["eks.amazonaws.com/role-arn"].endswith(":role/Mate")
    assert not jobs(dock), "the job is removed"
    assert checks(pods_template.expect(0, "verify", "crews", "--yes", "--json")) == GOOD
    pods_template.expect(0, "remove", "crews", "--yes", "--json")
    assert cloud.snapshot() == before and dock.get(ACCOUNT) is None and dock.get(SPACE) is None


@pytest.mark.parametrize("ending", ["resume", "undo"])
def test_missing_namespace_and_account_are_temporary(pods_template, cloud, dock, ending):
    """If the template has no namespace and service account, both are created and deleted with the pod, also after a kill."""
    words, before = (*SETUP, "--set", "PARTS=none"), cloud.snapshot()
    started = pods_template.start(*words)
    until(lambda: jobs(dock), what="no job came")
    started.kill()
    pods_template.wait(started)
    assert dock.get(SPACE), "the kill left it"
    resumed = pods_template.expect(0, "resume", "crews", *(["--undo"] if ending == "undo" else []), "--yes", "--json")
    assert dock.get(SPACE) is None
    if ending == "resume":
        assert checks(resumed).items() <= GOOD.items() and checks(resumed)["put"] == "yes"
        pods_template.expect(0, "remove", "crews", "--yes", "--json")
    assert cloud.snapshot() == before


def test_service_account_of_others_is_added_to(pods_template, dock):
    dock.ask("POST", "/api/v1/namespaces", {"metadata": {"name": "crew"}})
    made = dock.ask("POST", SPACE + "/serviceaccounts", {"metadata": {"name": "mate", "annotations": {"theirs": "1"}}})
    assert made["metadata"]["annotations"] == {"theirs": "1"}
    planned = pods_template.expect(0, *SETUP, "--no-probe")
    assert planned.actions["account"] == "update" and planned.actions["space"] == "adopt"
    assert set(dock.get(ACCOUNT)["metadata"]["annotations"]) == {"theirs", "eks.amazonaws.com/role-arn"}
    pods_template.expect(0, "remove", "crews", "--yes", "--json")
    assert "theirs" in dock.get(ACCOUNT)["metadata"]["annotations"], "what others created is not removed"
    dock.ask("PATCH", ACCOUNT, {"metadata": {"annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/other"}}},
             "application/merge-patch+json")
    assert "differs in annotations" in pods_template.expect(64, *SETUP, "--no-probe").err


@pytest.mark.parametrize("endpoint, says", [("https://127.0.0.1:1", "was not reached"),
                                            ("https://A1.gr7.us-east-1.eks.amazonaws.com", "is not called")])
def test_unreachable_endpoint(pods_template, cloud, dock, endpoint, says):
    """Everything that does not need the cluster is created; the pod's checks are inconclusive, and nothing waits."""
    cloud.control("POST", "cluster", {"name": "dock", "endpoint": endpoint})
    result = pods_template.expect(2, *SETUP, "--set", "PARTS=none")
    assert set(checks(result).values()) == {"cannot-tell"}
    assert all(says in e["evidence"]["text"] for e in result.of("check"))
    pods_template.expect(0, "remove", "crews", "--yes", "--json")
    cloud.forget_calls()
    assert says in pods_template.expect(1, *SETUP).err and not cloud.changes()


def test_pod_in_plain_text(pods_template, dock):
    """The pod is offered with its price, and its purpose is stated."""
    session = PipeSession(pods_template, "setup", "crews", "--text", "--set", "CLUSTER_NAME=dock")
    session.until("Apply these changes?")
    assert "make the service account" in session.last or "service account 'mate'" in session.last, session.last
    shown = session.say("y")
    assert "Test from inside the cluster?" in shown and "always removed" in shown, shown
    shown = session.say("y")
    assert "Tested: all 4 checks passed." in shown, shown
    session.say("")
    session.end(0)
