/*
 * network_routes.c - the targets of a subnet's routes, and the egress that a group allows.
 * Pure.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/probe_check.h"
#include "probe/network_internal.h"

#define ANYWHERE "0.0.0.0/0"
#define PORT 443
#define ROUTES_SHOWN 6

const char *route_name(enum route route)
{
	static const char *const names[] = { "internet", "nat", "endpoints", "undecided",
					     "unknown", "none" };

	return names[route];
}

/* --- routes ---------------------------------------------------------------------------- */

/*
 * The first member that a route has is its target. Whether a transit gateway, a peered VPC, a
 * VPN, an appliance or an Outpost reaches AWS cannot be seen from here.
 */
static const struct lead {
	const char *member, *starts;
	enum route route;
} leads[] = {
	{ "natGatewayId", "", ROUTE_NAT },
	{ "gatewayId", "igw-", ROUTE_INTERNET },
	{ "gatewayId", "nat-", ROUTE_NAT },
	{ "gatewayId", "local", ROUTE_NONE },
	{ "gatewayId", "", ROUTE_UNDECIDED },
	{ "transitGatewayId", "", ROUTE_UNDECIDED },
	{ "vpcPeeringConnectionId", "", ROUTE_UNDECIDED },
	{ "instanceId", "", ROUTE_UNDECIDED },
	{ "networkInterfaceId", "", ROUTE_UNDECIDED },
	{ "localGatewayId", "", ROUTE_UNDECIDED },
	{ "carrierGatewayId", "", ROUTE_UNDECIDED },
	{ "coreNetworkArn", "", ROUTE_UNDECIDED },
};

/* NULL: its target is not known. */
static const struct lead *network_routes_lead_of(const struct json *route)
{
	for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++) {
		const char *target = json_str(route, leads[i].member);

		if (*target && str_starts(target, leads[i].starts))
			return &leads[i];
	}
	return NULL;
}

static bool network_routes_is_blackhole(const struct json *route)
{
	return str_eq(json_str(route, "state"), "blackhole");
}

/* A NAT gateway must be available; a private one reaches other networks only. */
static enum route network_routes_nat_of(const struct facts *f, const char *id)
{
	json_each(one, f->lists[ASK_GATEWAYS]) {
		const char *state = json_str(one, "state");

		if (!str_eq(json_str(one, "natGatewayId"), id))
			continue;
		if (*state && !str_eq(state, "available"))
			return ROUTE_NONE;
		return str_eq(json_str(one, "connectivityType"), "private") ? ROUTE_UNDECIDED :
									      ROUTE_NAT;
	}
	return f->lists[ASK_GATEWAYS] ? ROUTE_NONE : ROUTE_UNDECIDED;
}

static const struct json *network_routes_association(const struct json *table,
						     const char *subnet)
{
	json_each(one, json_get(table, "associationSet"))
		if (subnet ? str_eq(json_str(one, "subnetId"), subnet) :
			     str_eq(json_str(one, "main"), "true"))
			return one;
	return NULL;
}

/* The route table of the subnet, otherwise the main one of its VPC. */
static const struct json *network_routes_table_of(const struct facts *f,
						  const struct json *subnet)
{
	json_each(table, f->lists[ASK_TABLES])
		if (network_routes_association(table, json_str(subnet, "subnetId")))
			return table;
	json_each(table, f->lists[ASK_TABLES])
		if (str_eq(json_str(table, "vpcId"), json_str(subnet, "vpcId")) &&
		    network_routes_association(table, NULL))
			return table;
	return NULL;
}

static void network_routes_add_routes(struct buf *out, const struct json *table)
{
	static const char *const members[] = { "destinationCidrBlock",
		"destinationIpv6CidrBlock", "destinationPrefixListId" };
	size_t n = 0;

	buf_fmt(out, "route table %s:", json_str(table, "routeTableId"));
	json_each(route, json_get(table, "routeSet")) {
		const struct lead *lead = network_routes_lead_of(route);
		const char *to = "";

		if (n++ == ROUTES_SHOWN) {
			buf_str(out, ", ...");
			break;
		}
		for (int i = 0; i < 3 && !*to; i++)
			to = json_str(route, members[i]);
		buf_fmt(out, "%s %s to %s%s", n > 1 ? "," : "", *to ? to : "?",
			lead ? json_str(route, lead->member) : "?",
			network_routes_is_blackhole(route) ? " (blackhole)" : "");
	}
	if (!n)
		buf_str(out, " no routes");
}

/* --- endpoints -------------------------------------------------------------------------- */

/* Commands of the AWS CLI whose service has another name in endpoints. */
static const struct { const char *command, *service; } services[] = {
	{ "s3api", "s3" }, { "elbv2", "elasticloadbalancing" }, { "elb", "elasticloadbalancing" },
};

static const char *network_routes_service_of(const struct check_call *call)
{
	const char *command = json_text(json_first(call->words));

	if (call->identity)
		return "sts";
	if (call->bucket)
		return "s3";
	if (call->interface)
		return "ec2";
	for (size_t i = 0; command && i < sizeof(services) / sizeof(*services); i++)
		if (str_eq(command, services[i].command))
			return services[i].service;
	return command ? command : "";
}

