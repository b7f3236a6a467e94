/* network_choose.c - which subnets, types and groups a worker is tried in. Pure. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/aws_error.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/model.h"
#include "probe/network.h"
#include "probe/network_internal.h"

#define PLACES_MAX 16		/* tried one after another */

/* A subnet and how well it suits a worker. */
struct spot {
	const struct json *subnet, *group;
	enum route route;
	bool asks_public;	/* its instances get no public address by themselves */
	bool closed;		/* its group has no egress rule for a worker */
	long order;		/* smaller is better */
	char *why;		/* its routes, or why it cannot be used */
};

struct choice {
	const struct facts *f;
	struct spot *spots;
	size_t count;
};

static const char *network_choose_id_of(const struct spot *s)
{
	return json_str(s->subnet, "subnetId");
}

static bool network_choose_is_true(const struct json *subnet, const char *member)
{
	return str_eq(json_str(subnet, member), "true");
}

/* NULL: a worker can start there; otherwise why not. */
static const char *network_choose_obstacle(const struct json *subnet)
{
	const char *state = json_str(subnet, "state");
	const char *left = json_str(subnet, "availableIpAddressCount");

	if (*state && !str_eq(state, "available"))
		return "it is not available";
	if (network_choose_is_true(subnet, "ipv6Native"))
		return "it has IPv6 addresses only";
	return str_eq(left, "0") ? "it has no free address" : NULL;
}

/* A zone whose offerings are not known counts as one that offers the type. */
static bool network_choose_is_offered(const struct facts *f, const char *type,
				      const char *zone)
{
	if (!json_count(f->lists[ASK_OFFERS]))
		return true;
	json_each(offer, f->lists[ASK_OFFERS])
		if (str_eq(json_str(offer, "instanceType"), type) &&
		    str_eq(json_str(offer, "location"), zone))
			return true;
	return false;
}

/* --- weighing ---------------------------------------------------------------------------- */

/* Zones alternate, so that one without capacity is left soon; otherwise in EC2's order. */
static long network_choose_turn_of(const struct choice *c, const struct spot *s)
{
	long turn = 0, at = s - c->spots;

	for (const struct spot *one = c->spots; one < s; one++)
		turn += one->route == s->route &&
			str_eq(json_str(one->subnet, "availabilityZone"),
			       json_str(s->subnet, "availabilityZone"));
	return (turn > 48 ? 48 : turn) * 1000 + (at > 999 ? 999 : at);
}

static void network_choose_weigh(const struct choice *c, struct spot *s)
{
	const char *no = network_choose_obstacle(s->subnet);
	const char *zone = json_str(s->subnet, "availabilityZone");
	struct buf why = BUF(2048);
	bool offered = false;

	s->route = network_route_of(c->f, s->subnet, &why);
	s->group = network_group_of(c->f, json_str(s->subnet, "vpcId"));
	s->closed = !network_group_allows(s->group, s->route);
	s->asks_public = s->route == ROUTE_INTERNET &&
		!network_choose_is_true(s->subnet, "mapPublicIpOnLaunch");
	for (size_t i = 0; !offered && i < models_count; i++)
		offered = network_choose_is_offered(c->f, models[i].type, zone);
	if (!no && !offered)
		no = "its zone offers no instance type for the test";
	if (!no && *c->f->group && !*c->f->subnet && s->group &&
	    !str_eq(json_str(s->group, "vpcId"), json_str(s->subnet, "vpcId")))
		no = "it is in another VPC than the security group";
	if (no) {
		s->route = ROUTE_NONE;
		buf_reset(&why);
		buf_str(&why, no);
	}
	s->order = s->route * 1000000L + (s->asks_public ? 400000L : 0) +
		(s->closed ? 200000L : 0) +
		(network_choose_is_true(s->subnet, "defaultForAz") ? 0 : 100000L) +
		(s->route == ROUTE_UNKNOWN &&
				 !network_choose_is_true(s->subnet, "mapPublicIpOnLaunch") ?
			 50000L :
			 0) +
		network_choose_turn_of(c, s);
	s->why = buf_take(&why);
}

static int network_choose_by_order(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;

	return x->order < y->order ? -1 : x->order > y->order;
}

