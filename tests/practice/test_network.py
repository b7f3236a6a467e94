"""The network of an instance: which endpoints it reaches, the VPC of an account, errors of EC2 for zones and subnets."""

import json
import re

import pytest
from conftest import QUICK, Cloud, code_of, error_of, policy, until

ASK = """#!/bin/bash
export AWS_MAX_ATTEMPTS=1
ask() { timeout 20 aws --region us-east-1 --cli-connect-timeout 1 --cli-read-timeout 5 "$@" >/dev/null 2>"$HOME/said" && echo "$1 answered" ||
    echo "$1 $(grep -oE 'Connect timeout|AccessDenied|Could not connect' "$HOME/said" | head -1)"; }
"""
HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


class Net:
    """A VPC created for one test."""

    def __init__(self, ec2):
        self.ec2 = ec2
        self.vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        self.gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=self.gateway, VpcId=self.vpc)
        self.main = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [self.vpc]}])["RouteTables"][0]["RouteTableId"]
        self.count = 0

    def subnet(self, public=False, table=None, zone="us-east-1a"):
        ident = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock=f"10.1.{self.count}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        self.count += 1
        self.ec2.modify_subnet_attribute(SubnetId=ident, MapPublicIpOnLaunch={"Value": public})
        if table:
            self.ec2.associate_route_table(RouteTableId=table, SubnetId=ident)
        return ident

    def table(self, **target):
        ident = self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
        if target:
            self.ec2.create_route(RouteTableId=ident, DestinationCidrBlock="0.0.0.0/0", **target)
        return ident

    def nat(self, subnet):
        address = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        return self.ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]

    def group(self, *rules):
        ident = self.ec2.create_security_group(GroupName=f"g{self.count}", Description="x", VpcId=self.vpc)["GroupId"]
        self.count += 1
        close(self.ec2, ident)
        if rules:
            self.ec2.authorize_security_group_egress(GroupId=ident, IpPermissions=list(rules))
        return ident


def close(ec2, group):
    """Removes all egress rules from a group."""
    rules = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=rules)


@pytest.fixture
def net(ec2):
    return Net(ec2)


def reach(cloud, ident):
    return next(w for w in cloud.control("GET", "workers") if w["id"] == ident)["reach"]


def public(net):
    return {"SubnetId": net.subnet(True, net.table(GatewayId=net.gateway))}


def by_main_table(net):
    net.ec2.create_route(RouteTableId=net.main, DestinationCidrBlock="0.0.0.0/0", GatewayId=net.gateway)
    return {"SubnetId": net.subnet(True)}


def behind_nat(net):
    outside = net.subnet(True, net.table(GatewayId=net.gateway))
    return {"SubnetId": net.subnet(False, net.table(NatGatewayId=net.nat(outside)))}


def behind_nat_without_internet(net):
    return {"SubnetId": net.subnet(False, net.table(NatGatewayId=net.nat(net.subnet())))}


def behind_deleted_nat(net):
    outside = net.subnet(True, net.table(GatewayId=net.gateway))
    nat = net.nat(outside)
    network = {"SubnetId": net.subnet(False, net.table(NatGatewayId=nat))}
    net.ec2.delete_nat_gateway(NatGatewayId=nat)
    return network


def behind_detached_gateway(net):
    network = public(net)
    net.ec2.detach_internet_gateway(InternetGatewayId=net.gateway, VpcId=net.vpc)
    return network


def by_interface(net, address):
    return {"NetworkInterfaces": [{"DeviceIndex": 0, "SubnetId": net.subnet(not address, net.table(GatewayId=net.gateway)),
                                   "AssociatePublicIpAddress": address}]}


def with_group(net, *rules):
    return {**public(net), "SecurityGroupIds": [net.group(*rules)]}


def default_group_closed(net):
    network = public(net)
    groups = net.ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [net.vpc]}])["SecurityGroups"]
    close(net.ec2, next(g["GroupId"] for g in groups if g["GroupName"] == "default"))
    return network


def with_endpoints(net, private_dns=True, with_ingress=True):
    table = net.table()
    subnet = net.subnet(False, table)
    endpoint_group = net.ec2.create_security_group(GroupName="doors", Description="x", VpcId=net.vpc)["GroupId"]
    if with_ingress:
        net.ec2.authorize_security_group_ingress(GroupId=endpoint_group, IpPermissions=[{**HTTPS, "IpRanges": [{"CidrIp": "10.1.0.0/16"}]}])
    net.ec2.create_vpc_endpoint(VpcId=net.vpc, ServiceName="com.amazonaws.us-east-1.sts", VpcEndpointType="Interface", SubnetIds=[subnet],
                                SecurityGroupIds=[endpoint_group], PrivateDnsEnabled=private_dns)
    net.ec2.create_vpc_endpoint(VpcId=net.vpc, ServiceName="com.amazonaws.us-east-1.s3", VpcEndpointType="Gateway", RouteTableIds=[table])
    return {"SubnetId": subnet}


