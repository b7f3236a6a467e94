"""What the API server does with an authorized request."""

import copy
import re
import time

import kube_kinds
import kube_rbac
from errors import Answer
from kube_kinds import BY_PLURAL, KubeError, json_answer
from kube_mapping import User
from kube_store import stamp
from kube_users import OWN_AUDIENCE, make_token, user_of_token

NO_METHOD = "the server does not allow this method on the requested resource"
HEALTH = ("/healthz", "/livez", "/readyz")


def _text(text, status=200):
    return Answer(status, {"Content-Type": "text/plain; charset=utf-8"}, text.encode() if isinstance(text, str) else text)


def execute(call, cluster):
    """The response; holds the cluster's lock."""
    target = call.target_of
    if target.kind is None:
        return _bare_path(call)
    if target.kind in kube_kinds.REVIEWS:
        return _review(call, cluster)
    if target.sub:
        return _part(call, cluster)
    doer = {"get": _get, "list": _list, "watch": _watch, "create": _create, "update": _update, "patch": _patch, "delete": _delete}
    if call.verb not in doer or (call.verb == "create" and target.name):
        raise KubeError(405, NO_METHOD)
    return doer[call.verb](call, cluster)


def _bare_path(call):
    path = call.path.rstrip("/")
    if call.verb != "get":
        raise KubeError(405, NO_METHOD)
    if path == "/version":
        return json_answer({"major": "1", "minor": "31", "gitVersion": "v1.31.0-eks-practice", "gitTreeState": "clean",
                            "platform": "linux/amd64", "compiler": "gc"})
    if path in HEALTH:
        return _text("ok")
    found = kube_kinds.discovery(path)
    return json_answer(found) if found else _text(kube_kinds.NO_PAGE, 404)


def _dry(call):
    values = [v for k, v in call.query if k == "dryRun"]
    if values and values != ["All"]:
        raise KubeError(422, f'dryRun: Unsupported value: "{values[0]}": supported values: "All"')
    return bool(values)


# Reading

SELECTOR = re.compile(r"\s*(?P<key>[^=!\s,]+)\s*((?P<op>==|=|!=)\s*(?P<value>[^,\s]*)|\s+(?P<set>in|notin)\s+\((?P<many>[^)]*)\))?\s*(,|$)")


def _labels_match(text):
    """A label selector as a test of an object's labels."""
    tests, at = [], 0
    while at < len(text):
        absent = text[at] == "!"
        found = SELECTOR.match(text, at + absent)
        if not found:
            raise KubeError(400, f'unable to parse requirement: found \'{text[at:]}\'')
        tests.append(_requirement(found, absent))
        at = found.end()
    return lambda labels: all(t(labels) for t in tests)


def _requirement(found, absent):
    key = found["key"]
    if absent:
        return lambda labels: key not in labels
    if found["set"]:
        many, wanted = {v.strip() for v in found["many"].split(",")}, found["set"] == "in"
        return lambda labels: (labels.get(key) in many) == wanted
    if not found["op"]:
        return lambda labels: key in labels
    return lambda labels: (labels.get(key) == found["value"]) == (found["op"] != "!=")


def _field(obj, path):
    for step in path.split("."):
        obj = obj.get(step, "") if isinstance(obj, dict) else ""
    return str(obj)


def _matcher(call):
    query = dict(call.query)
    labels = _labels_match(query.get("labelSelector", ""))
    fields = [re.split(r"==|!=|=", one, maxsplit=1) + ["!=" in one] for one in query.get("fieldSelector", "").split(",") if one]
    if any(len(f) != 3 for f in fields):
        raise KubeError(400, f"invalid selector: '{query['fieldSelector']}'")

    def match(obj):
        return labels(obj["metadata"].get("labels") or {}) and all((_field(obj, p) == v) != no for p, v, no in fields)
    return match


def _get(call, cluster):
    target = call.target_of
    return json_answer(cluster.store.get(target.kind, target.namespace, target.name))


def _list(call, cluster):
    target, store = call.target_of, cluster.store
    items = store.list(target.kind, target.namespace, _matcher(call))
    for one in items:
        one.pop("kind", None)
        one.pop("apiVersion", None)
    return json_answer({"kind": target.kind.name + "List", "apiVersion": target.kind.api_version,
                        "metadata": {"resourceVersion": str(store.version)}, "items": items})


def _watch(call, cluster):
    """The objects that exist now; then the watch ends, as any watch can at any time."""
    target = call.target_of
    events = [json_answer({"type": "ADDED", "object": o}).body for o in cluster.store.list(target.kind, target.namespace, _matcher(call))]
    return Answer(200, {"Content-Type": "application/json"}, b"".join(events))


# Writing

def _create(call, cluster):
    target, body, dry = call.target_of, call.json(), _dry(call)
    if target.kind.namespaced and not target.namespace:
        raise KubeError(405, NO_METHOD)
    if dry and target.kind.plural == "pods":
        body = cluster.admitted(target.namespace, body)
    made = cluster.store.create(target.kind, target.namespace, body, dry)
    if not dry:
        made = cluster.created(target.kind, made)
    return json_answer(made, 201)


def _update(call, cluster):
    target = call.target_of
    return json_answer(cluster.store.update(target.kind, target.namespace, target.name, call.json(), _dry(call)))


def _patch(call, cluster):
    target, how = call.target_of, call.header("content-type", "").partition(";")[0].strip()
    return json_answer(cluster.store.patch(target.kind, target.namespace, target.name, call.json(), how, _dry(call)))


