/* key_compare.c - a new key's checks, compared with what the old key can do; see key_check.h. */
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

#define ONCE 1 /* ms of patience: the old key has been known for long */

struct comparing {
	struct step_ctx *c;
	struct aws *as_new, *as_old;	/* as_old NULL: it cannot be tried */
	struct checks template; /* of the template */
	struct checks checks; /* what the new key must pass; borrows from template */
	struct check_results results; /* told, in the order they came */
	struct check_results held; /* of the new key: not as expected, so far */
	bool excused; /* what neither key can do is no failure */
};

/* The sentence that replaces the template's, which no longer says what is checked. */
static void key_compare_add_label(struct buf *out, const char *what,
				  const struct check *check)
{
	buf_fmt(out, "%s, as with the old key (the template says: %s)", what, check->label);
}

static void key_compare_add_old(void *with, struct check_result result)
{
	check_results_add(with, result);
}

static bool key_compare_ask_old(struct comparing *k, const struct checks *checks,
				struct check_results *old, struct err *err)
{
	return !k->as_old || !checks->count ||
		key_check_make(k->c, k->as_old, checks, ONCE, key_compare_add_old, old,
			       err);
}

/* --- what the old key can do --------------------------------------------------------- */

static bool key_compare_measure(struct comparing *k, struct err *err)
{
	struct checks denials = { NULL };
	struct check_results old = { NULL };
	bool ok;

	for (size_t i = 0; i < k->template.count; i++)
		if (k->template.check[i].deny)
			checks_add(&denials, &k->template.check[i]);
	ok = key_compare_ask_old(k, &denials, &old, err);
	if (ok) {
		/*
		 * What the old key is allowed the new one must be allowed, too, although a denial is
		 * expected. A denial that could not be tried with the old key is not checked.
		 */
		for (size_t i = 0; i < k->template.count; i++) {
			const struct check *check = &k->template.check[i];
			const struct check_result *is = check_results_find(&old, check->id);
			struct buf label = BUF(1024);
			struct check *mine;

			if (check->deny && (!is || is->verdict == VERDICT_INCONCLUSIVE))
				continue;
			mine = checks_add(&k->checks, check);
			if (!check->deny || is->verdict == VERDICT_PASSED)
				continue;
			key_compare_add_label(&label, "Allowed", check);
			mine->deny = false;
			mine->label = checks_keep_text(&k->checks, label.s);
			mine->relabeled = true;
			buf_free(&label);
		}
	}
	check_results_free(&old);
	checks_free(&denials);
	return ok;
}

/* --- what the new key can do ----------------------------------------------------------- */

static void key_compare_tell(struct comparing *k, struct check_result result)
{
	const struct check *check = checks_find(&k->checks, result.id);

	if (check->relabeled && !*result.label)
		result.label = check->label;
	check_results_tell(&k->results, k->c, result);
}

static void key_compare_hear(void *with, struct check_result result)
{
	struct comparing *k = with;

	if (result.verdict == VERDICT_PASSED)
		key_compare_tell(k, result);
	else
		check_results_add(&k->held, result);
}

/* The same answer to both keys is no difference between them. */
static void key_compare_judge(const struct check *check, const struct check_result *old,
			      struct check_result *result)
{
	struct buf label = BUF(1024), text = BUF(4096);

	if (!old || result->verdict != old->verdict || check->call.identity)
		return;
	if (result->verdict == VERDICT_FAILED) {
		result->deny = !check->deny;
		result->verdict = VERDICT_PASSED;
		key_compare_add_label(&label, check->deny ? "Allowed" : "Refused", check);
	} else {
		result->excused = true;
		key_compare_add_label(&label, "Inconclusive", check);
	}
	result->label = arena_str(&result->texts, label.s);
	buf_fmt(&text, "%s; the old key had the same result", result->text);
	result->text = arena_str(&result->texts, text.s);
	buf_free(&label);
	buf_free(&text);
}

static bool key_compare_held(struct comparing *k, struct err *err)
{
	struct checks again = { NULL };
	struct check_results old = { NULL };
	bool ok;

	for (size_t i = 0; i < k->held.count; i++)
		checks_add(&again, checks_find(&k->checks, k->held.result[i].id));
	ok = key_compare_ask_old(k, &again, &old, err);
	for (size_t i = 0; ok && i < k->held.count; i++) {
		struct check_result *result = &k->held.result[i];
		const struct check *check = checks_find(&k->checks, result->id);

		if (k->excused || check->deny)
			key_compare_judge(check, check_results_find(&old, check->id),
					  result);
		key_compare_tell(k, *result);
		result->texts = (struct arena){ NULL }; /* now those of k->results */
	}
	check_results_free(&old);
	checks_free(&again);
	return ok;
}

bool key_check_against(struct step_ctx *c, const struct access_key *old, bool excused,
		       struct err *err)
{
	struct comparing k = { .c = c,
			       .excused = excused,
			       .template = checks_read(c->plan->wanted, CHECK_BY_KEY) };
	bool ok = (!c->step->again || key_check_clear(c, err)) &&
		  key_check_session(c, &k.as_new, err);

	if (ok && old && *old->id) {
		k.as_old = key_test_session(old, aws_region(c->aws), c->stop, err);
		ok = k.as_old;
	}
	ok = ok && key_compare_measure(&k, err) &&
		key_check_make(c, k.as_new, &k.checks, 0, key_compare_hear, &k, err) &&
		key_compare_held(&k, err);
	aws_close(k.as_old);
	aws_close(k.as_new);
	check_results_free(&k.held);
	check_results_free(&k.results);
	checks_free(&k.checks);
	checks_free(&k.template);
	return ok;
}
