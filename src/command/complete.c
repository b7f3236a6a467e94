/* complete.c - what the last argument of a command line can be; see command.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/profile.h"
#include "base/buf.h"
#include "base/str.h"
#include "command/flag.h"
#include "command/report.h"
#include "format/json.h"
#include "handoff/handoff.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_load.h"
#include "pack/pack_when.h"
#include "pack/templates.h"
#include "plan/record.h"

/* A line that is being typed: what its words before the last one say. */
struct line {
	const struct command *c;
	const char *first;	/* argument that is no option; NULL: none yet */
	const char *platform, *method, *policy;
	enum takes takes;		/* what the last word can be */
	const struct flag *flag;	/* the option that the last word is a value of */
	int arguments;
	char before[256];	/* of the last word: stays as it is */
	const char *typed;	/* and the rest, to complete */
	struct json *given;	/* names of options on the line */
	struct buf out;
};

static void complete_add(struct line *l, const char *word, const char *says)
{
	if (!str_starts(word, l->typed) || strpbrk(word, " \t\n\"'\\$`"))
		return;
	buf_fmt(&l->out, "%s%s", l->before, word);
	if (*says)
		buf_fmt(&l->out, "\t%s", says);
	buf_char(&l->out, '\n');
}

/* Words separated by spaces. */
static void complete_words(struct line *l, const char *words)
{
	for (size_t n; *words; words += n + strspn(words + n, " ")) {
		char word[64];

		n = strcspn(words, " ");
		snprintf(word, sizeof(word), "%.*s", (int)n, words);
		complete_add(l, word, "");
	}
}

/* --- what a kind of argument can be ------------------------------------------------------- */

static void complete_setups(struct line *l)
{
	struct err ignored = ERR_INIT;
	struct json *names = record_names(&ignored);

	json_each(name, names) {
		struct record *r = record_open(json_text(name), false, &ignored);
		const struct answers *a = r ? record_answers(r) : NULL;
		char says[200] = "";

		if (a)
			snprintf(says, sizeof(says), "%s in account %s, %s",
				 *a->platform ? a->platform : "user's key", a->account,
				 a->region);
		complete_add(l, json_text(name), says);
		record_close(r);
	}
	json_free(names);
}

/* The resources of the setup that is on the line. */
static void complete_steps(struct line *l)
{
	struct err ignored = ERR_INIT;
	struct record *r = l->first ? record_open(l->first, false, &ignored) : NULL;
	struct json *resources = r ? record_resources(r) : NULL;

	json_each(row, resources) {
		const struct recorded one = recorded_read(row);
		char says[300];

		snprintf(says, sizeof(says), "%s %s", one.kind, one.name);
		complete_add(l, one.id, says);
	}
	json_free(resources);
	record_close(r);
}

static void complete_platforms(struct line *l)
{
	struct err ignored = ERR_INIT;
	struct json *names = templates_list(&ignored);

	json_each(name, names) {
		struct pack *p = pack_load(json_text(name), &ignored);

		if (p)
			complete_add(l, p->name, p->title);
		pack_free(p);
	}
	json_free(names);
}

static void complete_setups_and_platforms(struct line *l)
{
	complete_setups(l);
	complete_platforms(l);
}

static void complete_forms(struct line *l)
{
	for (const struct handoff_form *form = handoff_forms; form->name; form++)
		complete_add(l, form->name, form->says);
}

static void complete_profiles(struct line *l)
{
	struct err ignored = ERR_INIT;
	struct profile files;

	if (!profile_load(&files, NULL, &ignored))
		return;
	json_each(one, json_get(files.tree, "profiles"))
		complete_add(l, json_key(one), "");
	profile_free(&files);
}

