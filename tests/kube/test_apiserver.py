"""accredit's Kubernetes calls against the real API server. ACCREDIT_KUBE_APISERVER and ETCD name the programs."""

import json
import os

import pytest

from apiserver import ApiServer
from pack_managed import value
from cloud import EC2_TRUST, until

PROGRAMS = {name: os.environ.get(name, "") for name in ("ACCREDIT_KUBE_APISERVER", "ETCD")}
MISSING = [name for name, path in PROGRAMS.items() if not os.access(path, os.X_OK)]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"no real API server: {' and '.join(MISSING)} name no program (doc/kubernetes)")

SPACE = "/api/v1/namespaces/crew"
PODS = {"where": "pod", "cluster": "${CLUSTER_NAME}", "namespace": "crew", "account": "mate", "expected": "allow"}
CAN = {"where": "cluster", "cluster": "${CLUSTER_NAME}"}
PACK = {
    "pack": "1", "name": "docks", "title": "Docks",
    "methods": [{"name": "role", "title": "Role", "gives": "Access.", "recommended": True}],
    "values": [value("CLUSTER_NAME", kind="text")],
    "resources": [
        {"id": "role", "kind": "role", "name": "Skipper", "document": "trust.json"},
        {"id": "access", "kind": "cluster-access", "name": "Skipper", "cluster": "${CLUSTER_NAME}", "username": "dock-user",
         "principal": "arn:${PARTITION}:iam::${ACCOUNT_ID}:role/Skipper", "groups": ["dockers"], "needs": ["role"]},
        {"id": "nodes", "kind": "cluster-access", "name": "Oars", "cluster": "${CLUSTER_NAME}", "type": "EC2_LINUX",
         "principal": "arn:${PARTITION}:iam::${ACCOUNT_ID}:role/team/Oars"},
        {"id": "space", "kind": "namespace", "name": "crew", "cluster": "${CLUSTER_NAME}"},
        {"id": "account", "kind": "service-account", "name": "mate", "namespace": "crew", "cluster": "${CLUSTER_NAME}",
         "annotations": {"eks.amazonaws.com/role-arn": "arn:${PARTITION}:iam::${ACCOUNT_ID}:role/Skipper"}, "needs": ["space"]}],
    "probes": [
        {"id": "who", "says": "The pod has the role.", "call": {"identity": "Skipper"}, **PODS},
        {"id": "look", "says": "The user reads pods.", "call": {"can": {"user": "dock-user", "verb": "get", "resource": "pods/log",
                                                                       "namespace": "crew"}}, "expected": "allow", **CAN},
        {"id": "make", "says": "The user makes none.", "call": {"can": {"user": "dock-user", "verb": "create",
                                                                       "resource": "deployments.apps", "namespace": "crew"}},
         "expected": "deny", **CAN}],
}
SETUP = ("setup", "docks", "--set", "CLUSTER_NAME=dock", "--yes", "--json")
OTHERS = "# ours\n- rolearn: 'arn:aws:iam::123456789012:role/Old'   # kept\n  username: old\n"
RBAC = "rbac.authorization.k8s.io"
RULES = [
    ("roles", {"metadata": {"name": "look"}, "rules": [{"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]}]}),
    ("rolebindings", {"metadata": {"name": "look"}, "subjects": [{"kind": "User", "name": "dock-user", "apiGroup": RBAC}],
                      "roleRef": {"kind": "Role", "name": "look", "apiGroup": RBAC}})]


@pytest.fixture(scope="module")
def server(running_cloud, tmp_path_factory):
    server = ApiServer(running_cloud, tmp_path_factory.mktemp("kube"), PROGRAMS)
    yield server
    server.end()


@pytest.fixture
def docks(home, server, tmp_path):
    documents = tmp_path / "templates" / "docks" / "documents"
    documents.mkdir(parents=True)
    (documents.parent / "pack.json").write_text(json.dumps(PACK))
    (documents / "trust.json").write_text(json.dumps(EC2_TRUST))
    home.environment.update(ACCREDIT_TEMPLATES=str(tmp_path / "templates"), AWS_ENDPOINT_URL_EKS=server.eks_server.url)
    return home


def test_setup_and_remove(docks, server):
    """A line next to others', a namespace, a service account, a Job that waits for an image: created, checked, removed."""
    server.put_map(OTHERS)
    made = docks.expect(0, *SETUP, "--no-probe")
    assert server.roles.startswith(OTHERS) and "role/Oars\n" in server.roles and "role/team" not in server.roles
    assert made.actions == {"role": "create", "access": "create", "nodes": "create", "space": "create", "account": "create"}
    assert docks.expect(0, *SETUP, "--no-probe").actions == dict.fromkeys(made.actions, "none")
    for kind, body in RULES:
        server.ask("POST", f"/apis/rbac.authorization.k8s.io/v1/namespaces/crew/{kind}", body)
    started = docks.start("verify", "docks", "--yes", "--json")
    pod = act_as_controller(server)
    verdicts = {e["id"]: e for e in docks.wait(started).of("check")}
    assert {k: v["verdict"] for k, v in verdicts.items()} == {"who": "cannot-tell", "look": "yes", "make": "yes"}
    assert "ImagePullBackOff" in verdicts["who"]["evidence"]["text"]
    assert not server.get("/apis/batch/v1/namespaces/crew/jobs")["items"]
    server.ask("DELETE", f"{SPACE}/pods/{pod}?gracePeriodSeconds=0")
    docks.expect(0, "remove", "docks", "--yes", "--json")
    assert server.roles == OTHERS
    assert server.get(SPACE)["metadata"]["deletionTimestamp"], "no controller deletes it here"


def act_as_controller(server):
    """Does what the Job's controller and a kubelet would do: a pod whose image cannot be pulled."""
    jobs = "/apis/batch/v1/namespaces/crew/jobs"
    job = until(lambda: (server.get(jobs) or {"items": []})["items"], what="no job came")[0]
    template = job["spec"]["template"]
    pod = server.ask("POST", SPACE + "/pods", {"metadata": {**template["metadata"], "name": "probe"}, "spec": template["spec"]})
    assert pod["spec"]["containers"][0]["command"][:2] == ["bash", "-c"]
    server.ask("PATCH", SPACE + "/pods/probe/status", {"status": {"phase": "Pending", "containerStatuses": [{
        "name": "probe", "image": "x", "imageID": "", "ready": False, "restartCount": 0,
        "state": {"waiting": {"reason": "ImagePullBackOff", "message": "no such image"}}}]}}, "application/merge-patch+json")
    return "probe"


def test_caller_unknown_to_the_cluster(docks, iam):
    """A caller who is allowed everything by IAM, but whom the cluster does not know."""
    iam.create_user(UserName="stranger")
    iam.attach_user_policy(UserName="stranger", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    key = iam.create_access_key(UserName="stranger")["AccessKey"]
    refused = docks.run(*SETUP, "--no-probe", env={"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]})
    assert refused.code == 1 and "access entry" in refused.err, refused
