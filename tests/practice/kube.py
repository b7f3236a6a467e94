"""A client of the Kubernetes API for the tests: urllib, the cluster's own certificate authority, a presigned token."""

import base64
import json
import ssl
import urllib.error
import urllib.request

from conftest import until

MERGE, STRATEGIC, PATCH = (f"application/{k}+json" for k in ("merge-patch", "strategic-merge-patch", "json-patch"))
AWS_AUTH = "/api/v1/namespaces/kube-system/configmaps/aws-auth"


def token_for(client, cluster, method="GET", seconds=60, operation="get_caller_identity"):
    """A token as `aws eks get-token` creates it."""
    client.meta.events.register("before-sign.sts.*", lambda request, **_: request.headers.__setitem__("x-k8s-aws-id", cluster))
    url = client.generate_presigned_url(operation, ExpiresIn=seconds, HttpMethod=method)
    return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).rstrip(b"=").decode()


class Kube:
    """Calls one cluster's API as one user."""

    def __init__(self, cloud, name, keys=None, token=None):
        self.cloud = cloud
        self.name = name
        self.description = cloud.client("eks").describe_cluster(name=name)["cluster"]
        authority = base64.b64decode(self.description["certificateAuthority"]["data"]).decode()
        self.context = ssl.create_default_context(cadata=authority)
        self.token = token_for(cloud.client("sts", **(keys or {})), name) if token is None else token

    def ask(self, method, path, body=None, kind="application/json", **headers):
        """(status, text)"""
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = kind
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        request = urllib.request.Request(self.description["endpoint"] + path, method=method, data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, context=self.context, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def good(self, method, path, body=None, **more):
        status, text = self.ask(method, path, body, **more)
        assert status in (200, 201), text
        return json.loads(text)

    def bad(self, method, path, body=None, **more):
        """(code, reason, message) of an error that is a Status."""
        status, text = self.ask(method, path, body, **more)
        found = json.loads(text)
        assert (found["kind"], found["status"], found["code"]) == ("Status", "Failure", status), text
        return status, found["reason"], found["message"]

    def can(self, user="", verb="get", resource="pods", namespace="", groups=(), **more):
        spec = {"user": user, "groups": list(groups), "resourceAttributes": {"verb": verb, "resource": resource, "namespace": namespace, **more}}
        return self.good("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {"spec": spec})["status"]["allowed"]

    def can_i(self, verb, resource, namespace=""):
        spec = {"resourceAttributes": {"verb": verb, "resource": resource, "namespace": namespace}}
        return self.good("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {"spec": spec})["status"]["allowed"]

    def who(self):
        return self.good("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {})["status"]["userInfo"]

    def map_roles(self, text):
        self.good("POST", "/api/v1/namespaces/kube-system/configmaps", {"metadata": {"name": "aws-auth"}, "data": {"mapRoles": text}})

    def run(self, script, name="probe", account="default", namespace="default", image="example.com/tools", container=None, **spec):
        """Starts a job of one container."""
        one = {"name": "probe", "image": image, "command": ["bash", "-c", script], **(container or {})}
        body = {"metadata": {"name": name}, "spec": {"backoffLimit": 0, **spec, "template": {"spec": {
            "serviceAccountName": account, "restartPolicy": "Never", "containers": [one]}}}}
        return self.good("POST", f"/apis/batch/v1/namespaces/{namespace}/jobs", body)

    def job(self, name="probe", namespace="default"):
        status, text = self.ask("GET", f"/apis/batch/v1/namespaces/{namespace}/jobs/{name}")
        return json.loads(text) if status == 200 else None

    def pods(self, name="probe", namespace="default"):
        return self.good("GET", f"/api/v1/namespaces/{namespace}/pods?labelSelector=job-name%3D{name}")["items"]

    def ended(self, name="probe", namespace="default"):
        """Waits for a job's end; returns its last condition."""
        return until(lambda: (self.job(name, namespace)["status"].get("conditions") or [None])[-1])

    def log(self, name="probe", namespace="default", query=""):
        pod = self.pods(name, namespace)[-1]["metadata"]["name"]
        return self.ask("GET", f"/api/v1/namespaces/{namespace}/pods/{pod}/log{query}")
