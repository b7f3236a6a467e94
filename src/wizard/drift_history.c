/* drift_history.c - see drift_history.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "plan/accepted.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "probe/result.h"
#include "wizard/drift_history.h"
#include "wizard/missing.h"
#include "wizard/surroundings.h"

/*
 * What a check saw, as reports keep it: a format, not a text for people. All else that is
 * kept is the verdict of a check, or the paths that differed.
 */
#define AS_WANTED "as wanted"
#define UNSEEN "not to be seen"
#define ACCEPTED "accepted"
#define GONE "gone"
#define KEPT "kept as it is"
#define MORE "more than wanted"
#define LESS "less than wanted"
#define ABSENT "not there"

/* The same for people, after "now" and "was". */
static const struct {
	const char *kept, *words;
} seen_words[] = {
	{ AS_WANTED, "as expected" },
	{ UNSEEN, "not readable" },
	{ ACCEPTED, "accepted" },
	{ GONE, "gone" },
	{ KEPT, "kept with its own settings" },
	{ MORE, "more than the template allows" },
	{ LESS, "denies what the template needs" },
	{ ABSENT, "absent" },
	{ "missing", "missing" },
	{ "another issuer", "another issuer" },
	{ "no cluster", "without a cluster" },
};

struct json *drift_history_summarize(const struct plan *p, const struct json *around)
{
	struct json *seen = json_object_new();

	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		struct buf text = BUF(BUF_TEXT);

		/* one of others that setup was told to keep as it is does not count as differing */
		if (step->resource && step->action == ACTION_ADOPT && json_count(step->diff))
			json_put_str(seen, step->resource->id, KEPT);
		else if (step->resource && step->unread)
			json_put_str(seen, step->resource->id, UNSEEN);
		else if (step->resource && step->action == ACTION_CREATE)
			json_put_str(seen, step->resource->id, "missing");
		else if (step->resource && !json_count(step->diff))
			json_put_str(seen, step->resource->id, AS_WANTED);
		else if (step->resource) {
			plan_words(&text, step);
			json_put_str(seen, step->resource->id, text.s);
		}
		buf_free(&text);
	}
	json_each(event, around) {
		if (str_eq(json_str(event, "event"), "issuer"))
			json_put_str(seen, json_str(event, "of"), *json_str(event, "now") ?
				     "another issuer" : "no cluster");
		if (str_eq(json_str(event, "event"), "missing"))
			json_put_str(seen, missing_read(event).name, "missing");
		if (str_eq(json_str(event, "event"), "extra")) {
			/* "role: role-policy-attachment arn:...", which may be there several times. */
			const char *text = !accepted_differs(event)  ? ACCEPTED :
				json_true(json_get(event, "denies")) ? LESS :
								       MORE;
			const struct extra_subject extra = surroundings_extra_subject(
				event);
			struct buf what = BUF(BUF_TEXT);

			buf_fmt(&what, "%s: %s %s", extra.of, extra.kind, extra.name);
			if (!json_get(seen, what.s) || accepted_differs(event))
				json_put_str(seen, what.s, text);
			buf_free(&what);
		}
		if (str_eq(json_str(event, "event"), "undecided"))
			json_put_str(seen, json_str(event, "text"), UNSEEN);
	}
	return seen;
}

void drift_history_checks(struct json *seen, const struct json *checks)
{
	json_each(event, checks) {
		const struct check_result r = check_result_read(event);

		json_put_str(seen, r.id, verdict_stored(r.verdict));
	}
}

struct json *drift_history_broken(const char *setup)
{
	struct err ignored = ERR_INIT, why = ERR_INIT;
	struct record *r = record_open(setup, true, &ignored);
	struct json *event = NULL;
	char text[sizeof(why.text) + sizeof(why.hint) + 4];

	if (r && record_set_aside(r, &why)) {
		event = json_object_new();
		snprintf(text, sizeof(text), "%s%s%s", why.text, *why.hint ? ": " : "",
			 why.hint);
		json_put_str(event, "event", "since");
		json_put_str(event, "time", "");
		json_put(event, "changes", json_list_new());
		json_put_str(event, "broken", text);
	}
	record_close(r);
	return event;
}

/* The last that was seen of each thing: a look without checks says nothing of them. */
static struct json *drift_history_last_seen(const struct json *history)
{
	struct json *all = json_object_new();

	json_each(look, history)
		json_each(row, json_get(look, "seen"))
			if (json_key(row))
				json_put(all, json_key(row), json_copy(row));
	return all;
}

static struct json *drift_history_since(const struct json *history, const struct json *seen)
{
	struct json *event, *changes, *change, *last;
	const char *time = "";

	if (!json_count(history))
		return NULL;
	json_each(look, history)
		time = json_str(look, "time");
	event = json_object_new();
	json_put_str(event, "event", "since");
	json_put_str(event, "time", time);
	changes = json_put(event, "changes", json_list_new());
	last = drift_history_last_seen(history);
	json_each(row, seen) {
		const char *was = json_text(json_get(last, json_key(row)));

		if (!was && str_ends(json_text(row), " than wanted"))
			was = ABSENT;
		if (!was || str_eq(was, json_text(row)))
			continue;
		change = json_push(changes, json_object_new());
		json_put_str(change, "what", json_key(row));
		json_put_str(change, "was", was);
		json_put_str(change, "now", json_text(row));
	}
	json_free(last);
	return event;
}

