"""The clusters' OIDC issuer: its TLS listener with the discovery documents, and the tokens of service accounts."""

import base64
import hashlib
import json
import os
import re
import secrets
import ssl
import threading
from http.server import BaseHTTPRequestHandler

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from pki import Certificate
from tls import TlsListener, context_for

HOST = re.compile(r"oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?")
WELL_KNOWN = "/.well-known/openid-configuration"


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    issuer = None

    def log_message(self, *args):
        pass

    def do_GET(self):
        found = self.issuer.lookup(self.headers.get("Host", ""), self.path)
        body = json.dumps(found if found is not None else {"message": "Not Found"}).encode()
        self.send_response(200 if found is not None else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Issuer:
    """Signs for every cluster of the cloud; `inspected` puts a proxy between it and whoever asks."""

    def __init__(self, folder, region):
        self.folder = folder
        self.region = region
        self.key = rsa.generate_private_key(65537, 2048)
        public = self.key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.key_id = hashlib.sha256(public).hexdigest()[:40]
        self.root = Certificate("Practice Root CA 1", "Amazon")
        self.middle = Certificate("Practice RSA 2048 M01", "Amazon", self.root)
        self.inspector = Certificate("Example Web Gateway", "Example Company")
        self.inspected = False
        self.issued = set()
        self.contexts = {}
        self.bundle = os.path.join(folder, "ca-bundle.pem")
        with open(self.bundle, "wb") as file:
            file.write(self.root.pem + self.inspector.pem)
        handler = type("IssuerHandler", (Handler,), {"issuer": self})
        self.server = TlsListener(("127.0.0.1", 0), handler)
        self.server.context = self._context(f"oidc.eks.{region}.amazonaws.com")
        self.server.context.sni_callback = self._choose
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    @property
    def place(self):
        return f"127.0.0.1:{self.server.server_address[1]}"

    @property
    def thumbprint(self):
        """Of the last certificate a server of this issuer sends."""
        return self.middle.thumbprint

    def _context(self, host):
        key = (host, self.inspected)
        if key not in self.contexts:
            signer = self.inspector if self.inspected else self.middle
            self.contexts[key] = context_for(Certificate(host, None, signer, [host]), self.folder)
        return self.contexts[key]

    def _choose(self, connection, name, context):
        """By the name that is asked for; a name of somebody else has no certificate here."""
        host = name or f"oidc.eks.{self.region}.amazonaws.com"
        if not HOST.fullmatch(host):
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        connection.context = self._context(host)
        return None

    def new_url(self, region):
        """The URL of one more issuer."""
        end = ".cn" if region.startswith("cn-") else ""
        url = f"https://oidc.eks.{region}.amazonaws.com{end}/id/{secrets.token_hex(16).upper()}"
        self.issued.add(url)
        return url

    def knows(self, url):
        return url in self.issued

    def lookup(self, host, path):
        """The document at a URL, or None."""
        for url in self.issued:
            if url == f"https://{host.partition(':')[0]}{path.removesuffix(WELL_KNOWN)}" and path.endswith(WELL_KNOWN):
                return {"issuer": url, "jwks_uri": url + "/keys", "authorization_endpoint": "urn:kubernetes:programmatic_authorization",
                        "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
                        "claims_supported": ["sub", "iss"], "id_token_signing_alg_values_supported": ["RS256"]}
            if url + "/keys" == f"https://{host.partition(':')[0]}{path}":
                return {"keys": [self._public()]}
        return None

    def _public(self):
        numbers = self.key.public_key().public_numbers()
        return {"use": "sig", "kty": "RSA", "kid": self.key_id, "alg": "RS256", "n": encode(numbers.n.to_bytes(256, "big")),
                "e": encode(numbers.e.to_bytes(3, "big"))}

    def sign(self, claims):
        head = encode(json.dumps({"alg": "RS256", "kid": self.key_id}).encode())
        text = f"{head}.{encode(json.dumps(claims).encode())}"
        return f"{text}.{encode(self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def signed(self, token):
        """Whether a token's signature is this issuer's."""
        text, _, signature = token.rpartition(".")
        try:
            if json.loads(decode(text.partition(".")[0])).get("alg") != "RS256":
                return False
            self.key.public_key().verify(decode(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())
            return True
        except (InvalidSignature, ValueError, AttributeError):
            return False

    def end(self):
        self.server.shutdown()
        self.server.server_close()
