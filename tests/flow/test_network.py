"""The worker's network: where it is launched, what is reported where it cannot be, and what remains of it."""

import json

import pytest

from cloud import allow
from test_decode import as_user
from test_probe import PROBE
from worker_helpers import wait_for_termination, launches, use_pack_with_checks, verdicts

PLAN = ("setup", "essentia", "--plan", "--json")
HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
ALL = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


class Network:
    """The account's own VPC, with a public, a private and an isolated subnet."""

    def __init__(self, cloud):
        self.cloud, self.ec2 = cloud, cloud.client("ec2")

    def order(self, **wanted):
        self.cloud.control("POST", "network", wanted)
        self.subnets = {t["Value"]: s["SubnetId"] for s in self.ec2.describe_subnets()["Subnets"] for t in s.get("Tags", [])}
        self.vpc = next((v["VpcId"] for v in self.ec2.describe_vpcs()["Vpcs"]), None)

    def table(self, subnet, **target):
        """Gives the subnet its own route table, with this route."""
        for table in self.ec2.describe_route_tables()["RouteTables"]:
            for one in table["Associations"]:
                if one.get("SubnetId") == subnet:
                    self.ec2.disassociate_route_table(AssociationId=one["RouteTableAssociationId"])
        ident = self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
        self.ec2.associate_route_table(RouteTableId=ident, SubnetId=subnet)
        if target:
            self.ec2.create_route(RouteTableId=ident, DestinationCidrBlock="0.0.0.0/0", **target)
        return ident

    def group(self, vpc, *rules):
        ident = self.ec2.create_security_group(GroupName=f"of-others-{len(rules)}", Description="x", VpcId=vpc)["GroupId"]
        self.ec2.revoke_security_group_egress(GroupId=ident, IpPermissions=[ALL])
        if rules:
            self.ec2.authorize_security_group_egress(GroupId=ident, IpPermissions=list(rules))
        return ident

    def probe_groups(self):
        """The security groups that probes created and that still exist."""
        return [g for g in self.ec2.describe_security_groups()["SecurityGroups"]
                if any(t["Key"] == "accredit:probe" for t in g.get("Tags", []))]


@pytest.fixture
def net(cloud):
    found = Network(cloud)
    found.order(vpc="own")
    yield found
    cloud.control("POST", "network", {})


@pytest.fixture
def small(home):
    use_pack_with_checks(home, "identity")
    return home


def launched(cloud, dry=False):
    """The parameters of the operator's launches, dry runs or real ones."""
    return [c["params"] for c in cloud.calls("RunInstances") if not c.get("worker") and bool(c["params"].get("DryRun")) == dry]


def placement(asked):
    """Subnet, type and whether a public address was requested."""
    nic = next(iter(asked.get("NetworkInterfaces") or [{}]))
    return nic.get("SubnetId") or asked.get("SubnetId"), asked["InstanceType"], nic.get("AssociatePublicIpAddress") in (True, "true")


# Where the worker is launched

def unchanged(net):
    return net.subnets["public"], False


def needs_a_public_address(net):
    net.ec2.modify_subnet_attribute(SubnetId=net.subnets["public"], MapPublicIpOnLaunch={"Value": False})
    return net.subnets["public"], True


def behind_nat(net):
    net.table(net.subnets["public"])
    return net.subnets["private"], False


def blackholes_do_not_count(net):
    gateway = net.ec2.describe_internet_gateways()["InternetGateways"][0]["InternetGatewayId"]
    net.ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=net.vpc)
    net.ec2.delete_internet_gateway(InternetGatewayId=gateway)
    return net.subnets["private"], False


def with_endpoints(net):
    net.table(net.subnets["public"])
    net.table(net.subnets["private"])
    net.ec2.create_vpc_endpoint(VpcId=net.vpc, ServiceName="com.amazonaws.us-east-1.sts", VpcEndpointType="Interface", PrivateDnsEnabled=True,
                                SubnetIds=[net.subnets["private"]])
    return None, False


def undecided(net):
    eni = net.ec2.create_network_interface(SubnetId=net.subnets["public"])["NetworkInterface"]["NetworkInterfaceId"]
    net.table(net.subnets["public"])
    net.table(net.subnets["private"], NetworkInterfaceId=eni)
    return net.subnets["private"], False


