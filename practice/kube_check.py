"""The API server's validation of objects: names, labels, types."""

import re

from kube_kinds import KubeError

LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN = re.compile(rf"{LABEL}(\.{LABEL})*")
QUALIFIED = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
DATA_KEY = re.compile(r"[-._a-zA-Z0-9]+")
SUBDOMAIN_SAYS = ("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
                  "end with an alphanumeric character")
LABEL_SAYS = ("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
              "alphanumeric character")


class Complaints:
    """Collects the errors of one object and reports them together."""

    def __init__(self, kind, name):
        self.kind = kind
        self.name = name
        self.causes = []

    def invalid(self, field, value, text):
        shown = f'"{value}"' if isinstance(value, str) else str(value)
        self._add("FieldValueInvalid", field, f"Invalid value: {shown}: {text}")

    def required(self, field, text=""):
        self._add("FieldValueRequired", field, "Required value" + (f": {text}" if text else ""))

    def forbidden(self, field, text):
        self._add("FieldValueForbidden", field, f"Forbidden: {text}")

    def _add(self, reason, field, text):
        self.causes.append({"reason": reason, "message": text, "field": field})

    def tell(self):
        if not self.causes:
            return
        lines = [f"{c['field']}: {c['message']}" for c in self.causes]
        text = lines[0] if len(lines) == 1 else "[" + ", ".join(lines) + "]"
        full = f"{self.kind.name}.{self.kind.group}" if self.kind.group else self.kind.name
        details = {"name": self.name, **({"group": self.kind.group} if self.kind.group else {}), "kind": self.kind.name,
                   "causes": self.causes}
        raise KubeError(422, f'{full} "{self.name}" is invalid: {text}', details=details)


def shape(kind, body):
    """Raises the error of a body that does not fit its kind."""
    if not isinstance(body, dict):
        raise KubeError(400, "the object provided is unrecognized (must be of type Object)")
    if body.get("kind", kind.name) != kind.name or body.get("apiVersion", kind.api_version) != kind.api_version:
        raise KubeError(400, f"{body.get('kind')} in version \"{body.get('apiVersion')}\" cannot be handled as a {kind.name}: the API "
                        f"version in the data ({body.get('apiVersion')}) does not match the expected API version ({kind.api_version})")
    meta = body.setdefault("metadata", {})
    if not isinstance(meta, dict):
        raise _no_fit(kind, "metadata", "object")
    for field in ("labels", "annotations"):
        _texts(kind, "metadata." + field, meta.get(field))
    if kind.plural == "configmaps":
        _texts(kind, "data", body.get("data"))


def _no_fit(kind, field, wanted):
    return KubeError(400, f'{kind.name} in version "{kind.version}" cannot be handled as a {kind.name}: json: cannot unmarshal into Go '
                     f"struct field {kind.name}.{field} of type {wanted}")


def _texts(kind, field, values):
    if values is not None and not isinstance(values, dict):
        raise _no_fit(kind, field, "map[string]string")
    if any(not isinstance(v, str) for v in (values or {}).values()):
        raise _no_fit(kind, field, "string")


def _qualified(key):
    prefix, slash, name = key.rpartition("/")
    return bool(QUALIFIED.fullmatch(name)) and len(name) <= 63 and (not slash or bool(SUBDOMAIN.fullmatch(prefix)))


def check(kind, body):
    """Raises 422 with every error."""
    meta = body["metadata"]
    name = meta.get("name", "")
    found = Complaints(kind, name)
    if not name:
        found.required("metadata.name", "name or generateName is required")
    elif kind.plural == "namespaces" and (not re.fullmatch(LABEL, name) or len(name) > 63):
        found.invalid("metadata.name", name, LABEL_SAYS)
    elif not kind.group.startswith("rbac") and (not SUBDOMAIN.fullmatch(name) or len(name) > 253):
        found.invalid("metadata.name", name, SUBDOMAIN_SAYS)
    for key, value in (meta.get("labels") or {}).items():
        if not _qualified(key):
            found.invalid("metadata.labels", key, "name part must consist of alphanumeric characters, '-', '_' or '.'")
        if value and (not QUALIFIED.fullmatch(value) or len(value) > 63):
            found.invalid("metadata.labels", value, "a valid label must be an empty string or consist of alphanumeric characters, '-', "
                          "'_' or '.', and must start and end with an alphanumeric character")
    for key in meta.get("annotations") or {}:
        if not _qualified(key.lower()):
            found.invalid("metadata.annotations", key, "name part must consist of alphanumeric characters, '-', '_' or '.'")
    if kind.plural == "configmaps":
        _data(body, found)
    if kind.plural == "jobs":
        _job(body.get("spec") or {}, found)
    found.tell()


def _data(body, found):
    for key in body.get("data") or {}:
        if not DATA_KEY.fullmatch(key):
            found.invalid(f"data[{key}]", key, "a valid config key must consist of alphanumeric characters, '-', '_' or '.'")
    if sum(len(k) + len(v.encode()) for k, v in (body.get("data") or {}).items()) > 1024 * 1024:
        found.invalid("data", "", "Too long: must have at most 1048576 bytes")


def _job(spec, found):
    pod = (spec.get("template") or {}).get("spec") or {}
    if pod.get("restartPolicy") not in ("Never", "OnFailure"):
        found.required("spec.template.spec.restartPolicy", 'valid values: "OnFailure", "Never"')
    if not pod.get("containers"):
        found.required("spec.template.spec.containers")
    names = set()
    for number, one in enumerate(pod.get("containers") or []):
        where = f"spec.template.spec.containers[{number}]"
        if not re.fullmatch(LABEL, one.get("name", "")):
            found.invalid(where + ".name", one.get("name", ""), LABEL_SAYS)
        elif one["name"] in names:
            found.invalid(where + ".name", one["name"], "Duplicate value")
        names.add(one.get("name"))
        if not one.get("image"):
            found.required(where + ".image")
        for count, pair in enumerate(one.get("env") or []):
            if not isinstance(pair.get("value", ""), str):
                raise KubeError(400, 'Job in version "v1" cannot be handled as a Job: json: cannot unmarshal into Go struct field '
                                f"EnvVar.{where}.env[{count}].value of type string")
    for field in ("activeDeadlineSeconds", "ttlSecondsAfterFinished", "backoffLimit"):
        if field in spec and (not isinstance(spec[field], int) or spec[field] < 0):
            found.invalid("spec." + field, spec[field], "must be greater than or equal to 0")
