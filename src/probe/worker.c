/* worker.c - see worker.h. */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "probe/call_variables.h"
#include "probe/not_found.h"
#include "probe/script.h"
#include "probe/worker.h"

#define PATIENCE 90
#define SAID_MAX 600		/* bytes kept of what the CLI said */
#define SAID_MIN 160
#define HIDDEN_MAX 2		/* refusals whose encoded reasons are handed on, 4 KB each */
#define BLOCK_MAX 20000		/* of one block: two fit into the 64 KiB EC2 keeps */
#define LINE_REST 110		/* bytes of a line that are not what was said */
#define CALLS_MAX 36		/* of 17 s each: all time-outs, and still in time */
#define CANARY_CALLS 6
#define SPARE_IP_CALLS 2

struct json *worker_probes_of(const struct json *wanted, const char *where)
{
	struct json *out = json_list_new();

	json_each(probe, json_get(wanted, "probes"))
		if (str_eq(json_str(probe, "where"), where))
			json_push(out, json_copy(probe));
	return out;
}

struct json *worker_probes(const struct json *wanted)
{
	return worker_probes_of(wanted, "worker");
}

void worker_quote(struct buf *out, const char *s)
{
	buf_char(out, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			buf_str(out, "'\\''");
		else
			buf_char(out, *s);
	}
	buf_char(out, '\'');
}

