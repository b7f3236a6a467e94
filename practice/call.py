"""One request, parsed: service, operation and parameters."""

import re
import time
import uuid
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from botocore.exceptions import UnknownServiceError
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.utils import get_service_model
from werkzeug.datastructures import Headers, MultiDict

# Signing names whose botocore model has another name.
MODEL_NAMES = {
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "email": "ses",
    "tagging": "resourcegroupstaggingapi",
    "states": "stepfunctions",
    "servicequotas": "service-quotas",
}
# Unsigned calls name their service only by the operation.
UNSIGNED_OPERATIONS = {"AssumeRoleWithWebIdentity": "sts", "AssumeRoleWithSAML": "sts"}
READ_PREFIXES = ("Get", "List", "Describe", "Head", "Simulate", "Lookup", "Decode", "Search", "BatchGet", "Select")
# Calls to STS issue credentials: nothing in the account changes.
READ_OPERATIONS = {"AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "AssumeRoleForPodIdentity", "GenerateCredentialReport",
                   "GenerateServiceLastAccessedDetails"}


class Call:
    """A request from its arrival to its response."""

    def __init__(self, method, target, headers, body, peer=None, port=None):
        self.method = method
        self.target = target
        path, _, query = target.partition("?")
        self.path = path
        self.raw_query = query
        self.query = parse_qsl(query, keep_blank_values=True)
        self.headers = headers
        self.body = body
        self.peer = peer
        self.port = port
        self.started = time.time()
        self.request_id = str(uuid.uuid4())
        self.service = "unknown"
        self.region = "us-east-1"
        self.operation = "Unknown"
        self.protocol = "query"
        self.params = {}
        self.auth = None
        self.secret = self.as_it_came = None  # where requests are checked: of the key that signed; before anything was changed
        self.caller = None
        self.record = None
        self.now = self.started  # the cloud's time, set when the call is authenticated
        self.account_id = None  # of the account it is executed in; None: the operator's
        self.mfa = None
        self.key_path = None
        self.ends = None  # the reason why an instance that it launches terminates at once

    def header(self, name, default=None):
        return self.headers.get(name.lower(), default)

    @property
    def changing(self):
        if self.operation in READ_OPERATIONS or self.operation.startswith(READ_PREFIXES):
            return False
        return self.params.get("DryRun") is not True and self.operation != "Unknown"

    @property
    def name(self):
        return f"{self.service}:{self.operation}"


@lru_cache(maxsize=None)
def model(service):
    """botocore's model of a service, or None."""
    try:
        return get_service_model(MODEL_NAMES.get(service, service))
    except UnknownServiceError:
        return None


@lru_cache(maxsize=None)
def parser(service, operation):
    service_model = model(service)
    return PROTOCOL_PARSERS[service_model.metadata["protocol"]](service_model.operation_model(operation))


@lru_cache(maxsize=None)
def routes(service):
    """The REST routes of a service, the most specific first."""
    found = []
    service_model = model(service)
    for name in service_model.operation_names:
        if service_model.operation_model(name).deprecated:
            continue  # shares its route with its successor
        http = service_model.operation_model(name).http
        path, _, query = http["requestUri"].partition("?")
        wanted = [pair.partition("=")[::2] for pair in query.split("&") if pair and not pair.startswith("x-id=")]
        pattern, literals = "", 0
        for piece in re.split(r"(\{[^}]+\})", path.rstrip("/")):
            if piece.startswith("{"):
                label = re.sub(r"\W", "_", piece[1:-1].rstrip("+"))
                pattern += f"(?P<{label}>.+)" if piece.endswith("+}") else f"(?P<{label}>[^/]+)"
            else:
                pattern += re.escape(piece)
                literals += len(piece)
        required = _required_headers(service_model.operation_model(name))
        found.append((len(wanted), len(required), literals, http["method"], re.compile(pattern + "/?$"), wanted,
                      required, name))
    return sorted(found, key=lambda r: r[:3], reverse=True)


def _required_headers(operation):
    """Required headers and query parameters distinguish CopyObject, PutObject and UploadPart."""
    shape = operation.input_shape
    names = []
    for member in shape.required_members if shape else []:
        place = shape.members[member].serialization
        if place.get("location") in ("header", "querystring"):
            names.append((place["location"], place.get("name", member)))
    return names


def _has(call, place, name):
    if place == "header":
        return call.header(name) is not None
    return any(k == name for k, _ in call.query)


def rest_operation(call, path):
    """The operation of a REST call, and the parameters in its path."""
    query = dict(call.query)
    for _, _, _, method, pattern, wanted, required, name in routes(call.service):
        if method != call.method:
            continue
        found = pattern.match(path)
        if not found or any(k not in query or (v and query[k] != v) for k, v in wanted):
            continue
        if all(_has(call, *r) for r in required):
            return name, found.groupdict()
    return "Unknown", {}


S3_HOST = re.compile(r"^(?P<bucket>.+?)\.(localhost|s3[.-][^:]*amazonaws\.com[^:]*)(:\d+)?$")


def s3_path(call):
    """The path with the bucket in it, for path style and virtual-hosted style."""
    found = S3_HOST.match(call.header("host", ""))
    if found and not found["bucket"].startswith("s3."):
        return "/" + found["bucket"] + call.path
    return call.path


def understand(call):
    """Fills in operation and parameters; the service is known from the signature's scope."""
    form = dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True)) if _is_form(call) else {}
    if call.service == "unknown":
        action = form.get("Action") or dict(call.query).get("Action")
        call.service = UNSIGNED_OPERATIONS.get(action, "s3" if not action else "sts")
    service_model = model(call.service)
    if service_model is None:
        return
    call.protocol = service_model.metadata["protocol"]
    labels, path = {}, call.path
    if call.protocol in ("query", "ec2"):
        form = {**dict(call.query), **form}
        call.operation = form.get("Action", "Unknown")
    elif call.protocol == "json":
        call.operation = call.header("x-amz-target", ".Unknown").rpartition(".")[2]
    else:
        path = s3_path(call) if call.service == "s3" else call.path
        call.operation, labels = rest_operation(call, path)
    call.key_path = path
    if call.operation not in service_model.operation_names:
        return
    call.params = _parameters(call, form, labels)


def _is_form(call):
    return call.header("content-type", "").startswith("application/x-www-form-urlencoded")


def _parameters(call, form, labels):
    if call.protocol == "rest-xml":
        params = {name: unquote(value) for name, value in labels.items()}
        params.update({k: v for k, v in call.query if k not in params})
        return params
    values = MultiDict(form) if form else MultiDict(call.query)
    request = {"method": call.method, "values": values, "headers": Headers(list(call.headers.items())),
               "body": call.body, "url_path": call.path, "url_params": labels}
    try:
        return parser(call.service, call.operation).parse(request) or {}
    except Exception:  # a request that cannot be parsed has no parameters; the rules refuse it later
        return {}
