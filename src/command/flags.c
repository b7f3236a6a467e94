/* flags.c - reads the options of a command line; see command.h. */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/near.h"
#include "base/str.h"
#include "command/flag.h"
#include "format/json.h"
#include "pack/pack.h"

/* The long options of the command, and its letters as getopt_long takes them. */
static void flags_options(const struct command *c, struct option *options,
			  struct buf *letters)
{
	size_t n = 0;

	buf_str(letters, ":h");
	for (int i = 0; flag_table[i].name; i++) {
		const struct flag *flag = &flag_table[i];

		if (!flag_taken(c, flag))
			continue;
		options[n++] = (struct option){
			.name = flag->name,
			.has_arg = flag->value ? required_argument : no_argument,
			.val = 1000 + i,
		};
		if (flag->letter)
			buf_fmt(letters, "%c%s", flag->letter, flag->value ? ":" : "");
	}
}

/* What getopt_long got: the row of an option, or of its letter; NULL: neither. */
static const struct flag *flags_got(const struct command *c, int got)
{
	if (got >= 1000)
		return &flag_table[got - 1000];
	for (const struct flag *flag = flag_table; flag->name; flag++)
		if (flag->letter && flag->letter == got && flag_taken(c, flag))
			return flag;
	return NULL;
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

static void flags_count_words(const struct command *c, const struct flags *f,
			      struct err *err)
{
	if (f->words_count < c->min_words)
		err_set(err, ERR_INPUT, "'accredit %s' needs %s", c->name, c->words);
	else if (c->max_words >= 0 && f->words_count > c->max_words)
		err_set(err, ERR_INPUT, "unexpected argument '%s'", f->words[c->max_words]);
	else
		return;
	err_hint(err, "usage: accredit %s%s%s [OPTIONS]", c->name, *c->words ? " " : "",
		 c->words);
}

/* An option that the command does not have: another command's, a misspelled one, or neither. */
static void flags_unknown(const struct command *c, const char *word, struct err *err)
{
	size_t n = strcspn(word, "=");
	struct near near = { .word = word };
	char ask[NEAR_QUESTION];
	struct buf owners = BUF(256);

	for (const struct command *const *other = commands; *other; other++)
		if (str_starts(word, "--") && flag_named(*other, word + 2, n - 2))
			buf_fmt(&owners, "%s'accredit %s'", owners.len ? ", " : "",
				(*other)->name);
	for (const struct flag *flag = flag_table; flag->name; flag++) {
		char name[64];

		snprintf(name, sizeof(name), "--%s", flag->name);
		if (flag_shown(c, flag))
			near_try(&near, name);
	}
	if (str_starts(word, "--") && flag_named(c, word + 2, n - 2))
		err_set(err, ERR_INPUT, "option '%.*s' takes no value", (int)n, word);
	else if (owners.len)
		err_set(err, ERR_INPUT,
			"%.*s is not an option of 'accredit%s%s', but of %s", (int)n, word,
			*c->name ? " " : "", c->name, owners.s);
	else
		err_set(err, ERR_INPUT, "unknown option '%s'%s", word,
			near_question(&near, ask));
	err_hint(err, "'accredit help%s%s' lists the options", *c->name ? " " : "",
		 c->name);
	buf_free(&owners);
}

void flags_read(struct flags *f, const struct command *c, int argc, char **argv,
		struct errors *wrong)
{
	struct option options[64] = { 0 };
	struct err err = ERR_INIT;
	struct buf letters = BUF(100);
	char letter[3] = "-";
	int got;

	*f = (struct flags){ 0 };
	if (c->max_words < 0) { /* its words are another program's options */
		f->words = argv + 1;
		f->words_count = argc - 1;
		return;
	}
	flags_options(c, options, &letters);
	f->can_plan = flag_named(c, "plan", strlen("plan"));
	optind = 0;
	opterr = 0;
	while ((got = getopt_long(argc, argv, letters.s, options, NULL)) != -1) {
		const struct flag *flag = flags_got(c, got);

		if (flag)
			flags_store(f, flag, optarg);
		else if (got == 'h')
			f->help = true;
		else if (got == ':') {
			err_set(&err, ERR_INPUT, "option '%s' needs a value",
				argv[optind - 1]);
			err_hint(&err, "'accredit help %s' lists the options", c->name);
		} else if (optopt && optopt < 1000) { /* of letters in one word */
			letter[1] = (char)optopt;
			flags_unknown(c, letter, &err);
		} else {
			flags_unknown(c, argv[optind - 1], &err);
		}
		errors_add(wrong, &err);
		/* An option that takes several words: those up to the next option. */
		while (flag && flag->kind == FLAG_WORDS && optind < argc &&
		       *argv[optind] != '-')
			flags_store(f, flag, argv[optind++]);
	}
	buf_free(&letters);
	f->words = argv + optind;
	f->words_count = argc - optind;
	if (!wrong->count && !f->help)
		flags_count_words(c, f, &err);
	errors_add(wrong, &err);
}

void flags_free(struct flags *f)
{
	json_free(f->sets);
	json_free(f->secrets);
	json_free(f->only);
	json_free(f->context);
	json_free(f->have);
	json_free(f->want);
	json_free(f->ous);
	json_free(f->accounts);
	f->sets = f->secrets = f->only = f->context = f->have = f->want = NULL;
}

static void flags_set_one(struct answers *given, const struct pack *p, const char *text,
			  struct err *err)
{
	const char *value = strchr(text, '=');
	char *name;

	if (!value) {
		err_set(err, ERR_INPUT, "--set %s: expected NAME=VALUE", text);
		err_hint(err, "for example: --set %s=VALUE", text);
		return;
	}
	name = xstrdup(text);
	name[value - text] = '\0';
	answers_set(given, p, name, value + 1, err);
	free(name);
}

bool flags_load(const struct flags *f, struct answers *given, struct err *err)
{
	if (!guard_path(f->answers, err))
		return false;
	if (answers_load(given, f->answers, err))
		return true;
	if (!*err->hint)
		err_hint(err,
			 "correct the file given with --answers: one object with v, "
			 "platform, name, account, region, method, policy and values");
	return false;
}

void flags_answers(const struct flags *f, const struct pack *p, struct answers *given,
		   struct errors *wrong)
{
	const struct {
		const char *flag, *value;
		char *into;
		size_t size;
	} texts[] = {
		{ "--name", f->name, given->name, sizeof(given->name) },
		{ "--method", f->method, given->method, sizeof(given->method) },
		{ "--policy", f->policy, given->policy, sizeof(given->policy) },
	};
	struct err err = ERR_INIT;

	if (f->answers && flags_load(f, given, &err) && *given->platform &&
	    !str_eq(given->platform, p->name)) {
		err_set(&err, ERR_INPUT, "'%s' is for the platform '%s', not '%s'",
			f->answers, given->platform, p->name);
		err_hint(&err, "name the platform of the answers file, or none");
	}
	errors_add(wrong, &err);
	snprintf(given->platform, sizeof(given->platform), "%s", p->name);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (texts[i].value && strlen(texts[i].value) >= texts[i].size) {
			err_set(&err, ERR_INPUT, "the value of %s is too long",
				texts[i].flag);
			err_hint(&err, "use at most %zu characters", texts[i].size - 1);
			errors_add(wrong, &err);
		} else if (texts[i].value) {
			snprintf(texts[i].into, texts[i].size, "%s", texts[i].value);
		}
	}
	/* the Region first: what other answers are taken as depends on it */
	for (int others = 0; others < 2; others++)
		json_each(set, f->sets) {
			if (str_starts(json_text(set), "REGION=") != others)
				flags_set_one(given, p, json_text(set), &err);
			errors_add(wrong, &err);
		}
}
