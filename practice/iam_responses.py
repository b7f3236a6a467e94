"""IAM's responses as AWS sends them: boundaries of users, names of service-linked roles, encoded documents, pages."""

import base64
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

import backend
import keys
from errors import NAMESPACES, Answer, AwsError, request_id_headers

# moto makes up other names for these.
LINKED_NAMES = {"spot.amazonaws.com": "AWSServiceRoleForEC2Spot", "spotfleet.amazonaws.com": "AWSServiceRoleForEC2SpotFleet",
                "ec2fleet.amazonaws.com": "AWSServiceRoleForEC2Fleet", "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling",
                "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
                "eks.amazonaws.com": "AWSServiceRoleForAmazonEKS",
                "eks-nodegroup.amazonaws.com": "AWSServiceRoleForAmazonEKSNodegroup"}
PAGE = 100
DOCUMENT = re.compile(rb"(<(?:AssumeRolePolicyDocument|PolicyDocument|Document)>)([^<]+)(</)")
VERSION_DOCUMENT = re.compile(rb"<Document>[^<]*</Document>")
WRITTEN_HERE = ("GetAccountAuthorizationDetails", "ListRoles")  # authorization.py encodes by itself
VERSIONS_WITHOUT = ("ListPolicyVersions", "CreatePolicyVersion")
FRACTION = re.compile(rb"(>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z<")  # IAM returns whole seconds


def finish(call, gateway, answer):
    """Called under the lock with moto's successful response."""
    account, params = gateway.account, call.params
    if call.operation == "CreateUser" and params.get("PermissionsBoundary"):
        set_boundary(account.user(params["UserName"]), params["PermissionsBoundary"])
    if call.operation == "CreateAccessKey":
        keys.date_new(account, params.get("UserName"), gateway.now)
    answer.body = encode_documents(call, FRACTION.sub(rb"\1Z<", answer.body))
    if call.operation.startswith("List") and call.operation not in WRITTEN_HERE:
        return _page(call, answer)
    return answer


@lru_cache(maxsize=8192)
def encoded(document):
    """A document's text as IAM returns it: percent-encoded by RFC 3986, slashes too."""
    return quote(document, safe="")


def encode_documents(call, body):
    """moto encodes some documents, without the slashes; AWS returns none from the list and create calls of versions."""
    if call.operation in WRITTEN_HERE:
        return body
    if call.operation in VERSIONS_WITHOUT:
        return VERSION_DOCUMENT.sub(b"", body)
    return DOCUMENT.sub(_encode, body)


def _encode(found):
    text = unescape(found[2].decode(), {"&quot;": '"', "&apos;": "'"})
    plain = text if "{" in text else unquote(text)  # an encoded document has no brace
    return found[1] + encoded(plain).encode() + found[3]


def set_boundary(user, arn):
    user.permissions_boundary_arn = arn
    user.permissions_boundary = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn} if arn else None


def empty_answer(call):
    body = (f'<{call.operation}Response xmlns="{NAMESPACES["iam"]}"><ResponseMetadata><RequestId>{call.request_id}</RequestId>'
            f"</ResponseMetadata></{call.operation}Response>")
    return Answer(200, {"Content-Type": "text/xml", **request_id_headers(call)}, body.encode())


def user_boundary(call, gateway):
    """PutUserPermissionsBoundary and its delete, which moto lacks."""
    set_boundary(gateway.account.user(call.params["UserName"]), call.params.get("PermissionsBoundary"))
    return empty_answer(call)


def linked_role(call, gateway):
    """CreateServiceLinkedRole with AWS's names."""
    service, iam = call.params["AWSServiceName"], gateway.account.iam
    right = LINKED_NAMES.get(service)
    if right and gateway.account.role(right):
        raise AwsError("InvalidInput", f"Service role name {right} has been taken in this account, please try a different suffix.", 400)
    answer = backend.execute(call)
    found = re.search(rb"<RoleName>([^<]*)</RoleName>", answer.body)
    if right and found and found[1].decode() != right:
        role = gateway.account.role(found[1].decode())
        role.name = right
        iam.roles[role.id] = role
        answer.body = answer.body.replace(found[1] + b"<", right.encode() + b"<")
    return answer


def delete_linked_role(call, gateway):
    """DeleteServiceLinkedRole with a task ID that names the role, as AWS's do."""
    role = gateway.account.role(call.params["RoleName"])
    path = role.path if role else "/"
    answer = backend.execute(call)
    task = f"task{path}{call.params['RoleName']}/".encode()
    answer.body = re.sub(rb"(<DeletionTaskId>)", rb"\1" + task, answer.body)
    return answer


# Pages

# moto pages these itself, with its own markers.
PAGED_BY_MOTO = ("ListPolicies",)

def whole(call):
    """Removes the page from a list call, so that moto returns everything."""
    if call.service == "iam" and call.operation.startswith("List"):
        pairs = [p for p in parse_qsl(call.body.decode(), keep_blank_values=True) if p[0] not in ("MaxItems", "Marker")]
        call.body = urlencode(pairs + ([("MaxItems", "100000")] if call.operation in PAGED_BY_MOTO else [])).encode()


def _page(call, answer):
    """IAM returns at most MaxItems (100) at once, and a Marker for the rest."""
    most = int(call.params.get("MaxItems") or PAGE)
    start = page_start(call.params.get("Marker"))
    if answer.body.count(b"<member>") <= most and not start:
        return answer
    ElementTree.register_namespace("", NAMESPACES["iam"])
    root = ElementTree.fromstring(answer.body)
    space = f"{{{NAMESPACES['iam']}}}" if root.tag.startswith("{") else ""
    result = root.find(f"{space}{call.operation}Result")
    listed = next((e for e in result if e.findall(f"{space}member")), None)
    if listed is None:
        return answer
    members = list(listed)
    for one in members[:start] + members[start + most:]:
        listed.remove(one)
    _set(result, space, "IsTruncated", "true" if len(members) > start + most else "false")
    if len(members) > start + most:
        _set(result, space, "Marker", page_mark(start + most))
    answer.body = ElementTree.tostring(root)
    return answer


def page_mark(number):
    return base64.b64encode(str(number).encode()).decode()


def page_start(marker):
    """How many items a Marker skips."""
    if not marker:
        return 0
    try:
        return int(base64.b64decode(marker, validate=True))
    except ValueError:
        raise AwsError("ValidationError", "Invalid Marker.", 400) from None


def _set(result, space, name, text):
    element = result.find(space + name)
    if element is None:
        element = ElementTree.SubElement(result, space + name)
    element.text = text
