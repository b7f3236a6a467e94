"""Access entries: which principals have access to a cluster, as which Kubernetes user, with which access policies."""

import re
import time
import uuid

from account import ACCOUNT_ID
from errors import AwsError, json_answer

POLICIES = ("AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSEditPolicy",
            "AmazonEKSViewPolicy")
TYPES = ("STANDARD", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX")
RESERVED = ("system:", "eks:", "aws:", "amazon:", "iam:")
PRINCIPAL = re.compile(r"arn:(aws[a-z-]*):iam::(\d{12}):(user|role)/(.+)")
NODES = ["system:nodes"]


def invalid(text):
    return AwsError("InvalidParameterException", text, 400)


class Entry:
    """One principal's access."""

    def __init__(self, cluster, principal, kind, username, groups, tags, token=None, asked=None):
        found = PRINCIPAL.fullmatch(principal)
        self.cluster = cluster
        self.principal = principal
        self.kind = kind
        self.username = username
        self.groups = groups
        self.tags = tags
        self.token = token
        self.asked = asked
        self.policies = {}
        self.created = self.modified = time.time()
        # The principal's unique ID: one created later under the same name is another one.
        self.principal_id = identity_of(cluster.gateway.account, principal)
        self.arn = (f"arn:{found[1]}:eks:{cluster.region}:{ACCOUNT_ID}:access-entry/{cluster.name}/{found[3]}/{found[2]}/"
                    f"{found[4].rpartition('/')[2]}/{uuid.uuid4()}")

    def shown(self):
        return {"clusterName": self.cluster.name, "principalArn": self.principal, "kubernetesGroups": self.groups,
                "accessEntryArn": self.arn, "createdAt": self.created, "modifiedAt": self.modified, "tags": self.tags,
                "username": self.username, "type": self.kind}


def identity_of(account, arn):
    """The unique id behind an ARN of this account, or None."""
    things = account.iam.roles.values() if ":role/" in arn else account.iam.users.values()
    return next((t.id for t in things if t.arn == arn), None)


def default_username(principal):
    found = PRINCIPAL.fullmatch(principal)
    if found[3] == "user":
        return principal
    return f"arn:{found[1]}:sts::{found[2]}:assumed-role/{found[4].rpartition('/')[2]}/{{{{SessionName}}}}"


def admin_entry(cluster, principal):
    """What EKS creates for a cluster's creator."""
    entry = Entry(cluster, principal, "STANDARD", default_username(principal), [], {})
    _associate(entry, _policy_arn(cluster, POLICIES[0]), {"type": "cluster", "namespaces": []})
    cluster.entries[principal] = entry
    return entry


def _policy_arn(cluster, name):
    return f"arn:{cluster.gateway.account.partition}:eks::aws:cluster-access-policy/{name}"


def _open(call, gateway):
    """The cluster, if its mode has access entries."""
    from eks import find
    cluster = find(call, gateway)
    if cluster.mode == "CONFIG_MAP":
        raise AwsError("InvalidRequestException", "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] "
                       "to perform this operation.", 400)
    return cluster


def _entry(call, gateway):
    cluster, principal = _open(call, gateway), call.params.get("principalArn", "")
    if principal not in cluster.entries:
        raise AwsError("ResourceNotFoundException", "The specified principalArn could not be found. You can view your available "
                       "access entries with 'list-access-entries'.", 404)
    return cluster.entries[principal]


# What EKS requires of an entry

def _check_principal(principal, gateway):
    found, account = PRINCIPAL.fullmatch(principal), gateway.account
    if not found or found[1] != account.partition:
        raise invalid("The specified principalArn is invalid: invalid principal.")
    if found[2] != ACCOUNT_ID:
        return
    name = found[4].rpartition("/")[2]
    if identity_of(account, principal) is None or not gateway.replication.known(found[3], name):
        raise invalid("The specified principalArn is invalid: invalid principal.")


def _check_names(kind, username, groups):
    if kind != "STANDARD":
        if username:
            raise invalid(f"The username cannot be set for access entries of type {kind}.")
        if groups:
            raise invalid(f"The kubernetes groups cannot be set for access entries of type {kind}.")
    if username and username.startswith(RESERVED):
        raise invalid(f"The username {username} is invalid, it cannot start with any of {', '.join(RESERVED)}")
    if username and re.search(r"(^|[^:]){{SessionName(Raw)?}}", username):
        raise invalid("The username must have a colon before {{SessionName}} or {{SessionNameRaw}}.")
    for group in groups or []:
        if group.startswith(RESERVED):
            raise invalid(f"The kubernetes group name {group} is invalid, it cannot start with {group.partition(':')[0]}:")


def create(call, gateway):
    cluster, params = _open(call, gateway), call.params
    principal, kind = params.get("principalArn", ""), params.get("type") or "STANDARD"
    username, groups = params.get("username"), list(params.get("kubernetesGroups") or [])
    asked = (principal, kind, username, tuple(groups), tuple(sorted((params.get("tags") or {}).items())))
    token, before = params.get("clientRequestToken"), cluster.entries.get(principal)
    if before is not None and token and token == before.token:
        if before.asked != asked:
            raise invalid("The client request token was used before with other parameters.")
        call.record["repeated"] = True
        return json_answer(call, {"accessEntry": before.shown()})
    _check_principal(principal, gateway)
    if kind not in TYPES:
        raise invalid(f"The type {kind} is invalid; it must be one of {', '.join(TYPES)}")
    if kind != "STANDARD" and ":user/" in principal:
        raise invalid(f"The specified principalArn is invalid: access entries of type {kind} are for roles.")
    _check_names(kind, username, groups)
    if before is not None:
        raise AwsError("ResourceInUseException", "The specified access entry resource is already in use on this cluster.", 409)
    if kind != "STANDARD":
        username, groups = "system:node:{{EC2PrivateDNSName}}", list(NODES)
    entry = Entry(cluster, principal, kind, username or default_username(principal), groups, dict(params.get("tags") or {}), token, asked)
    cluster.entries[principal] = entry
    gateway.account.note_birth("access-entry", entry.arn)
    return json_answer(call, {"accessEntry": entry.shown()})


def describe(call, gateway):
    return json_answer(call, {"accessEntry": _entry(call, gateway).shown()})


def update(call, gateway):
    entry, params = _entry(call, gateway), call.params
    _check_names(entry.kind, params.get("username"), params.get("kubernetesGroups"))
    if params.get("kubernetesGroups") is not None:
        entry.groups = list(params["kubernetesGroups"])
    entry.username = params.get("username") or entry.username
    entry.modified = time.time()
    return json_answer(call, {"accessEntry": entry.shown()})


def delete(call, gateway):
    entry = _entry(call, gateway)
    del entry.cluster.entries[entry.principal]
    return json_answer(call, {})


def _page(call, name, rows):
    """Pages as EKS gives them: maxResults (100) at once, a nextToken for the rest."""
    start, most = int(call.params.get("nextToken") or 0), int(call.params.get("maxResults") or 100)
    answer = {name: rows[start:start + most]}
    if len(rows) > start + most:
        answer["nextToken"] = str(start + most)
    return answer


def list_entries(call, gateway):
    cluster, policy = _open(call, gateway), call.params.get("associatedPolicyArn")
    rows = sorted(p for p, e in cluster.entries.items() if not policy or policy in e.policies)
    return json_answer(call, _page(call, "accessEntries", rows))


# Access policies

def list_policies(call, gateway):
    rows = [{"name": n, "arn": f"arn:{gateway.account.partition}:eks::aws:cluster-access-policy/{n}"} for n in POLICIES]
    return json_answer(call, {"accessPolicies": rows})


def _associate(entry, arn, scope):
    now, before = time.time(), entry.policies.get(arn)
    entry.policies[arn] = {"policyArn": arn, "accessScope": scope, "associatedAt": before["associatedAt"] if before else now,
                           "modifiedAt": now}
    return entry.policies[arn]


def associate(call, gateway):
    entry, arn, scope = _entry(call, gateway), call.params.get("policyArn", ""), call.params.get("accessScope") or {}
    if entry.kind != "STANDARD":
        raise AwsError("InvalidRequestException", f"Access policies cannot be associated with access entries of type {entry.kind}.", 400)
    if arn not in [_policy_arn(entry.cluster, name) for name in POLICIES]:
        raise invalid(f"The policyArn {arn} is not valid.")
    names = list(scope.get("namespaces") or [])
    if scope.get("type") not in ("cluster", "namespace") or bool(names) != (scope["type"] == "namespace"):
        raise invalid("The access scope must be of type cluster without namespaces, or of type namespace with some.")
    made = _associate(entry, arn, {"type": scope["type"], "namespaces": names})
    return json_answer(call, {"clusterName": entry.cluster.name, "principalArn": entry.principal, "associatedAccessPolicy": made})


def disassociate(call, gateway):
    entry, arn = _entry(call, gateway), call.params.get("policyArn", "")
    if entry.policies.pop(arn, None) is None:
        raise AwsError("ResourceNotFoundException", f"The policyArn {arn} is not associated with the access entry.", 404)
    return json_answer(call, {})


def list_associated(call, gateway):
    entry = _entry(call, gateway)
    return json_answer(call, {"clusterName": entry.cluster.name, "principalArn": entry.principal,
                              **_page(call, "associatedAccessPolicies", list(entry.policies.values()))})
