/* flags.c - the table of flags and its reader; see command.h. */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "base/mem.h"
#include "base/str.h"
#include "command/flag.h"
#include "format/json.h"
#include "pack/pack.h"

#define TEXT(member) .at = offsetof(struct flags, member), .kind = FLAG_TEXT
#define LIST(member) .at = offsetof(struct flags, member), .kind = FLAG_LIST
#define WORDS(member) .at = offsetof(struct flags, member), .kind = FLAG_WORDS
#define YES(member) .at = offsetof(struct flags, member), .kind = FLAG_YES

const struct flag flag_table[] = {
	{ "name", "SETUP", "the set-up's name (default: the platform's)", TEXT(name) },
	{ "platform", "PLATFORM", "a set-up made by hand, not by accredit",
	  TEXT(platform) },
	{ "method", "M", "the credential method", TEXT(method) },
	{ "policy", "P", "the policy template", TEXT(policy) },
	{ "set", "NAME=VALUE", "answers one question; may be repeated", LIST(sets) },
	{ "secret", "NAME=@FILE", "a secret, read from a file's first line",
	  LIST(secrets) },
	{ "answers", "FILE", "answers from a file", TEXT(answers) },
	{ "only", "STEP", "mends this difference alone; may be repeated", LIST(only) },
	{ "plan", NULL, "only shows what would be done", YES(plan) },
	{ "yes", NULL, "consents to all that is shown", YES(yes) },
	{ "no-probe", NULL, "launches no worker", YES(no_probe) },
	{ "with-kept", NULL, "what the template says to keep goes too", YES(with_kept) },
	{ "all", NULL, "every set-up made here", YES(all) },
	{ "user", "USER", "an IAM user whose key is renewed", TEXT(user) },
	{ "profile", "PROFILE",
	  "the profile: of rotate, where the key is or goes; of login, the "
	  "one to sign in",
	  TEXT(profile) },
	{ "older-than", "DAYSd", "with --all: only keys of at least so many days",
	  TEXT(older_than) },
	{ "delete-key", "KEY_ID", "of two keys, the one to delete first", TEXT(other_key) },
	{ "give-up", "KEY_ID", "", TEXT(other_key) }, /* what it was called before */
	{ "store", "COMMAND", "a command that reads the new key on standard input",
	  TEXT(store) },
	{ "finish", NULL, "deletes the parked key", YES(finish) },
	{ "revert", NULL, "revives the parked key and puts it back", YES(revert) },
	{ "now", NULL, "with --finish: without the 24 hours of quiet", YES(now) },
	{ "revoke-sessions", NULL, "ends the sessions that the set-up's role has now",
	  YES(revoke) },
	{ "undo", NULL, "takes back what the half-way run made", YES(undo) },
	{ "action", "ACTION", "the action to ask about, such as s3:GetObject",
	  TEXT(action) },
	{ "resource", "ARN", "the resource to ask about; * where the action has none",
	  TEXT(resource) },
	{ "boundary", "FILE", "the permissions boundary", TEXT(boundary) },
	{ "context", "KEY=VALUE",
	  "a condition key of the request; repeat it for more keys or values",
	  LIST(context) },
	{ "context-complete", NULL,
	  "the request has no other condition keys; without it, their "
	  "values are unknown",
	  YES(context_complete) },
	{ "have", "FILE...", "documents that allow", WORDS(have) },
	{ "want", "FILE...", "documents whose permissions they are to cover", WORDS(want) },
	{ "trust", NULL, "the files are trust policies of roles", YES(trust) },
	{ "fail-on", "SEVERITY", "exits 2 if a finding is this severe: high, medium or low",
	  TEXT(fail_on) },
	{ "json", NULL, "one JSON object a line on standard output", YES(json) },
	{ "text", NULL, "asks in plain text instead of on screens", YES(text) },
	{ "mouse", NULL, "lets the screens use the mouse", YES(mouse) },
	{ "help", NULL, "shows this help", YES(help) },
	{ NULL, NULL, NULL, .kind = FLAG_YES },
};

bool flag_taken(const struct command *c, const char *name)
{
	size_t n = strlen(name);

	if (str_eq(name, "help"))
		return true;
	for (const char *at = c->flags; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");

		if (len == n && !memcmp(at, name, n))
			return true;
		at += len;
	}
	return false;
}

static size_t flags_long_options(const struct command *c, struct option *options)
{
	size_t n = 0;

	for (int i = 0; flag_table[i].name; i++)
		if (flag_taken(c, flag_table[i].name))
			options[n++] = (struct option){
				.name = flag_table[i].name,
				.has_arg = flag_table[i].value ? required_argument :
					   no_argument,
				.val = 1000 + i,
			};
	return n;
}

