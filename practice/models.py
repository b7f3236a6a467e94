"""Compares a request with AWS's API models: what AWS's SDK would not have sent."""

import base64
import hashlib
import json
import xml.etree.ElementTree as ET
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from botocore.serialize import create_serializer
from botocore.session import Session
from botocore.validate import ParamValidator

from call import model
from request_parse import Unread, read_back
from shapes import complaints

# Headers that no model has: HTTP's own and those of the signature.
COMMON = {"host", "user-agent", "accept", "accept-encoding", "content-length", "content-type", "connection", "authorization", "x-amz-date",
          "x-amz-security-token", "x-amz-content-sha256"}
# A header that botocore adds so that errors have their old names.
HINTS = {"x-amzn-query-mode"}
# A header that the SDKs add: proof of possession of a sign-in's key (RFC 9449).
ADDED = {("signin", "CreateOAuth2Token"): {"dpop"}}
SUMS = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}
TYPES = {"query": "application/x-www-form-urlencoded", "ec2": "application/x-www-form-urlencoded", "rest-json": "application/json"}


@lru_cache(maxsize=None)
def serializer(protocol):
    return create_serializer(protocol, include_validation=False)


@lru_cache(maxsize=None)
def signing_region(service, region):
    """The signing Region for this Region, by botocore's endpoint data: IAM has one in each partition."""
    session = Session()
    prefix = session.get_service_model(service).endpoint_prefix
    found = session.get_component("endpoint_resolver").construct_endpoint(prefix, region) or {}
    return found.get("credentialScope", {}).get("region", region)


def differences(call):
    """(operation, [what differs]); the service is the one the request is signed for, or the one it came to."""
    service = model(call.service)
    if service is None:
        return "Unknown", [f"no service '{call.service}'"]
    try:
        read = read_back(call, service)
    except (Unread, ValueError, ET.ParseError) as error:
        return call.operation, [f"the request cannot be read: {error}"]
    operation = service.operation_model(read.operation)
    found = list(read.found)
    shape = operation.input_shape
    if shape is not None:
        report = ParamValidator().validate(read.params, shape)
        found += [report.generate_report()] if report.has_errors() else complaints(shape, read.params)
    if not found:  # else botocore may not be able to write it at all
        found += _written_again(call, service, operation, read.params)
    found += _headers(call, service, operation)
    found += _sum(call, operation)
    found += _scope(call, service, operation)
    return read.operation, found


# --- written again by botocore

def _written_again(call, service, operation, params):
    protocol = service.metadata["protocol"]
    wanted = serializer(protocol).serialize_to_request(params, operation)
    found = []
    if wanted["method"] != call.method:
        found.append(f"the method is {call.method} instead of {wanted['method']}")
    if protocol in ("rest-xml", "rest-json"):
        found += _address(call, wanted)
    if _body(protocol, call.body) != _body(protocol, wanted["body"]):
        found.append("the body is not what botocore writes for the same parameters")
    for name, value in wanted["headers"].items():
        if name.lower() not in COMMON | HINTS and call.header(name) != str(value):
            found.append(f"the header {name} is not what botocore writes")
    return found


def _address(call, wanted):
    path, _, query = wanted["url_path"].partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    more = wanted["query_string"]
    for name, value in more.items() if isinstance(more, dict) else more:
        pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
    found = []
    if unquote(path).rstrip("/") != unquote(call.key_path or call.path).rstrip("/"):
        found.append(f"the path is {call.path} instead of {path}")
    pairs = sorted((n, str(v)) for n, v in pairs if n != "x-id")
    if pairs != sorted(pair for pair in call.query if pair[0] != "x-id"):
        found.append(f"the query is {call.raw_query}")
    return found


def _body(protocol, body):
    """A body in comparable form: the order of members does not matter."""
    if isinstance(body, dict):
        return {k: str(v) for k, v in body.items()}
    text = body.encode() if isinstance(body, str) else body or b""
    if protocol in ("query", "ec2"):
        return dict(parse_qsl(text.decode(), keep_blank_values=True))
    if protocol in ("json", "rest-json"):
        return json.loads(text or b"{}")
    return _element(ET.fromstring(text)) if text.lstrip().startswith(b"<") else text


def _element(element):
    return element.tag, sorted(element.attrib.items()), (element.text or "").strip(), sorted((_element(e) for e in element), key=lambda e: e[0])


# --- what is around the parameters

def _headers(call, service, operation):
    shape, protocol = operation.input_shape, service.metadata["protocol"]
    named = {m.serialization.get("name", n).lower() for n, m in (shape.members if shape is not None else {}).items()
             if m.serialization.get("location") == "header"}
    named |= ADDED.get((service.service_name, operation.name), set())
    if protocol == "json":
        named.add("x-amz-target")
    if operation.http_checksum.get("requestAlgorithmMember"):
        named |= {f"x-amz-checksum-{name}" for name in SUMS} | {"x-amz-sdk-checksum-algorithm"}
    found = [f"the header {name} is no member" for name in call.headers if name not in COMMON | named]
    kind = call.header("content-type", "").partition(";")[0].strip()
    wanted = f"application/x-amz-json-{service.metadata['jsonVersion']}" if protocol == "json" else TYPES.get(protocol)
    if wanted and call.body and kind != wanted:
        found.append(f"the content type is '{kind}' instead of {wanted}")
    return found


def _sum(call, operation):
    """The body's checksum: correct, and present where the model requires it."""
    found, given = [], {n: v for n, v in call.headers.items() if n.startswith("x-amz-checksum-")}
    for name, value in given.items():
        make = SUMS.get(name.rpartition("-")[2])
        if make is None or base64.b64encode(make(call.body).digest()).decode() != value:
            found.append(f"the header {name} is not the body's sum")
        if call.header("x-amz-sdk-checksum-algorithm", "").lower() != name.rpartition("-")[2]:
            found.append(f"the header {name} is none of the algorithm that is named")
    wanted = operation.http_checksum.get("requestChecksumRequired") or operation.http_checksum_required
    if wanted and not given and call.header("content-md5") is None:
        found.append("the body's sum is missing")
    return found


def _scope(call, service, operation):
    """Signed or not, for which service and region, and what is signed."""
    free = operation.resolved_auth_type == "none"
    if call.auth is None:
        return [] if free else ["it is not signed"]
    if free:
        return ["it is signed"]
    found = []
    if call.auth.service != service.signing_name:
        found.append(f"it is signed for the service '{call.auth.service}' instead of '{service.signing_name}'")
    if call.auth.region != signing_region(service.service_name, call.auth.region):
        found.append(f"it is signed for {call.auth.region} instead of {signing_region(service.service_name, call.auth.region)}")
    if call.auth.day != call.auth.date[:8]:
        found.append("the day of its scope is another")
    must = {"host"} | {n for n in call.headers if n.startswith("x-amz-")} | ({"content-type"} & set(call.headers))
    if not must <= set(call.auth.signed):
        found.append(f"not signed: {', '.join(sorted(must - set(call.auth.signed)))}")
    return found
