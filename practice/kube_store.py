"""The objects of one cluster by kind, namespace and name; each change has its own resource version."""

import copy
import secrets
import string
import time
import uuid

import kube_check
import kube_patch
from kube_kinds import BY_PLURAL, KubeError

PATCHES = ("application/merge-patch+json", "application/strategic-merge-patch+json", "application/json-patch+json")
FIXED = ("uid", "creationTimestamp", "namespace", "name", "generation", "deletionTimestamp")


def stamp(moment=None):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def suffix():
    return "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(5))


class Store:
    """Callers hold the cluster's lock. Returned objects are copies."""

    def __init__(self):
        self.objects = {}
        self.version = 1000

    def _next(self):
        self.version += 1
        return str(self.version)

    def find(self, kind, namespace, name):
        """The object itself, or None."""
        return self.objects.get((kind.plural, namespace, name))

    def get(self, kind, namespace, name):
        found = self.find(kind, namespace, name)
        if found is None:
            raise kind.missing(name)
        return copy.deepcopy(found)

    def list(self, kind, namespace="", match=None):
        found = [o for (plural, where, _), o in self.objects.items()
                 if plural == kind.plural and namespace in ("", where) and (match is None or match(o))]
        return copy.deepcopy(sorted(found, key=lambda o: (o["metadata"].get("namespace", ""), o["metadata"]["name"])))

    def create(self, kind, namespace, body, dry=False):
        body = copy.deepcopy(body)
        kube_check.shape(kind, body)
        meta = body["metadata"]
        if not meta.get("name") and meta.get("generateName"):
            meta["name"] = meta["generateName"] + suffix()
        _same_namespace(meta, namespace)
        if meta.get("resourceVersion"):
            raise KubeError(400, "resourceVersion should not be set on objects to be created")
        kube_check.check(kind, body)
        name = meta["name"]
        home = self.find(BY_PLURAL["namespaces"], "", namespace) if kind.namespaced else None
        if kind.namespaced and home is None:
            raise BY_PLURAL["namespaces"].missing(namespace)
        if self.find(kind, namespace, name) is not None:
            raise KubeError(409, f'{kind.full} "{name}" already exists', "AlreadyExists", kind.details(name))
        meta.update({"uid": str(uuid.uuid4()), "creationTimestamp": stamp(), **({"namespace": namespace} if kind.namespaced else {})})
        if kind.plural in ("jobs", "pods"):
            meta["generation"] = 1
        return self._keep(kind, namespace, {"kind": kind.name, "apiVersion": kind.api_version, **body}, dry)

    def _keep(self, kind, namespace, body, dry=False):
        body["metadata"]["resourceVersion"] = str(self.version) if dry else self._next()
        if not dry:
            self.objects[kind.plural, namespace, body["metadata"]["name"]] = body
        return copy.deepcopy(body)

    def update(self, kind, namespace, name, body, dry=False):
        """PUT: a resource version in the request must be the current one."""
        body = copy.deepcopy(body)
        kube_check.shape(kind, body)
        meta = body["metadata"]
        if meta.get("name") != name:
            raise KubeError(400, f"the name of the object ({meta.get('name', '')}) does not match the name on the URL ({name})")
        _same_namespace(meta, namespace)
        before = self.find(kind, namespace, name)
        if before is None:
            raise kind.missing(name)
        _same_version(kind, before, meta)
        for field in FIXED:
            meta.pop(field, None)
            if field in before["metadata"]:
                meta[field] = before["metadata"][field]
        if "status" in before:
            body["status"] = before["status"]
        return self._replace(kind, namespace, before, {"kind": kind.name, "apiVersion": kind.api_version, **body}, dry)

    def patch(self, kind, namespace, name, patch, how, dry=False):
        if how not in PATCHES:
            raise KubeError(415, f"the body of the request was in an unknown format - accepted media types include: {', '.join(PATCHES)}")
        before = self.find(kind, namespace, name)
        if before is None:
            raise kind.missing(name)
        after = kube_patch.apply(how, before, patch)
        kube_check.shape(kind, after)
        _same_version(kind, before, after["metadata"])
        if after["metadata"].get("name") != name:
            raise KubeError(400, f"the name of the object ({after['metadata'].get('name', '')}) does not match the name on the URL ({name})")
        for field in FIXED:
            after["metadata"].pop(field, None)
            if field in before["metadata"]:
                after["metadata"][field] = before["metadata"][field]
        return self._replace(kind, namespace, before, after, dry)

    def _replace(self, kind, namespace, before, after, dry):
        kube_check.check(kind, after)
        if before.get("immutable") and (after.get("data") != before.get("data") or not after.get("immutable")):
            found = kube_check.Complaints(kind, after["metadata"]["name"])
            found.forbidden("data", "field is immutable when `immutable` is set")
            found.tell()
        if kind.plural == "jobs" and after.get("spec", {}).get("template") != before["spec"]["template"]:
            found = kube_check.Complaints(kind, after["metadata"]["name"])
            found.invalid("spec.template", "", "field is immutable")
            found.tell()
        after["metadata"]["resourceVersion"] = before["metadata"]["resourceVersion"]
        if after == before:
            return copy.deepcopy(before)  # nothing to write: the version does not change
        return self._keep(kind, namespace, after, dry)

    def touch(self, kind, namespace, name, change):
        """A change from inside the cluster: `change` gets the object itself."""
        found = self.find(kind, namespace, name)
        if found is not None:
            change(found)
            found["metadata"]["resourceVersion"] = self._next()

    def delete(self, kind, namespace, name, conditions=None):
        found = self.find(kind, namespace, name)
        if found is None:
            raise kind.missing(name)
        for field in ("uid", "resourceVersion"):
            wanted = (conditions or {}).get(field)
            if wanted and wanted != found["metadata"][field]:
                raise KubeError(409, f'Operation cannot be fulfilled on {kind.full} "{name}": Precondition failed: {field.upper()} in '
                                f"precondition: {wanted}, {field.upper()} in object meta: {found['metadata'][field]}",
                                details=kind.details(name))
        return self.objects.pop((kind.plural, namespace, name))


def _same_namespace(meta, namespace):
    if meta.get("namespace") and meta["namespace"] != namespace:
        raise KubeError(400, "the namespace of the provided object does not match the namespace sent on the request")


def _same_version(kind, before, meta):
    version, uid = meta.get("resourceVersion"), meta.get("uid")
    name = before["metadata"]["name"]
    if uid and uid != before["metadata"]["uid"]:
        raise KubeError(409, f'Operation cannot be fulfilled on {kind.full} "{name}": Precondition failed: UID in precondition: {uid}, '
                        f"UID in object meta: {before['metadata']['uid']}", details=kind.details(name))
    if version and version != before["metadata"]["resourceVersion"]:
        raise KubeError(409, f'Operation cannot be fulfilled on {kind.full} "{name}": the object has been modified; please apply your '
                        "changes to the latest version and try again", details=kind.details(name))
