"""Whether an instance reaches AWS: by its routes, address, security groups and VPC endpoints. Decided at launch."""

import ipaddress
import socket
import threading

from call import model
from networks import is_blackhole, table_of

# Represents all of AWS's public addresses.
AWS = ipaddress.ip_address("52.94.0.1")
HTTPS = 443
GATEWAY = "gateway"
PORTS = ("tcp", "6", "-1")


class Reach:
    """All of AWS, some services through endpoints, or nothing."""

    def __init__(self, everything, services=()):
        self.everything = everything
        self.services = sorted(services)

    def environment(self, cloud, nowhere):
        """The endpoints for an instance's commands: the cloud's, or one that never answers."""
        if self.everything:
            return {"AWS_ENDPOINT_URL": cloud}
        return {"AWS_ENDPOINT_URL": nowhere(), **{f"AWS_ENDPOINT_URL_{s}": cloud for s in self.services}}

    def report(self):
        return "all" if self.everything else self.services


def of_instance(backend, instance):
    """What an instance of moto can reach."""
    subnet = backend.get_subnet(instance.subnet_id)
    eni = instance.nics[0]
    groups = eni.group_set
    lets_out = _let(groups, "egress_rules", AWS)
    everything = lets_out and _leads_out(backend, subnet, bool(eni.public_ip))
    return Reach(everything, () if everything else _by_endpoints(backend, subnet, eni, groups))


# Routes

def _route_to_aws(backend, subnet):
    """The most specific route that contains AWS's address, if its target exists."""
    routes = [(ipaddress.ip_network(r.destination_cidr_block).prefixlen, r) for r in table_of(backend, subnet).routes
              if r.destination_cidr_block and AWS in ipaddress.ip_network(r.destination_cidr_block)]
    route = max(routes, key=lambda found: found[0], default=(0, None))[1]
    return None if route is None or is_blackhole(route) else route


def _leads_out(backend, subnet, has_address):
    """An internet gateway works with a public address; a public NAT gateway needs internet access; a transit
    gateway is assumed to lead to a central egress."""
    route = _route_to_aws(backend, subnet)
    if route is None:
        return False
    if route.gateway is not None:
        return has_address and route.gateway.id.startswith("igw-")
    nat = route.nat_gateway
    if nat is not None:
        return nat.connectivity_type != "private" and _leads_out(backend, backend.get_subnet(nat.subnet_id), True)
    return route.transit_gateway is not None


# Groups

def _let(groups, rules, address, peers=(), prefix_list=None):
    """Whether a rule of the groups allows HTTPS to an address, to the other side's groups, or to a prefix list."""
    return any(_rule_lets(rule, address, peers, prefix_list) for group in groups for rule in getattr(group, rules))


def _rule_lets(rule, address, peers, prefix_list):
    if rule.ip_protocol not in PORTS or (rule.ip_protocol != "-1" and not rule.from_port <= HTTPS <= rule.to_port):
        return False
    block = (rule.ip_range or {}).get("CidrIp")
    if block:
        return address in ipaddress.ip_network(block, strict=False)
    if rule.prefix_list_id:
        return rule.prefix_list_id == prefix_list
    return (rule.source_group or {}).get("GroupId") in peers


# Endpoints

def _by_endpoints(backend, subnet, eni, groups):
    table, found = table_of(backend, subnet), set()
    for endpoint in backend.vpc_end_points.values():
        service = _service(endpoint.service_name)
        if service and endpoint.vpc_id == subnet.vpc_id and endpoint.state == "available" and _serves(backend, endpoint, table, eni, groups):
            found.add(service)
    return found


def _serves(backend, endpoint, table, eni, groups):
    if (endpoint.vpc_endpoint_type or GATEWAY).lower() == GATEWAY:
        return table.id in endpoint.route_table_ids and _let(groups, "egress_rules", AWS, (), endpoint.destination_prefix_list_id)
    if endpoint.private_dns_enabled is False:
        return False  # its DNS names resolve to the public addresses
    mine, theirs = [g.id for g in groups], endpoint.security_group_ids
    doors = [backend.get_security_group_from_id(g) for g in theirs] or [backend.get_default_security_group(endpoint.vpc_id)]
    inside = ipaddress.ip_address(eni.private_ip_address)
    return any(_let(groups, "egress_rules", _inner_address(backend, s), [d.id for d in doors]) and _let(doors, "ingress_rules", inside, mine)
               for s in endpoint.subnet_ids or [])


def _inner_address(backend, subnet_id):
    """An address of the endpoint in a subnet; moto assigns its interfaces any address."""
    return next(ipaddress.ip_network(backend.get_subnet(subnet_id).cidr_block).hosts())


def _service(name):
    """com.amazonaws.us-east-1.s3 -> S3, as in AWS_ENDPOINT_URL_S3; None for services that no client here uses."""
    found = model(name.rpartition(".")[2])
    return found.metadata["serviceId"].upper().replace(" ", "_").replace("-", "_") if found else None


class Nowhere:
    """A loopback port that accepts no connection: its queue is full, so the kernel drops packets as a router would."""

    def __init__(self):
        self.lock = threading.Lock()
        self.listener, self.fillers = None, []

    def url(self):
        with self.lock:
            if self.listener is None:
                self._open()
            return "http://{}:{}".format(*self.listener.getsockname())

    def _open(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        for _ in range(4):
            filler = socket.socket()
            filler.settimeout(0.1)
            self.fillers.append(filler)
            try:
                filler.connect(self.listener.getsockname())
            except OSError:
                return  # full

    def end(self):
        for one in [*self.fillers, *([self.listener] if self.listener else [])]:
            one.close()
