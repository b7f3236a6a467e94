"""IAM's rules: names, sizes, quotas, and what must exist or be deleted first."""

import re

import documents
import rules_oidc
from errors import AwsError
from keys import listed
from required_common import entity_tags
from stack_calls import is_stack
from quotas import INLINE as INLINE_QUOTAS, check_count, limit, most

TAG_LIMIT = 50
BORN = {"role": "role", "user": "user", "profile": "instance profile", "group": "group"}


def missing(text):
    return AwsError("NoSuchEntity", text, 404)


def check(call, gateway):
    """Raises the error that IAM would return."""
    if call.operation.startswith("Simulate"):
        return
    _check_caller_user(call)
    _check_exists(call, gateway)
    _check_tags(call, gateway.account)
    _check_documents(call, gateway)
    _check_unique(call, gateway.account)
    _check_protected(call, gateway.account)
    _check_quota(call, gateway.account)
    _check_arns(call, gateway.account)
    rules_oidc.check(call, gateway)
    conflict = _conflict(call, gateway.account)
    if conflict:
        raise AwsError("DeleteConflict", conflict, 409)


OF_CALLER = {"GetUser", "ListAccessKeys", "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey", "ListMFADevices",
             "CreateLoginProfile", "GetLoginProfile", "DeleteLoginProfile"}


def _check_caller_user(call):
    """Calls without a user name mean the caller, who must be a user."""
    if call.operation in OF_CALLER and not call.params.get("UserName"):
        if call.caller.kind != "user":
            raise AwsError("ValidationError", "Must specify userName when calling with non-User credentials", 400)
        call.params["UserName"] = call.caller.entity.name
        call.body += f"&UserName={call.caller.entity.name}".encode()


# What must exist

def _check_exists(call, gateway):
    params, account = call.params, gateway.account
    if call.operation in ("CreateRole", "CreateUser", "CreateGroup", "CreateInstanceProfile", "CreateServiceLinkedRole"):
        return
    for member, kind, find in (("UserName", "user", account.user), ("RoleName", "role", account.role),
                               ("GroupName", "group", account.iam.groups.get), ("InstanceProfileName", "profile", account.profile)):
        name = params.get(member)
        if name and (find(name) is None or not _visible(call, gateway, kind, name)):
            text = f"Instance Profile {name} cannot be found." if kind == "profile" else f"The {kind} with name {name} cannot be found."
            raise missing(text)
    _check_inline_exists(call, account)
    _check_key_exists(call, gateway)


def _check_key_exists(call, gateway):
    """A key is found only with its user."""
    if call.operation not in ("UpdateAccessKey", "DeleteAccessKey"):
        return
    key_id, user = call.params["AccessKeyId"], gateway.account.user(call.params["UserName"])
    if not any(k.access_key_id == key_id for k in user.access_keys) or not listed(gateway, key_id):
        raise missing(f"The Access Key with id {key_id} cannot be found.")


def _visible(call, gateway, kind, name):
    return gateway.replication.known(kind, name, gateway.faults.get_delay)


INLINE = re.compile(r"^(Get|Delete)(User|Role|Group)Policy$")


def _check_inline_exists(call, account):
    found = INLINE.match(call.operation)
    if found and call.params.get("PolicyName") not in _holder(call, account, found[2]).policies:
        raise missing(f"The {found[2].lower()} policy with name {call.params.get('PolicyName')} cannot be found.")


def _holder(call, account, kind):
    name = call.params.get(kind + "Name")
    return {"User": account.user, "Role": account.role, "Group": account.iam.groups.get}[kind](name)


# Tags

def _check_tags(call, account):
    tags = call.params.get("Tags") or []
    keys = [t.get("Key", "") for t in tags]
    if len({k.lower() for k in keys}) != len(keys):
        raise AwsError("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.", 400)
    if any(k.lower().startswith("aws:") for k in keys) and not is_stack(call):
        raise AwsError("InvalidInput", "User-defined tags cannot start with 'aws:'. This prefix is reserved for use by AWS.", 400)
    if len(tags) > TAG_LIMIT:
        raise AwsError("InvalidInput", f"The number of tags provided exceeds the limit of {TAG_LIMIT}.", 400)
    added_to = re.match(r"^Tag(User|Role)$", call.operation)
    if added_to:
        old = {t["Key"] for t in entity_tags(_holder(call, account, added_to[1]))}
        if len(old | set(keys)) > TAG_LIMIT:
            raise limit(f"TagsPer{added_to[1]}: {TAG_LIMIT}")


