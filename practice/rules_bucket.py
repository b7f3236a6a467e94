"""Bucket policies: what S3 accepts, what counts as public, and whether log delivery is allowed to write."""

import json

from account import ACCOUNT_ID
from conditions import as_list, like
from documents import FIELDS, check_condition, valid_principal
from errors import AwsError
from policy_decision import ALLOW, judge_document

LIMIT = 20480
LOGGING = "logging.s3.amazonaws.com"
# With a condition on one of these and fixed values, a statement is not public.
FIXED = {"aws:principalarn", "aws:principalorgid", "aws:principalaccount", "aws:sourceaccount", "aws:sourcearn", "aws:sourcevpc",
         "aws:sourcevpce", "aws:sourceowner", "aws:userid", "aws:sourceip", "aws:sourceorgid", "aws:sourceorgpaths",
         "s3:dataaccesspointarn", "s3:dataaccesspointaccount", "s3:x-amz-server-side-encryption-aws-kms-key-id"}


def malformed(text):
    return AwsError("MalformedPolicy", text, 400)


def check_policy(call, gateway):
    """PutBucketPolicy: the grammar, then the public access block."""
    bucket = gateway.account.s3.buckets.get(call.params.get("Bucket", ""))
    if bucket is None:
        return
    if len(call.body) > LIMIT:
        raise malformed("Policy exceeds the maximum allowed document size.")
    statements = _parse(call.body)
    for statement in statements:
        _check_statement(statement, bucket, gateway)
    block = bucket.public_access_block
    if block is not None and block.block_public_policy and any(_is_public(s) for s in statements):
        raise AwsError("AccessDenied", f'User: {call.caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: '
                       f'"{bucket.arn}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.', 403)


def _parse(body):
    try:
        parsed = json.loads(body)
    except ValueError:
        raise malformed("This policy contains invalid Json") from None
    if not isinstance(parsed, dict) or set(parsed) - {"Version", "Id", "Statement"}:
        raise malformed("Policies must be valid JSON and the first byte must be '{'")
    if parsed.get("Version", "2008-10-17") not in ("2012-10-17", "2008-10-17"):
        raise malformed("The policy must contain a valid version string")
    statements = as_list(parsed.get("Statement", []))
    if not statements or not all(isinstance(s, dict) for s in statements):
        raise malformed("Missing required field Statement")
    return statements


def _one_of(statement, name):
    found = [k for k in (name, "Not" + name) if k in statement]
    if len(found) != 1 or not as_list(statement[found[0]]):
        raise malformed(f"Missing required field {name}")
    return as_list(statement[found[0]])


def _check_statement(statement, bucket, gateway):
    if set(statement) - FIELDS or statement.get("Effect") not in ("Allow", "Deny"):
        raise malformed("Invalid policy syntax.")
    for principal in _one_of(statement, "Principal"):
        _check_principal(principal, gateway)
    for action in _one_of(statement, "Action"):
        if not isinstance(action, str) or (action != "*" and not action.lower().startswith("s3:")):
            raise malformed("Policy has invalid action")
    for resource in _one_of(statement, "Resource"):
        if not isinstance(resource, str) or not _of_bucket(resource, bucket):
            raise malformed("Policy has invalid resource")
    check_condition(statement.get("Condition", {}), malformed)


def _of_bucket(resource, bucket):
    """The bucket's ARN or that of its objects, or a pattern for them."""
    return resource == "*" or like(resource.partition("/")[0], bucket.arn)


def _check_principal(principal, gateway):
    account = gateway.account
    if principal == "*":
        return
    known = {t.arn for t in (*account.iam.users.values(), *account.iam.roles.values())}
    for kind, names in principal.items() if isinstance(principal, dict) else [("", "")]:
        for name in as_list(names):
            if not (kind == "AWS" and name == "*") and not valid_principal(
                    kind, name, account.partition, lambda arn: arn in known or arn.split(":")[4:5] != [ACCOUNT_ID]):
                raise malformed("Invalid principal in policy")


def _everyone(principal):
    return principal == "*" or (isinstance(principal, dict) and "*" in as_list(principal.get("AWS", [])))


def _is_public(statement):
    """An Allow for everyone, unless a condition limits it to fixed values."""
    if statement["Effect"] != "Allow" or not (_everyone(statement.get("Principal")) or "NotPrincipal" in statement):
        return False
    for operator, lines in statement.get("Condition", {}).items():
        for key, values in lines.items():
            fixed = all(isinstance(v, str) and not any(c in v for c in "*?$") for v in as_list(values))
            if key.lower() in FIXED and fixed and "Not" not in operator and not operator.lower().endswith("ifexists"):
                return False
    return True


def logs_may_come(target, prefix, source):
    """Whether the target bucket's policy allows log delivery from the source under the prefix."""
    if not target.policy:
        return False
    document = target.policy.decode() if isinstance(target.policy, bytes) else target.policy
    context = {"aws:sourcearn": source.arn, "aws:sourceaccount": ACCOUNT_ID, "aws:securetransport": "true",
               "aws:principalisawsservice": "true", "aws:principalservicename": LOGGING}
    return judge_document(document, "s3:PutObject", f"{target.arn}/{prefix or ''}log", context, {"Service": {LOGGING}}) == ALLOW
