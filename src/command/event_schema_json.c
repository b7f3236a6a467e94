/* event_schema_json.c - see event_schema.h. */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "command/event_schema.h"
#include "format/json.h"

enum event_type {
	ANY,
	TEXT,
	WORD,
	NUMBER,
	TRUTH,
	OBJECT,
	LIST,
	TEXTS,	/* a list of texts */
	SHAPE,	/* an object of that shape, named in words */
	SHAPES, /* a list of them */
};

/* A member of an event, or of the shape that its rows describe. */
struct event_member {
	const char *name; /* NULL: the end of a list */
	enum event_type type;
	const char *words; /* of a WORD: those that it can be, with "|" between */
	bool optional;
};

struct event_shape {
	const char *name; /* of the event; NULL: the end of the table */
	const char *says;
	const struct event_member
		*members; /* NULL: any; programs read only what they know */
};

#define MEMBERS(...)                                                                       \
	(const struct event_member[])                                                      \
	{                                                                                  \
		__VA_ARGS__,                                                               \
		{                                                                          \
			.name = NULL                                                       \
		}                                                                          \
	}
#define HAS(name, type, words)                                                             \
	{                                                                                  \
		name, type, words, false                                                   \
	}
#define MAY(name, type, words)                                                             \
	{                                                                                  \
		name, type, words, true                                                    \
	}
#define VERDICT "yes|no|cannot-tell"
#define LAYER "identity|boundary|scp|rcp|resource|trust|session|network|clock|rbac|unknown"

static const struct event_shape shapes[] = {
	{ "planned-step", "A step of a plan",
	  MEMBERS(HAS("id", TEXT, NULL), HAS("kind", TEXT, NULL), HAS("name", TEXT, NULL),
		  HAS("action", WORD, "create|update|adopt|none|remove"),
		  HAS("diff", SHAPES, "difference"), MAY("allowed_by", LIST, NULL)) },
	{ "difference", "What differs; found is null where there is nothing",
	  MEMBERS(HAS("path", TEXT, NULL), HAS("found", ANY, NULL),
		  HAS("wanted", ANY, NULL)) },
	{ "evidence", "A call and what AWS answered",
	  MEMBERS(HAS("call", TEXT, NULL), HAS("time", TEXT, NULL),
		  HAS("request_id", TEXT, NULL), HAS("text", TEXT, NULL)) },
	{ "error", "What failed and what to do",
	  MEMBERS(HAS("code", TEXT, NULL), HAS("message", TEXT, NULL),
		  HAS("request_id", TEXT, NULL), HAS("remedy", TEXT, NULL)) },
	{ "statement", "A statement of a document, counted from 1",
	  MEMBERS(HAS("document", TEXT, NULL), HAS("index", NUMBER, NULL)) },
	{ "afterwards", "What a form leaves, why, and the command that does it",
	  MEMBERS(HAS("id", TEXT, NULL), HAS("kind", TEXT, NULL), HAS("name", TEXT, NULL),
		  HAS("why", TEXT, NULL), HAS("command", TEXT, NULL)) },
	{ .name = NULL }
};

static const struct event_shape events[] = {
	{ "plan", "What a run would do", MEMBERS(HAS("steps", SHAPES, "planned-step")) },
	{ "risk", "A finding of a document",
	  MEMBERS(HAS("severity", WORD, "high|medium|low"), HAS("on", TEXT, NULL),
		  HAS("statements", SHAPES, "statement"), HAS("actions", TEXTS, NULL),
		  HAS("text", TEXT, NULL), MAY("narrower", TEXT, NULL)) },
	{ "step", "The state of a step",
	  MEMBERS(HAS("id", TEXT, NULL),
		  HAS("status", WORD, "started|waiting|done|failed|undone"),
		  HAS("seconds", NUMBER, NULL), MAY("error", SHAPE, "error"),
		  MAY("text", TEXT, NULL), MAY("notices", LIST, NULL)) },
	{ "check", "The result of a check; the verdict answers: as expected?",
	  MEMBERS(HAS("id", TEXT, NULL), HAS("expected", WORD, "allow|deny"),
		  HAS("verdict", WORD, VERDICT), MAY("layer", WORD, LAYER),
		  HAS("evidence", SHAPE, "evidence"), MAY("says", TEXT, NULL),
		  MAY("remedy", TEXT, NULL), MAY("statement", ANY, NULL),
		  MAY("optional", TRUTH, NULL)) },
	{ "compared", "A resource, compared with the template",
	  MEMBERS(HAS("id", TEXT, NULL), HAS("kind", TEXT, NULL), HAS("name", TEXT, NULL),
		  HAS("verdict", WORD, VERDICT), HAS("evidence", SHAPE, "evidence"),
		  HAS("asked", SHAPES, "evidence"), MAY("error", OBJECT, NULL)) },
	{ "interrupted", "A run that 'accredit resume' continues",
	  MEMBERS(HAS("setup", TEXT, NULL), HAS("run", TEXT, NULL), HAS("step", TEXT, NULL),
		  HAS("done", NUMBER, NULL), HAS("all", NUMBER, NULL),
		  HAS("running", TRUTH, NULL)) },
	{ "handoff", "Files for an administrator",
	  MEMBERS(HAS("setup", TEXT, NULL), HAS("form", TEXT, NULL),
		  HAS("folder", TEXT, NULL), HAS("files", TEXTS, NULL),
		  HAS("afterwards", SHAPES, "afterwards"), HAS("next", TEXT, NULL),
		  HAS("waiting", TRUTH, NULL), MAY("note", TEXT, NULL)) },
	{ "operation", "An operation of a StackSet",
	  MEMBERS(HAS("stackset", TEXT, NULL), HAS("id", TEXT, NULL),
		  HAS("action", WORD, "create|update|delete|other"),
		  HAS("status", WORD, "running|succeeded|failed|stopped")) },
	{ "account", "An account of a StackSet's operation",
	  MEMBERS(HAS("id", TEXT, NULL),
		  HAS("status", WORD, "pending|running|succeeded|failed"),
		  MAY("reason", TEXT, NULL)) },
	{ "account-verified", "An account, compared with the template",
	  MEMBERS(HAS("id", TEXT, NULL), HAS("verdict", WORD, VERDICT),
		  MAY("text", TEXT, NULL)) },
	{ "result", "The last line of every command",
	  MEMBERS(HAS("ok", TRUTH, NULL), HAS("setup", TEXT, NULL),
		  HAS("outputs", OBJECT, NULL), HAS("seconds", NUMBER, NULL)) },
	{ "coverage", "Whether one set of policies covers another", NULL },
	{ "evaluation", "What policies decide about a request", NULL },
	{ "extra", "What a role or user has beyond the template", NULL },
	{ "found", "A candidate for a setup that was created manually", NULL },
	{ "handoff-status", "What is there of a hand-off, and what is missing", NULL },
	{ "issuer", "A cluster that was created again, or is gone", NULL },
	{ "key", "A key of a user", NULL },
	{ "keys", "The keys of a setup or user", NULL },
	{ "left", "What a command leaves", NULL },
	{ "lookalike", "A resource that is nearly the wanted one", NULL },
	{ "missing", "What is missing for a comparison", NULL },
	{ "note", "A note", NULL },
	{ "permissions", "The smallest policy that an operator needs", NULL },
	{ "preflight", "Whether the caller is allowed the plan's calls", NULL },
	{ "setup", "A setup of this computer", NULL },
	{ "since", "What changed since the last verification", NULL },
	{ "stackset", "A StackSet and its accounts", NULL },
	{ "trust", "A trust policy and what it means", NULL },
	{ "undecided", "What could not be decided", NULL },
	{ "whoami", "The credentials in use", NULL },
	{ .name = NULL }
};

