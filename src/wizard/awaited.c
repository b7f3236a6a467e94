/* awaited.c - see awaited.h. */
#include "config.h"

#include <poll.h>

#include "base/buf.h"
#include "base/errors.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "handoff/afterwards.h"
#include "handoff/handoff.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/run.h"
#include "wizard/awaited.h"
#include "wizard/journey.h"

/* Forms that an administrator may have used; the bundle has all three. */
static const char *const forms[] = { "cli", "cloudformation", "terraform", NULL };

/* What the form leaves; of a bundle, and where the form is not known, what any of them
 * does. */
static struct json *awaited_left(const struct journey *j, const struct awaited *a)
{
	struct resources resources = resources_load(json_get(j->wanted, "resources"));
	const struct handoff h = { .pack = j->pack,
				   .answers = &j->answers,
				   .wanted = j->wanted,
				   .resources = &resources };
	const char *form =
		str_eq(a->waiting.form, "stackset") ? "cloudformation" : a->waiting.form;
	bool one = a->known && str_in(form, forms);
	struct json *left = json_list_new();

	for (size_t i = 0; forms[i]; i++) {
		struct json *list;

		if (one && !str_eq(forms[i], form))
			continue;
		list = handoff_afterwards(&h, forms[i]);
		json_each(row, list)
			if (!afterwards_find(left, afterwards_read(row).id))
				json_push(left, json_copy(row));
		json_free(list);
	}
	resources_free(&resources);
	return left;
}

static void awaited_add(struct json *list, const struct step *step)
{
	struct buf text = BUF(BUF_TEXT);

	if (step->unread)
		buf_fmt(&text, "could not be read: %s", step->err.text);
	else if (step->before)
		buf_fmt(&text, "differs in %s", json_str(json_first(step->diff), "path"));
	else
		buf_str(&text, "does not exist");
	json_push(list,
		  awaited_row(&(struct awaited_missing){ .id = step->resource->id,
							 .kind = step->kind,
							 .name = step->name,
							 .text = text.s }));
	buf_free(&text);
}

static void awaited_compare(const struct journey *j, struct awaited *a)
{
	struct json *left = awaited_left(j, a);

	a->missing = json_list_new();
	a->later = json_list_new();
	for (size_t i = 0; i < j->plan->count; i++) {
		const struct step *step = &j->plan->steps[i];
		const struct json *row;

		if (!step->resource ||
		    (!step->unread && step->action != ACTION_CREATE &&
		     step->action != ACTION_UPDATE))
			continue;
		row = afterwards_find(left, step->resource->id);
		if (row)
			json_push(a->later, json_copy(row));
		else
			awaited_add(a->missing, step);
	}
	json_free(left);
}

static bool awaited_record(struct journey *j, struct err *err)
{
	struct json *report = NULL;
	int code;

	if (!journey_adopt(j, err))
		return false;
	/* They have the setup's tag, and the administrator created them all the same. */
	for (size_t i = 0; i < j->plan->count; i++)
		resource_drop(j->plan->steps[i].resource, "ours");
	if (!journey_run(j, err))
		return false;
	while (!run_ended(j->run)) {
		struct pollfd p = { .fd = run_wake_fd(j->run), .events = POLLIN };
		struct json *event = run_next(j->run);

		if (!event)
			poll(&p, 1, 1000);
		json_free(event);
	}
	code = journey_finish(j, &report, err);
	json_free(report);
	record_close(j->record);
	j->record = NULL;
	return !code;
}

bool awaited_settle(struct journey *j, struct awaited *out, struct err *err)
{
	*out = (struct awaited){ .known = false };
	j->exists = true;
	j->probe = false;
	if (!journey_answers(j, err))
		return false;
	out->known = j->record && waiting_read(j->record, &out->waiting);
	if (!journey_plan(j, PLAN_VERIFY, NULL, err))
		return false;
	awaited_compare(j, out);
	if (json_count(out->missing))
		return true;
	out->recorded = awaited_record(j, err);
	return out->recorded;
}

void awaited_free(struct awaited *a)
{
	json_free(a->missing);
	json_free(a->later);
	*a = (struct awaited){ .known = false };
}

struct json *awaited_event(const struct awaited *a, const char *setup)
{
	struct json *event = json_object_new();

	json_put_str(event, "event", "handoff-status");
	json_put_str(event, "setup", setup);
	json_put_str(event, "state", a->recorded ? "recorded" : "waiting");
	if (a->known) {
		json_put_str(event, "since", a->waiting.since);
		json_put_str(event, "form", a->waiting.form);
	}
	json_put(event, "missing", a->missing ? json_copy(a->missing) : json_list_new());
	json_put(event, "afterwards", a->later ? json_copy(a->later) : json_list_new());
	return event;
}

/* With what setup asks for before it creates a key: where it is stored. */
static void awaited_put_setup(struct buf *out, const struct journey *j)
{
	struct answers all = { .values = NULL };
	struct errors wrong = { NULL };

	buf_fmt(out, "accredit setup %s --name %s", j->answers.platform, j->answers.name);
	answers_copy(&all, &j->answers);
	all.exists = false;
	answers_problems(&all, j->pack, &wrong);
	for (size_t i = 0; i < wrong.count; i++)
		if (*wrong.rows[i].field)
			buf_fmt(out, " --set %s=...", wrong.rows[i].field);
	errors_free(&wrong);
	answers_free(&all);
}

void awaited_says(struct buf *out, const struct awaited *a, const char *setup)
{
	char when[WHEN_SIZE];

	if (a->recorded)
		buf_fmt(out,
			"The administrator created everything that was asked for. Setup '%s' is "
			"recorded.\n",
			setup);
	else if (a->known)
		buf_fmt(out, "'%s' has been waiting for the administrator since %s (%s).\n",
			setup, when_full_iso(when, a->waiting.since, clock_wall()),
			waiting_title(&a->waiting));
	else
		buf_fmt(out,
			"Setup '%s' is not recorded yet: not everything that the hand-off asks "
			"for was found.\n",
			setup);
	if (!a->recorded)
		buf_str(out,
			"If the administrator chose other names: accredit verify --answers FILE "
			"--set NAME=VALUE\n");
}

void awaited_left_words(struct buf *out, const struct awaited *a, const struct journey *j)
{
	if (!json_count(a->later))
		return;
	buf_str(out, a->recorded ? "Left to do:\n" : "Left to do after that:\n");
	json_each(row, a->later) {
		struct afterwards one = afterwards_read(row);

		buf_fmt(out, "  %s '%s': %s\n", kind_label(one.kind), one.name, one.why);
	}
	buf_str(out, "This does it: ");
	awaited_put_setup(out, j);
	buf_char(out, '\n');
}

void awaited_words(struct buf *out, const struct awaited *a, const struct journey *j)
{
	awaited_says(out, a, j->answers.name);
	if (!a->recorded) {
		buf_str(out, "Not as the hand-off asks:\n");
		json_each(row, a->missing) {
			struct awaited_missing one = awaited_read(row);

			buf_fmt(out, "  %s '%s': %s\n", kind_label(one.kind), one.name,
				one.text);
		}
	}
	awaited_left_words(out, a, j);
}
