/*
 * parse.c - parses a document into statements (IAM User Guide, "Grammar of the IAM JSON
 * policy language"). Element names are as AWS writes them; operators and condition keys
 * ignore case.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "policy/arn.h"
#include "policy/policy_internal.h"

#define LONGEST (1u << 20)

struct reading {
	struct policy_set *set;
	struct arena *a;
	const char *name;	/* of the document */
	size_t index;		/* of the statement; 0: outside the statements */
	const char *sid;
	bool variables;
	struct err *err;
};

/* An error "FILE: statement 2 (Sid): WHAT". Always false. */
static bool __attribute__((format(printf, 2, 3)))
parse_fail(const struct reading *r, const char *fmt, ...)
{
	char what[320], where[128] = "";
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (r->index)
		snprintf(where, sizeof(where), "statement %zu%s%.64s%s: ", r->index,
			 r->sid && *r->sid ? " (" : "", r->sid ? r->sid : "",
			 r->sid && *r->sid ? ")" : "");
	err_set(r->err, ERR_INPUT, "%s: %s%s", r->name, where, what);
	return err_hint(r->err, "correct the policy document: the IAM User Guide describes "
			"its elements under \"JSON policy element reference\"");
}

/* --- values: one, or a list ----------------------------------------------------- */

static size_t parse_count_values(const struct json *value)
{
	return json_type(value) == JSON_LIST ? json_count(value) : 1;
}

static const struct json *parse_first_value(const struct json *value)
{
	return json_type(value) == JSON_LIST ? json_first(value) : value;
}

static const struct json *parse_next_value(const struct json *all, const struct json *value)
{
	return json_type(all) == JSON_LIST ? json_next(value) : NULL;
}

/* A text, number, true or false as text; NULL: something else. */
static const char *parse_scalar(struct arena *a, const struct json *value)
{
	enum json_type type = json_type(value);
	struct buf b = BUF(64);
	const char *text;

	if (type == JSON_STRING)
		return json_text(value);
	if (type != JSON_NUMBER && type != JSON_BOOL)
		return NULL;
	json_print(&b, value);
	text = arena_str(a, b.s);
	buf_free(&b);
	return text;
}

/* --- Action and Resource ---------------------------------------------------------- */

/*
 * "When you specify an incomplete ARN (one with fewer than the standard six
 * fields) ... AWS automatically completes the ARN by adding wildcard characters
 * (*) to all missing fields" (IAM User Guide, "IAM identifiers").
 */
static const char *parse_complete_arn(struct arena *a, const char *text)
{
	int colons = 0;

	for (const char *s = text; *s; s++)
		colons += *s == ':';
	if (!str_starts(text, "arn:") || colons >= 5)
		return text;
	for (; colons < 5; colons++)
		text = arena_fmt(a, "%s:*", text);
	return text;
}

static bool parse_read_globs(struct reading *r, struct policy_globs *into,
			     const char *element, const struct json *value, bool action)
{
	size_t n = parse_count_values(value);
	struct policy_glob *all = arena_zero(r->a, (n + 1) * sizeof(*all));
	int how = GLOB_WILD | (action ? GLOB_FOLD : r->variables ? GLOB_VARIABLES : 0);

	if (!n)
		return parse_fail(r, "%s is an empty list", element);
	for (const struct json *v = parse_first_value(value); v;
	     v = parse_next_value(value, v)) {
		const char *text = json_text(v);
		const char *colon = text ? strchr(text, ':') : NULL;

		if (!text || !*text)
			return parse_fail(r, "%s contains a value that is not a string",
					  element);
		if (action && !str_eq(text, "*") && (!colon || colon == text || !colon[1]))
			return parse_fail(r, "%s '%.100s' is not \"*\" or SERVICE:ACTION",
					  element, text);
		glob_read(r->a, &all[into->n++],
			  action ? text : parse_complete_arn(r->a, text), how);
	}
	into->glob = all;
	into->except = str_starts(element, "Not");
	return true;
}

/* Element or NotElement; both are an error. NULL: neither. */
static const struct json *parse_either(struct reading *r, const struct json *statement,
				       const char *element, const char **which, bool *ok)
{
	const char *other = arena_fmt(r->a, "Not%s", element);
	const struct json *is = json_get(statement, element), *not = json_get(statement, other);

	*ok = !(is && not ) || parse_fail(r, "it has both %s and %s", element, other);
	*which = is ? element : other;
	return is ? is : not;
}

static bool parse_read_action_and_resource(struct reading *r, struct policy_statement *s,
					   const struct json *j)
{
	const char *which;
	bool ok;
	const struct json *value = parse_either(r, j, "Action", &which, &ok);

	if (!ok)
		return false;
	if (!value)
		return parse_fail(r, "it has neither Action nor NotAction");
	if (!parse_read_globs(r, &s->action, which, value, true))
		return false;
	value = parse_either(r, j, "Resource", &which, &ok);
	if (!ok)
		return false;
	if (value)
		return parse_read_globs(r, &s->resource, which, value, false);
	if (!s->principal.given)
		return parse_fail(r, "it has neither Resource nor NotResource");
	s->no_resource = true;	/* the resource is the one that the document is attached to */
	s->resource = globs_everything;
	return true;
}