static void flags_store(struct flags *f, const struct flag *flag, char *value)
{
	char *base = (char *)f + flag->at;

	if (flag->kind == FLAG_LIST || flag->kind == FLAG_WORDS) {
		struct json *list;

		memcpy(&list, base, sizeof(list));
		if (!list)
			list = json_list_new();
		json_push(list, json_string_new(value));
		memcpy(base, &list, sizeof(list));
	} else if (flag->kind == FLAG_YES) {
		memcpy(base, &(bool){ true }, sizeof(bool));
	} else {
		const char *text = value;

		memcpy(base, &text, sizeof(text));
	}
}

static bool flags_count_words(const struct command *c, const struct flags *f,
			      struct err *err)
{
	if (f->help || (f->words_count >= c->min_words &&
			(c->max_words < 0 || f->words_count <= c->max_words)))
		return true;
	if (f->words_count < c->min_words)
		err_set(err, ERR_INPUT, "'accredit %s' needs %s", c->name, c->words);
	else
		err_set(err, ERR_INPUT, "'accredit %s' does not take '%s'", c->name,
			f->words[c->max_words]);
	return err_hint(err, "'accredit %s --help' shows how it is used", c->name);
}

bool flags_read(struct flags *f, const struct command *c, int argc, char **argv,
		struct err *err)
{
	struct option options[64] = { 0 };
	int got;
	const struct flag *flag;

	*f = (struct flags){ 0 };
	if (c->max_words < 0) {		/* its words are another program's flags */
		f->words = argv + 1;
		f->words_count = argc - 1;
		return true;
	}
	flags_long_options(c, options);
	optind = 0;
	opterr = 0;
	while ((got = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (got == 'h') {
			f->help = true;
			continue;
		}
		if (got < 1000) {
			const char *word = argv[optind - 1];

			if (got == ':')
				err_set(err, ERR_INPUT, "'%s' needs a value", word);
			else
				err_set(err, ERR_INPUT, "'accredit %s' does not take '%s'",
					c->name, word);
			return err_hint(err, "'accredit %s --help' lists its flags",
					c->name);
		}
		flags_store(f, &flag_table[got - 1000], optarg);
		/* A flag that takes several words: those up to the next flag. */
		flag = &flag_table[got - 1000];
		while (flag->kind == FLAG_WORDS && optind < argc && *argv[optind] != '-')
			flags_store(f, flag, argv[optind++]);
	}
	f->words = argv + optind;
	f->words_count = argc - optind;
	return flags_count_words(c, f, err);
}

void flags_free(struct flags *f)
{
	json_free(f->sets);
	json_free(f->secrets);
	json_free(f->only);
	json_free(f->context);
	json_free(f->have);
	json_free(f->want);
	f->sets = f->secrets = f->only = f->context = f->have = f->want = NULL;
}

static bool flags_set_one(struct answers *given, const struct pack *p, const char *text,
			  struct err *err)
{
	const char *value = strchr(text, '=');
	char *name;
	bool ok;

	if (!value) {
		err_set(err, ERR_INPUT, "'--set %s' has no value", text);
		return err_hint(err, "write --set NAME=VALUE");
	}
	name = xstrdup(text);
	name[value - text] = '\0';
	ok = answers_set(given, p, name, value + 1, err);
	free(name);
	return ok;
}

static bool flags_take(char *into, size_t size, const char *value, const char *flag,
		       struct err *err)
{
	if (!value)
		return true;
	if (snprintf(into, size, "%s", value) < (int)size)
		return true;
	err_set(err, ERR_INPUT, "the value of %s is too long", flag);
	return err_hint(err, "use at most %zu characters", size - 1);
}

bool flags_load(const struct flags *f, struct answers *given, struct err *err)
{
	if (!guard_path(f->answers, err))
		return false;
	if (answers_load(given, f->answers, err))
		return true;
	if (!*err->hint)
		err_hint(err, "mend the file given with --answers: one object of v, "
			 "platform, name, account, region, method, policy and values");
	return false;
}

bool flags_answers(const struct flags *f, const struct pack *p,
		   struct answers *given, struct err *err)
{
	char platform[sizeof(given->platform)];

	snprintf(platform, sizeof(platform), "%s", p->name);
	if (f->answers && !flags_load(f, given, err))
		return false;
	if (*given->platform && !str_eq(given->platform, platform)) {
		err_set(err, ERR_INPUT, "'%s' is for the platform '%s', not '%s'",
			f->answers, given->platform, platform);
		return err_hint(err, "name the platform of the answers file, or none");
	}
	snprintf(given->platform, sizeof(given->platform), "%s", platform);
	if (!flags_take(given->name, sizeof(given->name), f->name, "--name", err) ||
	    !flags_take(given->method, sizeof(given->method), f->method, "--method", err) ||
	    !flags_take(given->policy, sizeof(given->policy), f->policy, "--policy", err))
		return false;
	/* the Region first: what other answers are taken as depends on it */
	for (int others = 0; others < 2; others++)
		json_each(set, f->sets)
			if (str_starts(json_text(set), "REGION=") != others &&
			    !flags_set_one(given, p, json_text(set), err))
				return false;
	return true;
}
