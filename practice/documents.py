"""The grammar of policy documents, and their size as IAM counts it."""

import json
import re

import botocore.session

from conditions import as_list, known_operator
from errors import AwsError

PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
FIELDS = {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
ACTION = re.compile(r"^([A-Za-z0-9-]+):([A-Za-z0-9*?]+)$")
IAM_KINDS = ("user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/",
             "sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/")
# Service principals that are not a service's endpoint name.
EXTRA_SERVICES = {"logging.s3", "spotfleet", "spot", "ecs-tasks", "pods.eks", "eks-fargate-pods", "eks-nodegroup", "vpc-flow-logs", "edgelambda",
                  "lambda", "ec2scheduled", "spotfleet.ec2", "delivery.logs", "export.rds", "monitoring", "build.apprunner",
                  "tasks.apprunner", "sagemaker", "codebuild", "config", "events", "scheduler", "states", "ssm", "cloudtrail"}


def malformed(text):
    return AwsError("MalformedPolicyDocument", text, 400)


def size(document):
    """Number of characters without the whitespace between tokens."""
    return len(re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda m: m[1] or "", document))


def _no_twins(pairs):
    if len({k for k, _ in pairs}) != len(pairs):
        raise ValueError("a member is there twice")
    return dict(pairs)


def parse(document):
    try:
        parsed = json.loads(document, object_pairs_hook=_no_twins)
    except ValueError:
        raise malformed("Syntax errors in policy.") from None
    if not isinstance(parsed, dict):
        raise malformed("Syntax errors in policy.")
    if set(parsed) - {"Version", "Id", "Statement"}:
        raise malformed("Syntax errors in policy.")
    if parsed.get("Version", "2008-10-17") not in ("2012-10-17", "2008-10-17"):
        raise malformed("The policy must contain a valid version string.")
    statements = as_list(parsed.get("Statement", []))
    if not statements or not all(isinstance(s, dict) for s in statements):
        raise malformed("Syntax errors in policy.")
    return statements


def check_identity(document, partition):
    """A policy for users, groups and roles."""
    statements = parse(document)
    _check_sids(statements)
    for statement in statements:
        _check_common(statement)
        if "Principal" in statement or "NotPrincipal" in statement:
            raise malformed("Policy document should not specify a principal.")
        resources = [k for k in ("Resource", "NotResource") if k in statement]
        if len(resources) != 1 or not as_list(statement[resources[0]]):
            raise malformed("Policy statement must contain resources.")
        for resource in as_list(statement[resources[0]]):
            _check_resource(resource, partition)


def check_trust(document, partition, exists):
    """A role's trust policy; `exists` says whether a principal of this account exists."""
    for statement in parse(document):
        _check_common(statement)
        for field in ("Resource", "NotResource"):
            if field in statement:
                raise malformed(f"Has prohibited field {field}")
        if "NotPrincipal" in statement:
            raise malformed("AssumeRolepolicy contained NotPrincipal.")
        if "Principal" not in statement:
            raise malformed("Missing required field Principal")
        for action in as_list(statement.get("Action", statement.get("NotAction"))):
            if action != "*" and not action.lower().startswith("sts:"):
                raise malformed("AssumeRole policy may only specify STS AssumeRole actions.")
        _check_principal(statement["Principal"], partition, exists)


def _check_sids(statements):
    sids = [s["Sid"] for s in statements if s.get("Sid")]
    if len(set(sids)) != len(sids):
        raise malformed("Statement IDs (SID) in a single policy must be unique.")
    if not all(isinstance(s, str) and re.fullmatch(r"[0-9A-Za-z]*", s) for s in sids):
        raise malformed("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")


def _check_common(statement):
    if set(statement) - FIELDS:
        raise malformed("Syntax errors in policy.")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise malformed("Missing required field Effect" if "Effect" not in statement else "Syntax errors in policy.")
    actions = [k for k in ("Action", "NotAction") if k in statement]
    if len(actions) != 1:
        raise malformed("Policy statement must contain actions." if not actions else "Syntax errors in policy.")
    listed = as_list(statement[actions[0]])
    if not listed:
        raise malformed("Policy statement must contain actions.")
    for action in listed:
        if not isinstance(action, str) or (action != "*" and not ACTION.match(action)):
            raise malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
    check_condition(statement.get("Condition", {}))


