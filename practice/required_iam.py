"""IAM: the user, role, instance profile or policy of a call."""

from iam_responses import LINKED_NAMES
from required_common import entity_arn, entity_tags, find_entity, pass_role, request_tags, resource_tags
from required_tags import tagging

NAMES = {"UserName": "user", "RoleName": "role", "GroupName": "group", "InstanceProfileName": "instance-profile"}
LISTS = {"ListUsers": "user", "ListRoles": "role", "ListGroups": "group", "ListInstanceProfiles": "instance-profile",
         "ListPolicies": "policy"}
OWN = {"GetUser", "ListAccessKeys", "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey", "ChangePassword", "ListMFADevices",
       "CreateLoginProfile", "GetLoginProfile", "DeleteLoginProfile"}


def iam_needs(call, account, action):
    resource, entity = _iam_resource(call, account)
    context = request_tags(call.params.get("Tags"))
    context.update(resource_tags(entity_tags(entity), "iam"))
    if call.params.get("TagKeys"):
        context["aws:tagkeys"] = call.params["TagKeys"]
    if "PolicyArn" in call.params:
        context["iam:policyarn"] = call.params["PolicyArn"]
    boundary = call.params.get("PermissionsBoundary") or _boundary_of(entity)
    if boundary:
        context["iam:permissionsboundary"] = boundary
    if "AWSServiceName" in call.params:
        context["iam:awsservicename"] = call.params["AWSServiceName"]
    found = [(action, resource, context), *tagging(call, resource)]
    if call.operation == "AddRoleToInstanceProfile":
        found.append(pass_role(call, account, call.params.get("RoleName", ""), "ec2.amazonaws.com"))
    return found


def _by_arn(account, arn):
    return account.policy(arn) or account.iam.open_id_providers.get(arn)


def _boundary_of(entity):
    return getattr(entity, "permissions_boundary_arn", None)


def _iam_resource(call, account):
    """(ARN, entity) of an IAM call."""
    params = call.params
    if call.operation in LISTS:
        prefix = (params.get("PathPrefix") or "/").lstrip("/")
        return account.arn("iam", f"{LISTS[call.operation]}/{prefix}"), None
    if call.operation == "GetAccessKeyLastUsed":
        owner = account.key(params.get("AccessKeyId"))
        return (owner[0].arn, owner[0]) if owner else ("*", None)
    if call.operation == "CreatePolicy":
        return account.arn("iam", f"policy{params.get('Path') or '/'}{params.get('PolicyName', '')}"), None
    if call.operation == "SimulatePrincipalPolicy":
        return params.get("PolicySourceArn", "*"), None
    if call.operation == "CreateServiceLinkedRole":
        service = params.get("AWSServiceName", "")
        return account.arn("iam", f"role/aws-service-role/{service}/{LINKED_NAMES.get(service, 'AWSServiceRoleFor*')}"), None
    if call.operation == "GetServiceLinkedRoleDeletionStatus":  # task/aws-service-role/SERVICE/ROLE/ID
        return account.arn("iam", params.get("DeletionTaskId", "").replace("task/", "role/", 1).rpartition("/")[0]), None
    if call.operation == "CreateOpenIDConnectProvider":
        host = params.get("Url", "").partition("://")[2].partition("/")[0]  # without its path, as AWS's refusals show
        return account.arn("iam", f"oidc-provider/{host}"), None
    order = ("GroupName", "UserName") if "Group" in call.operation else ("InstanceProfileName", "UserName", "RoleName")
    for member in order:
        if params.get(member):
            kind = NAMES[member]
            return entity_arn(call, account, kind, params[member]), find_entity(account, kind, params[member])
    for member in ("PolicyArn", "OpenIDConnectProviderArn", "SAMLProviderArn"):
        if params.get(member):
            return params[member], _by_arn(account, params[member])
    if call.operation in OWN and call.caller and call.caller.kind == "user":
        return call.caller.entity.arn, call.caller.entity
    return "*", None
