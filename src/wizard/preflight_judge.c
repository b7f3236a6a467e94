/* preflight_judge.c - what the simulator's answers mean for each step; see preflight.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/rights.h"
#include "wizard/preflight.h"

static const struct json *answer_of(const struct json *answers, const struct json *right)
{
	struct buf name = BUF(4096);
	const struct json *found;

	buf_fmt(&name, "%s %s", json_str(right, "action"), json_str(right, "resource"));
	found = json_get(answers, name.s);
	buf_free(&name);
	return found;
}

/* The smallest statement that allows this one right. */
static struct json *statement_of(const struct json *right)
{
	struct json *s = json_object_new();

	json_put_str(s, "Effect", "Allow");
	json_put_str(s, "Action", json_str(right, "action"));
	json_put_str(s, "Resource", json_str(right, "resource"));
	if (*json_str(right, "key")) {
		struct json *is = json_put(json_put(s, "Condition", json_object_new()),
					   "StringEquals", json_object_new());

		json_put_str(is, json_str(right, "key"), json_str(right, "value"));
	}
	return s;
}

/* Actions on the same thing under the same condition share a statement. */
static void merge(struct json *list, const struct json *statement)
{
	json_each(one, list)
		if (json_equal(json_get(one, "Resource"), json_get(statement, "Resource")) &&
		    json_equal(json_get(one, "Condition"), json_get(statement, "Condition"))) {
			const char *action = json_str(statement, "Action");

			if (str_eq(json_str(one, "Action"), action) ||
			    json_has(json_get(one, "Action"), action))
				return;
			json_add(one, "Action", json_string_new(action));
			return;
		}
	json_push(list, json_copy(statement));
}

static const char *text_of(const struct json *answer)
{
	const char *layer = json_str(answer, "layer");

	if (str_eq(json_str(answer, "decision"), "explicitDeny"))
		return "a statement denies it: that one must go, an allowing one does not help";
	if (str_eq(layer, "boundary"))
		return "your permissions boundary does not allow it";
	if (str_eq(layer, "scp"))
		return "a service control policy of the organization does not allow it";
	return "none of your policies allows it";
}

static struct json *row_of(const struct step *step, const struct json *rights,
			   const struct json *answers, struct json *statements)
{
	struct json *row = json_object_new(), *mends = json_list_new();
	bool no = false, unsure = false;

	json_put_str(row, "id", step->id);
	json_each(right, rights) {
		const struct json *answer = answer_of(answers, right);
		const char *decision = json_str(answer, "decision");
		struct json *s;

		if (str_eq(decision, "allowed"))
			continue;
		if (!*decision || str_eq(decision, "unsure")) {
			unsure = true;
			continue;
		}
		no = true;
		s = statement_of(right);
		merge(mends, s);
		merge(statements, s);
		json_free(s);
		if (!json_get(row, "action")) {
			json_put_str(row, "layer", json_str(answer, "layer"));
			json_put_str(row, "action", json_str(right, "action"));
			json_put_str(row, "text", text_of(answer));
		}
	}
	json_put_str(row, "verdict", no ? "no" : unsure ? "cannot-tell" : "yes");
	if (no)
		json_put(row, "statement", json_count(mends) == 1 ?
			 json_copy(json_first(mends)) : json_copy(mends));
	json_free(mends);
	return row;
}

struct json *preflight_judge(const struct plan *plan, const struct rights_place *place,
			     const struct json *answers)
{
	struct json *event = json_object_new(), *steps, *statements = json_list_new();

	json_put_str(event, "event", "preflight");
	steps = json_put(event, "steps", json_list_new());
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];
		struct json *rights = json_list_new();

		if (step->resource)
			rights_add(rights, step->resource, step->action, step->diff,
				   json_get(plan->wanted, "resources"), place);
		if (json_count(rights))
			json_push(steps, row_of(step, rights, answers, statements));
		json_free(rights);
	}
	json_put(event, "told", json_bool_new(json_count(answers)));
	json_put(event, "statements", statements);
	if (json_count(steps))
		return event;
	json_free(event);
	return NULL;
}

static void put_actions(struct buf *out, const struct json *statements)
{
	bool first = true;

	json_each(s, statements) {
		const struct json *action = json_get(s, "Action");

		if (json_text(action)) {
			buf_fmt(out, "%s%s", first ? "" : ", ", json_text(action));
			first = false;
		}
		json_each(one, json_type(action) == JSON_LIST ? action : NULL) {
			buf_fmt(out, "%s%s", first ? "" : ", ", json_text(one));
			first = false;
		}
	}
}

void preflight_words(struct buf *out, const struct json *event)
{
	const struct json *statements = json_get(event, "statements");

	if (json_count(statements)) {
		buf_str(out, "You may lack: ");
		put_actions(out, statements);
		buf_str(out, "; ask your administrator for: ");
		json_print(out, json_count(statements) == 1 ? json_first(statements) : statements);
		buf_str(out, "\n");
	} else if (event && !json_true(json_get(event, "told"))) {
		buf_str(out, "Whether you may do all this cannot be told beforehand.\n");
	}
}
