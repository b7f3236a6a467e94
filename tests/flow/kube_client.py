"""A cluster of the practice cloud for tests: its Kubernetes API, called with a token that botocore signs."""

import base64
import json
import ssl
import urllib.error
import urllib.request

from botocore.signers import RequestSigner

CLUSTER_ROLE = "arn:aws:iam::123456789012:role/Cluster"
MAP = "/api/v1/namespaces/kube-system/configmaps/aws-auth"


class Kube:
    def __init__(self, cloud, name="dock", mode="API_AND_CONFIG_MAP"):
        self.cloud, self.name, self.eks = cloud, name, cloud.client("eks")
        made = self.eks.create_cluster(name=name, roleArn=CLUSTER_ROLE, resourcesVpcConfig={"subnetIds": []},
                                       accessConfig={"authenticationMode": mode})["cluster"]
        self.endpoint = made["endpoint"]
        self.tls = ssl.create_default_context(cadata=base64.b64decode(made["certificateAuthority"]["data"]).decode())

    def token(self):
        sts = self.cloud.client("sts")
        signer = RequestSigner(sts.meta.service_model.service_id, "us-east-1", "sts", "v4", sts._request_signer._credentials,
                               sts.meta.events)
        url = signer.generate_presigned_url(
            {"method": "GET", "url": sts.meta.endpoint_url + "/?Action=GetCallerIdentity&Version=2011-06-15", "body": {},
             "headers": {"x-k8s-aws-id": self.name}, "context": {}}, region_name="us-east-1", expires_in=60, operation_name="")
        return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")

    def ask(self, method, path, body=None, kind="application/json"):
        """The response, or None if there is no such resource."""
        request = urllib.request.Request(self.endpoint + path, method=method, data=json.dumps(body).encode() if body else None,
                                         headers={"Authorization": "Bearer " + self.token(), "Content-Type": kind})
        try:
            with urllib.request.urlopen(request, context=self.tls, timeout=20) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from error

    def get(self, path):
        return self.ask("GET", path)

    def put_map(self, text):
        """Sets mapRoles of aws-auth to this text."""
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "aws-auth", "namespace": "kube-system"},
                "data": {"mapRoles": text}}
        there = self.get(MAP)
        if there:
            return self.ask("PATCH", MAP, {"data": {"mapRoles": text}}, "application/merge-patch+json")
        return self.ask("POST", MAP.rpartition("/")[0], body)

    @property
    def roles(self):
        there = self.get(MAP)
        return there and there["data"]["mapRoles"]
