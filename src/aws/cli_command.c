/* cli_command.c - see cli_command.h. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "aws/cli_command.h"
#include "aws/cli_flags.h"
#include "aws/shorthand.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"

/* Flags for the output of the AWS CLI, with a value and without; they are ignored. */
static const char *const passed_over[] = { "output", "query", "max-items", "page-size",
					   NULL };
static const char *const passed_over_alone[] = { "no-paginate", "no-cli-pager", NULL };

/*
 * Members that have another name in the EC2 query protocol; their values are lists there.
 */
static const struct { const char *cli, *query; } inner[] = {
	{ "Values", "Value" },
	{ "Tags", "Tag" },
	{ "Groups", "SecurityGroupId" },
};

struct words {
	enum aws_op_id op;
	const char *service, *operation;
	const struct json *at;	/* the next word, NULL: none is left */
	const char *given;	/* the value of "--flag=value", else NULL */
	struct json *params;
	struct err *err;
};

/* --- names ---------------------------------------------------------------------- */

/* "ListMFADevices" is "list-mfa-devices". */
static void cli_command_kebab(char *out, size_t size, const char *name)
{
	size_t n = 0;

	for (const char *s = name; *s && n + 3 < size; s++) {
		unsigned char before = s > name ? (unsigned char)s[-1] : 0;
		bool up = isupper((unsigned char)*s);

		if (up && before && (!isupper(before) || islower((unsigned char)s[1])))
			out[n++] = '-';
		out[n++] = (char)tolower((unsigned char)*s);
	}
	out[n] = '\0';
}

/* The member of a flag: "image-id" is ImageId, if the row has no other name. */
static void cli_command_member_of(char *out, size_t size, const struct cli_flag *f)
{
	bool up = true;
	size_t n = 0;

	if (f->member) {
		snprintf(out, size, "%s", f->member);
		return;
	}
	for (const char *s = f->name; *s && n + 1 < size; s++) {
		if (*s != '-')
			out[n++] = up ? (char)toupper((unsigned char)*s) : *s;
		up = *s == '-';
	}
	out[n] = '\0';
}

static bool cli_command_can_dry_run(enum aws_op_id op)
{
	return aws_ops[op].wire == WIRE_EC2;
}

static bool cli_command_find_operation(struct words *w)
{
	const char *service = str_eq(w->service, "s3api") ? "s3" : w->service;

	for (w->op = 0; w->op < OP_COUNT; w->op++) {
		char name[96];

		cli_command_kebab(name, sizeof(name), aws_ops[w->op].name);
		if (str_eq(aws_ops[w->op].service, service) && str_eq(name, w->operation) &&
		    !str_eq(w->service, "s3"))
			break;
	}
	if (w->op == OP_COUNT)
		return err_set(w->err, ERR_INPUT,
			       "'%s %s' is not a call that accredit supports", w->service,
			       w->operation);
	if (!aws_op_changes(w->op) ||
	    (cli_command_can_dry_run(w->op) && cli_flags_of(w->op)))
		return true;
	return err_set(w->err, ERR_INPUT,
		       "'%s %s' changes something, which a check must not do", w->service,
		       w->operation);
}

/* --- values ----------------------------------------------------------------------- */

static bool cli_command_is_flag(const char *s)
{
	return str_starts(s, "--");
}

static const char *cli_command_take_word(struct words *w)
{
	const char *s = w->given ? w->given : json_text(w->at);

	if (!w->given)
		w->at = json_next(w->at);
	w->given = NULL;
	return s;
}

static bool cli_command_has_value(const struct words *w)
{
	return w->given || (w->at && !cli_command_is_flag(json_text(w->at)));
}

/* A copy with the names of the EC2 query protocol. */
static struct json *cli_command_as_query(const struct json *j)
{
	struct json *out, *value, *list;

	if (json_type(j) == JSON_LIST) {
		out = json_list_new();
		json_each(item, j)
			json_push(out, cli_command_as_query(item));
		return out;
	}
	if (json_type(j) != JSON_OBJECT)
		return json_copy(j);
	out = json_object_new();
	json_each(member, j) {
		const char *query = NULL;

		for (size_t i = 0; i < sizeof(inner) / sizeof(*inner); i++)
			if (str_eq(inner[i].cli, json_key(member)))
				query = inner[i].query;
		value = cli_command_as_query(member);
		if (query && json_type(member) != JSON_LIST) {
			list = json_list_new();
			json_push(list, value);
			value = list;
		}
		json_put(out, query ? query : json_key(member), value);
	}
	return out;
}

/*
 * The value of a flag as JSON or, where it does not begin like JSON, as shorthand. NULL:
 * see err.
 */
static struct json *cli_command_read_object(struct words *w, const char *flag,
					    const char *s)
{
	struct err why = ERR_INIT;
	struct json *j = *s == '{' || *s == '[' ?
			 json_parse(s, strlen(s), flag, &why) : shorthand_read(s), *out;

	if (j) {
		out = cli_command_can_dry_run(w->op) ? cli_command_as_query(j) :
						       json_copy(j);
		json_free(j);
		return out;
	}
	err_set(w->err, ERR_INPUT, "--%s: '%s' is neither JSON nor Key=Value,Key=Value",
		flag, s);
	return NULL;
}

/* Adds one word of a list: a text, an object, or a JSON list of all items. */
static bool cli_command_add_item(struct words *w, const struct cli_flag *f,
				 struct json *list, const char *s)
{
	struct json *j;

