/* due.c - see due.h. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "wizard/due.h"
#include "wizard/setups_list.h"

#define DAY 86400

/* --- what is due of one setup --- */

/* 0: never. */
static time_t due_time(const char *iso)
{
	time_t t = clock_read_any(iso);

	return t < 0 ? 0 : t;
}

/* Nothing else begins while its run is open, and nothing more is expected of what is left. */
static bool due_is_settled(const struct setup_row *row)
{
	return row->exists && !row->removed && !row->interrupted;
}

static bool due_is_platform(const struct setup_row *row)
{
	return due_is_settled(row) && *row->answers.platform;
}

static bool due_resume(const struct setup_row *row, time_t now)
{
	(void)now;
	return row->interrupted && !row->running;
}

static void due_resume_words(char out[WHEN_SIZE], const struct setup_row *row, time_t now)
{
	(void)now;
	snprintf(out, WHEN_SIZE, "%s%zu of %zu steps done",
		 row->probe_alone ? "its test: " : "", row->done, row->all);
}

static bool due_differs(const struct setup_row *row, time_t now)
{
	(void)now;
	return due_is_platform(row) && row->verified.differs;
}

static bool due_failed(const struct setup_row *row, time_t now)
{
	return due_is_platform(row) && str_eq(row->verified.result, "failed") &&
		!due_differs(row, now);
}

static void due_checked_words(char out[WHEN_SIZE], const struct setup_row *row, time_t now)
{
	when_span(out, clock_read_any(row->verified.checked), now);
}

static bool due_finish(const struct setup_row *row, time_t now)
{
	(void)now;
	return due_is_settled(row) && row->previous.state == PREVIOUS_DEACTIVATED;
}

static time_t due_finish_from(const struct setup_row *row)
{
	return due_time(row->previous.at) + QUIET_HOURS * 3600;
}

static void due_finish_words(char out[WHEN_SIZE], const struct setup_row *row, time_t now)
{
	time_t from = due_finish_from(row);
	char at[WHEN_SIZE];

	if (from <= now)
		snprintf(out, WHEN_SIZE, "now");
	else
		snprintf(out, WHEN_SIZE, "from %.50s", when_at(at, from, now));
}

static bool due_waiting(const struct setup_row *row, time_t now)
{
	(void)now;
	return due_is_settled(row) && row->previous.state == PREVIOUS_WAITING;
}

static bool due_spare(const struct setup_row *row, time_t now)
{
	(void)now;
	return due_is_settled(row) && row->previous.state == PREVIOUS_REVERTED;
}

static void due_previous_words(char out[WHEN_SIZE], const struct setup_row *row, time_t now)
{
	char at[WHEN_SIZE];

	snprintf(out, WHEN_SIZE, "since %.50s",
		 when_at(at, clock_read_any(row->previous.at), now));
}

static bool due_is_old_key(const struct setup_row *row, time_t now)
{
	return due_is_settled(row) && row->key_created &&
		now - row->key_created > DUE_KEY_DAYS * DAY;
}

static void due_key_words(char out[WHEN_SIZE], const struct setup_row *row, time_t now)
{
	when_created(out, row->key_created, now);
}

static bool due_handoff(const struct setup_row *row, time_t now)
{
	(void)now;
	return row->waits && !waiting_is_stackset(&row->waiting);
}

/* "since 30 Nov, CloudFormation" */
static void due_handoff_words(char out[WHEN_SIZE], const struct setup_row *row, time_t now)
{
	char day[WHEN_SIZE];

	when_day(day, clock_read_any(row->waiting.since), now);
	snprintf(out, WHEN_SIZE, "since %.20s, %.30s", day, waiting_title(&row->waiting));
}

/* The last verification, or where there was none since, the last change. */
static bool due_verify(const struct setup_row *row, time_t now)
{
	time_t checked = due_time(row->verified.checked);
	time_t last = checked > row->changed ? checked : row->changed;

	return due_is_platform(row) && last && now - last > DUE_VERIFY_DAYS * DAY &&
		!due_differs(row, now) && !due_failed(row, now);
}

static void due_verify_words(char out[WHEN_SIZE], const struct setup_row *row, time_t now)
{
	char span[WHEN_SIZE];

	if (*row->verified.checked)
		snprintf(out, WHEN_SIZE, "last time %.50s",
			 when_span(span, clock_read_any(row->verified.checked), now));
	else
		snprintf(out, WHEN_SIZE, "never");
}