static const char *const type_names[] = {
	[TEXT] = "string",   [WORD] = "string", [NUMBER] = "number", [TRUTH] = "boolean",
	[OBJECT] = "object", [LIST] = "array",	[TEXTS] = "array",   [SHAPES] = "array",
};

static void event_schema_json_refer(struct json *schema, const char *shape)
{
	struct buf where = BUF(100);

	buf_fmt(&where, "#/$defs/%s", shape);
	json_put_str(schema, "$ref", where.s);
	buf_free(&where);
}

static struct json *event_schema_json_member(const struct event_member *m)
{
	struct json *schema = json_object_new(), *words;

	if (m->type < sizeof(type_names) / sizeof(*type_names) && type_names[m->type])
		json_put_str(schema, "type", type_names[m->type]);
	if (m->type == NUMBER)
		json_put(schema, "minimum", json_number_new(0));
	if (m->type == SHAPE)
		event_schema_json_refer(schema, m->words);
	if (m->type == TEXTS)
		json_put_str(json_put(schema, "items", json_object_new()), "type",
			     "string");
	if (m->type == SHAPES)
		event_schema_json_refer(json_put(schema, "items", json_object_new()),
					m->words);
	if (m->type == WORD) {
		words = json_put(schema, "enum", json_list_new());
		for (const char *at = m->words; *at; at += strspn(at, "|")) {
			struct buf word = BUF(100);

			buf_add(&word, at, strcspn(at, "|"));
			json_push(words, json_string_new(word.s));
			at += word.len;
			buf_free(&word);
		}
	}
	return schema;
}

/* event: whether it is one, and so has its name as the member "event". */
static struct json *event_schema_json_shape(const struct event_shape *shape, bool event)
{
	struct json *schema = json_object_new(), *properties, *required;

	json_put_str(schema, "description", shape->says);
	json_put_str(schema, "type", "object");
	properties = json_put(schema, "properties", json_object_new());
	required = json_put(schema, "required", json_list_new());
	if (event) {
		json_put_str(json_put(properties, "event", json_object_new()), "const",
			     shape->name);
		json_push(required, json_string_new("event"));
	}
	for (const struct event_member *m = shape->members; m && m->name; m++) {
		json_put(properties, m->name, event_schema_json_member(m));
		if (!m->optional)
			json_push(required, json_string_new(m->name));
	}
	if (shape->members)
		json_put(schema, "additionalProperties", json_bool_new(false));
	return schema;
}

struct json *event_schema(void)
{
	struct json *schema = json_object_new(), *defs, *names, *rules, *rule, *where;

	json_put_str(schema, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_put_str(schema, "title", "A line of 'accredit ... --json'");
	json_put_str(schema, "description", "Made by 'accredit templates schema events'.");
	json_put_str(schema, "type", "object");
	json_put(schema, "required", json_list_new());
	json_push(json_get(schema, "required"), json_string_new("event"));
	where = json_put(schema, "properties", json_object_new());
	names = json_put(json_put(where, "event", json_object_new()), "enum",
			 json_list_new());
	rules = json_put(schema, "allOf", json_list_new());
	for (const struct event_shape *event = events; event->name; event++) {
		json_push(names, json_string_new(event->name));
		rule = json_push(rules, json_object_new());
		where = json_put(json_put(rule, "if", json_object_new()), "properties",
				 json_object_new());
		json_put_str(json_put(where, "event", json_object_new()), "const",
			     event->name);
		json_put(rule, "then", event_schema_json_shape(event, true));
	}
	defs = json_put(schema, "$defs", json_object_new());
	for (const struct event_shape *shape = shapes; shape->name; shape++)
		json_put(defs, shape->name, event_schema_json_shape(shape, false));
	return schema;
}