/* --- where there is none ------------------------------------------------------------------ */

static bool network_choose_bad_subnet(const struct facts *f, const struct spot *s,
				      struct err *err)
{
	if (!s && !*f->subnet) {
		err_set(err, ERR_SERVICE, "Region '%s' has no subnet for the test instance",
			f->region);
		return err_hint(err,
				"create one with 'aws ec2 create-default-vpc --region "
				"%s', or skip the test: --no-probe",
				f->region);
	}
	if (!s)
		err_set(err, ERR_INPUT, "no subnet '%s' in account %s, Region %s",
			f->subnet, f->account, f->region);
	else
		err_set(err, ERR_INPUT,
			"the test instance cannot reach AWS from subnet '%s': %.300s",
			f->subnet, s->why);
	err_field(err, f->subnet_by);
	return err_hint(err,
			"choose another: --set %s=subnet-..., or skip the test: --no-probe",
			f->subnet_by);
}

static bool network_choose_bad_group(const struct facts *f, const char *why,
				     const char *with, struct err *err)
{
	err_set(err, ERR_INPUT,
		"security group '%s' cannot be used for the test instance: %s%s", f->group,
		why, with);
	err_field(err, f->group_by);
	return err_hint(err, "choose another: --set %s=sg-..., or leave it out",
			f->group_by);
}

/* The operator's group must exist, belong to the same VPC, and allow the worker's egress. */
static bool network_choose_group_fits(const struct choice *c, const struct spot *s,
				      struct err *err)
{
	const struct facts *f = c->f;
	const struct json *group = network_group_of(f, "");

	if (!*f->group || !f->lists[ASK_GROUPS])
		return true;
	if (!group)
		return network_choose_bad_group(f, "it is not in Region ", f->region, err);
	if (s && !str_eq(json_str(group, "vpcId"), json_str(s->subnet, "vpcId")))
		return network_choose_bad_group(f, "it is in another VPC than the subnet ",
						network_choose_id_of(s), err);
	return !s || !s->closed ||
		network_choose_bad_group(f, "it allows no egress to port ", "443", err);
}

/* --- the places ---------------------------------------------------------------------------- */

static void network_choose_add_place(const struct facts *f, struct json *places,
				     const struct spot *s, const struct model *m)
{
	struct json *place = json_push(places, json_object_new());

	json_put_str(place, "subnet", network_choose_id_of(s));
	json_put_str(place, "zone", json_str(s->subnet, "availabilityZone"));
	json_put_str(place, "vpc", json_str(s->subnet, "vpcId"));
	json_put_str(place, "type", m->type);
	json_put_str(place, "arch", m->arch);
	json_put_str(place, "way", route_name(s->route));
	if (s->asks_public)
		json_put(place, "public", json_bool_new(true));
	if (*f->group)
		json_put_str(place, "group", f->group);
	if (s->why) {
		struct buf text = BUF(4096);

		buf_fmt(&text, "subnet %s (%s), %s", network_choose_id_of(s),
			json_str(s->subnet, "availabilityZone"), s->why);
		if (s->closed)
			buf_str(&text,
				"; a security group created for the test, egress: tcp 443");
		else if (s->group) {
			buf_str(&text, "; ");
			network_group_describe(&text, s->group);
		}
		json_put_str(place, "text", text.s);
		buf_free(&text);
	}
}

/* Whether s can replace the first: the probe's own group belongs to one VPC. */
static bool network_choose_stands_in(const struct choice *c, const struct spot *s)
{
	const struct spot *first = c->spots;

	if (s->route == ROUTE_NONE ||
	    (*c->f->subnet && !str_eq(network_choose_id_of(s), c->f->subnet)))
		return false;
	return first->closed ? str_eq(json_str(s->subnet, "vpcId"),
				      json_str(first->subnet, "vpcId")) : !s->closed;
}

