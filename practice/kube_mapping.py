"""From an IAM principal to a Kubernetes user: access entries, the aws-auth map, or both, by the cluster's mode."""

import re

import yaml

from account import ACCOUNT_ID
from kube_kinds import BY_PLURAL


class User:
    """The Kubernetes user of a caller; `policies` are EKS's: (name, scope)."""

    def __init__(self, name, groups, policies=(), uid="", extra=None, is_worker=False):
        self.name = name
        self.groups = list(groups)
        self.policies = list(policies)
        self.uid = uid
        self.extra = extra or {}
        self.is_worker = is_worker

    def shown(self):
        return {"username": self.name, **({"uid": self.uid} if self.uid else {}), "groups": self.groups,
                **({"extra": self.extra} if self.extra else {})}


def user_of(cluster, caller):
    """The user, or None when nothing maps the caller. Holds the account's lock, takes the cluster's."""
    found = None
    if cluster.mode != "CONFIG_MAP":
        found = _by_entry(cluster, caller)
    if found is None and cluster.mode != "API":
        found = _by_map(cluster, caller)
    if found is None and cluster.creator and cluster.creator == caller.owner_arn:
        found = ("kubernetes-admin", ["system:masters"], [])
    if found is None:
        return None
    name, groups, policies = found
    extra = {"arn": [caller.arn], "canonicalArn": [caller.owner_arn], "sessionName": [caller.session.name if _is_role(caller) else ""],
             "accessKeyId": [caller.session.key if caller.session else ""], "principalId": [caller.userid]}
    return User(fill(name, caller, cluster), [fill(g, caller, cluster) for g in groups] + ["system:authenticated"], policies,
                f"aws-iam-authenticator:{ACCOUNT_ID}:{caller.userid.partition(':')[0]}", extra, caller.is_worker)


def _is_role(caller):
    return caller.kind == "role" and caller.session is not None


def fill(text, caller, cluster):
    """The templates of user names and groups."""
    session = caller.session.name if _is_role(caller) else ""
    values = {"AccountID": ACCOUNT_ID, "SessionName": session.replace("@", "-"), "SessionNameRaw": session,
              "EC2PrivateDNSName": _private_name(session, cluster)}
    return re.sub(r"{{(\w+)}}", lambda m: values.get(m[1], m[0]), text)


def _private_name(session, cluster):
    worker = cluster.gateway.workers.all.get(session)
    return worker.hostname if worker else session


def _by_entry(cluster, caller):
    for entry in cluster.entries.values():
        known = cluster.gateway.replication.known("access-entry", entry.arn)
        if known and caller.entity is not None and entry.principal_id == caller.entity.id:
            policies = [(p["policyArn"].rpartition("/")[2], p["accessScope"]) for p in entry.policies.values()]
            return entry.username, entry.groups, policies
    return None


# aws-auth

def read_map(cluster):
    """(roles, users, accounts) as the authenticator reads the map; a part that is not YAML is ignored."""
    found = cluster.store.find(BY_PLURAL["configmaps"], "kube-system", "aws-auth")
    data = (found or {}).get("data") or {}
    return tuple(_rows(data.get(part), form) for part, form in (("mapRoles", dict), ("mapUsers", dict), ("mapAccounts", str)))


def _rows(text, form):
    try:
        rows = yaml.safe_load(text or "[]") or []
    except yaml.YAMLError:
        return []
    if not isinstance(rows, list) or not all(isinstance(r, form) for r in rows):
        return []
    return rows


def _row(row, arn):
    groups = row.get("groups") or []
    return str(row.get("username") or arn), [str(g) for g in groups] if isinstance(groups, list) else [], []


def _by_map(cluster, caller):
    """An ARN in the map has no path: a role's path is removed before the comparison."""
    with cluster.lock:
        roles, users, accounts = read_map(cluster)
    arn = caller.owner_arn
    if caller.kind == "role":
        arn = f"{arn.partition(':role/')[0]}:role/{arn.rpartition('/')[2]}"
    rows, member = (roles, "rolearn") if caller.kind == "role" else (users, "userarn")
    for row in rows:
        if str(row.get(member, "")).lower() == arn.lower():
            return _row(row, arn)
    if ACCOUNT_ID in accounts:
        return caller.arn, [], []
    return None
