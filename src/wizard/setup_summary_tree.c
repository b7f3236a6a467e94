/* setup_summary_tree.c - the tree of a summary, and files of it; see setup_summary.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/shell.h"
#include "base/state.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "pack/pack_load.h"
#include "pack/render.h"
#include "plan/accepted.h"
#include "plan/open_run.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "probe/probe_check.h"
#include "wizard/secret_answers.h"
#include "wizard/setup_summary.h"
#include "wizard/surroundings.h"
#include "wizard/wizard.h"

void setup_summary_command(struct buf *out, const char *command, const struct answers *a,
			   const char *secret)
{
	buf_fmt(out, "accredit %s %s --name %s --method %s", command, a->platform, a->name,
		a->method);
	if (*a->policy)
		buf_fmt(out, " --policy %s", a->policy);
	buf_fmt(out, " --set REGION=%s", a->region);
	json_each(value, a->values) {
		char *set = xasprintf("%s=%s", json_key(value), json_text(value));

		buf_str(out, " --set ");
		shell_word(out, set);
		free(set);
	}
	if (str_eq(command, "adopt"))
		return; /* it changes nothing in AWS: it asks for no confirmation and no key */
	if (secret)
		buf_fmt(out, " --secret %s=@FILE", secret);
	buf_str(out, " --yes");
}

/* Whether a record has resources, and created none of them. */
static bool setup_summary_tree_is_adopted(const struct json *resources)
{
	json_each(row, resources)
		if (recorded_read(row).made)
			return false;
	return json_count(resources);
}

/* What it takes to repeat the setup; j has the pack and the answers as given. */
static void setup_summary_tree_put_repeat(struct json *tree, const struct journey *j,
					  const struct answers *a)
{
	bool adopted =
		j->exists || setup_summary_tree_is_adopted(json_get(tree, "resources"));
	const char *secret = j->by_hand ? NULL : secret_answers_asks(j);
	const char *verb = adopted ? "adopt" : "setup";
	struct buf command = BUF(BUF_TEXT);

	if (!secret && j->secret.len)
		secret = secret_answers_text_name(j);
	setup_summary_command(&command, j->by_hand ? "verify --platform" : verb, a, secret);
	json_put_str(tree, "command", command.s);
	buf_reset(&command);
	buf_fmt(&command, "accredit %s --answers ", verb);
	if (!j->by_hand) {
		char *file = xasprintf("%s/setups/%s/answers.json",
				       state_home() ? state_home() : "", a->name);

		shell_word(&command, file);
		json_put_str(tree, "from_answers", command.s);
		free(file);
	}
	buf_free(&command);
}

static void setup_summary_tree_put_pair(struct json *list, const char *label,
					const char *text)
{
	struct json *row = json_push(list, json_object_new());

	json_put_str(row, "label", label);
	json_put_str(row, "text", text);
}

/* The answers by their labels, in the template's order. */
static void setup_summary_tree_put_settings(struct json *tree, const struct pack *p,
					    const struct answers *a)
{
	struct json *list = json_put(tree, "settings", json_list_new());

	for (const struct pack_method *m = p->methods; m->name; m++)
		if (str_eq(m->name, a->method))
			setup_summary_tree_put_pair(list, "Credential method", m->title);
	for (const struct pack_policy *policy = p->policies; policy->name; policy++)
		if (str_eq(policy->name, a->policy))
			setup_summary_tree_put_pair(list, "Policy", policy->title);
	for (const struct pack_value *v = p->values; v->name; v++)
		if (*json_str(a->values, v->name))
			setup_summary_tree_put_pair(list, v->label,
						    json_str(a->values, v->name));
}

/* The sentences of the checks, which a report leaves to the template. */
static void setup_summary_tree_put_checks(struct json *tree, const struct json *wanted)
{
	struct checks all = checks_read(wanted, CHECK_BY_ANY);
	struct json *says = json_put(tree, "checks", json_object_new());

	for (size_t i = 0; i < all.count; i++)
		json_put_str(says, all.check[i].id, all.check[i].label);
	checks_free(&all);
}

/* In the template's order: that of the record is the order in which threads ended. */
static void setup_summary_tree_order(struct json *tree, const struct json *wanted)
{
	const struct json *resources = json_get(tree, "resources");
	struct json *ordered = json_object_new();
	struct resources all;

	if (!resources) {
		json_free(ordered);
		return;
	}
	all = resources_load(json_get(wanted, "resources"));
	for (size_t i = 0; i < all.count; i++) {
		const char *id = all.items[i]->id;

		if (json_get(resources, id))
			json_put(ordered, id, json_copy(json_get(resources, id)));
	}
	resources_free(&all);
	json_each(row, resources)
		if (!json_get(ordered, json_key(row)))
			json_put(ordered, json_key(row), json_copy(row));
	json_put(tree, "resources", ordered);
}

