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
#define HIDDEN_MAX 2		/* denials whose encoded messages are printed, 4 KB each */
#define BLOCK_MAX 20000		/* of one block: two fit into the 64 KiB EC2 keeps */
#define LINE_REST 110		/* bytes of a line besides the CLI's output */
#define CALLS_MAX 36		/* 17 s each: enough time even if all time out */
#define CANARY_CALLS 6
#define SPARE_IP_CALLS 2

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

static bool worker_check_word(const char *id, const char *s, struct err *err)
{
	/* Options that would send a signed request to another host, or print it. */
	static const char *const options[] = {
		"--debug", "--end", "--no-v", "--no-si", "--prof", "--ca-b", "--cli-i",
	};
	bool forbidden = !s;

	for (size_t i = 0; !forbidden && i < sizeof(options) / sizeof(*options); i++)
		forbidden = str_starts(s, options[i]);
	if (forbidden)
		return err_set(err, ERR_INPUT,
			       "the check '%s' has '%s' among the words "
			       "of its call, which is not allowed",
			       id, s ? s : "something that is no text");
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return err_set(err, ERR_INPUT, "the check '%s' has a control "
				       "character in its call", id);
	return true;
}

/* The variables become variables of the script; all else is quoted. */
static void worker_add_word(struct buf *out, const char *word)
{
	const char *from = word, *at;
	size_t n;

	for (; (at = call_variables_find(word, from, &n)); from = at + n) {
		if (at > from) {
			struct buf text = BUF(BUF_TEXT);

			buf_add(&text, from, (size_t)(at - from));
			worker_quote(out, text.s);
			buf_free(&text);
		}
		buf_char(out, '"');
		buf_add(out, at, n);
		buf_char(out, '"');
	}
	if (*from || from == word)
		worker_quote(out, from);
}

/* Checks that are more than one call: each a function of the script. */
enum composite { NOT_COMPOSITE, COMPOSITE_OBJECT, COMPOSITE_ADDRESS, COMPOSITES };

static const struct {
	const char *function;
	size_t calls;
	const char *script;
} composites[] = {
	[NOT_COMPOSITE] = { NULL, 1, NULL },
	[COMPOSITE_OBJECT] = { "canary", CANARY_CALLS, script_canary },
	[COMPOSITE_ADDRESS] = { "spare_ip", SPARE_IP_CALLS, script_spare_ip },
};

/* *with: the bucket or the network interface; NULL: neither. */
static enum composite worker_composite_of(const struct check *check, const char **with)
{
	*with = check->call.bucket ? check->call.bucket : check->call.interface;
	if (!*with || !**with)
		return NOT_COMPOSITE;
	return check->call.bucket ? COMPOSITE_OBJECT : COMPOSITE_ADDRESS;
}

/* One check is one function of the script: "c3() { call 'ec2' ...; }". */
static bool worker_add_check(struct buf *out, const struct check *check, size_t number,
			     struct err *err)
{
	const char *with;
	enum composite composite = worker_composite_of(check, &with);

	buf_fmt(out, "c%zu() { ", number);
	if (json_count(check->call.words)) {
		buf_str(out, "call");
		json_each(word, check->call.words) {
			const char *s = json_text(word);

			if (!worker_check_word(check->id, s, err))
				return false;
			buf_char(out, ' ');
			worker_add_word(out, s);
		}
	} else if (composite) {
		if (!worker_check_word(check->id, with, err))
			return false;
		buf_fmt(out, "%s %zu ", composites[composite].function, number);
		worker_quote(out, with);
	} else if (check->call.identity) {
		buf_str(out, "identity");
	} else {
		return err_set(err, ERR_INPUT,
			       "the check '%s' has no call that a test "
			       "instance could make",
			       check->id);
	}
	buf_str(out, "; }\n");
	return true;
}

/* Expected denials come last: with a new profile everything is denied. */
static void worker_add_turn(struct buf *out, const struct checks *checks, const char *turn)
{
	buf_fmt(out, "%s='", turn);
	for (size_t i = 0; i < checks->count; i++) {
		const struct check *check = &checks->check[i];
		const char *its = check->deny ? "DENY" :
			check->call.identity  ? "FIRST" :
						"ALLOW";

		if (str_eq(its, turn))
			buf_fmt(out, " %zu", i + 1);
	}
	buf_str(out, "'\n");
}

