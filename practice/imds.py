"""The instance metadata service of one worker: IMDSv2, loopback, a port of its own."""

import json
import secrets
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    worker = None
    tokens = None

    def log_message(self, *args):
        pass

    def reply(self, status, text=""):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        if self.command == "PUT" and status == 200:
            self.send_header("X-aws-ec2-metadata-token-ttl-seconds", str(self.ttl))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/latest/api/token":
            return self.reply(404)
        try:
            self.ttl = int(self.headers.get("X-aws-ec2-metadata-token-ttl-seconds", ""))
        except ValueError:
            return self.reply(400)
        if not 1 <= self.ttl <= 21600 or self.headers.get("X-Forwarded-For"):
            return self.reply(400 if not self.headers.get("X-Forwarded-For") else 403)
        token = secrets.token_urlsafe(40)
        self.tokens[token] = time.monotonic() + self.ttl
        return self.reply(200, token)

    def do_GET(self):
        token = self.headers.get("X-aws-ec2-metadata-token", "")
        if self.tokens.get(token, 0) < time.monotonic():
            return self.reply(401)
        text = lookup(self.worker, self.path.partition("?")[0].rstrip("/"))
        return self.reply(404) if text is None else self.reply(200, text)

    def do_POST(self):
        """The worker's `shutdown` sends this; a real metadata service has no POST."""
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        if self.path != f"/practice/{self.worker.nonce}/shutdown":
            return self.reply(405)
        return self.reply(200, self.worker.shutdown_command(text.split()))


def _profile_info(worker):
    if not worker.profile_arn:
        return None
    return json.dumps({"Code": "Success", "LastUpdated": _stamp(time.time()), "InstanceProfileArn": worker.profile_arn,
                       "InstanceProfileId": "AIPAPRACTICE000000000"}, indent=2)


def _stamp(moment):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def _credentials(worker, name):
    session = worker.credentials()
    if session is None or (name and name != worker.role_name()):
        return None
    if not name:
        return worker.role_name()
    return json.dumps({"Code": "Success", "LastUpdated": _stamp(time.time()), "Type": "AWS-HMAC", "AccessKeyId": session.key,
                       "SecretAccessKey": session.secret, "Token": session.token, "Expiration": _stamp(session.expires)}, indent=2)


def _document(worker):
    return json.dumps({"accountId": worker.account_id, "architecture": worker.arch, "availabilityZone": worker.zone,
                       "imageId": worker.image_id, "instanceId": worker.id, "instanceType": worker.type,
                       "pendingTime": _stamp(worker.started), "privateIp": worker.private_ip, "region": worker.region,
                       "version": "2017-09-30"}, indent=2)


def lookup(worker, path):
    """The text at a path, or None."""
    root = "/latest/meta-data/"
    if path.startswith(root + "iam/security-credentials"):
        return _credentials(worker, path[len(root + "iam/security-credentials"):].strip("/"))
    table = {
        "": "latest", "/latest": "dynamic\nmeta-data\nuser-data",
        "/latest/meta-data": "ami-id\niam/\ninstance-id\ninstance-type\nlocal-ipv4\nplacement/\npublic-ipv4",
        root + "instance-id": worker.id, root + "instance-type": worker.type, root + "ami-id": worker.image_id,
        root + "placement/region": worker.region, root + "placement/availability-zone": worker.zone,
        root + "local-ipv4": worker.private_ip, root + "public-ipv4": worker.public_ip, root + "hostname": worker.hostname,
        root + "local-hostname": worker.hostname, root + "mac": "0a:00:00:00:00:01",
        root + "services/domain": "amazonaws.com", root + "services/partition": worker.partition,
        "/latest/dynamic/instance-identity/document": _document(worker),
        "/latest/user-data": worker.user_data_text,
    }
    if path == root + "iam/info":
        return _profile_info(worker)
    if path == root + "iam":
        return "info\nsecurity-credentials/" if worker.profile_arn else None
    return table.get(path)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A worker that was ended during a request is no error; anything else is reported."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def serve(worker):
    """Starts the service; its server object is closed when the worker ends."""
    handler = type("WorkerHandler", (Handler,), {"worker": worker, "tokens": {}})
    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
    return server
