/* verification.c - see verification.h. */
#include "config.h"

#include <stdio.h>

#include "base/errors.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/record.h"
#include "wizard/wizard_internal.h"

static const char *verification_name(const struct answers *given)
{
	return *given->name ? given->name : given->platform;
}

int verification_recorded(const struct answers *given, struct err *err)
{
	const char *name = verification_name(given);
	struct answers all = { .values = NULL };
	struct err ignored = ERR_INIT;
	struct record *r = record_open(name, false, &ignored);
	struct json *resources = r ? record_resources(r) : NULL;
	int is = json_count(resources) > 0;

	if (is) {
		answers_copy(&all, record_answers(r));
		answers_over(&all, given);
		if (!answers_equal(&all, record_answers(r))) {
			err_set(err, ERR_INPUT, "setup '%s' exists, with other answers",
				name);
			err_hint(err,
				 "'accredit verify %s' verifies it as it is recorded; "
				 "choose --name for another setup",
				 name);
			is = -1;
		}
	}
	answers_free(&all);
	json_free(resources);
	record_close(r);
	return is;
}

/* Whether the answers are all that the template asks for; it is read for that. */
static bool verification_is_complete(struct wizard *w, const struct answers *given,
				     struct err *err)
{
	struct answers all = { .values = NULL };
	struct errors wrong = { NULL };
	bool complete = wizard_begin(w, given->platform, err);

	if (complete) {
		answers_copy(&all, given);
		all.exists = true;
		answers_problems(&all, w->j.pack, &wrong);
		complete = !wrong.count;
	}
	errors_free(&wrong);
	answers_free(&all);
	return complete;
}

bool verification_take(struct wizard *w, const struct answers *given, bool *taken,
		       struct err *err)
{
	int recorded = verification_recorded(given, err);

	answers_free(&w->verify.given);
	*taken = recorded > 0;
	if (recorded < 0)
		return false;
	if (!recorded) {
		*taken = verification_is_complete(w, given, err);
		if (err->kind)
			return false;
		if (*taken) {
			answers_copy(&w->verify.given, given);
			snprintf(w->verify.given.name, sizeof(w->verify.given.name), "%s",
				 verification_name(given));
		}
	}
	if (*taken)
		snprintf(w->setup, sizeof(w->setup), "%s", verification_name(given));
	return true;
}