	if (f->takes == TAKES_LIST && *s != '[') {
		json_push(list, json_string_new(s));
		return true;
	}
	j = cli_command_read_object(w, f->name, s);
	if (json_type(j) == JSON_LIST)
		json_each(item, j)
			json_push(list, json_copy(item));
	else if (j)
		json_push(list, json_copy(j));
	json_free(j);
	return j;
}

static struct json *cli_command_read_value(struct words *w, const struct cli_flag *f)
{
	struct json *list;

	if (f->takes == TAKES_TEXT)
		return json_string_new(cli_command_take_word(w));
	if (f->takes == TAKES_OBJECT)
		return cli_command_read_object(w, f->name, cli_command_take_word(w));
	list = json_list_new();
	while (cli_command_has_value(w))
		if (!cli_command_add_item(w, f, list, cli_command_take_word(w))) {
			json_free(list);
			return NULL;
		}
	return list;
}

/* no: the flag is --no-NAME. */
static bool cli_command_put_flag(struct words *w, const struct cli_flag *f, bool no)
{
	const char *s = w->given ? w->given : json_text(w->at);
	char member[96];
	struct json *value = NULL;

	cli_command_member_of(member, sizeof(member), f);
	if (json_get(w->params, member))
		return err_set(w->err, ERR_INPUT, "--%s is used twice", f->name);
	if (f->takes == TAKES_NOTHING)
		value = json_bool_new(!no);
	else if (!cli_command_has_value(w))
		err_set(w->err, ERR_INPUT, "--%s has no value", f->name);
	else if (str_starts(s, "file://") || str_starts(s, "fileb://"))
		err_set(w->err, ERR_INPUT, "--%s names a file, which a check must not use",
			f->name);
	else
		value = cli_command_read_value(w, f);
	if (value)
		json_put(w->params, member, value);
	return value;
}

/* --- the words ---------------------------------------------------------------------- */

static bool cli_command_read_flag(struct words *w)
{
	const char *word = cli_command_take_word(w), *value = strchr(word, '=');
	const struct cli_flag *f;
	char name[96];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	w->given = value ? value + 1 : NULL;
	if (str_in(name, passed_over_alone) && !w->given)
		return true;
	if (str_in(name, passed_over) && cli_command_has_value(w))
		return cli_command_take_word(w);
	f = cli_flag(w->op, name);
	if (!f && str_starts(name, "no-")) {
		f = cli_flag(w->op, name + 3);
		f = f && f->takes == TAKES_NOTHING ? f : NULL;
	}
	if (!f || (w->given && f->takes == TAKES_NOTHING))
		return err_set(w->err, ERR_INPUT, "'%s %s' has no option '%s' here",
			       w->service, w->operation, word);
	return cli_command_put_flag(w, f, !str_eq(f->name, name)) && !w->given;
}

static bool cli_command_read_words(struct words *w)
{
	/* 'aws s3api get-object' takes the name of an output file; it is ignored here */
	bool alone = w->op == OP_S3_GET_OBJECT;

	while (w->at) {
		if (cli_command_is_flag(json_text(w->at))) {
			if (!cli_command_read_flag(w))
				return false;
		} else if (alone) {
			cli_command_take_word(w);
			alone = false;
		} else {
			return err_set(w->err, ERR_INPUT,
				       "expected an option instead of '%s'",
				       json_text(w->at));
		}
	}
	return true;
}

static bool cli_command_check_must(struct words *w)
{
	for (const struct cli_flag *f = cli_flags; f->name; f++) {
		char member[96];

		cli_command_member_of(member, sizeof(member), f);
		if (f->op == w->op && f->must && !json_get(w->params, member))
			return err_set(w->err, ERR_INPUT, "'%s %s' needs --%s", w->service,
				       w->operation, f->name);
	}
	if (aws_op_changes(w->op) && !json_true(json_get(w->params, "DryRun")))
		return err_set(w->err, ERR_INPUT, "'%s %s' changes something: a check needs "
			       "--dry-run there", w->service, w->operation);
	return true;
}

/* Parameters that the AWS CLI adds, or writes in another way than the API. */
static void cli_command_finish(struct words *w)
{
	const char *count = json_str(w->params, "Count");
	size_t n = strcspn(count, ":");
	struct buf min = BUF(64);

	if (w->op != OP_EC2_RUN_INSTANCES)
		return;
	buf_add(&min, count, n);
	json_put_str(w->params, "MinCount", *count ? min.s : "1");
	json_put_str(w->params, "MaxCount", !*count ? "1" : count[n] ? count + n + 1 : count);
	json_drop(w->params, "Count");
	buf_free(&min);
}

bool cli_command_parse(const struct json *words, enum aws_op_id *op, struct json **params,
		       struct err *err)
{
	struct words w = { .err = err };
	bool ok = json_type(words) == JSON_LIST && json_count(words) >= 2;

	*params = NULL;
	json_each(word, words)
		ok = ok && json_text(word);
	if (!ok)
		return err_set(err, ERR_INPUT,
			       "a call is a list of texts: a service, an operation, and "
			       "its options");
	w.at = json_first(words);
	w.service = cli_command_take_word(&w);
	w.operation = cli_command_take_word(&w);
	if (!cli_command_find_operation(&w))
		return false;
	w.params = json_object_new();
	if (cli_command_read_words(&w) && cli_command_check_must(&w)) {
		cli_command_finish(&w);
		*op = w.op;
		*params = w.params;
		return true;
	}
	json_free(w.params);
	return false;
}
