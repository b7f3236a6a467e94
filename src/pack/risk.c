/* risk.c - see risk.h. Here: who holds which document. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "pack/risk.h"
#include "policy/findings.h"

/* Documents judged together: those of one role or user, one trust, one resource. */
struct holder {
	char name[160];		/* for people: "role 'NAME'" */
	bool trust;
	struct policy_set *set;
};

struct holders {
	const struct json *wanted, *managed;
	struct holder *at;
	size_t n;
	struct json *found;
};

/* --- findings as they are shown ------------------------------------------------------ */

static struct json *risk_add_row(struct json *found, const char *resource, const char *path,
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
static void risk_add_finding(const struct holders *h, const char *of,
			     const struct json *finding)
{
	const struct json *place = json_path(finding, "statements.0");
	const char *document = json_str(place, "document");
	const char *narrower = json_str(finding, "narrower");
	char path[60], *text = xstrdup(json_str(finding, "text"));
	size_t n = strlen(text);
	struct json *f, *own;

	if (n && text[n - 1] == '.')
		text[n - 1] = '\0';
	snprintf(path, sizeof(path), "Statement[%d]", (int)json_number(json_get(place, "index")) - 1);
	f = risk_add_row(h->found, document, path, json_str(finding, "severity"), text,
			 narrower);
	free(text);
	if (*narrower && strstr(document, ":iam::aws:policy/")) {
		/* What AWS manages is replaced, not edited. */
		text = xasprintf(
			"attach a customer managed policy instead of this one, and %s",
			narrower);
		json_put_str(f, "remedy", text);
		free(text);
	}
	json_put_str(f, "of", of);
	own = json_put(f, "finding", json_copy(finding));
	/* People know a document by the name of its resource. */
	json_each(at, json_get(own, "statements"))
		json_each(resource, json_get(h->wanted, "resources"))
			if (*json_str(resource, "name") &&
			    str_eq(json_str(resource, "id"), json_str(at, "document")))
				json_put_str(at, "name", json_str(resource, "name"));
}

static void risk_add_unjudged(struct json *found, const char *document, const char *why)
{
	struct json *row;
	char *text = xasprintf("%s was not checked: %s", document, why);

	row = risk_add_row(found, document, "document", "note", text, "");
	json_put(row, "judged", json_bool_new(false));
	free(text);
}

/* --- which documents a role or user has ------------------------------------------------------------------- */

static void risk_add_to(struct holders *h, const char *kind, const char *name, bool trust,
			const char *document, const struct json *content)
{
	struct err err = ERR_INIT;
	char whole[160];
	size_t i = 0;

	snprintf(whole, sizeof(whole), "%s '%s'", kind, name);
	while (i < h->n && !str_eq(h->at[i].name, whole))
		i++;
	if (i == h->n) {
		h->at = xrealloc(h->at, (h->n + 1) * sizeof(*h->at));
		h->at[i] = (struct holder){ .trust = trust, .set = policy_new() };
		snprintf(h->at[i].name, sizeof(h->at[i].name), "%s", whole);
		h->n++;
	}
	if (!policy_add(h->at[i].set, document, content, &err))
		risk_add_unjudged(h->found, document, err.text);
}

static const char *risk_owner_kind(const struct json *resource)
{
	return *json_str(resource, "role") ? "role" : "user";
}

/* A managed policy that exists: AWS's own, or one of the account. */
static void risk_add_attached(struct holders *h, const struct json *resource)
{
	const char *arn = json_str(resource, "policy"), *kind = risk_owner_kind(resource);
	const struct json *known = NULL;

	json_each(other, json_get(h->wanted, "resources"))
		if (str_eq(json_str(other, "kind"), "policy") &&
		    str_eq(json_str(other, "arn"), arn))
			return; /* it is created */
	json_each(row, h->managed)
		if (str_eq(json_str(row, "arn"), arn))
			known = row;
	if (json_get(known, "document"))
		risk_add_to(h, kind, json_str(resource, kind), false, arn,
			    json_get(known, "document"));
	else
		risk_add_unjudged(h->found, arn,
				  known ? json_str(known, "unread") : "it was not read");
}

static bool risk_has_member(const struct json *statements, const char *a, const char *b)
{
	if (json_type(statements) != JSON_LIST)
		return json_get(statements, a) || json_get(statements, b);
	json_each(s, statements)
		if (json_get(s, a) || json_get(s, b))
			return true;
	return false;
}

static void risk_add_document(struct holders *h, const struct json *resource)
{
	const struct json *all = json_path(resource, "document.Statement");
	const struct json *document = json_get(resource, "document");
	const char *id = json_str(resource, "id"), *name = json_str(resource, "name");

	if (str_ends(json_str(resource, "kind"), "-policy-attachment"))
		risk_add_attached(h, resource);
	else if (!all)
		return;		/* no policy document */
	else if (!risk_has_member(all, "Resource", "NotResource"))
		risk_add_to(h, "trust of role", *name ? name : id, true, id, document);
	else if (risk_has_member(all, "Principal", "NotPrincipal"))
		risk_add_to(h, json_str(resource, "kind"), *name ? name : id, false, id,
			    document);
	else if (*json_str(resource, "role"))
		risk_add_to(h, "role", json_str(resource, "role"), false, id, document);
	else if (*json_str(resource, "user"))
		risk_add_to(h, "user", json_str(resource, "user"), false, id, document);
	else {
		/* A managed policy: all that it is attached to, or itself. */
		char ending[200];
		bool attached = false;

		snprintf(ending, sizeof(ending), ":policy/%s", json_str(resource, "name"));
		json_each(other, json_get(h->wanted, "resources")) {
			const char *kind = risk_owner_kind(other);

			if (!*json_str(other, kind) ||
			    !str_ends(json_str(other, "policy"), ending))
				continue;
			risk_add_to(h, kind, json_str(other, kind), false,
				    json_str(resource, "id"),
				    json_get(resource, "document"));
			attached = true;
		}
		if (!attached)
			risk_add_to(h, "policy", json_str(resource, "name"), false,
				    json_str(resource, "id"),
				    json_get(resource, "document"));
	}
}

struct json *risk_find(const struct json *wanted, const struct json *managed)
{
	struct holders h = { .wanted = wanted, .managed = managed, .found = json_list_new() };
	const char *account;

	json_each(warning, json_get(wanted, "warnings"))
		risk_add_row(h.found, json_str(warning, "value"), "value", "medium",
			     json_str(warning, "text"), "");
	json_each(note, json_path(wanted, "network.notes"))
		risk_add_row(h.found, "probe.launch", "remark", "note", json_text(note),
			     "");
	json_each(resource, json_get(wanted, "resources"))
		if (*json_str(resource, "remark")) {
			const char *name = json_str(resource, "name");
			char *of =
				xasprintf("%s '%s'", kind_label(json_str(resource, "kind")),
					  *name ? name : json_str(resource, "id"));

			json_put_str(risk_add_row(h.found, json_str(resource, "id"),
						  "remark", "note",
						  json_str(resource, "remark"), ""),
				     "of", of);
			free(of);
		}
	json_each(resource, json_get(wanted, "resources"))
		risk_add_document(&h, resource);
	account = json_str(h.wanted, "account");
	for (size_t i = 0; i < h.n; i++) {
		struct json *found = h.at[i].trust ?
			findings_trust(h.at[i].set, *account ? account : NULL) :
			findings_identity(h.at[i].set);

		json_each(f, found)
			risk_add_finding(&h, h.at[i].name, f);
		json_free(found);
		policy_free(h.at[i].set);
	}
	free(h.at);
	return h.found;
}

void risk_note(struct json *risks, const char *of, const char *text)
{
	json_put(risk_add_row(risks, of, "account", "note", text, ""), "told",
		 json_bool_new(true));
}

/* --- several lists ---------------------------------------------------------------------- */

/* Leaves out the same finding of the same holder; the statement's number can differ. */
void risk_add(struct json *risks, const struct json *more)
{
	static const char *const same[] = { "id", "severity", "on", "actions", NULL };

	json_each(risk, more) {
		const struct json *b = json_get(risk, "finding");
		bool said = false;

		json_each(other, risks) {
			const struct json *a = json_get(other, "finding");
			bool is = str_eq(json_str(other, "of"), json_str(risk, "of")) &&
				str_eq(json_str(other, "text"), json_str(risk, "text"));

			for (int i = 0; is && b && same[i]; i++)
				is = json_equal(json_get(a, same[i]), json_get(b, same[i]));
			said |= is;
		}
		if (!said)
			json_push(risks, json_copy(risk));
	}
}

struct json *risk_notes(const struct json *risks)
{
	struct json *notes = json_list_new();

	json_each(risk, risks) {
		struct json *note;

		if (!json_get(risk, "told"))
			continue;
		note = json_push(notes, json_object_new());
		json_put_str(note, "of", json_str(risk, "resource"));
		json_put_str(note, "text", json_str(risk, "text"));
	}
	return notes;
}

struct json *risk_events(const struct json *risks)
{
	struct json *events = json_list_new();

	json_each(risk, risks)
		if (json_get(risk, "finding"))
			json_push(events, findings_event(json_get(risk, "finding")));
	return events;
}

/* A finding of the wanted documents and of an extra counts once. */
static void risk_add_deciding(struct json *list, const struct json *finding,
			      enum severity from)
{
	if (severity_of(json_str(finding, "severity")) < from)
		return;
	json_each(other, list)
		if (str_eq(json_str(other, "text"), json_str(finding, "text")) &&
		    json_equal(json_get(other, "on"), json_get(finding, "on")) &&
		    json_equal(json_get(other, "actions"), json_get(finding, "actions")))
			return;
	json_push(list, json_copy(finding));
}

struct json *risk_deciding(const struct json *risks, const struct json *events,
			   const char *severity)
{
	struct json *list = json_list_new();
	enum severity from = severity ? severity_of(severity) : SEVERITY_NONE;

	if (from == SEVERITY_NONE)
		return list;
	json_each(risk, risks)
		if (json_get(risk, "finding"))
			risk_add_deciding(list, json_get(risk, "finding"), from);
	json_each(event, events)
		json_each(finding, json_get(event, "findings"))
			risk_add_deciding(list, finding, from);
	return list;
}

struct risk_statement risk_statement_read(const struct json *reference)
{
	const char *name = json_str(reference, "name");

	return (struct risk_statement){
		.document = *name ? name : json_str(reference, "document"),
		.index = json_number(json_get(reference, "index")),
	};
}