def default_without_a_route(net):
    """Some AWS emulators have it so: a default VPC whose route table is incomplete."""
    net.order(vpc="default")
    table = net.ec2.describe_route_tables()["RouteTables"][0]["RouteTableId"]
    net.ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    return net.ec2.describe_subnets()["Subnets"][0]["SubnetId"], False


UNSURE = (undecided, default_without_a_route)


@pytest.mark.parametrize("case", [unchanged, needs_a_public_address, behind_nat, blackholes_do_not_count, with_endpoints, *UNSURE],
                         ids=lambda c: c.__name__)
def test_subnet_has_internet_access(small, cloud, net, case):
    """The dry run of a plan says where the worker would be launched."""
    subnet, public = case(net)
    cloud.forget_calls()
    small.expect(2, *PLAN)
    found = placement(launched(cloud, dry=True)[0])
    assert found == (subnet or found[0], "t3.micro", public)
    asked = [c["operation"] for c in cloud.calls()]
    assert asked.count("DescribeSubnets") == asked.count("DescribeRouteTables") == asked.count("GetParameter") == 1, "each call once"
    said = " ".join(small.expect(2, "setup", "essentia", "--plan").out.split())
    assert (f"whether subnet {subnet} can reach AWS is unknown" in said) == (case in UNSURE), said


def no_vpc(net):
    net.order(vpc="none")
    return "has no subnet for the test instance", "create-default-vpc"


def no_way_out(net):
    net.table(net.subnets["public"])
    net.table(net.subnets["private"])
    return "no subnet of Region 'us-east-1' can reach AWS", "0.0.0.0/0"


def full(net):
    for name in ("public", "private", "isolated"):
        net.ec2.delete_subnet(SubnetId=net.subnets[name]) if name != "isolated" else None
    return "no subnet of Region 'us-east-1' can reach AWS", "--no-probe"


@pytest.mark.parametrize("case", [no_vpc, no_way_out, full], ids=lambda c: c.__name__)
def test_missing_network_is_reported_before_any_change(small, cloud, net, case):
    says, remedy = case(net)
    cloud.forget_calls()
    result = small.expect(1, *PROBE)
    assert says in result.err and remedy in result.err and "--no-probe" in result.err and not cloud.changes()
    assert small.listed() is None
    small.expect(0, *PROBE, "--no-probe")


# What the operator names

def test_named_subnet_is_used(home, cloud, net):
    """An account without a default VPC: the worker's own dry runs name the subnet, too."""
    use_pack_with_checks(home, "identity", "run-instances-with-role")
    group = net.group(net.vpc, HTTPS)
    result = home.expect(0, *PROBE, "--set", f"SUBNET_ID={net.subnets['private']}", "--set", f"SECURITY_GROUP={group}",
                         "--set", "TAGS=Team=blue", limit=90)
    assert verdicts(result) == {"identity": "yes", "run-instances-with-role": "yes"}
    asked = launched(cloud)[0]
    assert placement(asked) == (net.subnets["private"], "t3.micro", False) and asked["SecurityGroupIds"] == [group]
    disk = asked["BlockDeviceMappings"][0]
    assert disk["DeviceName"] and disk["Ebs"]["Encrypted"] in (True, "true"), "the root volume is encrypted"
    for one in asked["TagSpecifications"]:
        tags = {t["Key"]: t["Value"] for t in one["Tags"]}
        assert tags["Team"] == "blue" and tags["accredit:setup"] == "essentia", one
    assert {one["ResourceType"] for one in asked["TagSpecifications"]} == {"instance", "volume"}
    worker = [c["params"] for c in cloud.calls("RunInstances") if c.get("worker")]
    assert {p["SubnetId"] for p in worker} == {net.subnets["private"]}
    assert not net.probe_groups()
    wait_for_termination(cloud)


@pytest.mark.parametrize("wrong, says", [
    ("unknown", "no subnet 'subnet-0123456789abcdef0'"), ("isolated", "cannot reach AWS from subnet"),
    ("group", "it is not in Region"), ("closed", "allows no egress to port 443"), ("other VPC", "in another VPC than the subnet"),
    ("form", "is not a subnet ID")])
