"""Functions that the required actions of all services share."""

from moto.iam.models import User, iam_backends


def request_tags(tags):
    """aws:RequestTag/... and aws:TagKeys of the tags in a call."""
    context = {}
    if isinstance(tags, dict):
        tags = [{"Key": k, "Value": v} for k, v in tags.items()]
    for tag in tags or []:
        context["aws:requesttag/" + str(tag.get("Key", "")).lower()] = str(tag.get("Value", ""))
        context.setdefault("aws:tagkeys", []).append(str(tag.get("Key", "")))
    return context


def resource_tags(tags, service):
    context = {}
    for tag in tags or []:
        for prefix in ("aws", service):
            context[f"{prefix}:resourcetag/{str(tag['Key']).lower()}"] = tag["Value"]
    return context


def entity_tags(entity):
    """The tags of an IAM resource, as pairs."""
    if isinstance(entity, User):  # moto stores those of users elsewhere
        return iam_backends[entity.account_id][entity.arn.split(":")[1]].tagger.list_tags_for_resource(entity.arn)["Tags"]
    tags = getattr(entity, "tags", None) if entity is not None else None
    return list(tags.values()) if isinstance(tags, dict) else tags or []  # moto stores those of a policy by key


def find_entity(account, kind, name):
    return {"user": account.user, "role": account.role, "group": account.iam.groups.get,
            "instance-profile": account.profile}[kind](name)


def entity_arn(call, account, kind, name):
    """The ARN with its path: the entity's, or the one it would get."""
    entity = find_entity(account, kind, name)
    path = entity.path if entity else call.params.get("Path") or "/"
    return account.arn("iam", f"{kind}{path}{name}")


def pass_role(call, account, name_or_arn, service):
    """iam:PassRole, required wherever a role is passed to a service."""
    arn = name_or_arn if name_or_arn.startswith("arn:") else entity_arn(call, account, "role", name_or_arn)
    role = account.role_by_arn(arn)
    context = {"iam:passedtoservice": service}
    context.update(resource_tags(entity_tags(role), "iam"))
    return ("iam:PassRole", arn, context)
