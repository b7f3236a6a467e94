/* with_key.c - see with_key.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/cli_command.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/attempt.h"
#include "probe/call_variables.h"
#include "probe/verdict.h"
#include "probe/with_key.h"

#define PATIENCE 90000
#define EXCESS_MS 20000		/* so long may a right outlive its end */
#define GAP_MIN 500
#define GAP_MAX 3000

/* The order: a test object is a matter of several calls, and waits on its own. */
enum turn { TURN_WHO, TURN_ALLOW, TURN_CANARY, TURN_DENY, TURNS };

struct round {
	const struct with_key *d;
	struct json *probes;	/* their words filled in */
	bool *told;		/* by place in probes */
	bool accepted;		/* the key is who it should be, as far as was asked */
	int64_t began, until;	/* of this turn */
};

struct json *with_key_probes(const struct json *wanted)
{
	struct json *out = json_list_new();

	json_each(probe, json_get(wanted, "probes"))
		if (str_eq(json_str(probe, "where"), "key"))
			json_push(out, json_copy(probe));
	return out;
}

static bool with_key_names(const struct json *call, const char *word)
{
	json_each(one, call)
		if (json_text(one) && strstr(json_text(one), word))
			return true;
	return false;
}

bool with_key_uses(const struct json *probes, const char *word)
{
	json_each(probe, probes)
		if (with_key_names(json_get(probe, "call"), word))
			return true;
	return false;
}

static enum turn with_key_turn_of(const struct json *probe)
{
	const struct json *call = json_get(probe, "call");

	if (str_eq(json_str(probe, "expected"), "deny"))
		return TURN_DENY;
	if (json_get(call, "identity"))
		return TURN_WHO;
	return json_get(call, "canary") ? TURN_CANARY : TURN_ALLOW;
}

/* --- before any call ---------------------------------------------------------------- */

/* A word with what is known put in; false: something is missing. */
static bool with_key_fill_word(struct buf *out, const char *word, const struct json *own)
{
	const char *from = word, *at;
	bool known = true;
	size_t n;

	for (; (at = call_variables_word(word, from, &n)); from = at + n) {
		struct buf name = BUF(64);

		buf_add(out, from, (size_t)(at - from));
		buf_add(&name, at, n);
		known &= json_get(own, name.s) != NULL;
		buf_str(out, json_get(own, name.s) ? json_str(own, name.s) : name.s);
		buf_free(&name);
	}
	buf_str(out, from);
	return known;
}

/* The words with what is known put in. *known: nothing is missing. */
static struct json *with_key_fill(const struct json *call, const struct json *own,
				  bool *known)
{
	struct json *out = json_list_new();

	*known = true;
	json_each(word, call) {
		struct buf text = BUF(BUF_TEXT);

		if (json_text(word)) {
			*known &= with_key_fill_word(&text, json_text(word), own);
			json_push(out, json_string_new(text.s));
		} else {
			json_push(out, json_copy(word));
		}
		buf_free(&text);
	}
	return out;
}

static bool with_key_check_call(const struct json *probe, struct err *err)
{
	const struct json *call = json_get(probe, "call");
	struct err why = ERR_INIT;
	struct json *params;
	enum aws_op_id op;

	if (with_key_names(call, "$INSTANCE_ID"))
		return err_set(err, ERR_INPUT, "the check '%s' names $INSTANCE_ID, and with a "
			       "key there is no machine", json_str(probe, "id"));
	if (json_text(json_get(call, "identity")) || json_text(json_get(call, "canary")))
		return true;
	if (!cli_command_parse(call, &op, &params, &why))
		return err_set(err, ERR_INPUT, "the check '%s' cannot be made with a key: %s",
			       json_str(probe, "id"), why.text);
	json_free(params);
	return true;
}

static bool with_key_fill_all(struct round *r, const struct json *probes, struct err *err)
{
	size_t i = 0;

	json_each(probe, probes) {
		struct json *mine = json_push(r->probes, json_copy(probe));
		bool known = true;

		if (json_type(json_get(probe, "call")) == JSON_LIST)
			json_put(mine, "call",
				 with_key_fill(json_get(probe, "call"), r->d->own, &known));
		if (!with_key_check_call(mine, err))
			return false;
		r->told[i++] = !known;
	}
	return true;
}

/* --- rounds -------------------------------------------------------------------------- */

static void with_key_tell(struct round *r, size_t place, const struct json *probe,
			  struct json *event)
{
	r->told[place] = true;
	if (with_key_turn_of(probe) == TURN_WHO)
		r->accepted &= str_eq(json_str(event, "verdict"), "yes");
	r->d->tell(r->d->with, event);
}

static void with_key_tell_unknown(struct round *r)
{
	size_t place = 0;

	json_each(probe, r->probes)
		if (r->told[place++])
			r->d->tell(r->d->with, verdict_event(probe, NULL,
							     json_str(r->d->own, "why")));
}

/* A right that should not be there is not waited for as long as one that should. */
static bool with_key_is_over(const struct round *r, enum turn turn,
			     const struct json *event)
{
	bool excess = turn == TURN_DENY && str_eq(json_str(event, "verdict"), "no");
	int64_t now = clock_ms();

	return now >= r->until || (excess && now - r->began >= EXCESS_MS);
}

/* Every check of this turn that has no verdict yet, once. *left: that have none still. */
static bool with_key_once(struct round *r, enum turn turn, size_t *left, struct err *err)
{
	struct attempt a = { .as_key = r->d->as_key, .asks = r->d->asks, .stop = r->d->stop,
			     .nonce = r->d->nonce, .until = r->until };
	size_t place = 0;

	*left = 0;
	json_each(probe, r->probes) {
		struct json *event;
		bool again;

		if (with_key_turn_of(probe) == turn && !r->told[place]) {
			if (!attempt_make(&a, probe, &event, &again, err))
				return false;
			if (again && !with_key_is_over(r, turn, event)) {
				json_free(event);
				++*left;
			} else {
				with_key_tell(r, place, probe, event);
			}
		}
		place++;
	}
	return true;
}

static bool with_key_insist(struct round *r, enum turn turn, struct err *err)
{
	int64_t patience = r->d->patience ? r->d->patience : PATIENCE;
	int64_t gap = GAP_MIN;
	size_t left;

	r->began = clock_ms();
	r->until = r->began + (r->accepted ? patience : 0);
	for (;;) {
		if (!with_key_once(r, turn, &left, err))
			return false;
		if (!left)
			return true;
		if (r->d->waits)
			r->d->waits(r->d->with, left);
		if (!clock_sleep(gap, r->d->stop))
			return err_set(err, ERR_STOPPED, "stopped");
		gap = gap * 3 / 2 > GAP_MAX ? GAP_MAX : gap * 3 / 2;
	}
}

bool with_key_check(const struct with_key *d, const struct json *probes, struct err *err)
{
	struct round r = { .d = d, .probes = json_list_new(), .accepted = true,
			   .told = xcalloc(json_count(probes) + 1, sizeof(*r.told)) };
	bool ok = with_key_fill_all(&r, probes, err);

	if (ok)
		with_key_tell_unknown(&r);
	for (enum turn turn = TURN_WHO; ok && turn < TURNS; turn++)
		ok = with_key_insist(&r, turn, err);
	json_free(r.probes);
	free(r.told);
	return ok;
}