/* --- Principal ---------------------------------------------------------------------- */

/*
 * The account ID of "123456789012" and "arn:aws:iam::123456789012:root"; NULL: another
 * principal.
 */
static const char *parse_whole_account(struct arena *a, const char *name)
{
	const char *at = strstr(name, ":iam::");
	char account[13];

	if (arn_is_account_id(name))
		return name;
	if (!str_starts(name, "arn:") || !at || strlen(at) != 6 + 12 + 5 ||
	    !str_ends(name, ":root") || !arn_account(name, account))
		return NULL;
	return arena_str(a, account);
}

static bool parse_read_principal_names(struct reading *r, struct policy_principals *p,
				       struct policy_principal *all, const char *element,
				       const struct json *value)
{
	static const char *const kinds[] = { "AWS", "Service", "Federated", "CanonicalUser",
					     NULL };
	const char *kind = json_key(value);

	if (!str_in(kind, kinds))
		return parse_fail(
			r, "%s '%.60s' is not AWS, Service, Federated or CanonicalUser",
			element, kind);
	for (const struct json *v = parse_first_value(value); v;
	     v = parse_next_value(value, v)) {
		const char *name = parse_scalar(r->a, v);

		if (!name || !*name)
			return parse_fail(r, "%s.%s contains a value that is not a string",
					  element, kind);
		if (str_eq(kind, "AWS") && str_eq(name, "*"))
			p->everyone = true;
		all[p->n++] = (struct policy_principal){
			.kind = arena_str(r->a, kind),
			.name = arena_str(r->a, name),
			.account = str_eq(kind, "AWS") ? parse_whole_account(r->a, name) :
							 NULL,
		};
	}
	return true;
}

static bool parse_read_principal(struct reading *r, struct policy_statement *s,
				 const struct json *j)
{
	struct policy_principals *p = &s->principal;
	struct policy_principal *all;
	const char *which;
	size_t n = 0;
	bool ok;
	const struct json *value = parse_either(r, j, "Principal", &which, &ok);

	if (!ok || !value)
		return ok;
	p->given = true;
	p->except = str_starts(which, "Not");
	p->everyone = str_eq(json_text(value), "*");
	if (p->everyone)
		return true;
	if (json_type(value) != JSON_OBJECT || !json_count(value))
		return parse_fail(
			r, "%s is neither \"*\" nor an object such as {\"AWS\": ...}",
			which);
	json_each(kind, value)
		n += parse_count_values(kind);
	p->name = all = arena_zero(r->a, (n + 1) * sizeof(*all));
	json_each(kind, value)
		if (!parse_read_principal_names(r, p, all, which, kind))
			return false;
	return true;
}

/* --- Condition ------------------------------------------------------------------------ */

static bool parse_read_values(struct reading *r, struct policy_condition *t,
			      const struct json *value)
{
	size_t n = parse_count_values(value);
	struct policy_glob *all = arena_zero(r->a, (n + 1) * sizeof(*all));

	t->values = all;
	for (const struct json *v = parse_first_value(value); v;
	     v = parse_next_value(value, v)) {
		const char *text = parse_scalar(r->a, v);

		if (!text)
			return parse_fail(
				r,
				"Condition.%s.%.100s contains a value that is not a string, "
				"number or Boolean",
				t->operator_text, t->key);
		glob_read(r->a, &all[t->n++], text,
			  operator_glob_flags(t->op, r->variables));
	}
	return true;
}

static bool parse_read_condition(struct reading *r, struct policy_statement *s,
				 const struct json *condition)
{
	struct policy_condition *all;
	size_t n = 0;

	if (!condition)
		return true;
	if (json_type(condition) != JSON_OBJECT)
		return parse_fail(r, "Condition is not an object");
	json_each(op, condition)
		n += json_count(op);
	s->conditions = all = arena_zero(r->a, (n + 1) * sizeof(*all));
	json_each(op, condition) {
		struct policy_condition t = { .operator_text = arena_str(r->a,
									 json_key(op)) };

		if (!operator_read(t.operator_text, &t))
			return parse_fail(r, "Condition has no operator '%.80s'",
					  t.operator_text);
		if (json_type(op) != JSON_OBJECT)
			return parse_fail(r, "Condition.%s is not an object",
					  t.operator_text);
		json_each(key, op) {
			all[s->condition_count] = t;
			all[s->condition_count].key = arena_str(r->a, json_key(key));
			if (!parse_read_values(r, &all[s->condition_count++], key))
				return false;
		}
	}
	return true;
}

