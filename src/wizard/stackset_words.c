/* stackset_words.c - see stackset_words.h. */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "stackset/stackset_event.h"
#include "wizard/stackset_words.h"

/* An action, before and after it. */
static const struct {
	const char *action, *will;
} actions[] = {
	{ "create", "will be created" },    { "update", "will be updated" },
	{ "retry", "will be tried again" }, { "remove", "will be removed" },
	{ "none", "is left as it is" },
};

static const char *stackset_words_will(const char *action)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (str_eq(actions[i].action, action))
			return actions[i].will;
	return "";
}

void stackset_plan_words(struct buf *out, const struct json *event)
{
	const struct stackset_plan_event plan = stackset_plan_read(event);

	buf_fmt(out, "StackSet %s (%s, Region %s) %s.\n", plan.name, plan.model,
		plan.region, stackset_words_will(plan.action));
	json_each(row, plan.accounts) {
		const struct stackset_account_event a = stackset_account_read(row);

		buf_fmt(out, "  %s  %s", a.id, stackset_words_will(a.action));
		if (*a.unit)
			buf_fmt(out, " (%s)", a.unit);
		if (!str_eq(a.status, "absent"))
			buf_fmt(out, ", now %s", a.status);
		if (*a.reason)
			buf_fmt(out, ": %s", a.reason);
		buf_char(out, '\n');
	}
	json_each(unit, plan.units)
		buf_fmt(out, "  %s  all its accounts will get the resources\n",
			json_text(unit));
}

void stackset_operation_words(struct buf *out, const struct json *event)
{
	const struct stackset_operation o = stackset_operation_read(event);

	buf_fmt(out, "Operation %s (%s): %s", o.id, o.action, o.status);
}

/* An account that waits for its turn is no news for people. */
void stackset_account_words(struct buf *out, const struct json *event)
{
	const struct stackset_account_event a = stackset_account_read(event);

	if (!str_eq(a.status, "pending"))
		buf_fmt(out, "  %s  %s%s%s", a.id, a.status, *a.reason ? ": " : "",
			a.reason);
}

void stackset_verified_words(struct buf *out, const struct json *event)
{
	static const char *const verdicts[][2] = { { "yes", "matches" },
						   { "no", "differs" },
						   { "cannot-tell",
						     "could not be verified" } };
	const struct stackset_verified v = stackset_verified_read(event);

	buf_fmt(out, "  %s  ", v.id);
	for (size_t i = 0; i < 3; i++)
		if (str_eq(verdicts[i][0], v.verdict))
			buf_str(out, verdicts[i][1]);
	buf_fmt(out, "%s%s", *v.text ? ": " : "", v.text);
}
