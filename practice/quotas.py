"""The account's quotas: what GetAccountSummary and Service Quotas return, and what exceeds them."""

import json

from errors import NAMESPACES, Answer, AwsError, request_id_headers, xml_answer

# IAM User Guide, "IAM and AWS STS quotas"; the values of a new account.
IAM = {
    "RolesQuota": 1000, "UsersQuota": 5000, "GroupsQuota": 300, "PoliciesQuota": 1500, "InstanceProfilesQuota": 1000,
    "PolicyVersionsInUseQuota": 10000, "VersionsPerPolicyQuota": 5, "AccessKeysPerUserQuota": 2, "GroupsPerUserQuota": 10,
    "AttachedPoliciesPerRoleQuota": 10, "AttachedPoliciesPerUserQuota": 10, "AttachedPoliciesPerGroupQuota": 10,
    "AssumeRolePolicySizeQuota": 2048, "PolicySizeQuota": 6144, "RolePolicySizeQuota": 10240, "UserPolicySizeQuota": 2048,
    "GroupPolicySizeQuota": 5120,
}
# Service Quotas identifies them by service and code; those of IAM exist in one Region only.
CODES = {
    "iam/L-FE177D64": "RolesQuota", "iam/L-E95E4862": "PoliciesQuota", "iam/L-6E65F664": "InstanceProfilesQuota",
    "iam/L-0DA4ABF3": "AttachedPoliciesPerRoleQuota", "iam/L-4019AD8B": "AttachedPoliciesPerUserQuota",
    "iam/L-C07B4B0D": "AssumeRolePolicySizeQuota",
}
OTHERS = {"ec2/L-1216C47A": 32}
IAM_REGION = "us-east-1"
INLINE = {"User": "UserPolicySizeQuota", "Role": "RolePolicySizeQuota", "Group": "GroupPolicySizeQuota"}
SERVICE_LINKED = "/aws-service-role/"  # paths of roles that are not counted here: AWS does not say whether it counts them


def own_roles(iam):
    return sum(not role.path.startswith(SERVICE_LINKED) for role in iam.roles.values())


# The quota that a call counts toward, IAM's name for it, and how many exist.
COUNTED = {
    "CreateRole": ("RolesQuota", "RolesPerAccount", own_roles),
    "CreateUser": ("UsersQuota", "UsersPerAccount", lambda iam: len(iam.users)),
    "CreateGroup": ("GroupsQuota", "GroupsPerAccount", lambda iam: len(iam.groups)),
    "CreateInstanceProfile": ("InstanceProfilesQuota", "InstanceProfilesPerAccount", lambda iam: len(iam.instance_profiles)),
    "CreatePolicy": ("PoliciesQuota", "PoliciesPerAccount", lambda iam: iam.account_summary._policies),
}


def standard():
    return {**IAM, **OTHERS}


def set_quotas(account, wanted):
    """By name as in GetAccountSummary, or by service and code; a null value is left out there."""
    for name, value in wanted.items():
        if name not in account.quotas and name not in CODES:
            raise ValueError(f"no quota {name}")
        account.quotas[CODES.get(name, name)] = None if value is None else int(value)
    return account.quotas


def most(account, name):
    value = account.quotas[name]
    return IAM.get(name) if value is None else value


def limit(text):
    return AwsError("LimitExceeded", f"Cannot exceed quota for {text}", 409)


def check_count(call, account):
    """Raises LimitExceeded if the account has no room for one more."""
    name, says, count = COUNTED.get(call.operation, (None, None, None))
    if name and count(account.iam) >= most(account, name):
        raise limit(f"{says}: {most(account, name)}")


def summary(call, gateway):
    account = gateway.account
    told = {**account.iam.account_summary.summary_map, **{n: v for n, v in account.quotas.items() if n in IAM}}
    told["PolicyVersionsInUse"] = sum(len(p.versions) for p in account.iam.managed_policies.values() if ":iam::aws:" not in p.arn)
    rows = "".join(f"<entry><key>{n}</key><value>{v}</value></entry>" for n, v in told.items() if v is not None)
    return xml_answer(call, NAMESPACES["iam"], f"<SummaryMap>{rows}</SummaryMap>")


def service_quota(call, gateway):
    service, code = call.params.get("ServiceCode"), call.params.get("QuotaCode")
    name = f"{service}/{code}"
    value = gateway.account.quotas.get(CODES.get(name, name))
    if value is None or (service == "iam" and call.region != IAM_REGION):
        raise AwsError("NoSuchResourceException", "The request failed because the specified service quota does not exist.", 400)
    quota = {"ServiceCode": service, "QuotaCode": code, "QuotaName": CODES.get(name, name), "Value": float(value), "Unit": "None",
             "Adjustable": True, "GlobalQuota": service == "iam"}
    return Answer(200, {"Content-Type": "application/x-amz-json-1.1", **request_id_headers(call)}, json.dumps({"Quota": quota}).encode())
