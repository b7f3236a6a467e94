/*
 * text_list.c - what the account has, as numbered lists, and whether an answer names
 * something that exists; see text_internal.h.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "kinds/value_kind.h"
#include "net/unanswered.h"
#include "pack/pack.h"
#include "pack/value.h"
#include "text/text_internal.h"

#define SLICE_MS 100
#define FIRST_WORD_MS 1000	/* what is quicker is not worth a line */
#define STILL_MS 10000
#define COLUMN 40		/* bytes of a value before its note */

static const char *const list_names[ACCOUNT_LISTS] = {
	[ACCOUNT_BUCKETS] = "buckets",
	[ACCOUNT_CLUSTERS] = "EKS clusters",
	[ACCOUNT_ROLES] = "IAM roles",
	[ACCOUNT_USERS] = "IAM users",
	[ACCOUNT_INSTANCES] = "EC2 instances",
	[ACCOUNT_SUBNETS] = "subnets",
	[ACCOUNT_SECURITY_GROUPS] = "security groups",
	[ACCOUNT_REGIONS] = "Regions",
	[ACCOUNT_PROFILES] = "profiles",
};

/* --- waiting ---------------------------------------------------------------- */

struct list_wait {
	int64_t began, spoke;
};

/* Waits a little for the lists, and says so after a while. False: it was stopped. */
static bool text_list_wait(struct text *t, struct list_wait *w, const char *what)
{
	char silence[UNANSWERED_WORDS], waited[WHEN_SIZE];
	int64_t now;

	account_lists_wait(t->w->lists, SLICE_MS);
	text_sleep(t, -1, 0);	/* a signal comes only here */
	if (text_interrupted() || text_stop_asked(t)) {
		say(t, "Stopped waiting.");
		return false;
	}
	now = clock_ms();
	if (!w->began)
		w->began = w->spoke = now;
	if (now - w->spoke < (w->spoke == w->began ? FIRST_WORD_MS : STILL_MS))
		return true;
	if (w->spoke == w->began)
		say(t, "waiting: %s (Ctrl-C stops)", what);
	else
		say(t, "still waiting: %s%s%s (%s)", what,
		    unanswered_words(silence) ? ": " : "", silence,
		    when_duration(waited, (now - w->began) / 1000));
	w->spoke = now;
	return true;
}

/* --- a list ----------------------------------------------------------------- */

struct text_list text_list_of(const struct text *t, const struct pack_value *v)
{
	struct text_list l = { .which = wizard_list_of(t->w, v) };
	struct buf region = BUF(sizeof(l.region));

	wizard_value(t->w, "REGION", &region);
	snprintf(l.region, sizeof(l.region), "%s", region.s);
	buf_free(&region);
	return l;
}

static bool text_list_fits(const struct account_item *item, const char *filter)
{
	return strcasestr(item->value, filter) || strcasestr(item->note, filter);
}

void text_list_free(struct text_list *l)
{
	arena_free(&l->keep);
	l->count = l->all = 0;
}

static void text_list_rows(struct text *t, struct text_list *l, const char *filter,
			   const struct account_item *items, size_t count)
{
	size_t fits = 0, width = 0;

	text_list_free(l);
	l->all = count;
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(items[i].value);

		if (text_list_fits(&items[i], filter) && fits++ < LIST_ROWS && len < COLUMN)
			width = len > width ? len : width;
	}
	for (size_t i = 0; i < count && l->count < LIST_ROWS; i++) {
		const struct account_item *item = &items[i];

		if (!text_list_fits(item, filter))
			continue;
		l->shown[l->count++] = arena_str(&l->keep, item->value);
		say(t, "%3zu  %-*s%s%s", l->count, *item->note ? (int)width : 0, item->value,
		    *item->note ? "  " : "", item->note);
	}
	if (fits > LIST_ROWS)
		say(t,
		    "%zu more. Type part of a name to list those that contain it; =NAME takes "
		    "a name as it is.",
		    fits - LIST_ROWS);
	else if (!fits && *filter)
		say(t, "None of the %s contains '%s'.", list_names[l->which], filter);
	else if (!fits)
		say(t, "There are no %s in %s.", list_names[l->which],
		    l->which == ACCOUNT_PROFILES ? "the AWS files" : l->region);
}

void text_list_show(struct text *t, struct text_list *l, const char *filter)
{
	struct account_lists *lists = t->w->lists;
	const struct account_item *items;
	enum account_list_state state;
	struct list_wait wait = { 0 };
	struct err err = ERR_INIT;
	char what[64];
	size_t count;

	snprintf(what, sizeof(what), "listing the %s", list_names[l->which]);
	account_lists_want(lists, l->which, l->region);
	do
		state = account_lists_read(lists, l->which, l->region, &items, &count);
	while (state == ACCOUNT_LIST_LOADING && text_list_wait(t, &wait, what));
	if (state == ACCOUNT_LIST_NONE)
		say(t, "Not signed in, so there is no list. Type the value.");
	else if (account_lists_err(lists, l->which, l->region, &err))
		say(t, "The %s could not be listed: %s. Type the value.",
		    list_names[l->which], err.text);
	else
		text_list_rows(t, l, filter, items, count);
}

