"""The account's EKS clusters: what the cloud knows of each beside moto's memory."""

import base64
import re
import secrets
import threading
import time

import moto.backends

from account import ACCOUNT_ID, OPERATOR
from eks_access import admin_entry
from pki import Certificate

MODES = ("CONFIG_MAP", "API", "API_AND_CONFIG_MAP")
NAME = re.compile(r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}")
VERSION = "1.31"


class Cluster:
    """One cluster: who may come in, and its Kubernetes API."""

    def __init__(self, gateway, region, name, mode, creator):
        self.gateway = gateway
        self.region = region
        self.name = name
        self.mode = mode
        self.creator = creator  # ARN of a user or role that is admin though no entry says so, or None
        self.ident = secrets.token_hex(16).upper()
        self.entries = {}
        self.updates = {}
        self.tokens = {}
        self.lock = threading.RLock()
        self.authority = Certificate("kubernetes")
        self.started = time.time()

    @property
    def backend(self):
        return eks(self.region).clusters[self.name]

    @property
    def issuer(self):
        return (self.backend.identity or {}).get("oidc", {}).get("issuer")

    @property
    def endpoint(self):
        return self.backend.endpoint

    def open(self):
        """Fills in what a client needs to reach it."""
        cluster = self.backend
        cluster.certificate_authority = {"data": base64.b64encode(self.authority.pem).decode()}
        cluster.identity = {"oidc": {"issuer": self.gateway.issuer.new_url(self.region)}}
        end = ".cn" if self.region.startswith("cn-") else ""
        cluster.endpoint = f"https://{self.ident}.gr7.{self.region}.eks.amazonaws.com{end}"

    def report(self):
        return {"name": self.name, "region": self.region, "mode": self.mode, "endpoint": self.endpoint, "issuer": self.issuer,
                "creator": self.creator, "entries": sorted(self.entries)}

    def end(self):
        """Closes what it holds; nothing of it stays."""


def eks(region):
    return moto.backends.get_backend("eks")[ACCOUNT_ID][region]


class Clusters:
    """All of them, by region and name. Whoever calls holds the account's lock."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.all = {}
        self.wanted = _wanted(gateway.settings.cluster)

    def begin(self):
        """The cluster that an option asks for."""
        if self.wanted is None:
            return
        name, mode = self.wanted
        account = self.gateway.account
        eks(account.region).create_cluster(name=name, version=VERSION, role_arn=account.arn("iam", "role/practice-cluster"),
                                           resources_vpc_config={"subnetIds": []})
        self.open(account.region, name, mode, account.user(OPERATOR).arn)

    def open(self, region, name, mode, creator):
        """Whoever made it is its administrator: by an entry where there are entries, else without a trace."""
        cluster = Cluster(self.gateway, region, name, mode, creator if mode == "CONFIG_MAP" else None)
        cluster.open()
        if creator and mode != "CONFIG_MAP":
            admin_entry(cluster, creator)
        self.all[region, name] = cluster
        return cluster

    def find(self, region, name):
        return self.all.get((region, name))

    def by_issuer(self, url):
        return next((c for c in self.all.values() if c.issuer == url), None)

    def forget(self, region, name):
        cluster = self.all.pop((region, name), None)
        if cluster is not None:
            cluster.end()

    def end_all(self):
        for key in list(self.all):
            self.forget(*key)

    def report(self):
        return [c.report() for c in self.all.values()]


def _wanted(text):
    """--cluster NAME[:MODE] -> (name, mode), or None."""
    if not text:
        return None
    name, _, mode = text.partition(":")
    mode = mode or "API_AND_CONFIG_MAP"
    if not NAME.fullmatch(name) or mode not in MODES:
        raise ValueError(f"--cluster {text}: a name of letters, digits, - and _, then perhaps a colon and one of {', '.join(MODES)}")
    return name, mode
