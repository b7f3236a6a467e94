"""The Kubernetes API of a cluster: objects, versions, patches, errors."""

import json
import socket
import subprocess
import threading

import pytest
from conftest import Cloud
from kube import AWS_AUTH, MERGE, PATCH, STRATEGIC, Kube

MAPS = "/api/v1/namespaces/default/configmaps"
ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts"


@pytest.fixture
def kube(cloud):
    cloud.client("eks").create_cluster(name="one", roleArn="arn:aws:iam::123456789012:role/Cluster", resourcesVpcConfig={"subnetIds": []})
    return Kube(cloud, "one")


def test_initial_objects(kube):
    names = [n["metadata"]["name"] for n in kube.good("GET", "/api/v1/namespaces")["items"]]
    assert names == ["default", "kube-node-lease", "kube-public", "kube-system"]
    assert kube.good("GET", ACCOUNTS + "/default")["kind"] == "ServiceAccount"
    assert kube.good("GET", "/version")["major"] == "1"
    assert {"name": "configmaps", "singularName": "configmap", "namespaced": True, "kind": "ConfigMap"}.items() <= next(
        r for r in kube.good("GET", "/api/v1")["resources"] if r["name"] == "configmaps").items()
    assert "batch/v1" in json.dumps(kube.good("GET", "/apis"))
    assert kube.ask("GET", "/healthz") == (200, "ok") and kube.ask("GET", "/nothing")[0] == 404
    assert kube.bad("GET", AWS_AUTH) == (404, "NotFound", 'configmaps "aws-auth" not found')


def test_objects_are_created_and_deleted(kube):
    created = kube.good("POST", MAPS, {"metadata": {"name": "a", "labels": {"app": "x"}}, "data": {"k": "v"}})
    assert created["kind"] == "ConfigMap" and created["metadata"]["uid"] and created["metadata"]["namespace"] == "default"
    assert kube.good("GET", MAPS + "/a") == created
    listed = kube.good("GET", MAPS + "?labelSelector=app%3Dx")
    assert listed["kind"] == "ConfigMapList" and [i["metadata"]["name"] for i in listed["items"]] == ["a"] and "kind" not in listed["items"][0]
    for selector in ("app%21%3Dx", "app+in+(y,z)", "%21app", "other"):
        assert "a" not in [i["metadata"]["name"] for i in kube.good("GET", f"{MAPS}?labelSelector={selector}")["items"]]
    assert [i["metadata"]["name"] for i in kube.good("GET", MAPS + "?fieldSelector=metadata.name%3Da")["items"]] == ["a"]
    assert kube.bad("POST", MAPS, {"metadata": {"name": "a"}}) == (409, "AlreadyExists", 'configmaps "a" already exists')
    gone = kube.good("DELETE", MAPS + "/a", {"preconditions": {"uid": created["metadata"]["uid"]}})
    assert gone["status"] == "Success" and kube.bad("DELETE", MAPS + "/a")[:2] == (404, "NotFound")


def test_dry_run_changes_nothing(kube):
    kube.good("POST", MAPS + "?dryRun=All", {"metadata": {"name": "a"}})
    assert kube.bad("GET", MAPS + "/a")[0] == 404


def test_old_resource_version_is_a_conflict(kube):
    old = kube.good("POST", MAPS, {"metadata": {"name": "a"}, "data": {"k": "1"}})
    new = kube.good("PUT", MAPS + "/a", {**old, "data": {"k": "2"}})
    assert new["metadata"]["resourceVersion"] != old["metadata"]["resourceVersion"] and new["metadata"]["uid"] == old["metadata"]["uid"]
    code, reason, message = kube.bad("PUT", MAPS + "/a", {**old, "data": {"k": "3"}})
    assert (code, reason) == (409, "Conflict") and "the object has been modified" in message
    patch = {"metadata": {"resourceVersion": old["metadata"]["resourceVersion"]}, "data": {"k": "3"}}
    assert kube.bad("PATCH", MAPS + "/a", patch, kind=MERGE)[1] == "Conflict"
    assert kube.bad("DELETE", MAPS + "/a", {"preconditions": {"resourceVersion": "1"}})[1] == "Conflict"
    del old["metadata"]["resourceVersion"]
    assert kube.good("PUT", MAPS + "/a", {**old, "data": {"k": "4"}})["data"] == {"k": "4"}
    same = kube.good("GET", MAPS + "/a")
    assert kube.good("PUT", MAPS + "/a", same)["metadata"]["resourceVersion"] == same["metadata"]["resourceVersion"]


