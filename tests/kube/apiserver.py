"""A real kube-apiserver with a real etcd, and the parts of EKS in front of it: DescribeCluster and the owner of a token."""

import base64
import http.server
import json
import os
import socket
import ssl
import subprocess
import threading
import urllib.parse

from cloud import until
from kube_client import Kube

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def certificates(folder):
    """A certificate authority, the server's certificate from it, and the key of service accounts."""
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl(folder, "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=ca", "-days", "2")
    openssl(folder, "req", *curve, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=server")
    (folder / "alt").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-out", "server.crt",
            "-days", "2", "-extfile", "alt")
    openssl(folder, "genrsa", "-out", "accounts.key", "2048")


class EksServer(http.server.ThreadingHTTPServer):
    """EKS's DescribeCluster, and the webhook that tells the API server whose a token is; it knows a single key."""

    def __init__(self, key):
        super().__init__(("127.0.0.1", 0), Handler)
        self.cluster, self.known = {}, key
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def _answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status == 404:
            self.send_header("x-amzn-ErrorType", "ResourceNotFoundException")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        name = self.path.rpartition("/clusters/")[2]
        found = name == self.server.cluster.get("name")
        self._answer(200 if found else 404, {"cluster": self.server.cluster} if found else {"message": "none"})

    def do_POST(self):
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        token = review["spec"]["token"]
        url = base64.urlsafe_b64decode(token.removeprefix("k8s-aws-v1.") + "===").decode(errors="replace")
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
        good = token.startswith("k8s-aws-v1.") and asked.get("Action") == ["GetCallerIdentity"] and \
            "x-k8s-aws-id" in asked["X-Amz-SignedHeaders"][0] and asked["X-Amz-Credential"][0].startswith(self.server.known + "/")
        status = {"authenticated": good}
        if good:
            status["user"] = {"username": "admin", "groups": ["system:masters", "system:authenticated"]}
        self._answer(200, {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "status": status})


class ApiServer(Kube):
    def __init__(self, cloud, folder, programs):
        self.cloud, self.name, self.folder, self.children = cloud, "dock", folder, []
        certificates(folder)
        self.eks_server = EksServer(cloud.operator["access_key_id"])
        (folder / "webhook.json").write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "clusters": [{"name": "c", "cluster": {"server": self.eks_server.url}}],
            "users": [{"name": "u", "user": {}}], "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
            "current-context": "x"}))
        store, port = f"http://127.0.0.1:{free_port()}", free_port()
        self._start(programs["ETCD"], "--data-dir", "etcd", "--listen-client-urls", store, "--advertise-client-urls", store,
                    "--listen-peer-urls", f"http://127.0.0.1:{free_port()}")
        self._start(programs["ACCREDIT_KUBE_APISERVER"], "--etcd-servers", store, "--bind-address", "127.0.0.1", "--secure-port", str(port),
                    "--tls-cert-file", "server.crt", "--tls-private-key-file", "server.key", "--authorization-mode", "RBAC",
                    "--authentication-token-webhook-config-file", "webhook.json", "--authentication-token-webhook-version", "v1",
                    "--service-account-issuer", "https://kubernetes.default.svc", "--service-account-key-file", "accounts.key",
                    "--service-account-signing-key-file", "accounts.key", "--service-cluster-ip-range", "10.0.0.0/24",
                    "--endpoint-reconciler-type", "none")
        self.endpoint = f"https://127.0.0.1:{port}"
        self.tls = ssl.create_default_context(cafile=str(folder / "ca.crt"))
        until(self._ready, 90, "the API server never became ready")
        self.eks_server.cluster = {
            "name": "dock", "arn": "arn:aws:eks:us-east-1:123456789012:cluster/dock", "endpoint": self.endpoint, "status": "ACTIVE",
            "certificateAuthority": {"data": base64.b64encode((folder / "ca.crt").read_bytes()).decode()},
            "accessConfig": {"authenticationMode": "CONFIG_MAP"}}

    def _start(self, *words):
        log = open(self.folder / (os.path.basename(words[0]) + ".log"), "wb")
        self.children.append(subprocess.Popen(words, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT))

    def _ready(self):
        assert all(c.poll() is None for c in self.children), "it ended: see its log in " + str(self.folder)
        try:
            return self.get("/api/v1/namespaces/kube-system")
        except (OSError, AssertionError):
            return None

    def end(self):
        for child in reversed(self.children):
            child.terminate()
            child.wait(30)
        self.eks_server.shutdown()
