"""The cloud's certificates: authorities, and what they sign."""

import ipaddress
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = timedelta(days=365)


def _name(common, organization=None):
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organization:
        parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "US"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization)] + parts
    return x509.Name(parts)


def _usage(authority):
    return x509.KeyUsage(digital_signature=True, key_cert_sign=authority, crl_sign=authority, content_commitment=False,
                         key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
                         decipher_only=False)


def _alternative(host):
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


class Certificate:
    """A certificate with its key; an authority if it can sign others."""

    def __init__(self, common, organization=None, signer=None, hosts=()):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.signer = signer
        above, now, authority = signer or self, datetime.now(timezone.utc), not hosts
        self.subject = _name(common, organization)
        builder = (x509.CertificateBuilder().subject_name(self.subject).issuer_name(above.subject)
                   .public_key(self.key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(now - timedelta(days=1)).not_valid_after(now + LIFE)
                   .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
                   .add_extension(_usage(authority), critical=True)
                   .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
                   .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.key.public_key()), critical=False))
        if hosts:
            builder = (builder.add_extension(x509.SubjectAlternativeName([_alternative(h) for h in hosts]), critical=False)
                       .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False))
        self.certificate = builder.sign(above.key, hashes.SHA256())

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def chain(self):
        """This certificate and its issuers except the root: what a server sends."""
        return [self] + (self.signer.chain() if self.signer and self.signer.signer else [])

    def write(self, path):
        """Key and chain in one file, for ssl.load_cert_chain."""
        key = self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        with open(path, "wb") as file:
            file.write(key + b"".join(c.pem for c in self.chain()))
