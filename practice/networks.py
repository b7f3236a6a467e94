"""The networks of a new account, and what moto's networks lack."""

from moto.core.base_backend import backend_lock
from moto.ec2.models import EC2Backend
from moto.ec2.models.route_tables import Route
from moto.ec2.models.vpcs import VPC
import moto.backends

ANYWHERE = "0.0.0.0/0"
KINDS = ("default", "own", "none")
OWN_VPC = "10.20.0.0/16"
# The subnets of an account's own VPC, one in each zone, by their egress; the one without egress is first.
OWN_SUBNETS = (("isolated", "10.20.0.0/20"), ("private", "10.20.16.0/20"), ("public", "10.20.32.0/20"))


class Shape:
    """The initial network: the VPC ("default", "own", "none"), and whether the default group allows egress."""

    def __init__(self, vpc="default", closed_egress=False):
        if vpc not in KINDS:
            raise ValueError(f"no VPC of the kind {vpc}: {', '.join(KINDS)}")
        self.vpc = vpc
        self.closed_egress = bool(closed_egress)

    @classmethod
    def of(cls, settings):
        vpc = "none" if settings.no_vpc else "own" if settings.no_default_vpc else "default"
        return cls(vpc, settings.closed_egress)


shape = Shape()  # of every Region that is first used from now on


def order(wanted):
    """The network of Regions from now on; those in use are reset."""
    global shape
    shape = wanted
    with backend_lock:
        moto.backends.get_backend("ec2").clear()


def _begin(backend):
    """A Region's first use: moto has created a default VPC."""
    if shape.vpc != "default":
        _drop(backend, backend.default_vpc)
    if shape.vpc == "own":
        _own(backend)
    for vpc in backend.vpcs.values():
        if shape.closed_egress:
            default_group(backend, vpc.id).egress_rules.clear()


def main_table(backend, vpc_id):
    return next(t for t in backend.route_tables.values() if t.vpc_id == vpc_id and t.main_association_id)


def table_of(backend, subnet):
    """The table that is associated with a subnet, else the main one."""
    explicit = (t for t in backend.route_tables.values() if subnet.id in t._associations.values())
    return next(explicit, None) or main_table(backend, subnet.vpc_id)


def default_group(backend, vpc_id):
    return next(g for g in backend.groups[vpc_id].values() if g.name == "default")


def _gateway(backend, vpc):
    gateway = backend.create_internet_gateway()
    backend.attach_internet_gateway(gateway.id, vpc.id)
    return gateway.id


def _drop(backend, vpc):
    for gateway in [g for g in backend.internet_gateways.values() if g.vpc is vpc]:
        backend.detach_internet_gateway(gateway.id, vpc.id)
        backend.delete_internet_gateway(gateway.id)
    for subnet in backend.describe_subnets(filters={"vpc-id": vpc.id}):
        backend.delete_subnet(subnet.id)
    backend.delete_vpc(vpc.id)
    backend.default_vpc = None


def _own(backend):
    """A VPC as an organization creates it: the main route table has no default route."""
    vpc = backend.create_vpc(OWN_VPC)
    zones = backend.describe_availability_zones()
    subnets = {name: _subnet(backend, vpc, name, block, zones[n % len(zones)].name) for n, (name, block) in enumerate(OWN_SUBNETS)}
    subnets["public"].map_public_ip_on_launch = True
    _lead(backend, subnets["public"], gateway_id=_gateway(backend, vpc))
    nat = backend.create_nat_gateway(subnets["public"].id, backend.allocate_address("vpc").allocation_id)
    _lead(backend, subnets["private"], nat_gateway_id=nat.id)


def _subnet(backend, vpc, name, block, zone):
    return backend.create_subnet(vpc.id, block, availability_zone=zone, tags={"subnet": {"Name": name}})


def _lead(backend, subnet, **target):
    table = backend.create_route_table(subnet.vpc_id)
    backend.associate_route_table(table.id, subnet_id=subnet.id)
    backend.create_route(table.id, ANYWHERE, **target)


# What moto leaves out

_make, _create_vpc, _create_subnet, _create_default, _run = (
    EC2Backend.__init__, EC2Backend.create_default_vpc, EC2Backend.create_subnet, EC2Backend.create_default_subnet,
    EC2Backend.run_instances)


def _made(self, region_name, account_id):
    _make(self, region_name, account_id)
    _begin(self)


def _default_vpc(self):
    """The main route table of a default VPC has a route to the internet."""
    self.default_vpc = vpc = _create_vpc(self)
    self.create_route(main_table(self, vpc.id).id, ANYWHERE, gateway_id=_gateway(self, vpc))
    return vpc


def _plain_subnet(self, *args, **named):
    """moto uses the first subnet of any VPC in a zone as that zone's default."""
    subnet = _create_subnet(self, *args, **named)
    subnet.default_for_az = subnet.map_public_ip_on_launch = False
    return subnet


def _default_subnet(self, availability_zone):
    subnet = _create_default(self, availability_zone)
    subnet.default_for_az = subnet.map_public_ip_on_launch = True
    return subnet


def _in_default_group(self, image_id, count, user_data, security_group_names, **kwargs):
    """Without a group, the VPC's default group applies; the interface is deleted with its instance."""
    nics = kwargs.get("nics") or []
    named = security_group_names or kwargs.get("security_group_ids") or kwargs.get("launch_template") or any(n.get("Groups") for n in nics)
    subnet_id = kwargs.get("subnet_id") or next((n["SubnetId"] for n in nics if n.get("SubnetId")), None)
    vpc = self.get_vpc(self.get_subnet(subnet_id).vpc_id) if subnet_id else self.get_default_vpc()
    if vpc and not named and not any(n.get("NetworkInterfaceId") for n in nics):
        kwargs["security_group_ids"] = [default_group(self, vpc.id).id]
    reservation = _run(self, image_id, count, user_data, security_group_names, **kwargs)
    for instance in reservation.instances:
        for eni in instance.nics.values():
            eni.delete_on_termination = not any(n.get("NetworkInterfaceId") == eni.id for n in nics)
    return reservation


def is_blackhole(route):
    """A route whose target was deleted or detached from this VPC."""
    backend, vpc_id = route.route_table.ec2_backend, route.route_table.vpc_id
    gateway, nat = route.gateway, route.nat_gateway
    if nat is not None:
        return nat.state not in ("available", "pending") or nat.id not in backend.nat_gateways
    if gateway is not None and gateway.id.startswith("igw-"):
        return gateway.id not in backend.internet_gateways or not isinstance(gateway.vpc, VPC) or gateway.vpc.id != vpc_id
    if route.instance is not None:
        return route.instance._state.name != "running"
    if route.interface is not None:
        return route.interface.id not in backend.enis
    return False


EC2Backend.__init__ = _made
EC2Backend.create_default_vpc = _default_vpc
EC2Backend.create_subnet = _plain_subnet
EC2Backend.create_default_subnet = _default_subnet
EC2Backend.run_instances = _in_default_group
Route.state = property(lambda self: "blackhole" if is_blackhole(self) else "active")
