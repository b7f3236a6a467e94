"""EKS: the cluster or the access entry of a call."""

from required_common import request_tags, resource_tags
from required_tags import tagging

OF_ENTRY = {"DescribeAccessEntry", "UpdateAccessEntry", "DeleteAccessEntry", "AssociateAccessPolicy", "DisassociateAccessPolicy",
            "ListAssociatedAccessPolicies"}
OF_ASSOCIATION = {"DescribePodIdentityAssociation", "UpdatePodIdentityAssociation", "DeletePodIdentityAssociation"}
KEYS = {"principalArn": "principalarn", "username": "username", "kubernetesGroups": "kubernetesgroups", "type": "accessentrytype",
        "policyArn": "policyarn"}


def eks_needs(call, account, action, clusters):
    """(action, ARN, context) of a call."""
    params = call.params
    context = request_tags(params.get("tags"))
    if params.get("tagKeys"):
        context["aws:tagkeys"] = params["tagKeys"]
    for member, key in KEYS.items():
        if params.get(member):
            context["eks:" + key] = params[member]
    scope = params.get("accessScope") or {}
    if scope.get("type"):
        context["eks:accessscope"] = scope["type"]
        context["eks:namespaces"] = scope.get("namespaces") or []
    arn, tags = _resource(call, account, clusters)
    context.update(resource_tags([{"Key": k, "Value": v} for k, v in (tags or {}).items()], "eks"))
    made = arn
    if call.operation == "CreateAccessEntry":
        made = _entry_to_be(call, account)
    elif call.operation == "CreatePodIdentityAssociation":
        made = account.arn("eks", f"podidentityassociation/{params.get('clusterName', '')}/*", call.region)
    return [(action, arn, context), *tagging(call, made)]


def _entry_to_be(call, account):
    """The ARN of an access entry whose last part is not known yet."""
    kind, _, who = call.params.get("principalArn", "").rpartition(":")[2].partition("/")
    owner = call.params.get("principalArn", "::::").split(":")[4]
    return account.arn("eks", f"access-entry/{call.params.get('clusterName', '')}/{kind}/{owner}/{who.rpartition('/')[2]}/*", call.region)


def _resource(call, account, clusters):
    params = call.params
    if params.get("resourceArn"):
        return params["resourceArn"], None
    name = params.get("clusterName") or params.get("name")
    if not name:
        return "*", None
    cluster = clusters.find(call.region, name) if clusters else None
    if call.operation in OF_ENTRY:
        entry = cluster.entries.get(params.get("principalArn")) if cluster else None
        if entry:
            return entry.arn, entry.tags
        return _entry_to_be(call, account), None
    if call.operation in OF_ASSOCIATION:
        ident = params.get("associationId", "")
        found = cluster.associations.get(ident) if cluster else None
        return account.arn("eks", f"podidentityassociation/{name}/{ident}", call.region), found.tags if found else None
    if call.operation.endswith("Addon") and call.operation != "CreateAddon":
        return account.arn("eks", f"addon/{name}/{params.get('addonName', '')}/*", call.region), None
    if call.operation.endswith("Nodegroup") and call.operation != "CreateNodegroup":
        return account.arn("eks", f"nodegroup/{name}/{params.get('nodegroupName', '')}/*", call.region), None
    return account.arn("eks", f"cluster/{name}", call.region), cluster.backend.tags if cluster else None