/* The text after NAME= of a setting. A list is completed in its last member. */
static void complete_answer(struct line *l, const struct pack_value *v)
{
	const char *equals = strchr(l->typed, '=') + 1, *comma = strrchr(equals, ',');
	const char *member = comma && value_kinds[v->kind].list ? comma + 1 : equals;

	snprintf(l->before + strlen(l->before), sizeof(l->before) - strlen(l->before), "%.*s",
		 (int)(member - l->typed), l->typed);
	l->typed = member;
	if (v->kind == VALUE_PATH)
		buf_fmt(&l->out, ":file %s\n", l->before);
	else if (v->kind == VALUE_PROFILE)
		complete_profiles(l);
	else if (v->kind == VALUE_YES_NO)
		complete_words(l, "yes no");
	for (const char *const *word = v->choices; word && *word; word++)
		complete_add(l, *word, "");
}

static void complete_settings(struct line *l, const struct pack *p, const struct answers *a)
{
	const char *equals = strchr(l->typed, '=');

	for (const struct pack_value *v = p->values; v->name; v++) {
		bool secret = v->kind == VALUE_SECRET;
		size_t n = strlen(v->name);
		char word[80];

		if (secret != (l->takes == TAKES_SECRET) || *v->refused ||
		    !value_asked(v, a))
			continue;
		snprintf(word, sizeof(word), "%s=%s", v->name, secret ? "@" : "");
		if (!equals) {
			complete_add(l, word, v->label);
		} else if (n == (size_t)(equals - l->typed) && !memcmp(v->name, l->typed, n)) {
			if (!secret)
				complete_answer(l, v);
			else if (equals[1] == '@')
				buf_fmt(&l->out, ":file %s%s\n", l->before, word);
			return;
		}
	}
}

/* What depends on the platform that is on the line. */
static void complete_of_platform(struct line *l)
{
	struct err ignored = ERR_INIT;
	struct pack *p = l->platform ? pack_load(l->platform, &ignored) : NULL;
	struct answers a = { .values = NULL };

	if (!p)
		return;
	snprintf(a.method, sizeof(a.method), "%s", l->method ? l->method : "");
	snprintf(a.policy, sizeof(a.policy), "%s", l->policy ? l->policy : "");
	answers_start(&a, p);
	if (l->takes == TAKES_METHOD)
		for (const struct pack_method *m = p->methods; m->name; m++)
			if (!*m->refused)
				complete_add(l, m->name, m->title);
	if (l->takes == TAKES_POLICY)
		for (const struct pack_policy *one = p->policies; one->name; one++)
			if (when_holds(&one->when, &a) && !*pack_policy_refused(one, a.method))
				complete_add(l, one->name, one->title);
	if (l->takes == TAKES_SETTING || l->takes == TAKES_SECRET)
		complete_settings(l, p, &a);
	answers_free(&a);
	pack_free(p);
}

static void complete_commands(struct line *l)
{
	for (const struct command *const *c = commands; *c; c++)
		complete_add(l, (*c)->name, (*c)->says);
}

/* The shell knows them. */
static void complete_files(struct line *l)
{
	buf_fmt(&l->out, ":%s %s\n", l->takes == TAKES_FOLDER ? "folder" : "file",
		l->before);
}

/* What can be listed for each kind: fixed words, separated by spaces, and what a function finds. */
static const struct source {
	const char *words;
	void (*find)(struct line *l);
} sources[] = {
	[TAKES_FILE] = { "", complete_files },
	[TAKES_FOLDER] = { "", complete_files },
	[TAKES_COMMAND] = { "", complete_files },
	[TAKES_DAYS] = { "30d 60d 90d", NULL },
	[TAKES_SETUP] = { "", complete_setups },
	[TAKES_STEP] = { "", complete_steps },
	[TAKES_PLATFORM] = { "", complete_platforms },
	[TAKES_METHOD] = { "", complete_of_platform },
	[TAKES_POLICY] = { "", complete_of_platform },
	[TAKES_SETTING] = { "", complete_of_platform },
	[TAKES_SECRET] = { "", complete_of_platform },
	[TAKES_PROFILE] = { "", complete_profiles },
	[TAKES_SEVERITY] = { "high medium low", NULL },
	[TAKES_HELP] = { "", complete_commands },
	[TAKES_SHELL] = { "bash zsh fish", NULL },
	[TAKES_CHECK] = { "check", complete_platforms },
	[TAKES_SETUP_OR_PLATFORM] = { "", complete_setups_and_platforms },
	[TAKES_FORM] = { "", complete_forms },
	[TAKES_PURPOSE] = { "setup verify rotate remove", NULL },
	[TAKES_QUESTION] = { "check allows covers", NULL },
};