def test_named_network_is_checked(small, cloud, net, wrong, says):
    subnet, group = net.subnets["public"], None
    if wrong in ("unknown", "isolated"):
        subnet = net.subnets.get(wrong, "subnet-0123456789abcdef0")
    elif wrong == "form":
        subnet = "subnet-12x"
    elif wrong == "group":
        group = "sg-0123456789abcdef0"
    else:
        group = net.group(net.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"] if wrong == "other VPC" else net.vpc,
                          *([HTTPS] if wrong == "other VPC" else []))
    cloud.forget_calls()
    more = ("--set", f"SECURITY_GROUP={group}") if group else ()
    result = small.expect(64, *PROBE, "--set", f"SUBNET_ID={subnet}", *more)
    assert says in result.err and not cloud.changes()
    assert wrong == "form" or f"--set {'SECURITY_GROUP' if group else 'SUBNET_ID'}=" in result.err


# The probe's own security group

def test_closed_default_group(small, cloud, net):
    """The probe creates a group that is open to port 443 alone, and deletes it with the worker."""
    net.order(vpc="default", closed_egress=True)
    result = small.expect(0, *PROBE, limit=120)
    ids = [s["id"] for s in result.of("plan")[0]["steps"]]
    assert ids[-4:] == ["probe.group", "probe.launch", "probe.check", "probe.end"] and verdicts(result) == {"identity": "yes"}
    step_ids = {s["id"] for s in result.of("preflight")[0]["steps"]}
    assert "probe.group" in step_ids
    made = cloud.calls("CreateSecurityGroup")[0]["params"]
    tags = {t["Key"]: t["Value"] for t in made["TagSpecifications"][0]["Tags"]}
    assert tags["accredit:setup"] == "essentia" and tags["accredit:probe"]
    opened = cloud.calls("AuthorizeSecurityGroupEgress")[0]["params"]["IpPermissions"]
    closed = cloud.calls("RevokeSecurityGroupEgress")[0]["params"]["IpPermissions"]
    assert (str(opened[0]["FromPort"]), str(opened[0]["ToPort"]), closed[0]["IpProtocol"]) == ("443", "443", "-1")
    assert not cloud.calls("AuthorizeSecurityGroupIngress")
    asked = launched(cloud)[0]
    assert asked.get("SecurityGroupIds") or asked["NetworkInterfaces"][0]["Groups"]
    assert not net.probe_groups() and cloud.calls("DeleteSecurityGroup")
    wait_for_termination(cloud)


def test_verify_creates_the_group_too(small, cloud, net):
    net.order(vpc="default", closed_egress=True)
    small.expect(0, *PROBE, "--no-probe")
    assert not cloud.calls("DescribeRouteTables"), "without a worker nothing is checked"
    result = small.expect(0, "verify", "essentia", "--yes", "--json", limit=120)
    assert verdicts(result) == {"identity": "yes"} and cloud.calls("CreateSecurityGroup") and not net.probe_groups()
    wait_for_termination(cloud)


@pytest.mark.parametrize("end", [("resume", "--yes", "--json"), ("resume", "--undo", "--yes", "--json"),
                                 ("resume", "--no-probe", "--yes", "--json")], ids=lambda e: e[1])
def test_group_is_deleted_after_a_failure(small, cloud, net, end):
    """The launch fails: the group is deleted at the end of the run, and a resumed run works."""
    net.order(vpc="default", closed_egress=True)
    cloud.faults(error={"operation": "RunInstances", "code": "Blocked"})
    small.expect(3, *PROBE, limit=120)
    assert not net.probe_groups(), "the last step, which always runs, has deleted it"
    cloud.clear_faults()
    result = small.expect(0, *end, limit=120)
    assert verdicts(result) == ({"identity": "yes"} if end[1] == "--yes" else {}) and not net.probe_groups()
    wait_for_termination(cloud)


