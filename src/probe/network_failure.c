/* network_failure.c - which places a failed launch rules out. Pure. */
#include "config.h"

#include <string.h>

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/network.h"

/* What the failure is about: all places that share it are ruled out. */
enum about { ABOUT_PLACE, ABOUT_SUBNET, ABOUT_TYPE };

/*
 * The first row that matches is used. Codes of RunInstances (EC2 API reference, "Error
 * codes").
 */
static const struct row {
	const char *code, *says;	/* says NULL: any message */
	enum about about;
} rows[] = {
	{ "InsufficientInstanceCapacity", NULL, ABOUT_PLACE },
	{ "InsufficientHostCapacity", NULL, ABOUT_PLACE },
	{ "InsufficientCapacity", NULL, ABOUT_PLACE },
	{ "InsufficientFreeAddressesInSubnet", NULL, ABOUT_SUBNET },
	{ "PrivateIpAddressLimitExceeded", NULL, ABOUT_SUBNET },
	{ "InvalidSubnetID.NotFound", NULL, ABOUT_SUBNET },
	{ "InvalidSubnet.NotFound", NULL, ABOUT_SUBNET },
	{ "InvalidSubnet", NULL, ABOUT_SUBNET },
	{ "SubnetIDNotFound", NULL, ABOUT_SUBNET },
	{ "InstanceLimitExceeded", NULL, ABOUT_TYPE },
	{ "VcpuLimitExceeded", NULL, ABOUT_TYPE },
	{ "InvalidParameterCombination", "Free Tier", ABOUT_TYPE },
	{ "InvalidParameterCombination", "free tier", ABOUT_TYPE },
	{ "InvalidInstanceType", NULL, ABOUT_TYPE },
	{ "InvalidParameterValue", "InstanceType", ABOUT_TYPE },
	{ "InvalidParameterValue", "instance type", ABOUT_TYPE },
	{ "UnsupportedOperation", "vailability Zone", ABOUT_PLACE },
	{ "UnsupportedOperation", "instance type", ABOUT_TYPE },
	{ "Unsupported", NULL, ABOUT_PLACE },
};

static const struct row *network_failure_row_of(const struct err *err)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_eq(rows[i].code, err->code) &&
		    (!rows[i].says || strstr(err->text, rows[i].says)))
			return &rows[i];
	return NULL;
}

bool network_is_place_failure(const struct err *err)
{
	return network_failure_row_of(err) || err->aws_error == AWS_ERROR_PLACEMENT;
}

static bool network_failure_is_same(const struct json *a, const struct json *b,
				    const char *member)
{
	return str_eq(json_str(a, member), json_str(b, member));
}

void network_rule_out(struct json *network, size_t n, const struct err *err)
{
	const struct row *row = network_failure_row_of(err);
	const struct json *failed = network_place(network, n);
	enum about about = row ? row->about : ABOUT_PLACE;

	json_each(place, json_get(network, "places")) {
		bool subnet = network_failure_is_same(place, failed, "subnet");
		bool type = network_failure_is_same(place, failed, "type");
		/* capacity for a type is the same in all subnets of a zone */
		bool same = type && network_failure_is_same(place, failed, "zone");

		if (about == ABOUT_SUBNET ? subnet : about == ABOUT_TYPE ? type : same)
			json_put(place, "refused", json_bool_new(true));
	}
}

const struct json *network_place(const struct json *network, size_t n)
{
	json_each(place, json_get(network, "places"))
		if (n-- == 0)
			return place;
	return NULL;
}

size_t network_first(const struct json *network)
{
	size_t n = 0;

	json_each(place, json_get(network, "places")) {
		if (!json_true(json_get(place, "refused")))
			return n;
		n++;
	}
	return n;
}
