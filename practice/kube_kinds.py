"""The kinds of the Kubernetes API that this server has, and the parsing of paths."""

import json
import re
from urllib.parse import unquote

from errors import Answer

REASONS = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed", 406: "NotAcceptable",
           409: "Conflict", 415: "UnsupportedMediaType", 422: "Invalid", 429: "TooManyRequests", 500: "InternalError",
           503: "ServiceUnavailable"}


class KubeError(Exception):
    """An error as a Status object."""

    def __init__(self, code, message, reason=None, details=None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason or REASONS.get(code, "")
        self.details = details

    def answer(self):
        status = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": self.message,
                  "reason": self.reason, "details": self.details or {}, "code": self.code}
        if not self.details:
            del status["details"]
        return json_answer(status, self.code)


def json_answer(value, code=200):
    return Answer(code, {"Content-Type": "application/json", "Cache-Control": "no-cache, private"},
                  (json.dumps(value, separators=(",", ":")) + "\n").encode())


class Kind:
    """One kind: its path, and whether it is namespaced."""

    def __init__(self, plural, name, group="", version="v1", namespaced=True, subresources=()):
        self.plural = plural
        self.name = name
        self.group = group
        self.version = version
        self.namespaced = namespaced
        self.subresources = subresources

    @property
    def api_version(self):
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def full(self):
        """The name in errors: jobs.batch, configmaps."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    def details(self, name):
        return {"name": name, **({"group": self.group} if self.group else {}), "kind": self.plural}

    def missing(self, name):
        return KubeError(404, f'{self.full} "{name}" not found', details=self.details(name))


RBAC, AUTHORIZATION, AUTHENTICATION = "rbac.authorization.k8s.io", "authorization.k8s.io", "authentication.k8s.io"
KINDS = [
    Kind("namespaces", "Namespace", namespaced=False, subresources=("status",)),
    Kind("configmaps", "ConfigMap"),
    Kind("secrets", "Secret"),
    Kind("events", "Event"),
    Kind("nodes", "Node", namespaced=False),
    Kind("serviceaccounts", "ServiceAccount", subresources=("token",)),
    Kind("pods", "Pod", subresources=("log", "status")),
    Kind("jobs", "Job", "batch", subresources=("status",)),
    Kind("daemonsets", "DaemonSet", "apps", subresources=("status",)),
    Kind("roles", "Role", RBAC),
    Kind("rolebindings", "RoleBinding", RBAC),
    Kind("clusterroles", "ClusterRole", RBAC, namespaced=False),
    Kind("clusterrolebindings", "ClusterRoleBinding", RBAC, namespaced=False),
]
REVIEWS = [
    Kind("subjectaccessreviews", "SubjectAccessReview", AUTHORIZATION, namespaced=False),
    Kind("selfsubjectaccessreviews", "SelfSubjectAccessReview", AUTHORIZATION, namespaced=False),
    Kind("localsubjectaccessreviews", "LocalSubjectAccessReview", AUTHORIZATION),
    Kind("tokenreviews", "TokenReview", AUTHENTICATION, namespaced=False),
    Kind("selfsubjectreviews", "SelfSubjectReview", AUTHENTICATION, namespaced=False),
]
BY_PLACE = {(k.group, k.version, k.plural): k for k in KINDS + REVIEWS}
BY_PLURAL = {k.plural: k for k in KINDS}
PATH = re.compile(r"/(api/v1|apis/(?P<group>[^/]+)/(?P<version>[^/]+))(/namespaces/(?P<namespace>[^/]+)(?=/))?"
                  r"/(?P<plural>[^/]+)(/(?P<name>[^/]+)(/(?P<sub>[^/]+))?)?/?")
NO_PAGE = "404 page not found\n"


class Target:
    """The target of a request: a kind, optionally a namespace, a name, a subresource; or a bare path."""

    def __init__(self, path, kind=None, namespace="", name="", sub=""):
        self.path = path
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.sub = sub

    @property
    def resource(self):
        return self.kind.plural + (f"/{self.sub}" if self.sub else "")


def find(path):
    """The target of a path; kind is None when this server does not have the resource."""
    found = PATH.fullmatch(path)
    if not found:
        return Target(path)
    names = {k: unquote(found[k] or "") for k in ("group", "version", "namespace", "plural", "name", "sub")}
    namespace, plural, name, sub = names["namespace"], names["plural"], names["name"], names["sub"]
    if namespace and plural in BY_PLURAL["namespaces"].subresources and not name:
        namespace, plural, name, sub = "", "namespaces", namespace, plural  # /namespaces/NAME/status
    kind = BY_PLACE.get((names["group"], names["version"] or "v1", plural))
    if kind is None or bool(namespace) > kind.namespaced or (kind.namespaced and name and not namespace):
        return Target(path)
    return Target(path, kind, namespace if kind.namespaced else "", name, sub)


def discovery(path):
    """The discovery documents; None for any other path."""
    groups = sorted({(k.group, k.version) for k in KINDS + REVIEWS if k.group})
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
    if path == "/apis":
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
            {"name": g, "versions": [{"groupVersion": f"{g}/{v}", "version": v}],
             "preferredVersion": {"groupVersion": f"{g}/{v}", "version": v}} for g, v in groups]}
    for group, version in groups + [("", "v1")]:
        if path == (f"/apis/{group}/{version}" if group else "/api/v1"):
            return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": f"{group}/{version}" if group else version,
                    "resources": [_described(k) for k in KINDS + REVIEWS if (k.group, k.version) == (group, version)]}
    return None


def _described(kind):
    verbs = ["create"] if kind in REVIEWS else ["create", "delete", "get", "list", "patch", "update"]
    return {"name": kind.plural, "singularName": kind.name.lower(), "namespaced": kind.namespaced, "kind": kind.name, "verbs": verbs}