/*
 * An interface endpoint serves all subnets of its VPC; a gateway endpoint those whose route
 * table it is in.
 */
static bool network_routes_has_endpoint(const struct facts *f, const struct json *subnet,
					const struct json *table, const char *service)
{
	struct buf suffix = BUF(256);
	bool has = false;

	buf_fmt(&suffix, ".%s.%s", f->region, service);
	json_each(one, f->lists[ASK_ENDPOINTS]) {
		bool gateway = str_eq(json_str(one, "vpcEndpointType"), "Gateway");
		const char *state = json_str(one, "state");

		if (!str_eq(json_str(one, "vpcId"), json_str(subnet, "vpcId")) ||
		    !str_ends(json_str(one, "serviceName"), suffix.s) ||
		    (*state && strcasecmp(state, "available")))
			continue;
		has |= gateway ? json_has(json_get(one, "routeTableIdSet"),
					  json_str(table, "routeTableId")) :
		       str_eq(json_str(one, "privateDnsEnabled"), "true");
	}
	buf_free(&suffix);
	return has;
}

/* Whether every service that the worker's checks call has one. */
static bool network_routes_has_endpoints(const struct facts *f, const struct json *subnet,
					 const struct json *table)
{
	struct checks checks = checks_read(f->wanted, CHECK_BY_WORKER);
	bool all = checks.count;

	for (size_t i = 0; all && i < checks.count; i++)
		all = network_routes_has_endpoint(f, subnet, table,
						  network_routes_service_of(
							  &checks.check[i].call));
	checks_free(&checks);
	return all;
}

enum route network_route_of(const struct facts *f, const struct json *subnet, struct buf *out)
{
	const struct json *table = network_routes_table_of(f, subnet);
	enum route route = ROUTE_NONE;
	bool any = false;

	if (!table) {
		buf_str(out, f->lists[ASK_TABLES] ? "its route table was not found" :
						    "its route table could not be read");
		return ROUTE_UNKNOWN;
	}
	json_each(one, json_get(table, "routeSet"))
		if (str_eq(json_str(one, "destinationCidrBlock"), ANYWHERE)) {
			const struct lead *lead = network_routes_lead_of(one);

			any = true;
			if (!lead || network_routes_is_blackhole(one))
				route = ROUTE_NONE;
			else if (lead->route == ROUTE_NAT)
				route = network_routes_nat_of(f, json_str(one,
									  lead->member));
			else
				route = lead->route;
		}
	network_routes_add_routes(out, table);
	if (route > ROUTE_ENDPOINTS && network_routes_has_endpoints(f, subnet, table))
		return ROUTE_ENDPOINTS;
	/* emulators of AWS list no such route for a default VPC that reaches the internet */
	if (!any && f->elsewhere && str_eq(json_str(subnet, "defaultForAz"), "true"))
		return ROUTE_UNKNOWN;
	return route;
}

/* --- groups ----------------------------------------------------------------------------- */

const struct json *network_group_of(const struct facts *f, const char *vpc)
{
	json_each(group, f->lists[ASK_GROUPS])
		if (*f->group ? str_eq(json_str(group, "groupId"), f->group) :
		    str_eq(json_str(group, "vpcId"), vpc) &&
		    str_eq(json_str(group, "groupName"), "default"))
			return group;
	return NULL;
}

/*
 * The internet needs a rule for all addresses; an endpoint's rule may name its group, prefix
 * list or addresses.
 */
bool network_group_allows(const struct json *group, enum route route)
{
	bool wide = route == ROUTE_INTERNET || route == ROUTE_NAT;

	if (!json_get(group, "ipPermissionsEgress"))
		return true;
	json_each(rule, json_get(group, "ipPermissionsEgress")) {
		const char *protocol = json_str(rule, "ipProtocol");
		const char *from = json_str(rule, "fromPort");
		bool tcp = str_eq(protocol, "tcp") || str_eq(protocol, "6");
		bool port = !*from ||
			(atoi(from) <= PORT && PORT <= atoi(json_str(rule, "toPort")));

		if (!str_eq(protocol, "-1") && !(tcp && port))
			continue;
		json_each(range, json_get(rule, "ipRanges"))
			if (!wide || str_eq(json_str(range, "cidrIp"), ANYWHERE))
				return true;
		if (json_count(json_get(rule, "prefixListIds")) ||
		    (!wide && json_count(json_get(rule, "groups"))))
			return true;
	}
	return false;
}

void network_group_describe(struct buf *out, const struct json *group)
{
	size_t n = 0;

	buf_fmt(out, "security group %s ('%s'), egress:", json_str(group, "groupId"),
		json_str(group, "groupName"));
	json_each(rule, json_get(group, "ipPermissionsEgress")) {
		const char *protocol = json_str(rule, "ipProtocol"), *to = "";

		json_each(range, json_get(rule, "ipRanges"))
			to = json_str(range, "cidrIp");
		buf_fmt(out, "%s %s%s%s%s%s", n++ ? "," : "",
			str_eq(protocol, "-1") ? "all" : protocol,
			*json_str(rule, "fromPort") ? " " : "", json_str(rule, "fromPort"),
			*to ? " to " : "", to);
	}
	if (!n)
		buf_str(out, " none");
}
