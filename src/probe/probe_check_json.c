/* probe_check_json.c - checks and their results out of JSON and into it; see probe_check.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/probe_check.h"

static const struct {
	const char *name;
	enum check_by by;
} places[] = {
	{ "worker", CHECK_BY_WORKER },	  { "pod", CHECK_BY_POD },
	{ "key", CHECK_BY_KEY },	  { "here", CHECK_BY_OPERATOR },
	{ "cluster", CHECK_BY_OPERATOR },
};

static const struct {
	const char *stored, *word;
} verdicts[] = {
	[VERDICT_NONE] = { "", "" },
	[VERDICT_PASSED] = { "yes", "passed" },
	[VERDICT_FAILED] = { "no", "failed" },
	[VERDICT_INCONCLUSIVE] = { "cannot-tell", "inconclusive" },
};

/* --- checks ---------------------------------------------------------------------------- */

static enum check_by probe_check_json_by(const struct json *row)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (str_eq(json_str(row, "where"), places[i].name))
			return places[i].by;
	return 0;
}

static struct check probe_check_json_check(const struct json *row)
{
	const struct json *call = json_get(row, "call");

	return (struct check){
		.id = json_str(row, "id"),
		.label = json_str(row, "says"),
		.by = probe_check_json_by(row),
		.deny = str_eq(json_str(row, "expected"), "deny"),
		.optional = json_true(json_get(row, "optional")),
		.may_appear = json_true(json_get(row, "may_come")),
		.call = {
			.words = json_type(call) == JSON_LIST ? call : NULL,
			.identity = json_text(json_get(call, "identity")),
			.bucket = json_text(json_get(call, "canary")),
			.interface = json_text(json_get(call, "spare-ip")),
			.trust = json_text(json_get(call, "trust")),
			.simulate = json_get(call, "simulate"),
			.can = json_get(call, "can"),
			.source = call,
		},
		.field = json_str(row, "field"),
		.cluster = json_str(row, "cluster"),
		.name_space = json_str(row, "namespace"),
		.account = json_str(row, "account"),
		.image = json_str(row, "image"),
		.tags = json_get(row, "tags"),
	};
}

struct checks checks_read_rows(const struct json *rows, unsigned by)
{
	struct checks c = { .kept = json_list_new() };

	json_each(row, rows) {
		struct check one;

		if (by != CHECK_BY_ANY && !(probe_check_json_by(row) & by))
			continue;
		one = probe_check_json_check(json_push(c.kept, json_copy(row)));
		checks_add(&c, &one);
	}
	return c;
}

struct checks checks_read(const struct json *wanted, unsigned by)
{
	return checks_read_rows(json_get(wanted, "probes"), by);
}

void checks_save_may_appear(struct json *wanted, const struct checks *all)
{
	const struct check *one = all->check;

	json_each(row, json_get(wanted, "probes"))
		if (one++->may_appear)
			json_put(row, "may_come", json_bool_new(true));
}

/* --- results --------------------------------------------------------------------------- */

enum verdict verdict_parse(const char *stored)
{
	for (enum verdict v = VERDICT_PASSED; v <= VERDICT_INCONCLUSIVE; v++)
		if (str_eq(stored, verdicts[v].stored))
			return v;
	return VERDICT_NONE;
}

const char *verdict_stored(enum verdict v)
{
	return verdicts[v].stored;
}

const char *verdict_word(enum verdict v)
{
	return verdicts[v].word;
}

struct check_result check_result_read(const struct json *event)
{
	const struct json *evidence = json_get(event, "evidence");

	return (struct check_result){
		.id = json_str(event, "id"),
		.label = json_str(event, "says"),
		.verdict = verdict_parse(json_str(event, "verdict")),
		.deny = str_eq(json_str(event, "expected"), "deny"),
		.optional = json_true(json_get(event, "optional")),
		.layer = json_str(event, "layer"),
		.call = json_str(evidence, "call"),
		.time = json_str(evidence, "time"),
		.request_id = json_str(evidence, "request_id"),
		.text = json_str(evidence, "text"),
		.remedy = json_str(event, "remedy"),
	};
}

struct check_results check_results_read(const struct json *list)
{
	struct check_results all = { NULL };

	json_each(event, list)
		check_results_add(&all, check_result_read(event));
	return all;
}

struct json *check_result_event(const struct check_result *r)
{
	struct json *event = json_object_new(), *evidence;

	json_put_str(event, "event", "check");
	json_put_str(event, "id", r->id);
	json_put_str(event, "expected", r->deny ? "deny" : "allow");
	json_put_str(event, "verdict", verdict_stored(r->verdict));
	if (*r->layer)
		json_put_str(event, "layer", r->layer);
	if (r->optional)
		json_put(event, "optional", json_bool_new(true));
	evidence = json_put(event, "evidence", json_object_new());
	json_put_str(evidence, "call", r->call);
	json_put_str(evidence, "time", r->time);
	json_put_str(evidence, "request_id", r->request_id);
	json_put_str(evidence, "text", r->text);
	if (r->excused && !r->optional)
		json_put(event, "optional", json_bool_new(true));
	if (*r->label)
		json_put_str(event, "says", r->label);
	return event;
}

struct json *check_results_not_run(const struct check_results *r)
{
	struct json *list = json_list_new();

	for (size_t i = 0; i < r->count; i++) {
		struct json *row = json_push(list, json_object_new());

		json_put_str(row, "id", r->result[i].id);
		json_put_str(row, "says", r->result[i].label);
		if (r->result[i].optional)
			json_put(row, "optional", json_bool_new(true));
	}
	return list;
}

void check_results_tell(struct check_results *told, struct step_ctx *c,
			struct check_result one)
{
	struct json *list = json_list_new();

	check_results_add(told, one);
	for (size_t i = 0; i < told->count; i++)
		json_push(list, check_result_event(&told->result[i]));
	step_emit(c, check_result_event(&one));
	step_output_json(c, "checks", list);
}