def test_the_three_patches(kube):
    kube.good("POST", ACCOUNTS, {"metadata": {"name": "a", "annotations": {"keep": "1", "go": "2"}}, "secrets": [{"name": "s"}]})
    name = ACCOUNTS + "/a"
    after = kube.good("PATCH", name, {"metadata": {"annotations": {"go": None, "come": "3"}}}, kind=MERGE)
    assert after["metadata"]["annotations"] == {"keep": "1", "come": "3"}
    after = kube.good("PATCH", name, {"secrets": [{"name": "t"}]}, kind=STRATEGIC)
    assert [s["name"] for s in after["secrets"]] == ["s", "t"]
    after = kube.good("PATCH", name, {"secrets": [{"name": "u"}]}, kind=MERGE)
    assert [s["name"] for s in after["secrets"]] == ["u"]
    after = kube.good("PATCH", name, [{"op": "add", "path": "/metadata/annotations/a.b~1c", "value": "4"},
                                      {"op": "test", "path": "/metadata/annotations/keep", "value": "1"},
                                      {"op": "remove", "path": "/metadata/annotations/come"}], kind=PATCH)
    assert after["metadata"]["annotations"] == {"keep": "1", "a.b/c": "4"}
    assert kube.bad("PATCH", name, [{"op": "test", "path": "/metadata/name", "value": "b"}], kind=PATCH)[0] == 422
    assert kube.bad("PATCH", name, {}, kind="application/json")[:2] == (415, "UnsupportedMediaType")


@pytest.mark.parametrize("path, body, refusal", [
    (MAPS, {"metadata": {"name": "Bad_Name"}}, (422, "Invalid", 'ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase')),
    (MAPS, {"metadata": {}}, (422, "Invalid", "name or generateName is required")),
    (MAPS, {"metadata": {"name": "a"}, "data": {"k": 1}}, (400, "BadRequest", "cannot unmarshal")),
    (ACCOUNTS, {"metadata": {"name": "a", "annotations": {"k": True}}}, (400, "BadRequest", "cannot unmarshal")),
    (ACCOUNTS, {"metadata": {"name": "a", "labels": {"k": "a:b"}}}, (422, "Invalid", "a valid label must be")),
    (MAPS, {"metadata": {"name": "a", "namespace": "other"}}, (400, "BadRequest", "does not match the namespace sent on the request")),
    (MAPS, {"kind": "Secret", "metadata": {"name": "a"}}, (400, "BadRequest", "cannot be handled as a ConfigMap")),
    (MAPS, b"{broken", (400, "BadRequest", "")),
    ("/api/v1/namespaces/none/configmaps", {"metadata": {"name": "a"}}, (404, "NotFound", 'namespaces "none" not found')),
    ("/apis/batch/v1/namespaces/default/jobs", {"metadata": {"name": "a"}, "spec": {"template": {"spec": {"containers": []}}}},
     (422, "Invalid", "spec.template.spec.restartPolicy: Required value")),
])
def test_bodies_that_are_rejected(kube, path, body, refusal):
    code, reason, message = kube.bad("POST", path, body)
    assert (code, reason) == refusal[:2] and refusal[2] in message


def test_names_must_agree(kube):
    kube.good("POST", MAPS, {"metadata": {"name": "a"}})
    assert kube.bad("PUT", MAPS + "/a", {"metadata": {"name": "b"}})[0] == 400
    assert kube.bad("PUT", MAPS + "/b", {"metadata": {"name": "b"}})[:2] == (404, "NotFound")


