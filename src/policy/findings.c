/* findings.c - finds the risks of documents by the rows of the tables; see findings.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "format/json.h"
#include "policy/findings_internal.h"
#include "policy/findings_table.h"

static const struct finding_row *const tables[] = {
	findings_wildcard, findings_iam, findings_pass, findings_run, findings_data,
	findings_expose,
};

/* The documents of one principal and the findings so far. */
struct analysis {
	const struct policy_set *set;
	struct arena a;
	bool denies;			/* a statement denies */
	const char **named;		/* the actions of Allow statements; NULL: any action */
	size_t named_count;
	struct json *found;
	const char *asked, *asked_on;	/* the last request for a first need */
	struct policy_reach reach;
};

/* What is allowed of a row's needs. */
struct hit {
	enum severity severity;		/* of the first need */
	struct json *on, *actions, *statements;	/* lists */
	size_t first;			/* the number of actions of the first need */
	bool conditional;
	bool any_service; /* a role is passed to whichever service */
};

/* --- one need -------------------------------------------------------------------------- */

/* Whether no Allow statement has this action: quicker than policy_reach. */
static bool findings_is_absent(const struct analysis *j, const char *action)
{
	if (!j->named || strchr(action, '*'))
		return false;
	for (size_t i = 0; i < j->named_count; i++) {
		const char *pattern = j->named[i];
		size_t n = strcspn(pattern, "*?");

		if (!strncasecmp(pattern, action, n) && (pattern[n] || !action[n]))
			return false;
	}
	return true;
}

/*
 * The resource for policy_reach: "*" is quick, and exact where nothing is denied, because
 * resource_could_be checks each resource afterwards.
 */
static const char *findings_reach_on(const struct analysis *j, const char *resource)
{
	return j->denies ? resource : "*";
}

/* Whether a Deny excludes this resource of the statement, but not others. */
static bool findings_is_denied(struct analysis *j, const struct policy_statement *s,
			       const char *action, const struct policy_glob *resource)
{
	struct policy_reach r;

	if (!j->denies || resource->variables)
		return false;
	r = policy_reach(&j->a, j->set, action, resource->text);
	for (size_t i = 0; i < r.n; i++)
		if (r.statements[i] == s)
			return false;
	return true;
}

/*
 * The severity of what this statement reaches, by the row; adds the resources to hit->on.
 */
static enum severity findings_severity_here(struct analysis *j,
					    const struct finding_row *row,
					    const struct policy_statement *s,
					    const char *action, const char *asked,
					    struct json *on)
{
	enum severity best = SEVERITY_NONE;

	for (size_t i = 0; i < (s->resource.except ? 1 : s->resource.n); i++) {
		const struct policy_glob *g = s->resource.except ? NULL : &s->resource.glob[i];
		enum breadth b = g ? resource_breadth(g->text) : ALL_OF_THEM;

		if (g &&
		    (!resource_could_be(g->text, asked) || (g->variables && !row->self) ||
		     findings_is_denied(j, s, action, g)))
			continue;
		if (g && g->variables && b < BY_PATTERN)
			b = BY_PATTERN;
		if (row->at[b] == SEVERITY_NONE)
			continue;
		finding_add_text(on, g ? g->text : "all but NotResource");
		if (row->at[b] > best)
			best = row->at[b];
	}
	return statement_is_narrowed(s) ?
		(best > SEVERITY_LOW ? (enum severity)(best - 1) : best) :
		best;
}

static void findings_add_statement(struct hit *hit, const struct policy_statement *s,
				   const char *action)
{
	finding_add_statement(hit->statements, s);
	finding_add_text(hit->actions, action);
}

/* The first need decides the severity and the resources. */
static bool findings_meet_first(struct analysis *j, const struct finding_row *row,
				const char *action, struct hit *hit)
{
	const char *on = resource_asked(&j->a, action, row->need[0].resource);
	const char *asked_on = findings_reach_on(j, row->need[0].resource);
	struct policy_reach r;
	bool met = false;

	if (!j->asked || !str_eq(j->asked, action) || !str_eq(j->asked_on, asked_on)) {
		j->reach = policy_reach(&j->a, j->set, action, asked_on);
		j->asked = action;
		j->asked_on = asked_on;
	}
	r = j->reach;
	for (size_t i = 0; i < r.n; i++) {
		const struct policy_statement *s = r.statements[i];
		enum severity here;

		if (s->principal.given || (row->whole && !statement_has_action(s, row->whole)) ||
		    (row->service && !statement_passes_to(s, row->service)))
			continue;
		here = findings_severity_here(j, row, s, action, on, hit->on);
		if (here == SEVERITY_NONE)
			continue;
		met = true;
		if (here > hit->severity)
			hit->severity = here;
		hit->conditional |= s->condition_count > 0;
		hit->any_service |= statement_passes_to(s, "");
		findings_add_statement(hit, s, row->whole ? row->whole : action);
	}
	return met;
}

/* Another need on this resource. */
static bool findings_meet_other(struct analysis *j, const struct finding_row *row,
				const char *action, const char *resource, struct hit *hit)
{
	const char *on = resource_asked(&j->a, action, resource);
	struct policy_reach r = policy_reach(&j->a, j->set, action,
					     findings_reach_on(j, resource));
	bool met = false;

	for (size_t i = 0; i < r.n; i++) {
		if (r.statements[i]->principal.given ||
		    !statement_could_reach(r.statements[i], on) ||
		    (row->whole && !statement_has_action(r.statements[i], row->whole)))
			continue;
		met = true;
		findings_add_statement(hit, r.statements[i],
				       row->whole ? row->whole : action);
	}
	return met;
}