static void complete_kind(struct line *l, enum takes takes)
{
	const struct source *source = &sources[takes];

	l->takes = takes;
	if (source->words)
		complete_words(l, source->words);
	if (source->find)
		source->find(l);
}

/* --- the line ------------------------------------------------------------------------------ */

static void complete_note_value(struct line *l, const struct flag *flag, const char *value)
{
	const struct { enum takes takes; const char **into; } notes[] = {
		{ TAKES_PLATFORM, &l->platform },
		{ TAKES_METHOD, &l->method },
		{ TAKES_POLICY, &l->policy },
	};

	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		if (flag->takes == notes[i].takes)
			*notes[i].into = value;
}

static void complete_read_word(struct line *l, const char *word)
{
	size_t n = strcspn(word, "=");

	if (l->flag && !(l->flag->kind == FLAG_WORDS && *word == '-')) {
		complete_note_value(l, l->flag, word);
		if (l->flag->kind != FLAG_WORDS)
			l->flag = NULL;
	} else if (str_starts(word, "--") && word[2]) {
		const struct flag *flag = flag_named(l->c, word + 2, n - 2);

		l->flag = flag && flag->value && !word[n] ? flag : NULL;
		if (flag && flag->kind != FLAG_LIST)
			json_push(l->given, json_string_new(flag->name));
		if (flag && word[n])
			complete_note_value(l, flag, word + n + 1);
	} else if (*word != '-') {
		if (!l->arguments++)
			l->first = word;
		if (l->arguments == 1 &&
		    (l->c->takes[0] == TAKES_PLATFORM ||
		     l->c->takes[0] == TAKES_SETUP_OR_PLATFORM))
			l->platform = word;
	}
}

static void complete_options(struct line *l)
{
	for (const struct flag *flag = flag_table; flag->name; flag++) {
		char word[64];

		snprintf(word, sizeof(word), "--%s", flag->name);
		if (flag_shown(l->c, flag) && !json_has(l->given, flag->name))
			complete_add(l, word, flag->says);
	}
}

static void complete_last(struct line *l, const char *word)
{
	size_t n = strcspn(word, "=");
	const struct flag *flag = l->flag;

	l->typed = word;
	if (!flag && str_starts(word, "--") && word[n]) {
		flag = flag_named(l->c, word + 2, n - 2);
		snprintf(l->before, sizeof(l->before), "%.*s", (int)n + 1, word);
		l->typed = word + n + 1;
		if (!flag)
			return;
	}
	if (flag && flag->kind == FLAG_WORDS && *word == '-')
		flag = NULL;
	if (flag)
		complete_kind(l, flag->takes);
	else if (*word == '-')
		complete_options(l);
	else if (l->arguments < l->c->max_words)
		complete_kind(l, l->c->takes[l->arguments > 0]);
	if (!flag && !*word && !l->out.len)
		complete_options(l);
}

void complete_print(int count, char **words)
{
	struct line l = { .typed = count == 1 ? words[0] : "", .out = BUF(BUF_TEXT) };

	l.c = count > 1 ? command_find(words[0]) : NULL;
	l.given = json_list_new();
	if (l.c && l.c->max_words >= 0) {
		for (int i = 1; i + 1 < count; i++)
			complete_read_word(&l, words[i]);
		complete_last(&l, words[count - 1]);
	} else if (count == 1) {
		complete_commands(&l);
		if (*l.typed == '-')
			complete_words(&l, "--help --text --version");
	}
	report_text(l.out.s);
	buf_free(&l.out);
	json_free(l.given);
}