/* What does not exist is not asked for again, unless this run may have made it. */
static void worker_add_gone(struct buf *out, const struct checks *checks)
{
	buf_str(out, "LATE='");
	for (size_t i = 0; i < checks->count; i++)
		if (checks->check[i].may_appear)
			buf_fmt(out, " %zu", i + 1);
	buf_str(out, " '\ngone() {\n\t[[ $LATE != *\" $1 \"* ]] && [[");
	for (size_t i = 0; missing_texts[i]; i++) {
		buf_fmt(out, "%s$TEXT == *", i ? " || " : " ");
		worker_quote(out, missing_texts[i]);
		buf_char(out, '*');
	}
	buf_str(out, " ]]\n}\n");
}

static size_t worker_count_calls(const struct checks *checks)
{
	const char *with;
	size_t n = 0;

	for (size_t i = 0; i < checks->count; i++)
		n += composites[worker_composite_of(&checks->check[i], &with)].calls;
	return n;
}

/* The functions that the checks need. */
static void worker_add_composites(struct buf *out, const struct checks *checks)
{
	bool needed[COMPOSITES] = { false };
	const char *with;

	for (size_t i = 0; i < checks->count; i++)
		needed[worker_composite_of(&checks->check[i], &with)] = true;
	for (enum composite composite = NOT_COMPOSITE + 1; composite < COMPOSITES; composite++)
		if (needed[composite])
			buf_str(out, composites[composite].script);
}

_Static_assert((BLOCK_MAX / CALLS_MAX - LINE_REST) * 3 / 4 >= SAID_MIN,
	       "the answers of all checks fit into the console");

bool worker_script(struct buf *out, const struct worker_request *request, struct err *err)
{
	size_t count;
	size_t room;
	size_t calls = worker_count_calls(request->checks);

	if (!calls)
		return err_set(err, ERR_INPUT,
			       "there is nothing for a test instance to check");
	if (calls > CALLS_MAX) {
		err_set(err, ERR_INPUT,
			"the template has %zu calls for the test instance, "
			"and at most %d fit into its time",
			calls, CALLS_MAX);
		return err_hint(err, "remove some of the template's probes");
	}
	if (!*request->nonce ||
	    strspn(request->nonce, "0123456789abcdef") != strlen(request->nonce))
		return err_set(err, ERR_INPUT,
			       "the nonce of the test instance is not hexadecimal");
	buf_str(out, request->pod ? script_pod_head : script_head);
	count = request->checks->count;
	room = (BLOCK_MAX / count - LINE_REST) * 3 / 4;
	buf_fmt(out, "N=%s COUNT=%zu PATIENCE=%u CAP=%zu HIDDEN=%d WAY=%s\n",
		request->nonce, count, request->patience ? request->patience : PATIENCE,
		room > SAID_MAX ? (size_t)SAID_MAX : room, HIDDEN_MAX,
		request->pod ? "1" : "");
	buf_str(out, "REGION=");
	worker_quote(out, request->region);
	buf_str(out, "\nexport AWS_DEFAULT_REGION=$REGION AWS_REGION=$REGION\n");
	worker_add_turn(out, request->checks, "FIRST");
	worker_add_turn(out, request->checks, "ALLOW");
	worker_add_turn(out, request->checks, "DENY");
	worker_add_gone(out, request->checks);
	buf_str(out, script_functions);
	buf_str(out, request->pod ? script_pod : script_machine);
	worker_add_composites(out, request->checks);
	for (size_t i = 0; i < request->checks->count; i++)
		if (!worker_add_check(out, &request->checks->check[i], i + 1, err))
			return false;
	buf_str(out, script_body);
	buf_str(out, request->pod ? script_pod_end : script_end);
	if (out->len <= WORKER_SCRIPT_MAX && !out->cut)
		return true;
	err_set(err, ERR_INPUT,
		"the script of the test instance would have %zu bytes; EC2 allows %d",
		out->len, WORKER_SCRIPT_MAX);
	return err_hint(err, "shorten the template's probes");
}