# Documents

def _check_documents(call, gateway):
    account, params = gateway.account, call.params
    put = re.match(r"^Put(User|Role|Group)Policy$", call.operation)
    if put:
        documents.check_identity(params["PolicyDocument"], account.partition)
        _check_inline_size(call, account, put[1])
    elif call.operation in ("CreatePolicy", "CreatePolicyVersion"):
        documents.check_identity(params["PolicyDocument"], account.partition)
        if documents.size(params["PolicyDocument"]) > most(account, "PolicySizeQuota"):
            raise limit(f"PolicySize: {most(account, 'PolicySizeQuota')}")
    elif call.operation in ("CreateRole", "UpdateAssumeRolePolicy"):
        document = params.get("AssumeRolePolicyDocument") or params.get("PolicyDocument")
        documents.check_trust(document, account.partition, lambda arn: _principal_known(gateway, arn))
        if documents.size(document) > most(account, "AssumeRolePolicySizeQuota"):
            raise limit(f"ACLSizePerRole: {most(account, 'AssumeRolePolicySizeQuota')}")


def _check_inline_size(call, account, kind):
    """All inline policies of one identity count together."""
    holder, room = _holder(call, account, kind), most(account, INLINE_QUOTAS[kind])
    others = sum(documents.size(d) for n, d in holder.policies.items() if n != call.params["PolicyName"])
    if others + documents.size(call.params["PolicyDocument"]) > room:
        raise AwsError("LimitExceeded", f"Maximum policy size of {room} bytes exceeded for {kind.lower()} {holder.name}", 409)


def _principal_known(gateway, arn):
    """A user or role of this account must exist and be visible; other accounts are not checked."""
    account = gateway.account
    if arn.startswith("arn:") and arn.split(":")[4] != gateway.account.id:
        return True
    for kind, things in (("user", account.iam.users.values()), ("role", account.iam.roles.values())):
        for thing in things:
            if arn in (thing.arn, thing.id):
                return gateway.replication.known(kind, thing.name)
    return False


# Names

def _check_unique(call, account):
    params, iam = call.params, account.iam
    table = {
        "CreateRole": ("RoleName", (r.name for r in iam.roles.values()), "Role with name {} already exists."),
        "CreateUser": ("UserName", iam.users, "User with name {} already exists."),
        "CreateGroup": ("GroupName", iam.groups, "Group with name {} already exists."),
        "CreateInstanceProfile": ("InstanceProfileName", iam.instance_profiles, "Instance Profile {} already exists."),
        "CreatePolicy": ("PolicyName", (p.name for a, p in iam.managed_policies.items() if f":{account.id}:" in a),
                         "A policy called {} already exists. Duplicate names are not allowed."),
    }
    if call.operation not in table:
        return
    member, names, text = table[call.operation]
    name = params.get(member, "")
    if any(n.lower() == name.lower() for n in names):
        raise AwsError("EntityAlreadyExists", text.format(name), 409)


def _check_protected(call, account):
    """Service-linked roles and AWS managed policies cannot be changed."""
    role = account.role(call.params.get("RoleName", ""))
    reading = call.operation.startswith(("Get", "List", "DeleteServiceLinked", "AddRoleTo", "RemoveRoleFrom"))
    if role is not None and role.path.startswith("/aws-service-role/") and not reading:
        raise AwsError("UnmodifiableEntity", f"Cannot perform the operation on the protected role '{role.name}' - this role is only "
                       "modifiable by AWS", 400)
    arn = call.params.get("PolicyArn", "")
    if ":iam::aws:" in arn and call.operation in ("CreatePolicyVersion", "DeletePolicy", "DeletePolicyVersion",
                                                  "SetDefaultPolicyVersion", "TagPolicy", "UntagPolicy"):
        raise AwsError("AccessDenied", "Policy is outside your own account.", 403)


# Quotas

