/*
 * value_kind.h - the kinds of values: what is allowed in a role name, a bucket name,
 * a list of address ranges ... Pure.
 */
#ifndef ACCREDIT_VALUE_KIND_H
#define ACCREDIT_VALUE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum value_kind_id {
	VALUE_UNKNOWN,
	VALUE_ROLE_NAME,
	VALUE_USER_NAME,
	VALUE_POLICY_NAME,
	VALUE_BUCKET,
	VALUE_BUCKET_LIST,
	VALUE_ACCOUNT_ID,
	VALUE_REGION,
	VALUE_PROFILE,
	VALUE_PATH,
	VALUE_CIDR_LIST,
	VALUE_TEXT,
	VALUE_YES_NO,
	VALUE_CHOICE,
	VALUE_PARTS,
	VALUE_TAGS,
	VALUE_EXTERNAL_ID,
	VALUE_ARN,
	VALUE_IAM_PATH,
	VALUE_BOUNDARY,
	VALUE_KUBERNETES_NAME,
	VALUE_INSTANCE_ID,
	VALUE_SUBNET_ID,
	VALUE_SECURITY_GROUP_ID,
	VALUE_ACCESS_KEY_ID,
	VALUE_SECRET,
	VALUE_KINDS
};

struct value_kind {
	const char *name;	/* as in pack.json */
	const char *example;	/* passes the kind's own check */
	bool list;		/* comma-separated members */
	bool loose;		/* may hold what IAM takes for a wildcard or variable */
	const char *chars; /* allowed characters; NULL: all but control characters */
	size_t min, max;	/* characters; of one member for a list */
	bool (*more)(const char *s); /* further conditions; NULL: none */
	/* Replaces all of the above where no message can quote the text. */
	bool (*own)(const char *s, struct err *err);
	const char *what;	/* "a role name" */
	const char *hint; /* what a valid one looks like; NULL: no hint */
};

/* By id; that of VALUE_UNKNOWN is empty. */
extern const struct value_kind value_kinds[VALUE_KINDS];
/* By its name in pack.json. NULL: no such kind. */
const struct value_kind *value_kind_find(const char *name);

/*
 * Checks one text, or one member of a list, against its kind alone. label is
 * the question's, for the message. ERR_INPUT; the hint says what is allowed.
 */
bool value_kind_check(const struct value_kind *k, const char *label, const char *text,
		struct err *err);

size_t value_kind_characters(const char *s); /* UTF-8 characters, not bytes */

#endif
