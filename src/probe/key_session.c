/* key_session.c - see key_check.h. */
#include "config.h"

#include "aws/call.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/key_test.h"
#include "keys/stage.h"
#include "plan/plan.h"
#include "plan/run.h"
#include "probe/key_check.h"
#include "resource/key_location.h"
#include "resource/kind.h"

/* The key as its location has it: that is the key that will be used. */
static bool key_session_from_place(const struct resource *resource, struct access_key *key,
				   bool *there, struct err *err)
{
	const struct resource_kind *io = resource_kind_find(resource->kind);
	struct resource *filled = resource_copy(resource);
	struct key_location place;
	bool ok = true;

	*there = false;
	if (io && io->fill)
		ok = io->fill(filled, err);
	if (ok && key_location_of(filled, &place))
		ok = location_read(&place, key, there, err);
	resource_free(filled);
	return ok;
}

static bool key_session_from_steps(const struct plan *p, struct access_key *key,
				   bool *there, struct err *err)
{
	*there = false;
	for (size_t i = 0; i < p->count && !*there; i++)
		if (p->steps[i].resource &&
		    !key_session_from_place(p->steps[i].resource, key, there, err))
			return false;
	for (size_t i = 0; i < p->resources.count && !*there; i++)
		if (!key_session_from_place(p->resources.items[i], key, there, err))
			return false;
	/* A key that is in none of its locations may still be staged. */
	for (size_t i = 0; i < p->count && !*there; i++)
		if (str_eq(p->steps[i].kind, "access-key") &&
		    !stage_load(p->setup, p->steps[i].resource->id, STAGE_NEW, key, there,
				err))
			return false;
	return true;
}

bool key_check_session(struct step_ctx *c, struct aws **as_key, struct err *err)
{
	struct access_key key = ACCESS_KEY_INIT;
	bool there, ok;

	*as_key = NULL;
	ok = key_session_from_steps(c->plan, &key, &there, err);
	if (ok && there)
		*as_key = key_test_session(&key, aws_region(c->aws), c->stop, err);
	else if (ok) {
		err_set(err, ERR_INPUT, "no access key on this computer to test");
		err_hint(
			err,
			"put it where the setup expects it, or create a new one: 'accredit "
			"rotate %s'",
			c->plan->setup);
	}
	access_key_free(&key);
	return *as_key;
}
