"""Authorization: Kubernetes' roles and bindings, and the access policies of EKS."""

import fnmatch
import re

from kube_kinds import AUTHENTICATION, AUTHORIZATION, BY_PLURAL, RBAC, KubeError

READ = ["get", "list", "watch"]
WRITE = ["create", "update", "patch", "delete", "deletecollection"]


def rule(groups, resources, verbs, **more):
    return {"apiGroups": groups, "resources": resources, "verbs": verbs, **more}


ALL = [rule(["*"], ["*"], ["*"]), {"nonResourceURLs": ["*"], "verbs": ["*"]}]
SEEN = ["configmaps", "events", "pods", "pods/log", "pods/status", "serviceaccounts", "services", "endpoints", "namespaces",
        "persistentvolumeclaims", "replicationcontrollers", "resourcequotas", "limitranges"]
WORK = [("batch", ["jobs", "jobs/status", "cronjobs"]), ("apps", ["deployments", "daemonsets", "statefulsets", "replicasets"])]
VIEW = [rule([""], SEEN, READ)] + [rule([g], r, READ) for g, r in WORK]
EDIT = VIEW + [rule([""], ["configmaps", "pods", "pods/exec", "serviceaccounts", "services", "secrets", "events",
                           "serviceaccounts/token"], READ + WRITE + ["impersonate"])] + [rule([g], r, READ + WRITE) for g, r in WORK]
ADMIN = EDIT + [rule([RBAC], ["roles", "rolebindings"], READ + WRITE), rule([AUTHORIZATION], ["localsubjectaccessreviews"], ["create"])]
NODE = [rule([""], ["nodes", "nodes/status", "pods", "pods/status", "events"], READ + ["create", "update", "patch", "delete"]),
        rule([""], ["services", "endpoints", "configmaps", "secrets"], READ),
        rule([AUTHENTICATION], ["tokenreviews"], ["create"]), rule([AUTHORIZATION], ["subjectaccessreviews"], ["create"])]
OWN_QUESTIONS = [rule([AUTHORIZATION], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"], ["create"]),
                 rule([AUTHENTICATION], ["selfsubjectreviews"], ["create"])]
INFORMATION = [{"nonResourceURLs": ["/healthz", "/livez", "/readyz", "/version", "/version/"], "verbs": ["get"]}]
DISCOVERY = [{"nonResourceURLs": ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/readyz", "/openapi", "/openapi/*",
                                  "/version", "/version/"], "verbs": ["get"]}]
# Name, rules, groups bound to it over the whole cluster.
BUILT_IN = [("cluster-admin", ALL, ["system:masters"]), ("admin", ADMIN, []), ("edit", EDIT, []), ("view", VIEW, []),
            ("system:basic-user", OWN_QUESTIONS, ["system:authenticated"]), ("system:discovery", DISCOVERY, ["system:authenticated"]),
            ("system:public-info-viewer", INFORMATION, ["system:authenticated", "system:unauthenticated"])]
OF_POLICY = {"AmazonEKSClusterAdminPolicy": ALL, "AmazonEKSAdminPolicy": ADMIN, "AmazonEKSEditPolicy": EDIT, "AmazonEKSViewPolicy": VIEW,
             "AmazonEKSAdminViewPolicy": [rule(["*"], ["*"], READ)]}


class Wish:
    """The attributes of a request."""

    def __init__(self, verb, group="", resource="", sub="", namespace="", name="", path=None):
        self.verb = verb
        self.group = group
        self.resource = resource
        self.sub = sub
        self.namespace = namespace
        self.name = name
        self.path = path

    def denial(self, user):
        """As in the API server's message."""
        if self.path is not None:
            return KubeError(403, f'forbidden: User "{user.name}" cannot {self.verb} path "{self.path}"')
        full = self.resource + (f".{self.group}" if self.group else "")
        where = f'in the namespace "{self.namespace}"' if self.namespace else "at the cluster scope"
        what = self.resource + (f"/{self.sub}" if self.sub else "")
        shown = f' "{self.name}"' if self.name else ""
        details = {**({"name": self.name} if self.name else {}), **({"group": self.group} if self.group else {}), "kind": self.resource}
        return KubeError(403, f'{full}{shown} is forbidden: User "{user.name}" cannot {self.verb} resource "{what}" in API group '
                         f'"{self.group}" {where}', details=details)


def _rule_allows(one, wish):
    def has(values, wanted):
        return "*" in values or wanted in values
    if not has(one.get("verbs") or [], wish.verb):
        return False
    if wish.path is not None:
        return any(fnmatch.fnmatchcase(wish.path, u) for u in one.get("nonResourceURLs") or [])
    what = wish.resource + (f"/{wish.sub}" if wish.sub else "")
    resources = one.get("resources") or []
    if not has(one.get("apiGroups") or [], wish.group) or not (has(resources, what) or (wish.sub and f"*/{wish.sub}" in resources)):
        return False
    return not one.get("resourceNames") or wish.name in one["resourceNames"]


def _any(rules, wish):
    return any(_rule_allows(r, wish) for r in rules or [])


def _is_subject(subject, user, namespace):
    kind, name = subject.get("kind"), subject.get("name", "")
    if kind == "ServiceAccount":
        return user.name == f"system:serviceaccount:{subject.get('namespace') or namespace}:{name}"
    return (kind == "User" and name == user.name) or (kind == "Group" and name in user.groups)


def _bound(store, user, wish):
    """The role that allows it, as a sentence; None when none does."""
    for plural, where in (("clusterrolebindings", ""), ("rolebindings", wish.namespace)):
        if plural == "rolebindings" and not wish.namespace:
            continue
        for binding in store.list(BY_PLURAL[plural], where):
            if not any(_is_subject(s, user, where) for s in binding.get("subjects") or []):
                continue
            ref = binding.get("roleRef") or {}
            kind = BY_PLURAL["clusterroles" if ref.get("kind") == "ClusterRole" else "roles"]
            role = store.find(kind, where if kind.namespaced else "", ref.get("name", ""))
            if role and _any(role.get("rules"), wish):
                return f'RBAC: allowed by {binding["kind"]} "{binding["metadata"]["name"]}" of {kind.name} "{ref["name"]}"'
    return None


def judge(cluster, user, wish):
    """Why it is allowed, or None. Holds the cluster's lock."""
    for name, scope in user.policies:
        inside = scope["type"] == "cluster" or any(fnmatch.fnmatchcase(wish.namespace, n) for n in scope["namespaces"] if wish.namespace)
        if inside and _any(OF_POLICY.get(name), wish):
            return f"EKS Access Policy: allowed by {name}"
    if "system:masters" in user.groups:
        return "RBAC: allowed by ClusterRoleBinding \"cluster-admin\" of ClusterRole \"cluster-admin\" to Group \"system:masters\""
    # A name with a space cannot be a node's.
    if "system:nodes" in user.groups and re.fullmatch(r"system:node:\S+", user.name) and _any(NODE, wish):
        return "the node authorizer"
    return _bound(cluster.store, user, wish)


def fill(store):
    """The roles that every cluster has from the start."""
    for name, rules, groups in BUILT_IN:
        meta = {"name": name, "labels": {"kubernetes.io/bootstrapping": "rbac-defaults"}}
        store.create(BY_PLURAL["clusterroles"], "", {"metadata": meta, "rules": rules})
        if groups:
            store.create(BY_PLURAL["clusterrolebindings"], "", {
                "metadata": meta, "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": name},
                "subjects": [{"kind": "Group", "apiGroup": RBAC, "name": g} for g in groups]})
