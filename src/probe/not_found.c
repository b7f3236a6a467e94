/* not_found.c - see not_found.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "probe/probe_check.h"
#include "probe/not_found.h"

const char *const missing_texts[] = { "(NoSuchBucket)",
				      "(NoSuchKey)",
				      "(404) when calling the HeadBucket",
				      "(NoSuchEntity)",
				      "(QueueDoesNotExist)",
				      "(AWS.SimpleQueueService.NonExistentQueue)",
				      "(ResourceNotFoundException)",
				      "Invalid IAM Instance Profile",
				      NULL };

bool not_found_said(const char *text)
{
	for (size_t i = 0; missing_texts[i]; i++)
		if (strstr(text, missing_texts[i]))
			return true;
	return false;
}

/* --- what may still appear ----------------------------------------------------------- */

/*
 * Members with a resource's name, and with that of what it belongs to: the role of a policy.
 */
static const char *const names[] = { "id", "name", "role", "user", "bucket", "profile", NULL };

/* By one of the names, as a whole word: no letter, digit or dash before or after it. */
static bool not_found_is_named(const struct resource *resource, const char *call)
{
	static const char within[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789-_.";

	for (size_t i = 0; names[i]; i++) {
		const char *name = resource_text(resource, names[i]);
		size_t n = strlen(name);

		for (const char *at = n ? strstr(call, name) : NULL; at;
		     at = strstr(at + 1, name))
			if ((at == call || !strchr(within, at[-1])) &&
			    (!at[n] || !strchr(within, at[n])))
				return true;
	}
	return false;
}

/* What a cluster allows depends on several resources: any change counts. */
static bool not_found_may_appear(const struct check *check, const struct plan *from,
				 bool ran)
{
	struct buf call = BUF(BUF_TEXT);
	bool may = false;

	json_print(&call, check->call.source);
	for (size_t i = 0; !may && i < from->count; i++) {
		const struct step *step = &from->steps[i];
		bool changes =
			step->action == ACTION_CREATE || step->action == ACTION_UPDATE;

		may = step->resource && changes &&
			(!ran || (step->begun && step->state == STEP_DONE)) &&
			(check->call.can || not_found_is_named(step->resource, call.s));
	}
	buf_free(&call);
	return may;
}

void not_found_mark(struct plan *plan, const struct plan *from, bool ran)
{
	struct checks all = checks_read(plan->wanted, CHECK_BY_ANY);

	for (size_t i = 0; i < all.count; i++)
		all.check[i].may_appear = not_found_may_appear(&all.check[i], from, ran);
	checks_save_may_appear(plan->wanted, &all);
	checks_free(&all);
}

bool not_found_any_may_appear(const struct json *wanted)
{
	struct checks all = checks_read(wanted, CHECK_BY_ANY);
	bool any = false;

	for (size_t i = 0; i < all.count; i++)
		any |= all.check[i].may_appear;
	checks_free(&all);
	return any;
}
