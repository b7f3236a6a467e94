"""EC2: the resources of each call. RunInstances has seven types."""

from account import ACCOUNT_ID
from required_common import pass_role, request_tags
from rules_network import groups_of, subnet_of

KINDS = {
    "i": "instance", "sg": "security-group", "subnet": "subnet", "vpc": "vpc", "vol": "volume", "eni": "network-interface",
    "ami": "image", "snap": "snapshot", "rtb": "route-table", "igw": "internet-gateway", "eipalloc": "elastic-ip",
    "lt": "launch-template", "sfr": "spot-fleet-request", "sir": "spot-instances-request", "nat": "natgateway",
    "key": "key-pair", "acl": "network-acl", "pg": "placement-group", "vpce": "vpc-endpoint", "fleet": "fleet",
    "sgr": "security-group-rule",
}
# Public resources have no account in their ARN.
OWNERLESS = {"image", "snapshot"}
CREATED = {
    "CreateSecurityGroup": ["security-group"], "CreateVolume": ["volume"], "CreateVpc": ["vpc"], "CreateSubnet": ["subnet"],
    "CreateKeyPair": ["key-pair"], "ImportKeyPair": ["key-pair"], "CreateLaunchTemplate": ["launch-template"],
    "CreateFleet": ["fleet"], "RequestSpotFleet": ["spot-fleet-request"], "RequestSpotInstances": ["spot-instances-request"],
    "CreateNetworkInterface": ["network-interface"], "CreateImage": ["image"], "CreateSnapshot": ["snapshot"],
    "CreateInternetGateway": ["internet-gateway"], "CreateRouteTable": ["route-table"], "AllocateAddress": ["elastic-ip"],
}


def arn(call, account, kind, ident):
    owner = "" if kind in OWNERLESS else ACCOUNT_ID
    return f"arn:{account.partition}:ec2:{call.region}:{owner}:{kind}/{ident}"


def by_id(call, account, ident):
    kind = KINDS.get(ident.rpartition("-")[0])
    return arn(call, account, kind, ident) if kind else None


def tags_of(call, account, ident):
    """ec2:ResourceTag/... and aws:ResourceTag/... of an existing resource."""
    context = {"ec2:region": call.region}
    for key, value in (account.ec2(call.region).tags.get(ident) or {}).items():
        context["ec2:resourcetag/" + key.lower()] = value
        context["aws:resourcetag/" + key.lower()] = value
    kind = KINDS.get(ident.rpartition("-")[0])
    if kind == "instance":
        _instance_context(call, account, ident, context)
    return context


def _instance_context(call, account, ident, context):
    for reservation in account.ec2(call.region).reservations.values():
        for instance in reservation.instances:
            if instance.id == ident:
                context["ec2:instancetype"] = instance.instance_type
                context["ec2:availabilityzone"] = instance.placement.zone
                _metadata(context, metadata_now(instance))
                profile = instance.iam_instance_profile
                if profile:     # moto stores a dict when it was associated later
                    context["ec2:instanceprofile"] = profile["Arn"] if isinstance(profile, dict) else str(profile)


# Metadata options of a request or an instance -> the condition key.
METADATA = {"HttpTokens": "ec2:metadatahttptokens", "HttpPutResponseHopLimit": "ec2:metadatahttpputresponsehoplimit",
            "HttpEndpoint": "ec2:metadatahttpendpoint"}


def _metadata(context, options):
    context.update({key: str(options[name]) for name, key in METADATA.items() if options.get(name) is not None})


def metadata_now(instance):
    """The metadata options of an instance, by the API's names."""
    now = instance.metadata_options
    return {"HttpTokens": now.http_tokens, "HttpPutResponseHopLimit": now.http_put_response_hop_limit, "HttpEndpoint": now.http_endpoint}


def _specifications(params):
    """The tags by resource type; a Spot Fleet's are in its configuration."""
    return params.get("TagSpecifications") or (params.get("SpotFleetRequestConfig") or {}).get("TagSpecifications") or []


def tag_specifications(params, kind):
    """The request's tags for one resource type, as condition keys."""
    context = {}
    for specification in _specifications(params):
        if specification.get("ResourceType") == kind:
            for tag in specification.get("Tags") or []:
                context["aws:requesttag/" + tag.get("Key", "").lower()] = tag.get("Value", "")
                context.setdefault("aws:tagkeys", []).append(tag.get("Key", ""))
    return context


def ec2_needs(call, account):
    """(action, resource, context) for each part of the call."""
    operation, params = call.operation, call.params
    action = f"ec2:{operation}"
    if operation == "RunInstances":
        return _run_instances(call, account)
    if operation.startswith("Describe"):
        return [(action, "*", {"ec2:region": call.region})]
    found = [(action, a, {**tags_of(call, account, i), **request_tags(params.get("Tags"))}) for i, a in _named(call, account)]
    for kind in CREATED.get(operation, []):
        found.append((action, arn(call, account, kind, "*"), {"ec2:region": call.region, **tag_specifications(params, kind)}))
    found += _tagging(call, account)
    found += _association(call, account)
    found += _fleet_roles(call, account)
    if operation == "ModifyInstanceMetadataOptions":
        wanted = {"ec2:attribute/" + name.lower(): str(params[name]) for name in METADATA if name in params}
        found = [(a, on, {**context, **wanted}) for a, on, context in found]
    return found or [(action, "*", {"ec2:region": call.region})]