def check_condition(block, refuse=malformed):
    """The grammar of a Condition block; `refuse` creates the service's error."""
    if not isinstance(block, dict) or not all(isinstance(v, dict) for v in block.values()):
        raise refuse("Syntax errors in policy.")
    for operator, lines in block.items():
        if not known_operator(operator):
            raise refuse(f"Invalid Condition type : {operator}.")
        for value in lines.values():
            if any(isinstance(v, (dict, list)) or v is None for v in as_list(value)):
                raise refuse("Syntax errors in policy.")


def _check_resource(resource, partition):
    if not isinstance(resource, str):
        raise malformed("Syntax errors in policy.")
    if resource == "*":
        return
    parts = resource.split(":", 5)
    if parts[0] != "arn":
        raise malformed(f'Resource {resource} must be in ARN format or "*".')
    if len(parts) < 6:
        raise malformed("The policy failed legacy parsing")
    if parts[1] != "*" and parts[1] != partition:
        raise malformed(f'Partition "{parts[1]}" is not valid for resource "{resource}".')
    _check_vendor(resource, parts)


def _check_vendor(resource, parts):
    _, _, vendor, region, account, rest = parts
    if not re.fullmatch(r"[a-zA-Z0-9*?-]+", vendor):
        raise malformed(f"Resource vendor must be fully qualified and cannot contain regexes: {resource}")
    if vendor == "iam" and region not in ("", "*"):
        raise malformed(f"IAM resource {resource} cannot contain region information.")
    if vendor == "s3" and (region not in ("", "*") or account not in ("", "*")) and not rest.startswith(("accesspoint", "job")):
        raise malformed(f"Resource {resource} can not contain region information.")
    if vendor == "iam" and rest not in ("*", "root") and not rest.startswith(IAM_KINDS) and "*" not in rest.partition("/")[0]:
        raise malformed('IAM resource path must either be "*" or start with ' + ", ".join(IAM_KINDS) + ".")


def _services():
    if not hasattr(_services, "known"):
        loader = botocore.session.Session().get_component("data_loader")
        _services.known = set(loader.list_available_services("service-2")) | EXTRA_SERVICES
    return _services.known


def _check_principal(principal, partition, exists):
    if principal == "*":
        return
    if not isinstance(principal, dict) or not principal:
        raise malformed("Syntax errors in policy.")
    for kind, names in principal.items():
        for name in as_list(names):
            if not valid_principal(kind, name, partition, exists):
                shown = {"Service": "SERVICE", "Federated": "FEDERATED"}.get(kind, kind)
                raise malformed(f'Invalid principal in policy: "{shown}":"{name}"')


def valid_principal(kind, name, partition, exists):
    """Whether this is a valid name for a principal of this type."""
    if not isinstance(name, str):
        return False
    if kind == "AWS":
        return _valid_aws(name, partition, exists)
    if kind == "Service":
        found = re.fullmatch(r"([a-z0-9.-]+?)(\.[a-z]{2}-[a-z]+-\d)?\.amazonaws\.com(\.cn)?", name)
        return bool(found) and found[1] in _services() and (not found[3] or partition == "aws-cn")
    if kind == "Federated":
        return (name.startswith((f"arn:{partition}:iam::",)) and ("-provider/" in name)) or bool(
            re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name))
    return kind == "CanonicalUser"


def _valid_aws(name, partition, exists):
    if name == "*" or re.fullmatch(r"\d{12}", name):
        return True
    if re.fullmatch(r"A[A-Z]{3}[A-Z0-9]{12,}", name):
        return exists(name)
    found = re.fullmatch(r"arn:([a-z-]+):(iam|sts)::(\d{12}):(root|user/.+|role/.+|assumed-role/.+/.+|federated-user/.+)", name)
    if not found or found[1] != partition or "*" in name:
        return False
    return exists(name) if found[2] == "iam" and found[4] != "root" else True
