/* risk.c - see risk.h. Here: who holds which document. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/risk.h"
#include "policy/findings.h"

/* Documents judged together: those of one role or user, one trust, one resource. */
struct holder {
	char name[160];
	bool trust;
	struct policy_set *set;
};

struct holders {
	const struct json *wanted;
	struct holder *at;
	size_t n;
	struct json *found;
};

/* --- findings as they are shown ------------------------------------------------------ */

static struct json *add_row(struct json *found, const char *resource, const char *path,
			    const char *level, const char *text, const char *remedy)
{
	struct json *f = json_push(found, json_object_new());

	json_put_str(f, "resource", resource);
	json_put_str(f, "path", path);
	json_put_str(f, "level", level);
	json_put_str(f, "text", text);
	json_put_str(f, "remedy", remedy);
	return f;
}

/* A finding keeps its members; those of a row say where its first statement is. */
static void add_finding(struct json *found, const struct json *finding)
{
	const struct json *place = json_path(finding, "statements.0");
	char path[60], *text = xstrdup(json_str(finding, "text"));
	size_t n = strlen(text);
	struct json *f;

	if (n && text[n - 1] == '.')
		text[n - 1] = '\0';
	snprintf(path, sizeof(path), "Statement[%d]", (int)json_number(json_get(place, "index")) - 1);
	f = add_row(found, json_str(place, "document"), path, json_str(finding, "severity"),
		    text, json_str(finding, "narrower"));
	json_put(f, "finding", json_copy(finding));
	free(text);
}

/* --- who holds what ------------------------------------------------------------------- */

static struct holder *holder_of(struct holders *h, const char *name, bool trust)
{
	for (size_t i = 0; i < h->n; i++)
		if (str_eq(h->at[i].name, name))
			return &h->at[i];
	h->at = xrealloc(h->at, (h->n + 1) * sizeof(*h->at));
	h->at[h->n] = (struct holder){ .trust = trust, .set = policy_new() };
	snprintf(h->at[h->n].name, sizeof(h->at[h->n].name), "%s", name);
	return &h->at[h->n++];
}

static void add_to(struct holders *h, const char *kind, const char *name, bool trust,
		   const struct json *resource)
{
	struct err err = ERR_INIT;
	char whole[160];

	snprintf(whole, sizeof(whole), "%s %s", kind, name);
	if (!policy_add(holder_of(h, whole, trust)->set, json_str(resource, "id"),
			json_get(resource, "document"), &err))
		add_row(h->found, json_str(resource, "id"), "document", "medium", err.text,
			"correct the document: it could not be judged");
}

/* A managed policy: all that it is attached to, or itself. */
static void add_managed(struct holders *h, const struct json *resource)
{
	char ending[200];
	bool attached = false;

	snprintf(ending, sizeof(ending), ":policy/%s", json_str(resource, "name"));
	json_each(other, json_get(h->wanted, "resources")) {
		const char *kind = *json_str(other, "role") ? "role" : "user";

		if (!*json_str(other, kind) || !str_ends(json_str(other, "policy"), ending))
			continue;
		add_to(h, kind, json_str(other, kind), false, resource);
		attached = true;
	}
	if (!attached)
		add_to(h, "policy", json_str(resource, "name"), false, resource);
}

static bool has_member(const struct json *statements, const char *a, const char *b)
{
	if (json_type(statements) != JSON_LIST)
		return json_get(statements, a) || json_get(statements, b);
	json_each(s, statements)
		if (json_get(s, a) || json_get(s, b))
			return true;
	return false;
}

static void add_document(struct holders *h, const struct json *resource)
{
	const struct json *all = json_path(resource, "document.Statement");

	if (!all)
		return;		/* no policy document */
	if (!has_member(all, "Resource", "NotResource"))
		add_to(h, "trust", json_str(resource, "id"), true, resource);
	else if (has_member(all, "Principal", "NotPrincipal"))
		add_to(h, "resource", json_str(resource, "id"), false, resource);
	else if (*json_str(resource, "role"))
		add_to(h, "role", json_str(resource, "role"), false, resource);
	else if (*json_str(resource, "user"))
		add_to(h, "user", json_str(resource, "user"), false, resource);
	else
		add_managed(h, resource);
}

static void judge(struct holders *h)
{
	const char *account = json_str(h->wanted, "account");

	for (size_t i = 0; i < h->n; i++) {
		struct json *found = h->at[i].trust ?
			findings_trust(h->at[i].set, *account ? account : NULL) :
			findings_identity(h->at[i].set);

		json_each(f, found)
			add_finding(h->found, f);
		json_free(found);
		policy_free(h->at[i].set);
	}
	free(h->at);
}

struct json *risk_find(const struct json *wanted)
{
	struct holders h = { .wanted = wanted, .found = json_list_new() };

	json_each(warning, json_get(wanted, "warnings"))
		add_row(h.found, json_str(warning, "value"), "value", "medium",
			json_str(warning, "text"), "");
	json_each(resource, json_get(wanted, "resources"))
		if (*json_str(resource, "remark"))
			add_row(h.found, json_str(resource, "id"), "remark", "note",
				json_str(resource, "remark"), "");
	json_each(resource, json_get(wanted, "resources"))
		add_document(&h, resource);
	judge(&h);
	return h.found;
}

struct json *risk_events(const struct json *risks)
{
	struct json *events = json_list_new();

	json_each(risk, risks)
		if (json_get(risk, "finding"))
			json_push(events, findings_event(json_get(risk, "finding")));
	return events;
}