POLICIES = ("Orphan", "Background", "Foreground")


def _delete(call, cluster):
    """Options come in the query or in the body."""
    target, kind, options = call.target_of, call.target_of.kind, call.json()
    policy = dict(call.query).get("propagationPolicy") or options.get("propagationPolicy")
    if policy not in (None,) + POLICIES:
        raise KubeError(422, f'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "{policy}": supported '
                        f"values: {', '.join(POLICIES)}, nil")
    if _dry(call):
        return json_answer(cluster.store.get(kind, target.namespace, target.name))
    gone = cluster.store.delete(kind, target.namespace, target.name, options.get("preconditions"))
    shown = cluster.deleted(kind, gone, policy)
    return json_answer(shown or {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
                                 "details": {**kind.details(target.name), "uid": gone["metadata"]["uid"]}})


# Parts of objects

def _part(call, cluster):
    target = call.target_of
    if target.sub not in target.kind.subresources:
        raise KubeError(404, "the server could not find the requested resource", details={})
    if target.sub == "token":
        return _token(call, cluster)
    if call.verb == "get":
        return _get(call, cluster)
    raise KubeError(405, NO_METHOD)


def _token(call, cluster):
    """TokenRequest."""
    target, body = call.target_of, call.json()
    if call.verb != "create":
        raise KubeError(405, NO_METHOD)
    account, spec = cluster.store.get(target.kind, target.namespace, target.name), body.get("spec") or {}
    seconds, audiences = spec.get("expirationSeconds") or 3600, spec.get("audiences") or [OWN_AUDIENCE]
    if not isinstance(seconds, int) or seconds < 600:
        raise KubeError(422, f'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: {seconds}: may not '
                        "specify a duration less than 10 minutes")
    token = make_token(cluster, account, audiences, seconds)
    meta = {k: account["metadata"][k] for k in ("name", "namespace")}
    return json_answer({"kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1", "metadata": {**meta, "creationTimestamp": stamp()},
                        "spec": {"audiences": audiences, "expirationSeconds": seconds, "boundObjectRef": None},
                        "status": {"token": token, "expirationTimestamp": stamp(time.time() + seconds)}}, 201)


def read_log(call, cluster):
    """A container's output; with follow, waits for its end. Called without the lock."""
    target, query = call.target_of, dict(call.query)
    with cluster.lock:
        cluster.store.get(target.kind, target.namespace, target.name)
        container = cluster.pods.container(target.namespace, target.name, query.get("container"))
    if query.get("follow") in ("1", "true"):
        container.over.wait()
    text = container.read()
    if query.get("tailLines"):
        lines = text.splitlines(True)
        text = b"".join(lines[-int(query["tailLines"]):] if int(query["tailLines"]) else [])
    return _text(text[:int(query["limitBytes"])] if query.get("limitBytes") else text)


# Reviews

def _review(call, cluster):
    target, body = call.target_of, call.json()
    if call.verb != "create" or target.name:
        raise KubeError(405, NO_METHOD)
    spec = body.get("spec") or {}
    if target.kind.name == "TokenReview":
        status = _token_status(cluster, spec)
    elif target.kind.name == "SelfSubjectReview":
        status = {"userInfo": call.caller.shown()}
    else:
        user = call.caller if target.kind.name.startswith("Self") else _reviewed(target.kind, spec)
        reason = kube_rbac.judge(cluster, user, _wished(target, spec))
        status = {"allowed": reason is not None, **({"reason": reason} if reason else {})}
    return json_answer({"kind": target.kind.name, "apiVersion": target.kind.api_version, "metadata": {"creationTimestamp": None},
                        "spec": copy.deepcopy(spec), "status": status}, 201)


def _invalid(kind, field, text):
    return KubeError(422, f'{kind.name}.{kind.group} "" is invalid: {field}: {text}', details={"group": kind.group, "kind": kind.name})


def _reviewed(kind, spec):
    if not spec.get("user") and not spec.get("groups"):
        raise _invalid(kind, "spec.user", 'Invalid value: "": at least one of user or group must be specified')
    return User(spec.get("user", ""), spec.get("groups") or [])


def _wished(target, spec):
    resource, other = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    if bool(resource) == bool(other):
        raise _invalid(target.kind, "spec.resourceAttributes", 'Invalid value: "null": exactly one of nonResourceAttributes or '
                       "resourceAttributes must be specified")
    if other:
        return kube_rbac.Wish(other.get("verb", ""), path=other.get("path", ""))
    if target.namespace and resource.get("namespace") != target.namespace:
        raise _invalid(target.kind, "spec.resourceAttributes.namespace", f"Invalid value: must match metadata.namespace: {target.namespace}")
    return kube_rbac.Wish(*(resource.get(k, "") for k in ("verb", "group", "resource", "subresource", "namespace", "name")))


def _token_status(cluster, spec):
    audiences = spec.get("audiences") or [OWN_AUDIENCE]
    for audience in audiences:
        user = user_of_token(spec.get("token", ""), cluster, audience)
        if user is not None:
            return {"authenticated": True, "user": user.shown(), "audiences": [audience]}
    return {"user": {}, "error": "[invalid bearer token]"}


def fill_namespace(store, name, authority):
    """The objects that every namespace has from the start."""
    store.create(BY_PLURAL["serviceaccounts"], name, {"metadata": {"name": "default"}})
    store.create(BY_PLURAL["configmaps"], name, {"metadata": {"name": "kube-root-ca.crt"}, "data": {"ca.crt": authority}})