def test_deleting_a_namespace_deletes_its_objects(kube):
    created = kube.good("POST", "/api/v1/namespaces", {"metadata": {"name": "work"}})
    assert created["status"]["phase"] == "Active" and created["metadata"]["labels"]["kubernetes.io/metadata.name"] == "work"
    assert kube.good("GET", "/api/v1/namespaces/work/serviceaccounts/default")
    kube.good("DELETE", "/api/v1/namespaces/work")
    assert kube.bad("GET", "/api/v1/namespaces/work")[0] == kube.bad("GET", "/api/v1/namespaces/work/serviceaccounts/default")[0] == 404


def test_another_writer_causes_a_conflict(cloud, kube):
    kube.map_roles("[]\n")
    cloud.control("POST", "kube_conflict", {"cluster": "one", "patch": {"data": {"mapUsers": "[]\n"}}})
    read = kube.good("GET", AWS_AUTH)
    assert kube.bad("PUT", AWS_AUTH, {**read, "data": {"mapRoles": "- mine\n"}})[1] == "Conflict"
    again = kube.good("GET", AWS_AUTH)
    assert again["data"] == {"mapRoles": "[]\n", "mapUsers": "[]\n"}
    assert kube.good("PUT", AWS_AUTH, {**again, "data": {**again["data"], "mapRoles": "- mine\n"}})["data"]["mapUsers"] == "[]\n"


def test_another_writer_by_option(tmp_path):
    cloud = Cloud(tmp_path, "--cluster", "--kube-conflict", "1", "--delay", "0")
    try:
        kube = Kube(cloud, "practice")
        for expected in (409, 200):
            assert kube.ask("PUT", AWS_AUTH, kube.good("GET", AWS_AUTH) | {"data": {"a": "b"}})[0] == expected
    finally:
        cloud.end()


def test_faults_apply_to_kubernetes_calls(cloud, kube):
    cloud.faults(error="kubernetes:CreateConfigMap=InternalError:500x1")
    assert kube.bad("POST", MAPS, {"metadata": {"name": "a"}})[:2] == (500, "InternalError")
    cloud.faults(lose="CreateConfigMapx1")
    with pytest.raises(OSError):
        kube.ask("POST", MAPS, {"metadata": {"name": "a"}})
    assert kube.good("GET", MAPS + "/a")
    calls = cloud.calls("CreateConfigMap")
    assert [(c["service"], c["status"], c["changing"]) for c in calls] == [("kubernetes", 500, True), ("kubernetes", 201, True)]
    assert calls[1]["params"]["namespace"] == "default" and kube.token not in json.dumps(cloud.calls())


@pytest.mark.parametrize("where, there", [("before", 404), ("after", 200)])
def test_client_is_killed_at_its_change(cloud, kube, where, there):
    cloud.faults(die=where + ":1")
    ended = subprocess.run(["curl", "-sk", "-d", '{"metadata":{"name":"a"}}', "-H", "Authorization: Bearer " + kube.token, "-H",
                            "Content-Type: application/json", kube.description["endpoint"] + MAPS], stdout=subprocess.DEVNULL, timeout=60)
    assert ended.returncode == -9 and kube.ask("GET", MAPS + "/a")[0] == there


def test_many_writers_at_once(kube):
    """Each writer reads, adds a line and writes, and repeats this after a conflict: no line is lost."""
    kube.map_roles("")

    def add(number):
        while True:
            read = kube.good("GET", AWS_AUTH)
            read["data"]["mapRoles"] += f"- {number}\n"
            if kube.ask("PUT", AWS_AUTH, read)[0] == 200:
                return
    threads = [threading.Thread(target=add, args=(n,)) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(kube.good("GET", AWS_AUTH)["data"]["mapRoles"].split("\n")) == [""] + [f"- {n}" for n in range(6)]


def test_deleted_cluster_does_not_answer(cloud, kube):
    cloud.client("eks").delete_cluster(name="one")
    host, _, port = kube.description["endpoint"].removeprefix("https://").partition(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), 5)
