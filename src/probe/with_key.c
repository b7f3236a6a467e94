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
#define EXCESS_MS 20000		/* for a removed permission to have no effect any more */
#define GAP_MIN 500
#define GAP_MAX 3000

/*
 * In this order. The check with a test object makes several calls, and retries them itself.
 */
enum turn { TURN_WHO, TURN_ALLOW, TURN_CANARY, TURN_DENY, TURNS };

struct round {
	const struct with_key *d;
	struct checks checks; /* their variables filled in */
	bool *told; /* by index in checks */
	bool accepted;		/* no check found another identity than expected */
	bool silent;		/* AWS answered none of the calls that are retried */
	int64_t began, until;	/* of this turn */
};

static bool with_key_has_word(const struct json *words, const char *word)
{
	json_each(one, words)
		if (json_text(one) && strstr(json_text(one), word))
			return true;
	return false;
}

bool with_key_uses(const struct checks *checks, const char *word)
{
	for (size_t i = 0; i < checks->count; i++)
		if (with_key_has_word(checks->check[i].call.words, word))
			return true;
	return false;
}

static enum turn with_key_turn_of(const struct check *check)
{
	if (check->deny)
		return TURN_DENY;
	if (check->call.identity)
		return TURN_WHO;
	return check->call.bucket ? TURN_CANARY : TURN_ALLOW;
}

/* --- before any call ---------------------------------------------------------------- */

/* Appends the word with its variables replaced; false: one has no value. */
static bool with_key_fill_word(struct buf *out, const char *word,
			       const struct json *variables)
{
	const char *from = word, *at;
	bool known = true;
	size_t n;

	for (; (at = call_variables_find(word, from, &n)); from = at + n) {
		struct buf name = BUF(64);

		buf_add(out, from, (size_t)(at - from));
		buf_add(&name, at, n);
		known &= json_get(variables, name.s) != NULL;
		buf_str(out,
			json_get(variables, name.s) ? json_str(variables, name.s) : name.s);
		buf_free(&name);
	}
	buf_str(out, from);
	return known;
}

/* The words with their variables replaced. *known: all have a value. */
static struct json *with_key_fill(const struct json *call, const struct json *variables,
				  bool *known)
{
	struct json *out = json_list_new();

	*known = true;
	json_each(word, call) {
		struct buf text = BUF(BUF_TEXT);

		if (json_text(word)) {
			*known &= with_key_fill_word(&text, json_text(word), variables);
			json_push(out, json_string_new(text.s));
		} else {
			json_push(out, json_copy(word));
		}
		buf_free(&text);
	}
	return out;
}

static bool with_key_check_call(const struct check *check, struct err *err)
{
	struct err why = ERR_INIT;
	struct json *params;
	enum aws_op_id op;

	if (with_key_has_word(check->call.words, "$INSTANCE_ID"))
		return err_set(err, ERR_INPUT,
			       "the check '%s' names $INSTANCE_ID, but a check "
			       "with a key has no instance",
			       check->id);
	if (check->call.identity || check->call.bucket)
		return true;
	if (!cli_command_parse(check->call.source, &op, &params, &why))
		return err_set(err, ERR_INPUT,
			       "the check '%s' cannot be made with a key: %s", check->id,
			       why.text);
	json_free(params);
	return true;
}

/* --- rounds -------------------------------------------------------------------------- */

/* Every check of this turn that has no verdict yet, once. *left: how many still have none. */
static bool with_key_once(struct round *r, enum turn turn, size_t *left, struct err *err)
{
	struct attempt a = { .key_session = r->d->key_session, .operator = r->d->operator, .stop = r->d->stop,
			     .nonce = r->d->nonce, .until = r->until };

	*left = 0;
	r->silent = true;
	for (size_t i = 0; i < r->checks.count; i++) {
		const struct check *check = &r->checks.check[i];
		struct check_result result;
		int64_t until = r->until;
		bool again;

		if (with_key_turn_of(check) != turn || r->told[i])
			continue;
		if (!attempt_make(&a, check, &result, &again, err))
			return false;
		/* What should be denied is retried for a shorter time. */
		if (turn == TURN_DENY && result.verdict == VERDICT_FAILED &&
		    r->began + EXCESS_MS < until)
			until = r->began + EXCESS_MS;
		if (again && clock_ms() < until) {
			r->silent &= str_eq(result.layer, "network");
			check_result_free(&result);
			++*left;
		} else {
			r->told[i] = true;
			if (with_key_turn_of(&r->checks.check[i]) == TURN_WHO)
				r->accepted &= result.verdict == VERDICT_PASSED;
			r->d->tell(r->d->with, result);
		}
	}
	return true;
}

static bool with_key_run_turn(struct round *r, enum turn turn, struct err *err)
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
			r->d->waits(r->d->with, left, r->silent);
		if (!clock_sleep(gap, r->d->stop))
			return err_set(err, ERR_STOPPED, "stopped");
		gap = gap * 3 / 2 > GAP_MAX ? GAP_MAX : gap * 3 / 2;
	}
}

bool with_key_check(const struct with_key *d, const struct checks *checks, struct err *err)
{
	struct round r = { .d = d,
			   .accepted = true,
			   .told = xcalloc(checks->count + 1, sizeof(*r.told)) };
	bool ok = true;

	for (size_t i = 0; ok && i < checks->count; i++) {
		struct check *mine = checks_add(&r.checks, &checks->check[i]);
		bool known = true;

		if (mine->call.words)
			mine->call.words = mine->call.source = checks_keep(
				&r.checks,
				with_key_fill(mine->call.words, d->variables, &known));
		ok = with_key_check_call(mine, err);
		r.told[i] = !known;
	}
	for (size_t i = 0; ok && i < r.checks.count; i++)
		if (r.told[i]) /* a variable has no value */
			d->tell(d->with,
				verdict_judge(&r.checks.check[i], NULL,
					      json_str(d->variables, "why")));
	for (enum turn turn = TURN_WHO; ok && turn < TURNS; turn++)
		ok = with_key_run_turn(&r, turn, err);
	checks_free(&r.checks);
	free(r.told);
	return ok;
}