/* --- what was typed --------------------------------------------------------- */

/* Whether a typed word is part of names that were listed, and none of them itself. */
static bool text_list_is_filter(struct text *t, const struct text_list *l)
{
	const struct account_item *items;
	bool part = false;
	size_t count;

	if (t->literal || l->all <= LIST_ROWS || strchr(t->line.s, ','))
		return false;
	account_lists_read(t->w->lists, l->which, l->region, &items, &count);
	for (size_t i = 0; i < count; i++) {
		if (str_eq(items[i].value, t->line.s))
			return false;
		part |= text_list_fits(&items[i], t->line.s);
	}
	return part;
}

bool text_list_take(struct text *t, struct text_list *l, const struct pack_value *v,
		    struct buf *out)
{
	bool list = value_kinds[v->kind].list, ok = true;
	struct json *members;

	if (!l->count || t->literal) {
		buf_str(out, t->line.s);
		return true;
	}
	if (strspn(t->line.s, list ? "0123456789, " : "0123456789") != t->line.len &&
	    text_list_is_filter(t, l)) {
		char *filter = xstrdup(t->line.s);

		text_list_show(t, l, filter);
		free(filter);
		return false;
	}
	members = list ? value_members(t->line.s) : json_list_new();
	if (!list)
		json_push(members, json_string_new(t->line.s));
	json_each(one, members) {
		const char *word = json_text(one);
		size_t n = strtoul(word, NULL, 10);

		buf_str(out, out->len ? "," : "");
		if (!*word || word[strspn(word, "0123456789")]) {
			buf_str(out, word);
		} else if (n >= 1 && n <= l->count) {
			buf_str(out, l->shown[n - 1]);
		} else {
			say(t, "There is no '%s' here. Type a number from 1 to %zu, or a value.",
			    word, l->count);
			ok = false;
		}
	}
	json_free(members);
	return ok;
}

static const struct {
	const char *kind, *prompt;
	struct pack_value value;
} named[] = {
	{ "role", "Name of the role", { .kind = VALUE_ROLE_NAME, .picks = "" } },
	{ "user", "Name of the user", { .kind = VALUE_USER_NAME, .picks = "" } },
	{ "profile",
	  "Profile that contains the key",
	  { .kind = VALUE_PROFILE, .picks = "" } },
};

bool text_list_ask(struct text *t, const char *kind, const char *help, struct buf *out)
{
	size_t i = 0;
	struct text_list l;
	enum said said;

	while (!str_eq(named[i].kind, kind))
		i++;
	l = (struct text_list){ .which = account_list_of(&named[i].value) };
	text_list_show(t, &l, "");
	do {
		buf_reset(out);
		said = hear(t, named[i].prompt);
		if (said == SAID_HELP)
			say(t, "%s", help);
	} while (said == SAID_HELP || said == SAID_EMPTY ||
		 (said == SAID_LINE && !text_list_take(t, &l, &named[i].value, out)));
	text_list_free(&l);
	return said == SAID_LINE;
}

/* --- whether it exists ------------------------------------------------------ */

bool text_list_exists(struct text *t, const struct pack_value *v, const char *text)
{
	struct text_list l = text_list_of(t, v);
	bool creates = wizard_will_create(t->w, v, text);
	bool bucket = v->kind == VALUE_BUCKET;
	struct list_wait wait = { 0 };
	struct err err = ERR_INIT;
	enum account_answer is;

	if (!*text || v->kind == VALUE_PROFILE) /* that one must be free */
		return true;
	do
		is = account_lists_check(t->w->lists, v, text, l.region, &err);
	while (is == ACCOUNT_CHECKING &&
	       text_list_wait(t, &wait, "checking that it exists"));
	if (is == ACCOUNT_EXISTS)
		say(t,
		    creates && !bucket && !wizard_recorded(t->w) ?
			    "  exists already: the review shows whether it can be used" :
			    "  %sexists",
		    text_yes(t));
	else if (is == ACCOUNT_MISSING && creates && bucket)
		say(t, "  does not exist yet: will be created");
	else if (is == ACCOUNT_UNKNOWN || (is == ACCOUNT_MISSING && !creates))
		say(t, "%s: %s.%s%s%s",
		    is == ACCOUNT_MISSING ? "Not found" : "Could not check", err.text,
		    *err.hint ? " Fix: " : "", err.hint, *err.hint ? "." : "");
	/* One that was created manually is looked for by the template. */
	return is != ACCOUNT_MISSING || creates || t->w->exists;
}
