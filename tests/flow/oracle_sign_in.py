"""Prints the credentials that botocore finds for the environment's profile, after a refresh where botocore makes one.

botocore signs the proof of `aws login` with awscrt, a large package; here cryptography's curves take its place,
under the four names that botocore uses.
"""

import json

import botocore.credentials
import botocore.session
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature


class Curve:
    def __init__(self, key):
        self.key = key

    @classmethod
    def new_key_from_der_data(cls, der):
        return cls(serialization.load_der_private_key(der, None))

    def get_public_coords(self):
        numbers = self.key.public_key().public_numbers()
        return numbers.x.to_bytes(32), numbers.y.to_bytes(32)

    def sign(self, digest):
        return self.key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))

    @staticmethod
    def decode_der_signature_to_padded_pair(signature, pad_to):
        return b"".join(n.to_bytes(pad_to) for n in decode_dss_signature(signature))


def main():
    botocore.credentials.EC = Curve
    found = botocore.session.Session().get_credentials()
    frozen = found.get_frozen_credentials()
    print(json.dumps({"access_key": frozen.access_key, "method": found.method}))


if __name__ == "__main__":
    main()