def test_leftover_group(small, cloud, net):
    net.ec2.create_security_group(GroupName="accredit-probe-x", Description="x", VpcId=net.vpc, TagSpecifications=[
        {"ResourceType": "security-group", "Tags": [{"Key": "accredit:setup", "Value": "gone"}, {"Key": "accredit:probe", "Value": "x"}]}])
    left = net.probe_groups()[0]["GroupId"]
    output = small.expect(0, "resume", "--yes").out
    assert left in output and not net.probe_groups()


# What is denied, unknown or rejected

@pytest.mark.parametrize("operation, code", [
    ("DescribeRouteTables", "UnauthorizedOperation"), ("DescribeRouteTables", "InvalidAction"),
    ("DescribeSecurityGroups", "UnauthorizedOperation"), ("DescribeInstanceTypeOfferings", "UnauthorizedOperation"),
    ("DescribeSubnets", "UnauthorizedOperation")])
def test_default_network_without_permission_to_look(small, cloud, operation, code):
    cloud.faults(error={"operation": operation, "code": code})
    result = small.expect(0, *PROBE, limit=90)
    assert verdicts(result) == {"identity": "yes"}
    told = [e for e in result.of("step") if e["id"] == "probe.launch" and e["status"] == "done"][0]
    assert any("could not be read" in n and code in n for n in told["notices"]), told
    wait_for_termination(cloud)


@pytest.mark.parametrize("code, where, other", [
    ("InsufficientInstanceCapacity", {}, "subnet"), ("InsufficientFreeAddressesInSubnet", {}, "subnet"), ("Unsupported", {}, "subnet"),
    ("InsufficientHostCapacity", {}, "subnet"), ("InvalidParameterCombination", {"InstanceType": "t3.micro"}, "type"),
    ("VcpuLimitExceeded", {"InstanceType": "t3.micro"}, "type"), ("InvalidSubnetID.NotFound", {}, "subnet")])
def test_another_subnet_or_type(small, cloud, code, where, other):
    """The launch is repeated in the next subnet or with the other type, depending on the error."""
    cloud.faults(error={"operation": "RunInstances", "code": code, **({"where": where} if where else {"times": 1})})
    result = small.expect(0, *PROBE, limit=90)
    first, second = (placement(p) for p in launched(cloud))
    assert (first[1] != second[1], first[0] != second[0]) == ((True, False) if other == "type" else (False, True))
    assert any(code in e.get("text", "") for e in result.of("step") if e["status"] == "waiting")
    wait_for_termination(cloud)


def test_named_subnet_is_never_replaced(small, cloud, net):
    cloud.faults(error={"operation": "RunInstances", "code": "InsufficientFreeAddressesInSubnet"})
    result = small.expect(3, *PROBE, "--set", f"SUBNET_ID={net.subnets['public']}", limit=90)
    assert {placement(p)[0] for p in launched(cloud)} == {net.subnets["public"]} and "--no-probe" in result.err
    cloud.clear_faults()
    done = small.expect(0, "resume", "essentia", "--no-probe", "--yes", "--json")
    assert not done.of("check") and small.listed()["result"] == "not-run" and small.listed()["state"] == "done"
    small.expect(0, "verify", "essentia", "--no-probe", "--json")


# What becomes of the worker

@pytest.mark.parametrize("reason, remedy", [("Client.InternalError", "KMS key"), ("Client.VolumeLimitExceeded", "quota"),
                                            ("Client.InvalidKMSKey.InvalidState", "KMS key")])
def test_instance_that_terminates_immediately(small, cloud, reason, remedy):
    cloud.faults(ends=f"RunInstances={reason}")
    result = small.expect(2, *PROBE, limit=90)
    check = result.of("check")[0]
    assert check["verdict"] == "cannot-tell" and reason in check["evidence"]["text"] and remedy in check["evidence"]["text"], check
    waited = next(e["seconds"] for e in result.of("step") if e["id"] == "probe.check" and e["status"] == "done")
    assert waited < 15, "no time-out is waited for"
    wait_for_termination(cloud)