/* --- statements -------------------------------------------------------------------------- */

static bool parse_elements_known(const struct reading *r, const struct json *object,
				 const char *const *known)
{
	json_each(element, object)
		if (!str_in(json_key(element), known))
			return parse_fail(r, "'%.80s' is not an element of %s",
					  json_key(element),
					  r->index ? "a statement" : "a policy document");
	return true;
}

static bool parse_read_statement(struct reading *r, struct policy_statement *s,
				 const struct json *j)
{
	static const char *const known[] = { "Sid", "Effect", "Principal", "NotPrincipal",
		"Action", "NotAction", "Resource", "NotResource", "Condition", NULL };
	const char *effect = json_str(j, "Effect");

	if (json_type(j) != JSON_OBJECT)
		return parse_fail(r, "it is not an object");
	if (json_get(j, "Sid") && !json_text(json_get(j, "Sid")))
		return parse_fail(r, "Sid is not a string");
	r->sid = json_str(j, "Sid");
	if (!parse_elements_known(r, j, known))
		return false;
	if (!str_eq(effect, "Allow") && !str_eq(effect, "Deny"))
		return parse_fail(r, "Effect is neither \"Allow\" nor \"Deny\"");
	*s = (struct policy_statement){
		.document = r->name, .index = r->index, .sid = arena_str(r->a, r->sid),
		.deny = str_eq(effect, "Deny"), .json = j,
	};
	return parse_read_principal(r, s, j) && parse_read_action_and_resource(r, s, j) &&
		parse_read_condition(r, s, json_get(j, "Condition"));
}

static bool parse_read_document(struct reading *r, const struct json *document)
{
	static const char *const known[] = { "Version", "Id", "Statement", NULL };
	const struct json *version = json_get(document, "Version");
	const char *v = version ? json_text(version) : "2008-10-17";
	struct policy_set *set = r->set;
	const struct json *all;
	size_t before;

	if (json_type(document) != JSON_OBJECT)
		return parse_fail(r, "a policy document is an object with a Statement");
	if (!parse_elements_known(r, document, known))
		return false;
	if (!str_eq(v, "2012-10-17") && !str_eq(v, "2008-10-17"))
		return parse_fail(r,
				  "Version is neither \"2012-10-17\" nor \"2008-10-17\"");
	if (json_get(document, "Id") && !json_text(json_get(document, "Id")))
		return parse_fail(r, "Id is not a string");
	if (!json_get(document, "Statement"))
		return parse_fail(r, "it has no Statement");
	r->variables = str_eq(v, "2012-10-17");
	all = json_get(document, "Statement");
	before = set->n;
	for (const struct json *j = parse_first_value(all); j;
	     j = parse_next_value(all, j)) {
		r->index++;
		r->sid = NULL;
		if (set->n == set->room) {
			set->room = set->room ? 2 * set->room : 16;
			set->statements = xrealloc(set->statements,
						   set->room * sizeof(*set->statements));
		}
		if (!parse_read_statement(r, &set->statements[set->n], j)) {
			set->n = before;
			return false;
		}
		set->n++;
	}
	return true;
}

bool policy_add(struct policy_set *set, const char *name, const struct json *document,
		struct err *err)
{
	/* Statements point into the copy: the caller may free its tree. */
	struct json *own = json_push(set->documents, json_copy(document ? document : NULL));
	struct reading r = { .set = set, .a = &set->arena, .err = err,
			     .name = arena_str(&set->arena, name) };

	return parse_read_document(&r, own);
}

bool policy_add_text(struct policy_set *set, const char *name, const char *text,
		     size_t n, struct err *err)
{
	struct json *document;
	bool ok;

	if (n > LONGEST) {
		err_set(err, ERR_INPUT, "%s is longer than 1 MB", name);
		return err_hint(err, "name a policy document; AWS accepts at most 20 KB");
	}
	document = json_parse(text, n, name, err);
	if (!document)
		return *err->hint ? false : err_hint(err, "correct the JSON of the policy "
						     "document");
	ok = policy_add(set, name, document, err);
	json_free(document);
	return ok;
}

struct policy_set *policy_new(void)
{
	struct policy_set *set = xcalloc(1, sizeof(*set));

	set->documents = json_list_new();
	return set;
}

void policy_free(struct policy_set *set)
{
	if (!set)
		return;
	json_free(set->documents);
	arena_free(&set->arena);
	free(set->statements);
	free(set);
}

struct json *policy_statement_reference(const struct policy_statement *s)
{
	struct json *place = json_object_new();

	json_put_str(place, "document", s->document);
	json_put(place, "index", json_number_new((double)s->index));
	if (*s->sid)
		json_put_str(place, "sid", s->sid);
	json_put_str(place, "effect", s->deny ? "Deny" : "Allow");
	return place;
}