def _named(call, account):
    """The IDs in the call's top-level parameters, with their ARNs."""
    for name, value in call.params.items():
        for ident in value if isinstance(value, list) else [value]:
            if isinstance(ident, str) and (name.endswith(("Id", "Ids")) or name == "Resources"):
                found = by_id(call, account, ident)
                if found:
                    yield ident, found


def _tagging(call, account):
    """Tag-on-create needs ec2:CreateTags as well, with the operation as ec2:CreateAction."""
    found = []
    for specification in _specifications(call.params):
        kind = specification.get("ResourceType", "*")
        context = {"ec2:createaction": call.operation, "ec2:region": call.region, **tag_specifications(call.params, kind)}
        found.append(("ec2:CreateTags", arn(call, account, kind, "*"), context))
    return found


def _association(call, account):
    """Associating an instance profile needs iam:PassRole for its role; disassociating acts on the instance."""
    if call.operation == "DisassociateIamInstanceProfile":
        all_ = account.ec2(call.region).iam_instance_profile_associations.values()
        return [(f"ec2:{call.operation}", arn(call, account, "instance", a.instance_id), tags_of(call, account, a.instance_id))
                for a in all_ if a.association_id == call.params.get("AssociationId")]
    profile = profile_of(call, account) if call.operation == "AssociateIamInstanceProfile" else None
    return [pass_role(call, account, r.arn, "ec2.amazonaws.com") for r in profile.roles] if profile else []


def _fleet_roles(call, account):
    """The fleet's role and the roles of its instance profiles. The API is EC2's, and they are passed to EC2."""
    config = call.params.get("SpotFleetRequestConfig") or {}
    roles = [config["IamFleetRole"]] if config.get("IamFleetRole") else []
    for specification in config.get("LaunchSpecifications") or []:
        profile = profile_named(specification.get("IamInstanceProfile") or {}, account)
        roles += [profile.roles[0].arn] if profile and profile.roles else []
    return [pass_role(call, account, role, "ec2.amazonaws.com") for role in dict.fromkeys(roles)]


def profile_of(call, account):
    """The instance profile a RunInstances names; None when there is none of that name."""
    return profile_named(call.params.get("IamInstanceProfile") or {}, account)


def profile_named(wanted, account):
    """By name or ARN."""
    if wanted.get("Arn"):
        return next((p for p in account.iam.instance_profiles.values() if p.arn == wanted["Arn"]), None)
    return account.profile(wanted.get("Name"))


def _volumes(call, account):
    """The properties of each volume of a launch; an image's root volume follows the account's settings."""
    default = "true" if account.ec2(call.region).ebs_encryption_by_default else "false"
    image = account.ec2(call.region).amis.get(call.params.get("ImageId"))
    disks = {image.root_device_name if image else "": {}}
    disks.update({m["DeviceName"]: m["Ebs"] for m in call.params.get("BlockDeviceMappings") or [] if m.get("Ebs") and m.get("DeviceName")})
    names = {"VolumeSize": "ec2:volumesize", "VolumeType": "ec2:volumetype", "KmsKeyId": "ec2:kmskeyid"}
    return [{"ec2:encrypted": "true" if disk.get("Encrypted") else default, **{names[n]: str(disk[n]) for n in names if n in disk}}
            for disk in disks.values()]


def _run_instances(call, account):
    params = call.params
    profile = profile_of(call, account)
    context = {"ec2:region": call.region, "ec2:instancetype": params.get("InstanceType", "m1.small")}
    if profile:
        context["ec2:instanceprofile"] = profile.arn
    machine = tag_specifications(params, "instance")
    _metadata(machine, params.get("MetadataOptions") or {})
    subnet, groups = subnet_of(params) or "*", groups_of(params) or ["*"]
    plan = [("instance", "*", machine), ("image", params.get("ImageId", "*"), {}),
            ("network-interface", "*", tag_specifications(params, "network-interface")), ("subnet", subnet, {})]
    plan += [("volume", "*", {**tag_specifications(params, "volume"), **v}) for v in _volumes(call, account)]
    plan += [("security-group", g, {}) for g in groups]
    if params.get("KeyName"):
        plan.append(("key-pair", params["KeyName"], {}))
    found = []
    for kind, ident, extra in plan:
        tags = tags_of(call, account, ident) if ident != "*" else {}
        found.append(("ec2:RunInstances", arn(call, account, kind, ident), {**context, **tags, **extra}))
    found += _tagging(call, account)
    if profile and profile.roles:
        found.append(pass_role(call, account, profile.roles[0].arn, "ec2.amazonaws.com"))
    return found