/* For each rank all types in order, and for each type all subnets in order. */
static void network_choose_add_places(const struct choice *c, struct json *places)
{
	for (size_t from = 0, to; from < c->count; from = to) {
		for (to = from;
		     to < c->count && c->spots[from].route == c->spots[to].route &&
		     c->spots[from].asks_public == c->spots[to].asks_public;
		     to++)
			;
		for (size_t m = 0; m < models_count; m++)
			for (size_t i = from; i < to; i++) {
				const struct spot *s = &c->spots[i];

				if (json_count(places) < PLACES_MAX &&
				    network_choose_stands_in(c, s) &&
				    network_choose_is_offered(c->f, models[m].type,
							      json_str(s->subnet,
								       "availabilityZone")))
					network_choose_add_place(c->f, places, s,
								 &models[m]);
			}
	}
}

/* What is not known is noted, not guessed. */
static void network_choose_note_undecided(const struct choice *c, struct json *network)
{
	const struct spot *s = c->spots;
	struct buf note = BUF(2048);

	if (s->route == ROUTE_UNDECIDED || (s->route == ROUTE_UNKNOWN && c->f->lists[ASK_TABLES]))
		buf_fmt(&note, "whether subnet %s can reach AWS is unknown (%s)",
			network_choose_id_of(s), s->why);
	if (note.len)
		json_push(json_get(network, "notes"), json_string_new(note.s));
	buf_free(&note);
}

static bool network_choose_places(struct choice *c, struct json *network, bool *sure,
				  struct err *err)
{
	const struct facts *f = c->f;
	const struct spot *first;

	for (size_t i = 0; i < c->count; i++)
		network_choose_weigh(c, &c->spots[i]);
	qsort(c->spots, c->count, sizeof(*c->spots), network_choose_by_order);
	first = c->count && !*f->subnet ? c->spots : NULL;
	for (size_t i = 0; *f->subnet && !first && i < c->count; i++)
		if (str_eq(network_choose_id_of(&c->spots[i]), f->subnet))
			first = &c->spots[i];
	json_drop(network, "own_group");
	*sure = !first || first->route == ROUTE_INTERNET || first->route == ROUTE_UNKNOWN || f->last;
	if (!first || (*f->subnet && first->route == ROUTE_NONE))
		return network_choose_bad_subnet(f, first, err);
	if (!network_choose_group_fits(c, first->route == ROUTE_NONE ? NULL : first, err))
		return false;
	if (first->route == ROUTE_NONE) {
		err_set(err, ERR_SERVICE,
			"no subnet of Region '%s' can reach AWS: %s has %.300s", f->region,
			network_choose_id_of(first), first->why);
		return err_hint(err,
				"add a route for 0.0.0.0/0 to an internet gateway or a NAT "
				"gateway, "
				"%s%s%sor skip the test: --no-probe",
				*f->subnet_by ? "choose another subnet: --set " : "",
				f->subnet_by, *f->subnet_by ? "=subnet-..., " : "");
	}
	if (first != c->spots) {	/* the operator's choice is the only one */
		struct spot mine = *first;

		c->spots[first - c->spots] = c->spots[0];
		c->spots[0] = mine;
	}
	network_choose_add_places(c, json_put(network, "places", json_list_new()));
	if (c->spots->closed)
		json_put_str(json_put(network, "own_group", json_object_new()), "vpc",
			     json_str(c->spots->subnet, "vpcId"));
	if (*sure)
		network_choose_note_undecided(c, network);
	return true;
}

bool network_choose(const struct facts *f, struct json *network, bool *sure, struct err *err)
{
	struct choice c = { .f = f };
	bool ok;

	if (!f->lists[ASK_SUBNETS]) {
		/* Without permission to describe subnets, EC2 or the operator chooses. */
		struct json *places = json_put(network, "places", json_list_new());
		struct json *unseen = json_object_new();
		struct spot s = { .route = ROUTE_UNKNOWN, .subnet = unseen };

		*sure = true;
		json_put_str(unseen, "subnetId", f->subnet);
		for (size_t m = 0; m < models_count; m++)
			network_choose_add_place(f, places, &s, &models[m]);
		json_free(unseen);
		return true;
	}
	c.spots = xcalloc(json_count(f->lists[ASK_SUBNETS]) + 1, sizeof(*c.spots));
	json_each(subnet, f->lists[ASK_SUBNETS])
		c.spots[c.count++].subnet = subnet;
	ok = network_choose_places(&c, network, sure, err);
	for (size_t i = 0; i < c.count; i++)
		free(c.spots[i].why);
	free(c.spots);
	return ok;
}
