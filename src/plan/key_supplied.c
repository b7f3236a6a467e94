/* key_supplied.c - reads the status of the operator's own keys; see key_step.h. */
#include "config.h"

#include "aws/aws_error.h"
#include "aws/call.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/key_test.h"
#include "plan/build_internal.h"
#include "plan/key_step.h"
#include "resource/key_location.h"
#include "resource/kind.h"
#include "resource/supplied_key.h"

/* From the location among the readings that contains it; false: none does. */
static bool key_supplied_read(const struct reading *all, size_t n, const struct reading *r,
			      struct access_key *key)
{
	const struct reading *at = NULL;
	struct err ignored = ERR_INIT;
	struct key_location location;
	bool there = false;

	for (size_t i = 0; !at && i < n; i++)
		if (str_eq(resource_str(all[i].wanted, "key"), r->wanted->id) &&
		    str_eq(resource_str(all[i].found, "key_id"),
			   resource_str(r->wanted, "given_id")))
			at = &all[i];
	return at && key_location_of(at->wanted, &location) &&
		location_read(&location, key, &there, &ignored) && there;
}

/* The user's keys cannot be listed: a call with the key itself tells whose it is. */
static bool key_supplied_ask_with_key(const struct reading *r, const struct access_key *key,
				    struct err *err)
{
	struct key_owner who;

	if (key_test_once(key, aws_region(r->aws), aws_stop(r->aws), &who, err)) {
		resource_put_str(r->found, "status", "Active");
		resource_put_str(r->found, "owner", who.user);
		return true;
	}
	if (err->aws_error != AWS_ERROR_CREDENTIALS &&
	    err->aws_error != AWS_ERROR_NOT_READY)
		return false;
	*err = (struct err)ERR_INIT;
	resource_put_str(r->found, "status", GIVEN_REFUSED);
	return true;
}

/* Before its first use the secret is tested when the plan is complete (secret_answers.h). */
static bool key_supplied_settle_unseen(const struct reading *all, size_t n,
				       struct reading *r, struct err *err)
{
	struct access_key key = ACCESS_KEY_INIT;
	bool ok = true;

	if (key_supplied_read(all, n, r, &key)) {
		ok = key_supplied_ask_with_key(r, &key, err);
	} else if (r->what_for == PLAN_SETUP) {
		resource_put_str(r->found, "status", "Active");
		resource_put_str(r->found, "owner", resource_str(r->wanted, "owner"));
	} else {
		r->ok = false;
		err_set(&r->err, ERR_DENIED,
			"the keys of user '%s' cannot be listed, and no "
			"location holds the key %s",
			resource_str(r->wanted, "owner"),
			resource_str(r->wanted, "given_id"));
		err_hint(&r->err, "use credentials that are allowed iam:ListAccessKeys on that "
			 "user");
	}
	access_key_free(&key);
	return ok;
}

bool given_keys_settle(struct reading *all, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct reading *r = &all[i];

		if (!r->ok || !*resource_str(r->wanted, "given_id"))
			continue;
		if (str_eq(resource_str(r->found, "status"), GIVEN_UNSEEN) &&
		    !key_supplied_settle_unseen(all, n, r, err))
			return false;
		if (r->ok && r->what_for == PLAN_ADOPT &&
		    !supplied_key_refuse(r->wanted, r->found, err))
			return false;
	}
	return true;
}