/* What was more than wanted at a look before, and is not there any more. */
static struct json *drift_history_with_gone(const struct json *history,
					    const struct json *seen)
{
	struct json *all = json_copy(seen), *last = drift_history_last_seen(history);

	json_each(row, last) {
		const char *text = json_text(row) ? json_text(row) : "";

		if (!json_get(seen, json_key(row)) && (str_ends(text, " than wanted") ||
						       str_eq(text, ACCEPTED)))
			json_put_str(all, json_key(row), GONE);
	}
	json_free(last);
	return all;
}

struct json *drift_history_add(const char *setup, const struct json *seen,
			       const struct json *compared)
{
	struct err ignored = ERR_INIT;
	struct record *r = record_open(setup, true, &ignored);
	struct json *report, *event, *all;

	if (!r)
		return NULL;
	report = record_report(r);
	all = drift_history_with_gone(json_get(report, "history"), seen);
	event = drift_history_since(json_get(report, "history"), all);
	record_note_look(r, all, compared, &ignored);
	json_free(all);
	json_free(report);
	record_close(r);
	return event;
}

void drift_history_checked(struct record *r, const struct json *checks)
{
	struct err ignored = ERR_INIT;
	struct json *seen = json_object_new();

	drift_history_checks(seen, checks);
	record_add_seen(r, seen, &ignored);
	json_free(seen);
}

/* "differs in tags.a, its document": of a document the face says which statements. */
static void drift_history_add_paths(struct buf *out, const char *seen)
{
	const char *before = "differs in ";
	bool document = false;

	for (; *seen; seen += strspn(seen, ", ")) {
		size_t n = strcspn(seen, ",");
		bool of_it = str_starts(seen, "document");

		if (!of_it || !document)
			buf_fmt(out, "%s%.*s", before, of_it ? 12 : (int)n,
				of_it ? "its document" : seen);
		document |= of_it;
		before = ", ";
		seen += n;
	}
}

/* "as expected", "failed", or where it differs. */
static void drift_history_add_seen(struct buf *out, const char *seen)
{
	const char *words = verdict_word(verdict_parse(seen));

	for (size_t i = 0; i < sizeof(seen_words) / sizeof(*seen_words); i++)
		if (str_eq(seen, seen_words[i].kept))
			words = seen_words[i].words;
	if (*words)
		buf_str(out, words);
	else
		drift_history_add_paths(out, seen);
}

void drift_history_since_words(struct buf *out, const struct json *event)
{
	const struct json *changes = json_get(event, "changes");
	char when[WHEN_SIZE];

	if (*json_str(event, "broken")) {
		buf_str(out, json_str(event, "broken"));
		return;
	}
	when_at_iso(when, json_str(event, "time"), clock_wall());
	if (!json_count(changes))
		buf_fmt(out, "no changes since the last check (%s)", when);
	else
		buf_fmt(out, "since the last check (%s): ", when);
	json_each(change, changes) {
		buf_fmt(out, "%s%s: now ", json_first(changes) == change ? "" : "; ",
			json_str(change, "what"));
		drift_history_add_seen(out, json_str(change, "now"));
		buf_str(out, " (was ");
		drift_history_add_seen(out, json_str(change, "was"));
		buf_str(out, ")");
	}
}

/* Of what a check saw: what differs, what could not be read, what the tests came to. */
struct tale { size_t differ, unseen, failed, inconclusive; };

static struct tale drift_history_tale_of(const struct json *look)
{
	struct tale t = { 0 };

	json_each(row, json_get(look, "seen")) {
		const char *text = json_text(row) ? json_text(row) : "";

		if (verdict_parse(text) == VERDICT_FAILED)
			t.failed++;
		else if (verdict_parse(text))
			t.inconclusive += verdict_parse(text) == VERDICT_INCONCLUSIVE;
		else if (str_eq(text, UNSEEN))
			t.unseen++;
		else
			t.differ += !str_eq(text, AS_WANTED) && !str_eq(text, ACCEPTED) &&
				    !str_eq(text, GONE) && !str_eq(text, KEPT);
	}
	return t;
}

bool drift_history_differs(const struct json *look)
{
	return drift_history_tale_of(look).differ;
}

bool drift_history_unseen(const struct json *look)
{
	return drift_history_tale_of(look).unseen;
}

bool drift_history_as_wanted(const struct json *look)
{
	const struct tale t = drift_history_tale_of(look);

	return !t.differ && !t.unseen && !t.failed && !t.inconclusive;
}

static void drift_history_add_checks(struct buf *out, size_t n, const char *word)
{
	if (n)
		buf_fmt(out, ", %zu check%s %s", n, n == 1 ? "" : "s", word);
}

void drift_history_words(struct buf *out, const struct json *look)
{
	const struct tale t = drift_history_tale_of(look);
	size_t begun = out->len;

	if (t.differ)
		buf_fmt(out, "%zu %s", t.differ, t.differ == 1 ? "differs" : "differ");
	if (t.unseen)
		buf_fmt(out, "%s%zu could not be read", out->len > begun ? ", " : "",
			t.unseen);
	if (out->len == begun)
		buf_str(out, "as expected");
	drift_history_add_checks(out, t.failed, "failed");
	drift_history_add_checks(out, t.inconclusive, "inconclusive");
}
