/*
 * principals.h - the roles and users of the account that come into question for a setup
 * that was created manually. Thousands are seen one by one, and those that do are read in
 * full.
 */
#ifndef ACCREDIT_WIZARD_PRINCIPALS_H
#define ACCREDIT_WIZARD_PRINCIPALS_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;

struct principals {
	bool roles, users; /* what is looked for */
	/* Whether a role with this trust policy comes into question. */
	bool (*trusts)(void *with, const struct json *trust);
	/* Each that does, once: found is what holdings.h read of it, borrowed. */
	void (*told)(void *with, const char *kind, const char *name,
		     const struct json *found);
	void *with;
};

/*
 * Users are all that have a policy or a group. Roles of AWS services are left out. Where the
 * account's details may not be read, at most 100 of each kind are. What may not be read is
 * not told. False: ERR_STOPPED, ERR_NET, never that the caller may not.
 */
bool principals_read(struct aws *a, const struct principals *p, struct err *err);

/* Whether the principals that wanted names can assume a role with this trust policy. */
bool principals_trusted(const struct json *trust, const struct json *wanted);

#endif