/* The most urgent first. */
static const struct due_rule {
	const char *journey;
	const char *one, *many;	/* after the count, before the names */
	const char *next;	/* of one setup, in a list */
	bool (*holds)(const struct setup_row *row, time_t now);
	/* In parentheses after the name. */
	void (*words)(char out[WHEN_SIZE], const struct setup_row *row, time_t now);
	time_t (*from)(const struct setup_row *row); /* when it can be done; NULL: now */
} rules[] = {
	{ "resume", "interrupted run:", "interrupted runs:", "resume", due_resume,
	  due_resume_words, NULL },
	{ "verify", "setup differs:", "setups differ:", "repair", due_differs,
	  due_checked_words, NULL },
	{ "verify", "setup failed verification:", "setups failed verification:", "verify",
	  due_failed, due_checked_words, NULL },
	{ "verify", "hand-off waits for the administrator:",
	  "hand-offs wait for the administrator:", "verify", due_handoff, due_handoff_words,
	  NULL },
	{ "rotate", "rotation to finish: delete the old key of",
	  "rotations to finish: delete the old keys of", "delete old key", due_finish,
	  due_finish_words, due_finish_from },
	{ "rotate", "replaced key is still active:", "replaced keys are still active:",
	  "finish rotation", due_waiting, due_previous_words, NULL },
	{ "rotate", "key left from a reverted rotation:",
	  "keys left from reverted rotations:", "delete newer key", due_spare,
	  due_previous_words, due_finish_from },
	{ "rotate", "key older than 90 days:", "keys older than 90 days:", "rotate key",
	  due_is_old_key, due_key_words, NULL },
	{ "verify", "setup not verified for 30 days:", "setups not verified for 30 days:",
	  "verify", due_verify, due_verify_words, NULL },
};

#define RULES (sizeof(rules) / sizeof(*rules))
_Static_assert(RULES <= DUE_MAX, "DUE_MAX");
_Static_assert(DUE_KEY_DAYS == 90 && DUE_VERIFY_DAYS == 30, "the texts say so");

size_t due_find(const struct setups *all, time_t now, struct due out[DUE_MAX])
{
	size_t n = 0;

	for (const struct due_rule *rule = rules; rule < rules + RULES; rule++) {
		struct due due = { .journey = rule->journey };
		struct buf names = BUF(sizeof(due.text));

		for (size_t i = 0; i < all->count; i++) {
			const struct setup_row *row = &all->rows[i];
			char words[WHEN_SIZE];

			if (!rule->holds(row, now))
				continue;
			rule->words(words, row, now);
			buf_fmt(&names, "%s '%s' (%s)", due.count ? "," : "",
				row->answers.name, words);
			if (!due.count++)
				due.setup = row->answers.name;
			due.now |= !rule->from || rule->from(row) <= now;
		}
		snprintf(due.text, sizeof(due.text), "%zu %s%s", due.count,
			 due.count == 1 ? rule->one : rule->many, names.s);
		buf_free(&names);
		if (due.count)
			out[n++] = due;
	}
	return n;
}

bool due_is_noted(const struct due *due, size_t i)
{
	for (size_t before = 0; before < i; before++)
		if (str_eq(due[before].journey, due[i].journey))
			return false;
	return true;
}

bool due_menu_note(char out[DUE_TEXT], const char *journey, const struct setups *all,
		   const struct due *due, size_t n)
{
	struct buf names = BUF(DUE_TEXT - 1);

	*out = '\0';
	for (size_t i = 0; i < n; i++)
		if (str_eq(due[i].journey, journey)) {
			snprintf(out, DUE_TEXT, "%s", due[i].text);
			return true;
		}
	if (!str_eq(journey, "setups") || !all->count)
		return false;
	for (size_t i = 0; i < all->count; i++)
		buf_fmt(&names, "%s %s", i ? "," : ":", all->rows[i].answers.name);
	snprintf(out, DUE_TEXT, "%zu%.280s", all->count, names.s);
	buf_free(&names);
	return false;
}

/* --- a list --- */

static const char *due_state(const struct setup_row *row)
{
	if (row->interrupted)
		return row->running ? "running" : "interrupted";
	if (row->waits)
		return waiting_is_stackset(&row->waiting) ? "StackSet" : "waiting";
	return row->removed ? "partly removed" : row->exists ? "ready" : "empty";
}

struct due_columns due_columns(const struct setup_row *row, time_t now)
{
	struct due_columns c = { .verified = "-", .key = "-", .next = "-" };
	bool ran = row->verified.differs || !str_eq(row->verified.result, "not-run");
	const char *result = ran ? row->verified.result : "not run";
	char when[WHEN_SIZE];
	long days;

	if (row->verified.differs)
		result = "differs";
	snprintf(c.state, sizeof(c.state), "%s", due_state(row));
	*when = '\0'; /* a comparison alone is no test */
	if (ran)
		due_checked_words(when, row, now);
	if (*row->answers.platform) /* a user's key is not verified */
		snprintf(c.verified, sizeof(c.verified), "%s%s%.16s", result,
			 *when ? " " : "", when);
	days = (long)((now - row->key_created) / DAY);
	if (row->key_created && days < 1)
		snprintf(c.key, sizeof(c.key), "today");
	else if (row->key_created)
		snprintf(c.key, sizeof(c.key), days == 1 ? "%ld day" : "%ld days", days);
	else if (row->has_key)
		snprintf(c.key, sizeof(c.key), "unknown");
	for (const struct due_rule *rule = rules; rule < rules + RULES; rule++) {
		if (!rule->holds(row, now))
			continue;
		*when = '\0';
		if (rule->from && rule->from(row) > now)
			when_span(when, rule->from(row), now);
		snprintf(c.next, sizeof(c.next), "%s%s%.40s", rule->next, *when ? " " : "",
			 when);
		break;
	}
	return c;
}