def _check_quota(call, account):
    check_count(call, account)
    attach = re.match(r"^Attach(User|Role|Group)Policy$", call.operation)
    if attach:
        _check_attach(call, account, attach[1])
    elif call.operation == "CreateAccessKey" and \
            len(account.user(call.params["UserName"]).access_keys) >= most(account, "AccessKeysPerUserQuota"):
        raise limit(f"AccessKeysPerUser: {most(account, 'AccessKeysPerUserQuota')}")
    elif call.operation == "AddRoleToInstanceProfile" and account.profile(call.params["InstanceProfileName"]).roles:
        raise limit("InstanceSessionsPerInstanceProfile: 1")
    elif call.operation == "CreatePolicyVersion":
        policy = account.policy(call.params["PolicyArn"])
        if policy is not None and len(policy.versions) >= 5:
            raise AwsError("LimitExceeded", "A managed policy can have up to 5 versions. Before you create a new version, you must "
                           "delete an existing version.", 409)


def _check_attach(call, account, kind):
    arn, holder = call.params["PolicyArn"], _holder(call, account, kind)
    if account.policy(arn) is None:
        raise missing(f"Policy {arn} does not exist or is not attachable.")
    room = most(account, f"AttachedPoliciesPer{kind}Quota")
    if arn not in holder.managed_policies and len(holder.managed_policies) >= room:
        raise limit(f"PoliciesPer{kind}: {room}")
    if f"{arn.split(':')[1]}" != account.partition:
        raise AwsError("InvalidInput", f"ARN {arn} is not valid.", 400)


def _check_arns(call, account):
    """ARNs of another partition, and policies that do not exist."""
    for member in ("PolicyArn", "PermissionsBoundary", "OpenIDConnectProviderArn"):
        arn = call.params.get(member)
        if arn and arn.startswith("arn:") and arn.split(":")[1] != account.partition:
            raise AwsError("InvalidInput", f"ARN {arn} is not valid.", 400)
    boundary = call.params.get("PermissionsBoundary")
    if boundary and account.policy(boundary) is None:
        raise missing(f"Scope ARN: {boundary} does not exist or is not attachable.")
    arn = call.params.get("PolicyArn")
    if arn and not call.operation.startswith(("Attach", "Simulate")) and account.policy(arn) is None:
        raise missing(f"Policy {arn} was not found.")
    detach = re.match(r"^Detach(User|Role|Group)Policy$", call.operation)
    if detach and arn not in _holder(call, account, detach[1]).managed_policies:
        raise missing(f"Policy {arn} was not found.")


# What must be deleted first

def _conflict(call, account):
    params = call.params
    if call.operation == "DeleteRole":
        role = account.role(params["RoleName"])
        if any(role in p.roles for p in account.iam.instance_profiles.values()):
            return "Cannot delete entity, must remove roles from instance profile first."
        return _policies_left(role)
    if call.operation == "DeleteUser":
        user = account.user(params["UserName"])
        if user.access_keys:
            return "Cannot delete entity, must delete access keys first."
        if user.password:
            return "Cannot delete entity, must delete login profile first."
        if user.mfa_devices:
            return "Cannot delete entity, must delete MFA device first."
        if user.signing_certificates or user.ssh_public_keys:
            return f"Cannot delete entity, must delete {'signing certificates' if user.signing_certificates else 'SSH public keys'} first."
        if account.groups_of(user.name):
            return "Cannot delete entity, must remove users from group first."
        return _policies_left(user)
    if call.operation == "DeleteGroup":
        group = account.iam.groups[params["GroupName"]]
        return "Cannot delete entity, must remove users from group first." if group.users else _policies_left(group)
    if call.operation == "DeleteInstanceProfile" and account.profile(params["InstanceProfileName"]).roles:
        return "Cannot delete entity, must remove roles from instance profile first."
    if call.operation == "DeletePolicy":
        return _policy_left(account.policy(params["PolicyArn"]))
    return None


def _policies_left(holder):
    if holder.managed_policies:
        return "Cannot delete entity, must detach all policies first."
    return "Cannot delete entity, must delete policies first." if holder.policies else None


def _policy_left(policy):
    if policy.attachment_count:
        return "Cannot delete a policy attached to entities."
    if len(policy.versions) > 1:
        return ("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The "
                "default version is deleted with the policy.")
    return None
