/* deny_conditions.c - see deny_conditions.h. The keys are those of the Service Authorization Reference. */
#include "config.h"

#include <string.h>

#include "aws/denied.h"
#include "aws/deny_conditions.h"
#include "base/buf.h"
#include "base/str.h"

/* The first row whose key is a prefix applies; the rest of the key replaces %s. */
static const struct row {
	const char *key, *asks, *give;	/* give NULL: only the organization can change it */
} rows[] = {
	{ "aws:RequestTag/", "the tag '%s'", "--set TAGS=%s=VALUE" },
	{ "aws:TagKeys", "certain tags", "--set TAGS=KEY=VALUE" },
	{ "ec2:Encrypted", "encrypted volumes", NULL },
	{ "ec2:KmsKeyId", "a certain KMS key for volumes", NULL },
	{ "ec2:Volume", "another type or size of volume", NULL },
	{ "ec2:MetadataHttp", "IMDSv2 with a hop limit of its own", NULL },
	{ "ec2:InstanceType", "another instance type", NULL },
	{ "ec2:ImageID", "another machine image", NULL },
	{ "ec2:Owner", "a machine image of another owner", NULL },
	{ "ec2:Subnet", "another subnet", "--set SUBNET_ID=SUBNET" },
	{ "ec2:Vpc", "another VPC", "--set SUBNET_ID=SUBNET" },
	{ "ec2:AvailabilityZone", "another zone", "--set SUBNET_ID=SUBNET" },
	{ "ec2:AssociatePublicIpAddress", "a subnet that works without public addresses",
	  "--set SUBNET_ID=SUBNET" },
	{ "ec2:SecurityGroup", "another security group", "--set SECURITY_GROUP=GROUP" },
	{ "aws:RequestedRegion", "another Region", "--set REGION=REGION" },
	{ "ec2:Region", "another Region", "--set REGION=REGION" },
	{ "iam:PermissionsBoundary", "a permissions boundary",
	  "--set PERMISSIONS_BOUNDARY=ARN" },
};

/* fmt is of the table and has at most one %s. */
static void deny_conditions_put(struct buf *out, const char *fmt, const char *with)
{
	const char *at = strstr(fmt, "%s");

	buf_add(out, fmt, at ? (size_t)(at - fmt) : strlen(fmt));
	if (at) {
		buf_str(out, with);
		buf_str(out, at + 2);
	}
}

static void deny_conditions_add(struct buf *asks, struct buf *gives, const char *key)
{
	const struct row *row = NULL;
	const char *rest;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows) && !row; i++)
		if (!strncasecmp(key, rows[i].key, strlen(rows[i].key)))
			row = &rows[i];
	rest = row ? key + strlen(row->key) : "";
	buf_str(asks, asks->len ? ", " : "");
	if (row)
		deny_conditions_put(asks, row->asks, rest);
	buf_fmt(asks, row ? " (%s)" : "another value of %s", key);
	if (!row || !row->give)
		return;
	buf_str(gives, gives->len ? " " : "");
	deny_conditions_put(gives, row->give, rest);
}

bool deny_conditions_describe(struct buf *out, const struct denied *d)
{
	struct buf asks = BUF(1024), gives = BUF(512), key = BUF(256);
	const char *at = d->condition_keys;

	for (; *at; at += strspn(at, ", ")) {
		buf_reset(&key);
		buf_add(&key, at, strcspn(at, ","));
		at += key.len;
		deny_conditions_add(&asks, &gives, key.s);
	}
	if (asks.len) {
		buf_fmt(out, "a statement in %s denies %s and asks for %s",
			denied_policy_label(d->policy_type), d->action, asks.s);
		if (gives.len)
			buf_fmt(out, ": %s", gives.s);
		if (str_eq(d->action, "ec2:RunInstances"))
			buf_str(out, "; or continue without a worker: --no-probe");
	}
	buf_free(&asks);
	buf_free(&gives);
	buf_free(&key);
	return *d->condition_keys;
}
