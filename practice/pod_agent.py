"""The EKS Pod Identity Agent of a cluster's nodes: an address on loopback that gives pods the credentials of their association."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler

import eks_pods
from errors import AwsError
from imds import Server

# The address in a pod's environment; our containers get the agent's loopback address in its place.
URL = "http://169.254.170.23/v1/credentials"
TOKEN_PATH = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cluster = None

    def log_message(self, *args):
        pass

    def reply(self, status, text, kind="text/plain"):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path.partition("?")[0] != "/v1/credentials":
            return self.reply(404, "404 page not found\n")
        token = self.headers.get("Authorization", "")
        if not token:
            return self.reply(400, "Service account token cannot be empty\n")
        try:
            with self.cluster.gateway.account.lock, self.cluster.lock:
                _, session, _ = eks_pods.assume(self.cluster, token)
        except AwsError as error:
            return self.reply(error.status, f"[practice]: ({error.code}): {error.message}, fault: client\n")
        account = session.role_arn.split(":")[4]
        expires = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(session.expires))
        return self.reply(200, json.dumps({"AccessKeyId": session.key, "SecretAccessKey": session.secret, "Token": session.token,
                                           "AccountId": account, "Expiration": expires}), "application/json")


class Agent:
    """Listens from the first pod that needs it until the cluster is closed."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.server = None

    @property
    def url(self):
        if self.server is None:
            handler = type("AgentHandler", (Handler,), {"cluster": self.cluster})
            self.server = Server(("127.0.0.1", 0), handler)
            threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1/credentials"

    def end(self):
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
