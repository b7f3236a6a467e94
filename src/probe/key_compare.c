/* key_compare.c - a new key's checks, measured by what the old key can do; see key_check.h. */
#include "config.h"

#include "aws/call.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/key_test.h"
#include "plan/run.h"
#include "probe/key_check.h"
#include "probe/with_key.h"

#define ONCE 1			/* ms of patience: the old key's answers are no news to AWS */

struct comparing {
	struct step_ctx *c;
	struct aws *as_new, *as_old;	/* as_old NULL: it cannot be tried */
	struct json *probes;	/* what the new key must pass */
	struct json *events;	/* told, in the order they came */
	struct json *held;	/* of the new key: not as expected, so far */
	bool excused;		/* what neither key can do is no failure */
};

static bool key_compare_is_deny(const struct json *probe)
{
	return str_eq(json_str(probe, "expected"), "deny");
}

static bool key_compare_is_yes(const struct json *event)
{
	return str_eq(json_str(event, "verdict"), "yes");
}

static const struct json *key_compare_by_id(const struct json *list, const char *id)
{
	json_each(one, list)
		if (str_eq(json_str(one, "id"), id))
			return one;
	return NULL;
}

/* The template's sentence no longer says what is checked: this one does. */
static void key_compare_put_says(struct json *into, const char *what, const char *says)
{
	struct buf text = BUF(1024);

	buf_fmt(&text, "%s, as with the old key (the template says: %s)", what, says);
	json_put_str(into, "says", text.s);
	buf_free(&text);
}

static void key_compare_gather(void *with, struct json *event)
{
	json_push(with, event);
}

/* --- what the old key can do --------------------------------------------------------- */

static struct json *key_compare_denials(const struct json *probes)
{
	struct json *list = json_list_new();

	json_each(probe, probes)
		if (key_compare_is_deny(probe))
			json_push(list, json_copy(probe));
	return list;
}

/*
 * A denial that the old key does not meet is none the new one has to meet; one that
 * nobody could try is not asked for.
 */
static void key_compare_take_yardstick(struct comparing *k, const struct json *seen)
{
	struct json *probes = json_list_new();

	json_each(probe, k->probes) {
		const struct json *event = key_compare_by_id(seen, json_str(probe, "id"));
		struct json *mine;

		if (key_compare_is_deny(probe) &&
		    (!event || str_eq(json_str(event, "verdict"), "cannot-tell")))
			continue;
		mine = json_push(probes, json_copy(probe));
		if (!key_compare_is_deny(probe) || key_compare_is_yes(event))
			continue;
		json_put_str(mine, "expected", "allow");
		key_compare_put_says(mine, "Allowed", json_str(probe, "says"));
		json_put(mine, "own", json_bool_new(true));
	}
	json_free(k->probes);
	k->probes = probes;
}

static bool key_compare_ask_old(struct comparing *k, const struct json *probes,
				struct json *seen, struct err *err)
{
	return !k->as_old || !json_count(probes) ||
		key_check_probes(k->c, k->as_old, probes, ONCE, key_compare_gather, seen,
				 err);
}

static bool key_compare_measure(struct comparing *k, struct err *err)
{
	struct json *probes = key_compare_denials(k->probes), *seen = json_list_new();
	bool ok = key_compare_ask_old(k, probes, seen, err);

	if (ok)
		key_compare_take_yardstick(k, seen);
	json_free(seen);
	json_free(probes);
	return ok;
}

/* --- what the new one can ------------------------------------------------------------- */

static void key_compare_tell(struct comparing *k, struct json *event)
{
	const struct json *probe = key_compare_by_id(k->probes, json_str(event, "id"));

	if (json_get(probe, "own") && !*json_str(event, "says"))
		json_put_str(event, "says", json_str(probe, "says"));
	json_push(k->events, json_copy(event));
	step_emit(k->c, event);
	step_output_json(k->c, "checks", json_copy(k->events));
}

static void key_compare_hear(void *with, struct json *event)
{
	struct comparing *k = with;

	if (key_compare_is_yes(event))
		key_compare_tell(k, event);
	else
		json_push(k->held, event);
}

/* The same answer to both keys is no difference between them. */
static void key_compare_judge(const struct json *probe, const struct json *old,
			      struct json *event)
{
	const char *verdict = json_str(event, "verdict");
	struct json *evidence = json_get(event, "evidence");
	struct buf text = BUF(4096);

	if (!old || !str_eq(verdict, json_str(old, "verdict")) ||
	    json_get(json_get(probe, "call"), "identity"))
		return;
	if (str_eq(verdict, "no")) {
		json_put_str(event, "expected",
			     key_compare_is_deny(probe) ? "allow" : "deny");
		json_put_str(event, "verdict", "yes");
		key_compare_put_says(event,
				     key_compare_is_deny(probe) ? "Allowed" : "Refused",
				     json_str(probe, "says"));
	} else {
		json_put(event, "optional", json_bool_new(true));
		key_compare_put_says(event, "Inconclusive", json_str(probe, "says"));
	}
	buf_fmt(&text, "%s; the old key got the same answer", json_str(evidence, "text"));
	json_put_str(evidence, "text", text.s);
	buf_free(&text);
}

static bool key_compare_held(struct comparing *k, struct err *err)
{
	struct json *probes = json_list_new(), *seen = json_list_new();
	bool ok;

	json_each(event, k->held)
		json_push(probes,
			  json_copy(key_compare_by_id(k->probes, json_str(event, "id"))));
	ok = key_compare_ask_old(k, probes, seen, err);
	json_each(event, ok ? k->held : NULL) {
		const char *id = json_str(event, "id");
		struct json *mine = json_copy(event);

		if (k->excused || key_compare_is_deny(key_compare_by_id(k->probes, id)))
			key_compare_judge(key_compare_by_id(k->probes, id),
					  key_compare_by_id(seen, id), mine);
		key_compare_tell(k, mine);
	}
	json_free(seen);
	json_free(probes);
	return ok;
}

static bool key_compare(struct comparing *k, struct err *err)
{
	return key_compare_measure(k, err) &&
		key_check_probes(k->c, k->as_new, k->probes, 0, key_compare_hear, k, err) &&
		key_compare_held(k, err);
}

bool key_check_against(struct step_ctx *c, const struct access_key *old, bool excused,
		       struct err *err)
{
	struct comparing k = { .c = c, .excused = excused, .probes = with_key_probes(c->plan->wanted),
			       .events = json_list_new(), .held = json_list_new() };
	bool ok = (!c->step->again || key_check_clear(c, err)) &&
		  key_check_session(c, &k.as_new, err);

	if (ok && old && *old->id) {
		k.as_old = key_test_session(old, aws_region(c->aws), c->stop, err);
		ok = k.as_old;
	}
	ok = ok && key_compare(&k, err);
	aws_close(k.as_old);
	aws_close(k.as_new);
	json_free(k.held);
	json_free(k.events);
	json_free(k.probes);
	return ok;
}
