/*
 * kept.c - what a removal leaves, and why. A thing stays where it is not ours, where
 * the pack says so, and where others use it; what belongs to one that others use stays
 * with it, for it is what they use.
 */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "aws/call.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/build_internal.h"
#include "plan/diff.h"
#include "plan/kept_event.h"
#include "plan/other_setups.h"
#include "resource/kind.h"

/* The tag that CloudFormation gives each resource of a stack. */
#define STACK_TAG "aws:cloudformation:stack-name"

static void kept_leave(struct reading *r, bool holds, const char *reason, const char *fmt,
		       ...) __attribute__((format(printf, 4, 5)));

static void kept_leave(struct reading *r, bool holds, const char *reason, const char *fmt,
		       ...)
{
	char why[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	keep_reason_free(r->kept);
	r->kept = keep_reason_new(reason, why);
	r->holds = holds;
}

/* --- of its own ------------------------------------------------------------------- */

static void kept_leave_own(struct reading *r, const char *setup, const struct json *others,
			   bool with_kept)
{
	const char *stays = resource_str(r->wanted, "stays");
	const char *other = other_setups_user(others, r->wanted, aws_region(r->aws));
	const char *tag = json_str(resource_get(r->found, "tags"), SETUP_TAG);
	const char *stack = json_str(resource_get(r->found, "tags"), STACK_TAG);
	struct err why = ERR_INIT;

	if (*stack)
		kept_leave(r, true, "not-ours",
			   "it belongs to the CloudFormation stack '%s': delete it there",
			   stack);
	else if (r->io->refuse && !r->io->refuse(r->wanted, r->found, &why))
		kept_leave(r, true, "not-ours", "%s", why.text);
	else if (r->kind->tagged && !diff_is_tagged(r->found, setup))
		kept_leave(r, true, "not-ours",
			   *tag ? "its tag " SETUP_TAG
				  " is '%s': it belongs to someone else now" :
				  "its tag " SETUP_TAG
				  " was removed%s: it may belong to someone else now",
			   tag);
	if (r->kept)
		return;
	if (other)
		kept_leave(r, true, "in-use", "setup '%s' uses it", other);
	else if (*stays && !with_kept)
		kept_leave(r, false, "stays", "%s", stays);
}

/* --- by its users ------------------------------------------------------------------ */

/* Whether this reading is the use that "role NAME" stands for, and ends. */
static bool kept_is_that_use(const struct reading *r, const struct resource *found,
			     const char *user)
{
	const char *owner = r->kind->parent;
	char *text = xasprintf("%s %s", r->kind->name, r->wanted->name);
	bool same = str_eq(text, user);	/* it goes itself */

	free(text);
	if (same || !owner ||
	    !str_eq(resource_str(r->wanted, "policy"), resource_str(found, "arn")))
		return same;
	text = xasprintf("%s %s", owner, resource_text(r->wanted, owner));
	same = str_eq(text, user);	/* an attachment that was made here */
	free(text);
	return same;
}

/* The same of one that says which resource it would be. */
static bool kept_is_such_use(const struct reading *r, const struct resource *as)
{
	if (!str_eq(r->kind->name, as->kind) ||
	    (*as->name && !str_eq(r->wanted->name, as->name)))
		return false;
	json_each(member, as->members)
		if (!str_eq(resource_str(r->wanted, json_key(member)), json_text(member)))
			return false;
	return true;
}

/* Those that are left when all is done, as texts. */
static struct json *kept_users_left(const struct reading *all, size_t n,
				    const struct reading *r, bool *only_hang, bool *taken)
{
	struct json *list = json_list_new();

	*only_hang = true;
	*taken = false;
	for (size_t i = 0; i < r->uses.count; i++) {
		const struct resource_use *use = &r->uses.items[i];
		bool ends = false;

		for (size_t k = 0; k < n && !ends; k++)
			ends = !all[k].kept && !all[k].change &&
				(use->as ? kept_is_such_use(&all[k], use->as) :
					   kept_is_that_use(&all[k], r->found, use->says));
		if (ends)
			continue;
		*only_hang &= use->attached;
		*taken |= use->taken;
		json_push(list, json_string_new(use->says));
	}
	return list;
}

static bool kept_leave_used(const struct reading *all, size_t n, struct reading *r)
{
	bool only_hang, taken;
	struct json *users = kept_users_left(all, n, r, &only_hang, &taken);
	struct buf names = BUF(700);

	json_each(user, users)
		buf_fmt(&names, "%s%s", names.len ? ", " : "", json_text(user));
	if (json_count(users)) {
		kept_leave(r, !only_hang, taken ? "not-ours" : "in-use", "in use by %s",
			   names.s);
		r->kept->users = json_copy(users);
	}
	buf_free(&names);
	json_free(users);
	return r->kept;
}

/* --- by what it belongs to ---------------------------------------------------------- */

static bool kept_leave_with(const struct reading *all, size_t n, struct reading *r)
{
	bool can_belong = r->kind->needs && !r->kind->tagged && !r->kind->lends;
	const char *to = can_belong ? resource_text(r->wanted, r->kind->parent) : "";

	for (size_t i = 0; can_belong && i < n && !r->kept; i++)
		if (all[i].kept && all[i].holds &&
		    str_eq(r->kind->needs, all[i].kind->name) &&
		    (str_eq(to, all[i].wanted->name) || str_eq(to, all[i].wanted->id)))
			kept_leave(r, true, all[i].kept->reason,
				   "it belongs to the %s '%s', which is kept",
				   all[i].kind->label, all[i].wanted->name);
	return r->kept;
}

void left_decide(struct reading *all_of_it, size_t n, const char *setup,
		 const struct json *others, bool with_kept)
{
	bool more = true;

	for (size_t i = 0; i < n; i++)
		if (all_of_it[i].found && !all_of_it[i].change)
			kept_leave_own(&all_of_it[i], setup, others, with_kept);
	while (more) {		/* what stays may use another */
		more = false;
		for (size_t i = 0; i < n; i++) {
			struct reading *r = &all_of_it[i];

			if (r->found && !r->kept && !r->change)
				more |= kept_leave_used(all_of_it, n, r) ||
					kept_leave_with(all_of_it, n, r);
		}
	}
	/* What this setup changed of others' stays while somebody may rely on it. */
	for (size_t i = 0; i < n; i++) {
		struct reading *r = &all_of_it[i];
		const char *other;

		if (!r->found || !r->change)
			continue;
		other = other_setups_user(others, r->wanted, aws_region(r->aws));
		if (other)
			kept_leave(r, false, "in-use", "setup '%s' uses it", other);
		else if (r->kind->shared)
			kept_leave_used(all_of_it, n, r);
	}
}

/* --- told --------------------------------------------------------------------------- */

struct json *plan_left(const struct plan *p)
{
	struct json *list = json_list_new();

	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		struct json *event;

		if (!step->kept)
			continue;
		event = json_push(list,
				  kept_event(&(struct kept){ .kind = step->kind,
							     .name = step->name,
							     .reason = step->kept->reason,
							     .why = step->kept->why }));
		if (step->kept->changed)
			json_put(event, "changed", json_copy(step->kept->changed));
	}
	return list;
}

bool plan_keeps(const struct plan *p)
{
	static const char *const ours[] = { "in-use", "stays", NULL };

	for (size_t i = 0; i < p->count; i++)
		if (p->steps[i].kept && str_in(p->steps[i].kept->reason, ours))
			return true;
	return false;
}