def test_worker_without_internet_access(small, cloud, net):
    """The route leads to an appliance that forwards nothing: a minute later the subnet, group and routes are named."""
    subnet = undecided(net)[0]
    table = next(t for t in net.ec2.describe_route_tables()["RouteTables"] if any(a.get("SubnetId") == subnet for a in t["Associations"]))
    result = small.expect(2, *PROBE, limit=180)
    check = result.of("check")[0]
    assert (check["verdict"], check["layer"]) == ("cannot-tell", "network"), check
    text = check["evidence"]["text"]
    assert "cannot reach AWS" in text and subnet in text and table["RouteTableId"] in text and "0.0.0.0/0 to eni-" in text and "sg-" in text, text
    waited = next(e["seconds"] for e in result.of("step") if e["id"] == "probe.check" and e["status"] == "done")
    assert waited < 75, waited
    assert small.listed()["result"] == "inconclusive"
    wait_for_termination(cloud)


def test_dry_runs_with_a_key_name_the_subnet(home, cloud, net):
    """No worker is needed, so no route is checked; but EC2 rejects a launch that names no subnet."""
    use_pack_with_checks(home, "identity", "run-instances")
    result = home.expect(0, *PROBE, "--method", "configure", "--policy", "workers", "--set", "PROFILE=essentia", limit=90)
    assert verdicts(result)["run-instances"] == "yes", result.of("check")
    assert {placement(p)[0] for p in launched(cloud, dry=True)} <= set(net.subnets.values()) and not launches(cloud)
    assert not cloud.calls("DescribeRouteTables")


def test_existing_group_can_be_named_instead(small, cloud, iam, net):
    net.order(vpc="default", closed_egress=True)
    as_user(small, iam, allow("*"), allow("ec2:CreateSecurityGroup", effect="Deny"))
    result = small.expect(3, *PROBE, limit=90)
    told = next(s for s in result.of("preflight")[0]["steps"] if s["id"] == "probe.group")
    assert told["verdict"] == "no" and "ec2:CreateSecurityGroup" in json.dumps(told)
    failed = result.failed["probe.group"]
    assert failed["code"] == "UnauthorizedOperation" and "ec2:CreateSecurityGroup" in failed["remedy"], failed
    small.expect(0, "resume", "--no-probe", "--yes", "--json")
    group = net.group(net.vpc, HTTPS)
    again = small.expect(0, *PROBE, "--set", f"SECURITY_GROUP={group}", limit=90)
    assert verdicts(again) == {"identity": "yes"}
    wait_for_termination(cloud)


# A service control policy's conditions for a launch are named, and a launch that meets them is accepted.

CONDITIONS = [
    ({"Null": {"aws:RequestTag/team": "true"}}, ("the tag 'team'", "--set TAGS=team="), ("--set", "TAGS=team=blue")),
    ({"StringNotEquals": {"ec2:InstanceType": "m5.large"}}, ("another instance type", "--no-probe"), None),
    ({"Bool": {"ec2:Encrypted": "false"}}, (), ()),
    ({"StringNotEquals": {"ec2:MetadataHttpTokens": "required"}}, (), ()),
]


@pytest.mark.parametrize("condition, words, answer", CONDITIONS, ids=["a tag", "a type", "encryption", "IMDSv2"])
def test_launch_conditions_of_an_organization(home, cloud, condition, words, answer):
    """No words: the launch meets the condition already, and the probe passes."""
    key = next(iter(next(iter(condition.values()))))
    on = "volume" if key == "ec2:Encrypted" else "instance"
    cloud.control("POST", "scp", {"document": {"Version": "2012-10-17", "Statement": [
        allow("*"), {"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": f"arn:aws:ec2:*:*:{on}/*", "Condition": condition}]}})
    try:
        first = home.run("setup", "essentia", "--yes", "--json", "--policy", "s3")
        if words:
            told = "\n".join(f"{e['message']} {e['remedy']}" for e in first.failed.values())
            assert first.code == 3 and all(w in told for w in words), first
            home.expect(0, "resume", "essentia", "--no-probe", "--yes", "--json")
        if answer:
            first = home.run("setup", "essentia", "--yes", "--json", "--policy", "s3", *answer)
        if answer is not None:
            first = first if not answer else home.run("verify", "essentia", "--yes", "--json")
            assert first.code == 0 and set(verdicts(first).values()) == {"yes"}, first
        wait_for_termination(cloud)
    finally:
        cloud.control("POST", "scp", {})
