/* waiting.c - see waiting.h. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "plan/journal.h"
#include "plan/record.h"
#include "plan/waiting.h"

static const struct waiting_form {
	const char *name, *title;
} forms[] = {
	{ "cli", "AWS CLI script" },  { "cloudformation", "CloudFormation" },
	{ "terraform", "Terraform" }, { "bundle", "bundle" },
	{ "stackset", "StackSet" },
};

const char *waiting_title(const struct waiting *w)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (str_eq(forms[i].name, w->form))
			return forms[i].title;
	return w->form;
}

bool waiting_is_stackset(const struct waiting *w)
{
	return str_eq(w->form, "stackset");
}

static bool waiting_is_removal(const struct record *r, const struct json *end)
{
	const struct json *plan = record_line(r, json_str(end, "run"), "", PHASE_PLAN);

	return plan && json_type(json_path(plan, "plan.wanted")) != JSON_OBJECT;
}

static bool waiting_has_resources(const struct record *r)
{
	struct json *resources = record_resources(r);
	bool any = json_count(resources);

	json_free(resources);
	return any;
}

bool waiting_read(const struct record *r, struct waiting *out)
{
	const struct json *last = NULL;

	json_each(line, record_lines(r)) {
		const char *phase = json_str(line, "phase");

		if (str_eq(phase, PHASE_HANDOFF))
			last = line;
		else if (str_eq(phase, PHASE_WITHDRAWN) ||
			 (last && str_eq(phase, PHASE_END) && waiting_is_removal(r, line)))
			last = NULL;
	}
	if (!last || record_half_way(r) || waiting_has_resources(r))
		return false;
	snprintf(out->since, sizeof(out->since), "%s", json_str(last, "t"));
	snprintf(out->form, sizeof(out->form), "%s", json_str(last, "form"));
	snprintf(out->folder, sizeof(out->folder), "%s", json_str(last, "folder"));
	return true;
}

bool waiting_named(const char *setup, struct waiting *out)
{
	struct err ignored = ERR_INIT;
	struct record *r = record_open(setup, false, &ignored);
	bool waits = r && record_answers(r) && waiting_read(r, out);

	record_close(r);
	return waits;
}

struct json *waiting_json(const struct waiting *w)
{
	struct json *j = json_object_new();

	json_put_str(j, "since", w->since);
	json_put_str(j, "form", w->form);
	json_put_str(j, "folder", w->folder);
	return j;
}

bool waiting_begin(const struct answers *a, const char *form, const char *folder,
		   bool *recorded, struct err *err)
{
	struct record *r = record_open(a->name, true, err);
	struct json *extra;
	bool ok = r;

	*recorded = r && !record_half_way(r) && !waiting_has_resources(r);
	if (*recorded) {
		extra = json_object_new();
		json_put_str(extra, "form", form);
		json_put_str(extra, "folder", folder);
		ok = record_save_answers(r, a, err) &&
			journal_add(record_journal(r), "", "", PHASE_HANDOFF, extra, err);
	}
	record_close(r);
	return ok;
}

bool waiting_end(struct record *r, struct err *err)
{
	return journal_add(record_journal(r), "", "", PHASE_WITHDRAWN, NULL, err) &&
		record_forget(r, err);
}
