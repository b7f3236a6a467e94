/* comparison.c - what a comparison says of each thing, with its evidence; see plan.h. */
#include "config.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"

void plan_words(struct buf *out, const struct step *step)
{
	if (step->unread) {
		buf_str(out, "could not be read");
		return;
	}
	if (step->action == ACTION_CREATE) {
		buf_str(out, "missing");
		return;
	}
	json_each(row, step->diff)
		buf_fmt(out, "%s%s", row == json_first(step->diff) ? "" : ", ",
			json_str(row, "path"));
	if (!json_count(step->diff))
		buf_str(out, "as expected");
}

static struct json *comparison_evidence_of(const struct step *step,
					   const struct json *asked)
{
	struct json *evidence = json_object_new();
	const struct json *first = json_first(asked);
	struct buf text = BUF(BUF_TEXT);

	plan_words(&text, step);
	if (first) {
		json_free(evidence);
		evidence = json_copy(first);
	} else {
		const char *file = resource_str(step->resource, "file");
		struct buf call = BUF(5000);
		char t[24];

		/* Things of this machine are read, not asked for. */
		clock_iso(t, clock_wall());
		buf_fmt(&call, "read %s",
			*file ? file :
				"from the answers to the other "
				"calls");
		json_put_str(evidence, "call", call.s);
		json_put_str(evidence, "time", t);
		json_put_str(evidence, "request_id", "");
		buf_free(&call);
	}
	json_each(name, step->allowed)
		buf_fmt(&text, "%s'%s'", name == json_first(step->allowed) ?
			", allowed by " : " and ", json_text(name));
	if (first)
		buf_fmt(&text, "; %s", json_str(first, "text"));
	json_put_str(evidence, "text", text.s);
	buf_free(&text);
	return evidence;
}

struct json *plan_compared(const struct plan *p)
{
	struct json *list = json_list_new();

	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		const struct json *asked = step->asked;
		const char *of = resource_str(step->resource, "role");
		bool stands = step->action == ACTION_NONE || step->action == ACTION_ADOPT;
		struct json *event;

		if (!step->resource)
			continue;
		/* What is only found on another thing was seen with it: a boundary with its role. */
		if (!*of)
			of = resource_str(step->resource, "user");
		for (size_t k = 0; !asked && k < p->count; k++)
			if (p->steps[k].asked && str_eq(p->steps[k].name, of))
				asked = p->steps[k].asked;
		event = json_push(list, json_object_new());
		json_put_str(event, "event", "compared");
		plan_put_step(event, step->resource->id, step);
		json_put_str(event, "verdict",
			     step->unread   ? "cannot-tell" :
				     stands ? "yes" :
					      "no");
		if (step->err.kind)
			json_put(event, "error", plan_error(step));
		json_put(event, "evidence", comparison_evidence_of(step, asked));
		json_put(event, "asked", asked ? json_copy(asked) : json_list_new());
	}
	return list;
}