@pytest.mark.parametrize("network, reached", [
    (lambda net: {}, "all"), (public, "all"), (by_main_table, "all"), (behind_nat, "all"),
    (lambda net: {"SubnetId": net.subnet(True)}, []),
    (lambda net: {"SubnetId": net.subnet(False, net.table(GatewayId=net.gateway))}, []),
    (behind_nat_without_internet, []), (behind_deleted_nat, []), (behind_detached_gateway, []),
    (lambda net: by_interface(net, True), "all"), (lambda net: by_interface(net, False), []),
    (lambda net: with_group(net, HTTPS), "all"), (with_group, []), (default_group_closed, []),
    (lambda net: with_group(net, {**HTTPS, "FromPort": 80, "ToPort": 80}), []),
    (lambda net: with_group(net, {**HTTPS, "FromPort": 0, "ToPort": 65535}), "all"),
    (lambda net: with_group(net, {**HTTPS, "IpProtocol": "udp"}), []),
    (lambda net: with_group(net, {**HTTPS, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}), []),
    (lambda net: with_group(net, {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/1"}, {"CidrIp": "128.0.0.0/1"}]}), "all"),
    (with_endpoints, ["S3", "STS"]), (lambda net: with_endpoints(net, private_dns=False), ["S3"]),
    (lambda net: with_endpoints(net, with_ingress=False), ["S3"]),
], ids=["default VPC", "public", "main table", "nat", "no route", "no address", "nat without internet", "deleted nat", "detached gateway",
        "interface with address", "interface without", "443", "closed group", "closed default group", "80 only", "all ports", "udp",
        "private only", "two halves", "endpoints", "no private DNS", "closed endpoint"])
def test_services_that_an_instance_reaches(cloud, net, launch, network, reached):
    assert reach(cloud, launch(**network(net))["InstanceId"]) == reached


def test_route_to_a_deleted_target_is_a_black_hole(net, ec2):
    behind_detached_gateway(net)
    behind_deleted_nat(net)
    states = {r.get("GatewayId") or r.get("NatGatewayId"): r["State"] for t in ec2.describe_route_tables(
        Filters=[{"Name": "vpc-id", "Values": [net.vpc]}])["RouteTables"] for r in t["Routes"]}
    assert states.pop("local") == "active" and set(states.values()) == {"blackhole"} and len(states) == 2


def lines_of(ec2, ident):
    text = until(lambda: (lambda t: t if ": END\r\n" in t else None)(ec2.get_console_output(InstanceId=ident).get("Output", "")))
    return re.findall(r"cloud-init\[\d+\]: (.*)\r\n", text)[3:-1]


def test_calls_without_a_route_time_out(cloud, net, ec2, launch, make_profile):
    make_profile("machine", policy(Action="*"))
    script = ASK + "ask sts get-caller-identity; ask ec2 describe-vpcs; echo END\n"
    one = launch(script, SubnetId=net.subnet(), IamInstanceProfile={"Name": "machine"})["InstanceId"]
    assert lines_of(ec2, one) == ["sts Connect timeout", "ec2 Connect timeout"]
    assert not [c for c in cloud.calls() if c["worker"]]


def test_vpc_endpoint_reaches_its_service_only(cloud, net, ec2, launch, make_profile):
    make_profile("machine", policy(Action="*"))
    script = ASK + "ask sts get-caller-identity; ask s3api list-buckets; ask ec2 describe-vpcs; echo END\n"
    one = launch(script, **with_endpoints(net), IamInstanceProfile={"Name": "machine"})["InstanceId"]
    assert lines_of(ec2, one) == ["sts answered", "s3api answered", "ec2 Connect timeout"]


# Accounts

def test_default_vpc_has_internet_access(ec2):
    vpc = ec2.describe_vpcs()["Vpcs"][0]
    routes = ec2.describe_route_tables(Filters=[{"Name": "association.main", "Values": ["true"]}])["RouteTables"][0]["Routes"]
    assert vpc["IsDefault"] and [r["GatewayId"][:4] for r in routes if r["DestinationCidrBlock"] == "0.0.0.0/0"] == ["igw-"]
    assert all(s["DefaultForAz"] and s["MapPublicIpOnLaunch"] for s in ec2.describe_subnets()["Subnets"])


@pytest.mark.parametrize("kind", ["own", "none"])
def test_launch_without_a_default_vpc_needs_a_subnet(cloud, ec2, launch, kind):
    cloud.control("POST", "network", {"vpc": kind})
    for more in ({}, {"DryRun": True}):
        answer = error_of(launch, **more)
        assert answer["Error"]["Code"] == "VPCIdNotSpecified" and answer["Error"]["Message"].startswith("No default VPC for this user.")
    assert code_of(ec2.create_security_group, GroupName="g", Description="x") == "VPCIdNotSpecified"
    assert len(ec2.describe_vpcs()["Vpcs"]) == (kind == "own")


def test_vpc_option_own_has_three_subnets(cloud, ec2, launch):
    cloud.control("POST", "network", {"vpc": "own"})
    subnets = {s["Tags"][0]["Value"]: s for s in ec2.describe_subnets()["Subnets"]}
    reached = {name: reach(cloud, launch(SubnetId=s["SubnetId"])["InstanceId"]) for name, s in subnets.items()}
    assert reached == {"isolated": [], "private": "all", "public": "all"}
    assert len({s["AvailabilityZone"] for s in subnets.values()}) == 3
    assert code_of(launch, SubnetId=subnets["public"]["SubnetId"], DryRun=True) == "DryRunOperation"


def test_closed_default_groups(cloud, ec2, launch):
    cloud.control("POST", "network", {"closed_egress": True})
    assert reach(cloud, launch()["InstanceId"]) == []
    cloud.control("POST", "reset")
    assert reach(cloud, launch()["InstanceId"]) == "all"


def test_options_set_the_network(tmp_path):
    cloud = Cloud(tmp_path, *QUICK, "--no-default-vpc", "--closed-egress")
    try:
        cloud.control("POST", "reset")
        ec2 = cloud.client("ec2")
        assert [v["IsDefault"] for v in ec2.describe_vpcs()["Vpcs"]] == [False]
        assert [g["IpPermissionsEgress"] for g in ec2.describe_security_groups()["SecurityGroups"]] == [[]]
        cloud.control("POST", "network", {"vpc": "none"})
        assert ec2.describe_vpcs()["Vpcs"] == [] and ec2.describe_subnets()["Subnets"] == []
    finally:
        cloud.end()


def test_fleet_without_a_default_vpc_needs_a_subnet(cloud, ec2, iam, image, make_profile):
    cloud.control("POST", "network", {"vpc": "own"})
    role = make_profile("fleet", trust={"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "spotfleet.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
    params = {"ImageId": image(), "InstanceType": "t3.micro"}

    def request(**more):
        return code_of(ec2.request_spot_fleet, DryRun=True, SpotFleetRequestConfig={
            "IamFleetRole": iam.get_role(RoleName=role)["Role"]["Arn"], "TargetCapacity": 1, "LaunchSpecifications": [{**params, **more}]})

    assert request() == "VPCIdNotSpecified"
    assert request(SubnetId=ec2.describe_subnets()["Subnets"][0]["SubnetId"]) == "DryRunOperation"


# Zones and addresses

def test_zone_does_not_offer_the_type(ec2, launch):
    offered = ec2.describe_instance_type_offerings(LocationType="availability-zone", Filters=[
        {"Name": "instance-type", "Values": ["t3.micro", "t4g.micro"]}, {"Name": "location", "Values": ["us-east-1a", "us-east-1e"]}])
    assert sorted((o["InstanceType"], o["Location"], o["LocationType"]) for o in offered["InstanceTypeOfferings"]) == [
        (t, "us-east-1a", "availability-zone") for t in ("t3.micro", "t4g.micro")]
    subnet = next(s["SubnetId"] for s in ec2.describe_subnets()["Subnets"] if s["AvailabilityZone"] == "us-east-1e")
    for more in ({"SubnetId": subnet}, {"Placement": {"AvailabilityZone": "us-east-1e"}}, {"SubnetId": subnet, "DryRun": True}):
        answer = error_of(launch, **more)["Error"]
        assert answer["Code"] == "Unsupported" and "t3.micro) is not supported" in answer["Message"]
        assert "(us-east-1e)" in answer["Message"] and "us-east-1a, us-east-1b" in answer["Message"]


def test_subnet_without_free_addresses(net, ec2, launch):
    small = ec2.create_subnet(VpcId=net.vpc, CidrBlock="10.1.99.0/28", AvailabilityZone="us-east-1a")["Subnet"]["SubnetId"]
    idents = [launch(SubnetId=small)["InstanceId"] for _ in range(11)]
    answer = error_of(launch, SubnetId=small)["Error"]
    assert answer["Code"] == "InsufficientFreeAddressesInSubnet" and small in answer["Message"]
    ec2.terminate_instances(InstanceIds=idents[:1])
    until(lambda: ec2.describe_subnets(SubnetIds=[small])["Subnets"][0]["AvailableIpAddressCount"] == 1)
    launch(SubnetId=small)


# Groups

def test_new_group_allows_all_egress_and_cannot_be_deleted_while_used(net, cloud, ec2, launch):
    group = ec2.create_security_group(GroupName="probe", Description="x", VpcId=net.vpc)["GroupId"]
    described = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    assert [r["IpProtocol"] for r in described["IpPermissionsEgress"]] == ["-1"] and described["IpPermissions"] == []
    one = launch(SubnetId=net.subnet(), SecurityGroupIds=[group])["InstanceId"]
    assert error_of(ec2.delete_security_group, GroupId=group)["Error"] == {
        "Code": "DependencyViolation", "Message": f"resource {group} has a dependent object"}
    cloud.control("POST", "settings", {"end": 1.5})
    try:
        ec2.terminate_instances(InstanceIds=[one])
        assert code_of(ec2.delete_security_group, GroupId=group) == "DependencyViolation"  # it is shutting down
    finally:
        cloud.control("POST", "settings", {"end": 0.05})
    until(lambda: ec2.describe_instances(InstanceIds=[one])["Reservations"][0]["Instances"][0]["State"]["Name"] == "terminated")
    ec2.delete_security_group(GroupId=group)


def test_default_group_cannot_be_deleted(ec2):
    assert code_of(ec2.delete_security_group, GroupId=ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]) == "CannotDelete"


def test_launch_without_a_group_uses_the_default_one(ec2, launch):
    one = launch()["InstanceId"]
    groups = ec2.describe_instances(InstanceIds=[one])["Reservations"][0]["Instances"][0]["SecurityGroups"]
    assert [g["GroupName"] for g in groups] == ["default"]


GROUP_CALLS = [
    ("ec2:CreateSecurityGroup", lambda ec2, vpc, group: ec2.create_security_group(GroupName="new", Description="x", VpcId=vpc)),
    ("ec2:CreateTags", lambda ec2, vpc, group: ec2.create_security_group(GroupName="new", Description="x", VpcId=vpc, TagSpecifications=[
        {"ResourceType": "security-group", "Tags": [{"Key": "a", "Value": "b"}]}])),
    ("ec2:AuthorizeSecurityGroupEgress", lambda ec2, vpc, group: ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[HTTPS])),
    ("ec2:RevokeSecurityGroupEgress", lambda ec2, vpc, group: ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[
        {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])),
    ("ec2:DeleteSecurityGroup", lambda ec2, vpc, group: ec2.delete_security_group(GroupId=group))]


@pytest.mark.parametrize("action, call", GROUP_CALLS, ids=[a for a, _ in GROUP_CALLS])
def test_each_call_on_groups_needs_its_permission(cloud, net, ec2, make_user, action, call):
    group = ec2.create_security_group(GroupName="old", Description="x", VpcId=net.vpc)["GroupId"]
    deny = policy({"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}, {"Effect": "Deny", "Action": action, "Resource": "*"})
    without = cloud.client("ec2", **make_user("without", deny))
    assert f"not authorized to perform: {action}" in error_of(call, without, net.vpc, group)["Error"]["Message"]
    call(ec2, net.vpc, group)


# What an organization requires

SCP_REQUIREMENTS = [
    ("volume", {"Bool": {"ec2:Encrypted": "false"}}, {"BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"Encrypted": True}}]}),
    ("instance", {"StringNotEquals": {"ec2:MetadataHttpTokens": "required"}}, {"MetadataOptions": {"HttpTokens": "required"}}),
    ("instance", {"NumericGreaterThan": {"ec2:MetadataHttpPutResponseHopLimit": "1"}}, {"MetadataOptions": {"HttpPutResponseHopLimit": 1}}),
    ("instance", {"Null": {"aws:RequestTag/cost": "true"}}, {"TagSpecifications": [
        {"ResourceType": "instance", "Tags": [{"Key": "cost", "Value": "42"}]}]})]


@pytest.mark.parametrize("kind, condition, more", SCP_REQUIREMENTS, ids=["encryption", "IMDSv2", "hop limit", "tag"])
def test_scp_requirements_of_a_launch(cloud, sts, launch, kind, condition, more):
    cloud.control("POST", "scp", {"document": {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": f"arn:aws:ec2:*:*:{kind}/*", "Condition": condition}]}})
    without = {"MetadataOptions": {"HttpPutResponseHopLimit": 2}} if "NumericGreaterThan" in condition else {}
    said = error_of(launch, **without)["Error"]
    assert said["Code"] == "UnauthorizedOperation" and "explicit deny in a service control policy" in said["Message"]
    sealed = said["Message"].rpartition("Encoded authorization failure message: ")[2]
    reported = json.loads(sts.decode_authorization_message(EncodedMessage=sealed)["DecodedMessage"])
    assert reported["explicitDeny"] and reported["context"]["resource"].endswith(f":{kind}/*")
    launch(**more)


def test_reset_removes_the_scp(cloud, ec2):
    cloud.control("POST", "scp", {"document": {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}})
    assert code_of(ec2.describe_vpcs) == "UnauthorizedOperation"
    cloud.control("POST", "reset")
    assert ec2.describe_vpcs()["Vpcs"]


@pytest.mark.parametrize("device, encrypted", [("/dev/xvda", [True]), ("/dev/sdb", [False, True])])
def test_volumes_are_encrypted_as_requested(ec2, launch, device, encrypted):
    """The root volume of the image is /dev/xvda: another name is another volume."""
    one = launch(BlockDeviceMappings=[{"DeviceName": device, "Ebs": {
        "Encrypted": True, "DeleteOnTermination": True, "VolumeSize": 8}}])["InstanceId"]
    volumes = ec2.describe_volumes(Filters=[{"Name": "attachment.instance-id", "Values": [one]}])["Volumes"]
    assert sorted(v["Encrypted"] for v in volumes) == encrypted


# Errors of AWS

@pytest.mark.parametrize("code, status, words", [
    ("InsufficientInstanceCapacity", 500, "do not have sufficient t3.micro capacity"),
    ("InsufficientFreeAddressesInSubnet", 400, "not enough free addresses in subnet 'SUBNET'"),
    ("Unsupported", 400, "instance type (t3.micro) is not supported"), ("InvalidParameterCombination", 400, "not eligible for Free Tier"),
    ("VcpuLimitExceeded", 400, "more vCPU capacity than your current vCPU limit"), ("Blocked", 400, "currently blocked"),
    ("PendingVerification", 400, "is being validated"), ("OptInRequired", 401, "You are not subscribed to this service")])
def test_error_for_one_zone_or_type(cloud, ec2, launch, code, status, words):
    one, two = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]][:2]
    cloud.faults(error=[{"operation": "RunInstances", "code": code, "where": {"SubnetId": one, "InstanceType": "t3.micro"}}])
    answer = error_of(launch, SubnetId=one)
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    assert words.replace("SUBNET", one) in answer["Error"]["Message"]
    launch(SubnetId=two)
    launch(SubnetId=one, InstanceType="t3.small")
    inside = [{"DeviceIndex": 0, "SubnetId": one}]
    assert code_of(launch, NetworkInterfaces=inside) == code


@pytest.mark.parametrize("reason, words", [
    ("Client.InternalError", "Client.InternalError: Client error on launch"),
    ("Client.InvalidKMSKey.InvalidState", "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state"),
    ("Client.VolumeLimitExceeded", "Client.VolumeLimitExceeded: Volume limit exceeded"),
    ("Server.InternalError", "Server.InternalError: Internal error on launch")])
def test_instance_that_terminates_at_once(cloud, ec2, launch, reason, words):
    cloud.faults(ends=[f"RunInstances={reason}x1"])
    one = launch("#!/bin/bash\necho never\n")
    assert one["State"]["Name"] == "pending"

    def reported():
        return ec2.describe_instances(InstanceIds=[one["InstanceId"]])["Reservations"][0]["Instances"][0]

    until(lambda: reported()["State"]["Name"] == "terminated")
    assert (reported()["StateReason"], reported()["StateTransitionReason"]) == ({"Code": "Server.InternalError", "Message": words}, "Server.InternalError")
    assert not ec2.get_console_output(InstanceId=one["InstanceId"]).get("Output", "").count("never")
    launch()
    assert cloud.control("GET", "workers")[1]["state"] in ("pending", "running")
