/* form_rows.c - see form_rows.h. */
#include "config.h"

#include "base/str.h"
#include "handoff/form_rows.h"

#define CREATES_NO_KEYS "a hand-off never creates access keys"
#define ON_OPERATORS_COMPUTER "it is a file on the operator's computer"
#define IN_CLUSTER "it is an object in the cluster, not a resource of AWS"
#define SETUP "accredit setup {platform} --answers answers.json"

const struct form_row form_rows[] = {
	{
		.kind = "role",
	},
	{
		.kind = "role-policy",
	},
	{
		.kind = "instance-profile",
	},
	{
		.kind = "instance-profile-role",
	},
	{
		.kind = "instance-profile-association",
		.why = "this form has no resource for the instance profile of an existing "
		       "instance",
		.later = SETUP,
	},
	{
		.kind = "instance-metadata",
		.why = "this form has no resource for the metadata options of an existing "
		       "instance",
		.later = SETUP,
	},
	{
		.kind = "user",
	},
	{
		.kind = "user-policy",
	},
	{
		.kind = "policy",
	},
	{
		.kind = "role-policy-attachment",
	},
	{
		.kind = "user-policy-attachment",
	},
	{
		.kind = "service-linked-role",
	},
	{
		.kind = "oidc-provider",
	},
	{
		.kind = "bucket",
	},
	{
		.kind = "bucket-policy",
	},
	{
		.kind = "bucket-logging",
	},
	{
		.kind = "queue",
	},
	{
		.kind = "event-rule",
	},
	{
		.kind = "cluster-access",
		.why = "the cluster must use access entries for that",
		.later = SETUP,
	},
	{
		.kind = "pod-identity-association",
	},
	{
		.kind = "service-account",
		.why = IN_CLUSTER,
		.later = SETUP,
	},
	{
		.kind = "namespace",
		.why = IN_CLUSTER,
		.later = SETUP,
	},
	{
		.kind = "access-key",
		.why = CREATES_NO_KEYS,
		.later = SETUP,
	},
	{
		.kind = "credentials-profile",
		.why = ON_OPERATORS_COMPUTER,
		.later = SETUP,
	},
	{
		.kind = "credentials-csv",
		.why = ON_OPERATORS_COMPUTER,
		.later = SETUP,
	},
	{
		.kind = "credentials-document",
		.why = ON_OPERATORS_COMPUTER,
		.later = SETUP,
	},
	{
		.kind = "file",
		.why = ON_OPERATORS_COMPUTER,
		.later = SETUP,
	},
	{ .kind = NULL }
};

const struct form_row *form_row_find(const char *kind)
{
	for (const struct form_row *row = form_rows; row->kind; row++)
		if (str_eq(row->kind, kind))
			return row;
	return NULL;
}
