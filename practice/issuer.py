"""The clusters' OIDC issuer: its URLs, and the tokens of service accounts."""

import base64
import hashlib
import json
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Issuer:
    """Signs for every cluster. It receives no requests: IAM has its public keys, as it fetches those of EKS."""

    def __init__(self):
        self.key = rsa.generate_private_key(65537, 2048)
        public = self.key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.key_id = hashlib.sha256(public).hexdigest()[:40]
        self.issued = set()

    def new_url(self, region):
        """The URL of one more issuer."""
        end = ".cn" if region.startswith("cn-") else ""
        url = f"https://oidc.eks.{region}.amazonaws.com{end}/id/{secrets.token_hex(16).upper()}"
        self.issued.add(url)
        return url

    def knows(self, url):
        return url in self.issued

    def sign(self, claims):
        head = encode(json.dumps({"alg": "RS256", "kid": self.key_id}).encode())
        text = f"{head}.{encode(json.dumps(claims).encode())}"
        return f"{text}.{encode(self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def signed(self, token):
        """Whether this issuer signed the token."""
        text, _, signature = token.rpartition(".")
        try:
            if json.loads(decode(text.partition(".")[0])).get("alg") != "RS256":
                return False
            self.key.public_key().verify(decode(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())
            return True
        except (InvalidSignature, ValueError, AttributeError):
            return False