/* One of a need's actions on one of the resources. */
static bool findings_meet_action(struct analysis *j, const struct finding_row *row,
				 size_t nth, const char *action, struct hit *hit)
{
	const struct finding_need *need = &row->need[nth];
	bool met = false;

	if (findings_is_absent(j, action))
		return false;
	if (!nth)
		return findings_meet_first(j, row, action, hit);
	if (!need->same)
		return findings_meet_other(j, row, action, need->resource, hit);
	json_each(on, hit->on)
		met |= findings_meet_other(j, row, action,
					   strstr(json_text(on), "NotResource") ?
						   need->resource :
						   json_text(on),
					   hit);
	return met;
}

/* Copies the next of "a|b|c" to action; NULL: there is none. */
static const char *findings_next_action(const char *from, char action[120])
{
	size_t n = strcspn(from, "|");

	if (!*from)
		return NULL;
	snprintf(action, 120, "%.*s", (int)n, from);
	return from + n + (from[n] == '|');
}

/*
 * A quick check: for each need some statement has an action, and no finding that is broader
 * is there.
 */
static bool findings_could_apply(const struct analysis *j, const struct finding_row *row)
{
	for (size_t i = 0; i < 4 && row->need[i].action; i++) {
		const char *at = row->need[i].action;
		char action[120];
		bool some = false;

		while (!some && (at = findings_next_action(at, action)))
			some = !findings_is_absent(j, action);
		if (!some)
			return false;
	}
	json_each(one, row->unless ? j->found : NULL) {
		struct finding f = finding_read(one);

		if (str_starts(f.id, row->unless) && f.severity >= row->at[ALL_OF_THEM])
			return false;
	}
	return true;
}

/* --- rows ------------------------------------------------------------------------------- */

/* Whether the finding covers these actions: "ec2-all" covers all of EC2. */
static bool findings_is_about(const char *id, const struct json *actions, size_t n)
{
	const char *dash = strstr(id, "-all");
	size_t len = dash ? (size_t)(dash - id) : 0, i = 0;

	if (str_eq(id, "administrator"))
		return true;
	json_each(a, dash && !dash[4] ? actions : NULL)
		if (i++ < n && (strncasecmp(id, json_text(a), len) || json_text(a)[len] != ':'))
			return false;
	return dash && !dash[4];
}

/* Whether an equally severe finding already covers the actions of this one. */
static bool findings_is_covered(const struct analysis *j, const struct finding_row *row,
				const struct hit *hit)
{
	json_each(one, row->whole ? NULL : j->found) {
		struct finding f = finding_read(one);

		if (f.severity >= hit->severity &&
		    findings_is_about(f.id, hit->actions, hit->first))
			return true;
	}
	return false;
}

static void findings_apply_row(struct analysis *j, const struct finding_row *row)
{
	struct hit hit = { .on = json_list_new(), .actions = json_list_new(),
			   .statements = json_list_new() };
	bool met = findings_could_apply(j, row);

	for (size_t i = 0; met && i < 4 && row->need[i].action; i++) {
		const char *at = row->need[i].action;
		char action[120];

		met = false;
		while ((at = findings_next_action(at, action)))
			met |= findings_meet_action(j, row, i, arena_str(&j->a, action),
						    &hit);
		hit.first = i ? hit.first : json_count(hit.actions);
	}
	if (met && !findings_is_covered(j, row, &hit)) {
		struct json *f;
		char text[600];

		f = json_push(j->found,
			      finding_new(row->id, hit.severity, hit.on, hit.statements,
					  hit.actions));
		snprintf(text, sizeof(text), "Can %s.%s%s", row->can,
			 row->service && hit.severity == SEVERITY_HIGH ?
				 " If a privileged role exists, this amounts to "
				 "administrator access." :
				 "",
			 hit.conditional ?
				 " This depends on the conditions of the statements." :
				 "");
		json_put_str(f, "text", text);
		/* one role for one service: nothing is narrower */
		if (!row->service || hit.any_service || hit.severity > row->at[BY_NAME])
			json_put_str(f, "narrower", row->narrower);
		json_put_str(f, "source", row->source);
	} else {
		json_free(hit.actions);
		json_free(hit.statements);
	}
	json_free(hit.on);
}

static int findings_by_text(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

/* Lists the actions of all Allow statements, each once. */
static void findings_list_actions(struct analysis *j)
{
	size_t room = 1, n = 0;
	bool except = false;

	for (size_t i = 0; i < j->set->n; i++) {
		room += j->set->statements[i].action.n;
		j->denies |= j->set->statements[i].deny;
		except |= j->set->statements[i].action.except && !j->set->statements[i].deny;
	}
	if (except)
		return;
	j->named = arena_zero(&j->a, room * sizeof(*j->named));
	for (size_t i = 0; i < j->set->n; i++)
		for (size_t k = 0; k < j->set->statements[i].action.n; k++)
			if (!j->set->statements[i].deny)
				j->named[n++] = j->set->statements[i].action.glob[k].text;
	qsort(j->named, n, sizeof(*j->named), findings_by_text);
	for (size_t i = 0; i < n; i++)
		if (!i || strcasecmp(j->named[i], j->named[j->named_count - 1]))
			j->named[j->named_count++] = j->named[i];
}

struct json *findings_identity(const struct policy_set *set)
{
	struct analysis j = { .set = set, .found = json_list_new() };

	findings_list_actions(&j);
	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++)
		for (const struct finding_row *row = tables[t]; row->id; row++)
			findings_apply_row(&j, row);
	findings_shapes(set, j.found);
	arena_free(&j.a);
	return findings_sorted(j.found);
}

size_t findings_identity_rows(void)
{
	size_t n = findings_shapes_rows;

	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++)
		for (const struct finding_row *row = tables[t]; row->id; row++)
			n++;
	return n;
}
