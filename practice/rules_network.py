"""EC2's network rules: where an instance can launch, and which groups can be deleted."""

from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS

import error_messages
from errors import AwsError
from networks import default_group

OFFERED = INSTANCE_TYPE_OFFERINGS["availability-zone"]


def refused(code, status=400, **values):
    return AwsError(code, error_messages.message(code, **values), status)


def interfaces(params):
    return params.get("NetworkInterfaces") or []


def subnet_of(params):
    """The subnet of a launch, given directly or with its interface."""
    return params.get("SubnetId") or next((n["SubnetId"] for n in interfaces(params) if n.get("SubnetId")), None)


def groups_of(params):
    """The IDs of the groups of a launch."""
    return params.get("SecurityGroupIds") or [g for n in interfaces(params) for g in n.get("Groups") or []]


def zones_with(region, kind):
    """The zones that offer a type; None when the Region is unknown."""
    known = OFFERED.get(region)
    return sorted({o["Location"] for o in known if o["InstanceType"] == kind}) if known else None


def check(call, gateway):
    backend = gateway.account.ec2(call.region)
    if call.operation == "RunInstances":
        _check_place(call.params, call.region, backend)
    elif call.operation == "RequestSpotFleet":
        config = call.params.get("SpotFleetRequestConfig") or {}
        for one in config.get("LaunchSpecifications") or []:
            _check_place({**one, "Placement": one.get("Placement") or {}}, call.region, backend)
    elif call.operation == "CreateSecurityGroup":
        if not call.params.get("VpcId") and backend.get_default_vpc() is None:
            raise AwsError("VPCIdNotSpecified", "No default VPC for this user")
    elif call.operation == "DeleteSecurityGroup":
        _check_unused(call.params, backend)


def _check_place(params, region, backend):
    ident = subnet_of(params)
    subnet = next((s for s in backend.describe_subnets() if s.id == ident), None)
    if ident and subnet is None:
        raise AwsError("InvalidSubnetID.NotFound", f"The subnet ID '{ident}' does not exist")
    if ident is None and not any(n.get("NetworkInterfaceId") for n in interfaces(params)):
        _check_default(params, backend)
    _check_groups(params, subnet, backend)
    zone = subnet.availability_zone if subnet else (params.get("Placement") or {}).get("AvailabilityZone")
    kind = params.get("InstanceType", "m1.small")
    offered = zones_with(region, kind)
    if zone and offered is not None and zone not in offered:
        raise refused("Unsupported", type=kind, zone=zone, others=", ".join(offered))
    if subnet and subnet.available_ip_address_count < int(params.get("MinCount") or 1):
        raise refused("InsufficientFreeAddressesInSubnet", subnet=ident)


def _check_default(params, backend):
    """Without a subnet the default VPC is used, so there must be one."""
    vpc = backend.get_default_vpc()
    if vpc is None:
        raise refused("VPCIdNotSpecified")
    if not backend.get_default_subnets():
        raise refused("MissingInput", vpc=vpc.id)


def _check_groups(params, subnet, backend):
    vpc = backend.get_vpc(subnet.vpc_id) if subnet else backend.get_default_vpc()
    for ident in groups_of(params):
        group = backend.get_security_group_from_id(ident)
        if group is None:
            raise AwsError("InvalidGroup.NotFound", f"The security group '{ident}' does not exist")
        if vpc and group.vpc_id != vpc.id:
            place = f"subnet {subnet.id}" if subnet else f"the default VPC {vpc.id}"
            raise AwsError("InvalidParameter", f"Security group {ident} and {place} belong to different networks.")


def _check_unused(params, backend):
    """A group cannot be deleted while an interface uses it (also of an instance that is shutting down) or another group refers to it."""
    group = backend.get_security_group_from_id(params.get("GroupId", ""))
    if group is None:
        return
    if group is default_group(backend, group.vpc_id):
        raise AwsError("CannotDelete", f'the specified group: "{group.id}" name: "default" cannot be deleted by a user')
    others = [g for groups in backend.groups.values() for g in groups.values() if g is not group]
    named = any((r.source_group or {}).get("GroupId") == group.id for g in others for r in g.ingress_rules + g.egress_rules)
    if named or any(group in eni.group_set for eni in backend.enis.values()):
        raise AwsError("DependencyViolation", f"resource {group.id} has a dependent object")
