"""The account's EKS clusters: what moto does not store about each."""

import base64
import copy
import os
import secrets
import threading
import time

import moto.backends

import kube_rbac
from account import ACCOUNT_ID, OPERATOR
from eks_access import admin_entry
from eks_pods import AGENT
from kube_api import fill_namespace
from kube_endpoint import Front
from kube_jobs import Jobs
from kube_kinds import BY_PLURAL, KubeError, find
from kube_pods import NoAccount, Pods
from kube_store import Store
from options import wanted_cluster
from pki import Certificate
from pod_agent import Agent

AWS_AUTH = "/api/v1/namespaces/kube-system/configmaps/aws-auth"
VERSION = "1.31"
# The ConfigMap of a cluster with nodes: entries of others, which must be kept.
NODES = """- groups:
  - system:bootstrappers
  - system:nodes
  rolearn: arn:{partition}:iam::{account}:role/practice-node
  username: system:node:{{{{EC2PrivateDNSName}}}}
"""


class Cluster:
    """One cluster: who has access, and its Kubernetes API."""

    def __init__(self, gateway, region, name, mode, creator):
        self.gateway = gateway
        self.region = region
        self.name = name
        self.mode = mode
        self.creator = creator  # ARN of a user or role that is admin though no entry says so, or None
        self.ident = secrets.token_hex(16).upper()
        self.entries = {}
        self.updates = {}
        self.associations = {}  # by id
        self.addons = {}  # name -> status
        self.auto = False  # EKS Auto Mode
        self.tokens = {}
        self.lock = threading.RLock()
        self.authority = Certificate("kubernetes")
        self.started = time.time()
        self.ended = False
        self.conflicts = []
        self.store = Store()
        self.pods = Pods(self, os.path.join(gateway.folder, "pods", self.ident), gateway.workers.tools)
        self.jobs = Jobs(self)
        self.front = Front(self)
        self.agent = Agent(self)
        with self.lock:
            self._fill()

    def _fill(self):
        """A new cluster."""
        for name in ("default", "kube-system", "kube-public", "kube-node-lease"):
            self.created(BY_PLURAL["namespaces"], self.store.create(BY_PLURAL["namespaces"], "", {"metadata": {"name": name}}))
        kube_rbac.fill(self.store)

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
        """Adds what a client needs to connect to it."""
        cluster = self.backend
        cluster.certificate_authority = {"data": base64.b64encode(self.authority.pem).decode()}
        cluster.identity = {"oidc": {"issuer": self.gateway.issuer.new_url(self.region)}}
        cluster.endpoint = self.front.url

    def report(self):
        return {"name": self.name, "region": self.region, "mode": self.mode, "endpoint": self.endpoint, "issuer": self.issuer,
                "creator": self.creator, "entries": sorted(self.entries), "addons": dict(self.addons),
                "associations": sorted(f"{a.namespace}/{a.account} {a.role}" for a in self.associations.values())}

    # What follows from a change; called under the lock

    def created(self, kind, made):
        """The object after the controllers have processed it."""
        meta = made["metadata"]
        if kind.plural == "jobs":
            return self.jobs.start(made)
        if kind.plural == "pods":
            return self._bare_pod(made)
        if kind.plural == "namespaces":
            def change(kept):
                kept.setdefault("spec", {"finalizers": ["kubernetes"]})
                kept["status"] = {"phase": "Active"}
                kept["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = meta["name"]
            self.store.touch(kind, "", meta["name"], change)
            fill_namespace(self.store, meta["name"], self.authority.pem.decode())
            return self.store.get(kind, "", meta["name"])
        return made

    def admitted(self, namespace, body):
        """A pod after the admission webhooks."""
        try:
            return self.pods.admit(namespace, copy.deepcopy(body))
        except NoAccount as error:
            raise KubeError(403, str(error)) from None

    def _bare_pod(self, made):
        self.store.delete(BY_PLURAL["pods"], made["metadata"]["namespace"], made["metadata"]["name"])
        namespace, body = made["metadata"]["namespace"], {"metadata": dict(made["metadata"]), "spec": made["spec"]}
        body["metadata"].pop("resourceVersion")
        try:
            return self.pods.make(namespace, body)
        except NoAccount as error:
            raise KubeError(403, str(error)) from None

    def deleted(self, kind, gone, policy):
        """Ends what depends on a deleted object; the response, or None for a plain success."""
        meta = gone["metadata"]
        if kind.plural == "jobs":
            return self.jobs.gone(gone, policy)
        if kind.plural == "pods":
            self.pods.forget(meta["uid"])
            return {**gone, "metadata": {**meta, "deletionTimestamp": meta["creationTimestamp"], "deletionGracePeriodSeconds": 30}}
        if kind.plural == "namespaces":
            for plural, where, name in list(self.store.objects):
                if where == meta["name"] and self.store.find(BY_PLURAL[plural], where, name):  # a job takes its pods along
                    self.deleted(BY_PLURAL[plural], self.store.delete(BY_PLURAL[plural], where, name), "Background")
            return {**gone, "status": {"phase": "Terminating"}}
        return None

    def disturb(self, target):
        """Another writer, when a test asked for one: it writes between this read and the next write."""
        for one in self.conflicts:
            place = find(one["path"])
            if one["times"] > 0 and (place.kind, place.namespace, place.name) == (target.kind, target.namespace, target.name):
                one["times"] -= 1
                patch = one.get("patch") or {"metadata": {"annotations": {"practice/another-writer": str(self.store.version)}}}
                self.store.patch(place.kind, place.namespace, place.name, patch, "application/merge-patch+json")

    def order_conflicts(self, path, times, patch=None):
        """The next `times` reads of an object are each followed by another writer's change."""
        if find(path).kind is None:
            raise ValueError(f"no object {path}")
        with self.lock:
            self.conflicts.append({"path": path, "times": times, "patch": patch})

    def later(self, seconds, what, *args):
        """Calls it under the lock after a delay, if the cluster still exists."""
        def act():
            with self.lock:
                if not self.ended:
                    what(*args)
        timer = threading.Timer(seconds, act)
        timer.daemon = True
        timer.start()

    def end(self):
        """Closes its sockets and ends its pods."""
        with self.lock:
            self.ended = True
            self.pods.end_all()
        self.front.end()
        self.agent.end()


def eks(region):
    return moto.backends.get_backend("eks")[ACCOUNT_ID][region]


class Clusters:
    """All clusters, by Region and name. Callers hold the account's lock."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.all = {}
        self.wanted = wanted_cluster(gateway.settings.cluster)

    def begin(self):
        """The cluster that an option asks for."""
        if self.wanted is None:
            return
        name, mode = self.wanted
        account = self.gateway.account
        eks(account.region).create_cluster(name=name, version=VERSION, role_arn=account.arn("iam", "role/practice-cluster"),
                                           resources_vpc_config={"subnetIds": []})
        cluster = self.open(account.region, name, mode, account.user(OPERATOR).arn)
        cluster.addons[AGENT] = "ACTIVE"
        if mode != "API":
            text = NODES.format(partition=account.partition, account=ACCOUNT_ID)
            cluster.store.create(BY_PLURAL["configmaps"], "kube-system", {"metadata": {"name": "aws-auth"}, "data": {"mapRoles": text}})
        cluster.order_conflicts(AWS_AUTH, self.gateway.settings.kube_conflict)

    def open(self, region, name, mode, creator):
        """The creator is administrator: by an access entry where there are entries, else implicitly."""
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