/* What the template says of a setup that is complete, as it is recorded. */
static void setup_summary_tree_put_template(struct json *tree, const struct answers *a,
					    bool complete)
{
	struct err ignored = ERR_INIT;
	struct journey j;
	struct json *wanted;

	journey_init(&j, NULL, NULL);
	if (*a->platform && journey_platform(&j, a->platform, &ignored)) {
		answers_copy(&j.given, a);
		json_put_str(tree, "title", j.pack->title);
		setup_summary_tree_put_settings(tree, j.pack, a);
		setup_summary_tree_put_repeat(tree, &j, a);
		wanted = pack_wanted(j.pack, a, &ignored);
		json_put(tree, "vendor",
			 complete && wanted ? json_copy(json_get(wanted, "vendor")) :
					      json_list_new());
		json_put(tree, "notes",
			 complete && wanted ? json_copy(json_get(wanted, "notes")) :
					      json_list_new());
		setup_summary_tree_put_checks(tree, wanted);
		setup_summary_tree_order(tree, wanted);
		json_free(wanted);
	}
	journey_free(&j);
}

struct json *setup_summary_of_record(const char *setup, struct err *err)
{
	struct record *r = record_open(setup, false, err);
	struct json *tree = NULL;
	struct verified verified;
	struct waiting waiting;
	struct open_run open;

	if (r && record_answers(r)) {
		bool exists, is_open = open_run_of(r, &open);

		tree = json_object_new();
		json_put(tree, "answers", answers_json(record_answers(r)));
		exists = json_count(json_put(tree, "resources", record_resources(r)));
		json_put(tree, "report", record_report(r));
		verified = verified_read(r, json_get(tree, "report"));
		verified_put(tree, &verified);
		json_put(tree, "accepted", accepted_read(r));
		if (waiting_read(r, &waiting))
			json_put(tree, "waiting", waiting_json(&waiting));
		if (is_open)
			json_put(tree, "interrupted", open_run_event(&open));
		setup_summary_tree_put_template(
			tree, record_answers(r),
			exists && !record_was_removed(r) &&
				(!is_open || record_probe_alone(r)));
	} else if (r) {
		record_missing(setup, err);
	}
	record_close(r);
	return tree;
}

struct json *wizard_report(const struct wizard *w)
{
	return w->run.report ? json_copy(w->run.report) : journey_outlook(&w->j);
}

/* What the record has of earlier comparisons; where nothing ran, of the last test as well.
 */
static void setup_summary_tree_put_kept(struct json *report, const struct wizard *w)
{
	static const char *const keys[] = { "history", "changed", "adopted", "time",
					    "checks",  "not_run", "result",  "ok" };
	struct json *kept = record_report(w->j.record);

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (json_get(kept, keys[i]) && (!w->run.report || i < 3))
			json_put(report, keys[i], json_copy(json_get(kept, keys[i])));
	json_free(kept);
}

/* How a setup without a record compared. */
static void setup_summary_tree_put_compared(struct json *report, const struct wizard *w)
{
	size_t matching = 0, changed = 0, unread = 0;
	struct json *found = json_put(report, "compared_now", json_object_new());

	json_each(event, w->verify.compared) {
		const char *verdict = json_str(event, "verdict");

		matching += str_eq(verdict, "yes");
		changed += str_eq(verdict, "no");
		unread += str_eq(verdict, "cannot-tell");
	}
	json_put(found, "matching", json_number_new((double)matching));
	json_put(found, "changed", json_number_new((double)changed));
	json_put(found, "unread", json_number_new((double)unread));
	json_put(found, "more",
		 json_number_new((double)surroundings_count_extras(w->verify.around)));
}

struct json *setup_summary_of_run(const struct wizard *w)
{
	struct json *tree = json_object_new(), *report;
	const struct answers *a = &w->j.answers;

	json_put(tree, "answers", answers_json(a));
	report = json_put(tree, "report", wizard_report(w));
	json_put(tree, "fresh", json_bool_new(w->run.report));
	if (w->j.record && !w->j.by_hand) {
		json_put(tree, "resources", record_resources(w->j.record));
		setup_summary_tree_put_kept(report, w);
	} else if (w->j.by_hand && w->verify.compared) {
		setup_summary_tree_put_compared(report, w);
	}
	if (w->j.pack) {
		json_put_str(tree, "title", w->j.pack->title);
		setup_summary_tree_put_settings(tree, w->j.pack, a);
		setup_summary_tree_put_repeat(tree, &w->j, a);
		setup_summary_tree_put_checks(tree, w->j.wanted);
		setup_summary_tree_order(tree, w->j.wanted);
	}
	return tree;
}

void wizard_show_run(struct wizard *w)
{
	json_free(w->shown);
	w->shown = setup_summary_of_run(w);
}

bool wizard_save_summary(const struct wizard *w, const char *path, struct err *err)
{
	struct summary_lines lines = { .count = 0 };
	struct buf text = BUF(BUF_TEXT);
	bool ok;

	setup_summary_add(&lines, w->shown, SUMMARY_SETUP | SUMMARY_CHECKS | SUMMARY_RECORD,
			  clock_wall());
	setup_summary_print(&text, &lines);
	setup_summary_free(&lines);
	ok = file_create(path, text.s, text.len, err);
	buf_free(&text);
	return ok;
}

bool wizard_save_answers(const struct wizard *w, const char *path, struct err *err)
{
	struct buf text = BUF(BUF_TEXT);
	bool ok;

	json_pretty(&text, json_get(w->shown, "answers"));
	ok = file_create(path, text.s, text.len, err);
	buf_free(&text);
	return ok;
}