/* Options that would send a signed request elsewhere, or print one. */
static bool worker_is_refused(const char *s)
{
	static const char *const options[] = {
		"--debug", "--end", "--no-v", "--no-si", "--prof", "--ca-b", "--cli-i",
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (str_starts(s, options[i]))
			return true;
	return false;
}

static bool worker_check_word(const char *id, const char *s, struct err *err)
{
	if (!s || worker_is_refused(s))
		return err_set(err, ERR_INPUT, "the check '%s' has '%s' among the words "
			       "of its call, which no check may have", id,
			       s ? s : "something that is no text");
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return err_set(err, ERR_INPUT, "the check '%s' has a control "
				       "character in its call", id);
	return true;
}

static void worker_add_plain(struct buf *out, const char *from, size_t n)
{
	struct buf text = BUF(BUF_TEXT);

	buf_add(&text, from, n);
	worker_quote(out, text.s);
	buf_free(&text);
}

/* What the worker knows of itself is filled in there; all else is as it is. */
static void worker_add_word(struct buf *out, const char *word)
{
	const char *from = word, *at;
	size_t n;

	for (; (at = call_variables_word(word, from, &n)); from = at + n) {
		if (at > from)
			worker_add_plain(out, from, (size_t)(at - from));
		buf_char(out, '"');
		buf_add(out, at, n);
		buf_char(out, '"');
	}
	if (*from || from == word)
		worker_quote(out, from);
}

static bool worker_add_words(struct buf *out, const struct json *probe, struct err *err)
{
	json_each(word, json_get(probe, "call")) {
		const char *s = json_text(word);

		if (!worker_check_word(json_str(probe, "id"), s, err))
			return false;
		buf_char(out, ' ');
		worker_add_word(out, s);
	}
	return true;
}

/* Tests that are more than one call: each a function of the script's. */
static const struct feat {
	const char *name, *function;
	size_t calls;
	const char *script;
} feats[] = {
	{ "canary", "canary", CANARY_CALLS, script_canary },
	{ "spare-ip", "spare_ip", SPARE_IP_CALLS, script_spare_ip },
};

#define FEATS (sizeof(feats) / sizeof(*feats))

/* NULL: the check is none of them. */
static const struct feat *worker_feat_of(const struct json *probe)
{
	for (size_t i = 0; i < FEATS; i++)
		if (*json_str(json_get(probe, "call"), feats[i].name))
			return &feats[i];
	return NULL;
}

/* One check is one function of the script: "c3() { call 'ec2' ...; }". */
static bool worker_add_check(struct buf *out, const struct json *probe, size_t number,
			     struct err *err)
{
	const struct json *made = json_get(probe, "call");
	const struct feat *feat = worker_feat_of(probe);

	buf_fmt(out, "c%zu() { ", number);
	if (json_count(made) && json_type(made) == JSON_LIST) {
		buf_str(out, "call");
		if (!worker_add_words(out, probe, err))
			return false;
	} else if (feat) {
		const char *with = json_str(made, feat->name);

		if (!worker_check_word(json_str(probe, "id"), with, err))
			return false;
		buf_fmt(out, "%s %zu ", feat->function, number);
		worker_quote(out, with);
	} else if (json_text(json_get(made, "identity"))) {
		buf_str(out, "identity");
	} else {
		return err_set(err, ERR_INPUT, "the check '%s' has no call that a worker "
			       "could make", json_str(probe, "id"));
	}
	buf_str(out, "; }\n");
	return true;
}

/* Denies come last: a fresh profile denies everything. */
static const char *worker_turn_of(const struct json *probe)
{
	if (str_eq(json_str(probe, "expected"), "deny"))
		return "DENY";
	return json_get(json_get(probe, "call"), "identity") ? "FIRST" : "ALLOW";
}

static void worker_add_turn(struct buf *out, const struct json *probes, const char *turn)
{
	size_t number = 0;

	buf_fmt(out, "%s='", turn);
	json_each(probe, probes) {
		number++;
		if (str_eq(worker_turn_of(probe), turn))
			buf_fmt(out, " %zu", number);
	}
	buf_str(out, "'\n");
}

/* What is missing is not asked for again, unless this run made it. */
static void worker_add_gone(struct buf *out, const struct json *probes)
{
	size_t number = 0;

	buf_str(out, "LATE='");
	json_each(probe, probes) {
		number++;
		if (not_found_may_come(probe))
			buf_fmt(out, " %zu", number);
	}
	buf_str(out, " '\ngone() {\n\t[[ $LATE != *\" $1 \"* ]] && [[");
	for (size_t i = 0; missing_texts[i]; i++) {
		buf_fmt(out, "%s$TEXT == *", i ? " || " : " ");
		worker_quote(out, missing_texts[i]);
		buf_char(out, '*');
	}
	buf_str(out, " ]]\n}\n");
}

static size_t worker_count_calls(const struct json *probes)
{
	size_t n = 0;

	json_each(probe, probes) {
		const struct feat *feat = worker_feat_of(probe);

		n += feat ? feat->calls : 1;
	}
	return n;
}

static void worker_add_settings(struct buf *out, const struct worker_wish *wish)
{
	size_t count = json_count(wish->probes);
	size_t room = (BLOCK_MAX / count - LINE_REST) * 3 / 4;

	buf_fmt(out, "N=%s COUNT=%zu PATIENCE=%u CAP=%zu HIDDEN=%d WAY=%s\n", wish->nonce, count,
		wish->patience ? wish->patience : PATIENCE,
		room > SAID_MAX ? (size_t)SAID_MAX : room, HIDDEN_MAX, wish->pod ? "1" : "");
	buf_str(out, "REGION=");
	worker_quote(out, wish->region);
	buf_str(out, "\nexport AWS_DEFAULT_REGION=$REGION AWS_REGION=$REGION\n");
	worker_add_turn(out, wish->probes, "FIRST");
	worker_add_turn(out, wish->probes, "ALLOW");
	worker_add_turn(out, wish->probes, "DENY");
	worker_add_gone(out, wish->probes);
}

/* The functions of those tests that there are. */
static void worker_add_feats(struct buf *out, const struct json *probes)
{
	for (size_t i = 0; i < FEATS; i++)
		json_each(probe, probes)
			if (worker_feat_of(probe) == &feats[i]) {
				buf_str(out, feats[i].script);
				break;
			}
}

static bool worker_check_wish(const struct worker_wish *wish, struct err *err)
{
	size_t calls = worker_count_calls(wish->probes);

	_Static_assert((BLOCK_MAX / CALLS_MAX - LINE_REST) * 3 / 4 >= SAID_MIN,
		       "the answers of all checks fit into the console");
	if (!calls)
		return err_set(err, ERR_INPUT, "there is nothing for a worker to check");
	if (calls > CALLS_MAX) {
		err_set(err, ERR_INPUT, "the template asks a worker for %zu calls, and %d "
			"is the most that it does in time", calls, CALLS_MAX);
		return err_hint(err, "leave some of the template's probes out");
	}
	if (!*wish->nonce || strspn(wish->nonce, "0123456789abcdef") != strlen(wish->nonce))
		return err_set(err, ERR_INPUT, "the worker's nonce is not hexadecimal");
	return true;
}

bool worker_script(struct buf *out, const struct worker_wish *wish, struct err *err)
{
	size_t number = 0;

	if (!worker_check_wish(wish, err))
		return false;
	buf_str(out, wish->pod ? script_pod_head : script_head);
	worker_add_settings(out, wish);
	buf_str(out, script_functions);
	buf_str(out, wish->pod ? script_pod : script_machine);
	worker_add_feats(out, wish->probes);
	json_each(probe, wish->probes)
		if (!worker_add_check(out, probe, ++number, err))
			return false;
	buf_str(out, script_body);
	buf_str(out, wish->pod ? script_pod_end : script_end);
	if (out->len <= WORKER_SCRIPT_MAX && !out->cut)
		return true;
	err_set(err, ERR_INPUT, "the worker's script would have %zu bytes, and EC2 takes %d",
		out->len, WORKER_SCRIPT_MAX);
	return err_hint(err, "shorten the template's probes");
}
