/* map_roles.c - see map_roles.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/map_roles_internal.h"

#define DEPTH 16

bool map_refuse(struct err *err, const char *why, size_t line)
{
	if (line)
		err_set(err, ERR_SERVICE, "the text of mapRoles in aws-auth is not edited: %s "
			"(line %zu)", why, line);
	else
		err_set(err, ERR_SERVICE, "the text of mapRoles in aws-auth is not edited: %s",
			why);
	return err_hint(err,
			"fix it with 'kubectl edit -n kube-system configmap aws-auth', "
			"then run this again; nothing was changed");
}

/* --- what it means ------------------------------------------------------------------ */

static struct json *map_roles_tree(struct parsed *p, int id, int depth, struct err *err);

static bool map_roles_add_pairs(struct parsed *p, const yaml_node_t *node,
				struct json *into, int depth, struct err *err)
{
	for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++) {
		struct json *key = map_roles_tree(p, pair->key, depth, err), *value = NULL;
		bool ok = key && json_text(key);

		if (key && !ok)
			map_refuse(err, "a key is not a text", node->start_mark.line + 1);
		if (ok)
			value = map_roles_tree(p, pair->value, depth, err);
		if (value)
			json_put(into, json_text(key), value);
		json_free(key);
		if (!value)
			return false;
	}
	return true;
}

/* YAML's null, or no text at all; the same letters in quotes are a text. */
static bool map_roles_is_null(const yaml_node_t *node)
{
	static const char *const words[] = { "", "~", "null", "Null", "NULL", NULL };

	return node->type == YAML_SCALAR_NODE &&
	       node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       str_in((const char *)node->data.scalar.value, words);
}

static struct json *map_roles_tree(struct parsed *p, int id, int depth, struct err *err)
{
	const yaml_node_t *node = yaml_document_get_node(&p->doc, id);
	struct json *out;
	bool ok = true;

	if (p->seen[id] || depth > DEPTH) {
		map_refuse(err,
			   p->seen[id] ? "it has an alias (*name)" :
					 "it is nested too deep",
			   node->start_mark.line + 1);
		return NULL;
	}
	p->seen[id] = true;
	if (node->type == YAML_SCALAR_NODE) {
		const char *s = (const char *)node->data.scalar.value;
		size_t n = node->data.scalar.length;

		if (map_roles_is_null(node))
			return json_null_new();
		if (strlen(s) == n && str_is_utf8(s, n))
			return json_string_new(s);
		map_refuse(err, "it contains something that is not a text",
			   node->start_mark.line + 1);
		return NULL;
	}
	if (node->type == YAML_SEQUENCE_NODE) {
		out = json_list_new();
		for (const yaml_node_item_t *item = node->data.sequence.items.start;
		     ok && item < node->data.sequence.items.top; item++) {
			struct json *value = map_roles_tree(p, *item, depth + 1, err);

			ok = value;
			if (value)
				json_push(out, value);
		}
	} else {
		out = json_object_new();
		ok = map_roles_add_pairs(p, node, out, depth + 1, err);
	}
	if (ok)
		return out;
	json_free(out);
	return NULL;
}

const yaml_node_t *map_root(struct parsed *p)
{
	return yaml_document_get_root_node(&p->doc);
}

bool map_is_nothing(const yaml_node_t *root)
{
	return !root || map_roles_is_null(root) ||
		(root->type == YAML_SCALAR_NODE && !root->data.scalar.length);
}

/* The one document of the text. */
static bool map_roles_load(struct parsed *p, struct err *err)
{
	yaml_parser_t parser;
	yaml_document_t more;
	bool ok;

	if (!yaml_parser_initialize(&parser))
		abort();
	yaml_parser_set_input_string(&parser, (const unsigned char *)p->text, p->len);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	p->loaded = yaml_parser_load(&parser, &p->doc);
	if (!p->loaded) {
		map_refuse(err, parser.problem ? parser.problem : "it is no YAML",
		       parser.problem_mark.line + 1);
		yaml_parser_delete(&parser);
		return false;
	}
	ok = yaml_parser_load(&parser, &more);
	if (ok) {
		ok = !yaml_document_get_root_node(&more);
		yaml_document_delete(&more);
	}
	yaml_parser_delete(&parser);
	return ok || map_refuse(err, "it has more than one document", 0);
}

void map_free(struct parsed *p)
{
	if (p->loaded)
		yaml_document_delete(&p->doc);
	json_free(p->list);
	free(p->seen);
}

bool map_parse(struct parsed *p, const char *text, struct err *err)
{
	*p = (struct parsed){ .text = text, .len = strlen(text) };
	if (p->len > MAP_ROLES_MAX)
		return map_refuse(err, "it is larger than a ConfigMap can be", 0);
	if (!str_is_utf8(text, p->len))
		return map_refuse(err, "it is no UTF-8", 0);
	if (!map_roles_load(p, err))
		return false;
	p->seen = xcalloc((size_t)(p->doc.nodes.top - p->doc.nodes.start) + 1, sizeof(bool));
	if (map_is_nothing(map_root(p)))
		p->list = json_list_new();
	else if (map_root(p)->type != YAML_SEQUENCE_NODE)
		return map_refuse(err, "it is not a list", 1);
	else
		p->list = map_roles_tree(p, 1, 0, err);
	return p->list;
}

struct json *map_roles_read(const char *text, struct err *err)
{
	struct json *list = NULL;
	struct parsed p;

	if (map_parse(&p, text, err))
		list = json_copy(p.list);
	map_free(&p);
	return list;
}

/* --- whose entry it is ----------------------------------------------------------------- */

void map_roles_principal(struct buf *out, const char *arn)
{
	const char *mark = strstr(arn, ":role/"), *name = strrchr(arn, '/');

	if (mark)
		buf_add(out, arn, (size_t)(mark - arn) + strlen(":role/"));
	buf_str(out, mark ? name + 1 : arn);
}

/* Names of roles are one in an account, whatever their path and case. */
static bool map_roles_is_same_role(const char *a, const char *b)
{
	struct buf x = BUF(4096), y = BUF(4096);
	bool same;

	map_roles_principal(&x, a);
	map_roles_principal(&y, b);
	same = !strcasecmp(x.s, y.s);
	buf_free(&x);
	buf_free(&y);
	return same;
}

/* EKS compares ARNs without a path: a line that has one is never in force. */
long map_place(const struct json *list, const char *arn)
{
	long at = 0, found = -1, with_path = -1;

	json_each(entry, list) {
		const char *rolearn = json_str(entry, "rolearn"), *mark = strstr(rolearn, ":role/");

		if (map_roles_is_same_role(rolearn, arn) && mark && strchr(mark + 6, '/'))
			with_path = at;
		else if (map_roles_is_same_role(rolearn, arn))
			found = at;
		at++;
	}
	return found >= 0 ? found : with_path;
}

/* --- where it stands --------------------------------------------------------------------- */

/* libyaml counts characters. */
size_t map_byte(const struct parsed *p, size_t character)
{
	size_t at = 0;

	while (at < p->len && character) {
		at++;
		if (((unsigned char)p->text[at] & 0xc0) != 0x80)
			character--;
	}
	return at;
}

/* Where the last part of a node ends; the end mark of a block is after what follows it. */
static size_t map_roles_end_of(struct parsed *p, const yaml_node_t *node)
{
	int last = 0;
	size_t end;

	if (node->type == YAML_SEQUENCE_NODE &&
	    node->data.sequence.style != YAML_FLOW_SEQUENCE_STYLE &&
	    node->data.sequence.items.top > node->data.sequence.items.start)
		last = node->data.sequence.items.top[-1];
	else if (node->type == YAML_MAPPING_NODE &&
		 node->data.mapping.style != YAML_FLOW_MAPPING_STYLE &&
		 node->data.mapping.pairs.top > node->data.mapping.pairs.start)
		last = node->data.mapping.pairs.top[-1].value;
	if (last)
		return map_roles_end_of(p, yaml_document_get_node(&p->doc, last));
	end = map_byte(p, node->end_mark.index);
	while (end && strchr(" \t\r\n", p->text[end - 1]))
		end--;
	return end;
}

struct span map_span(struct parsed *p, long at)
{
	const yaml_node_t *node = yaml_document_get_node(&p->doc,
				map_root(p)->data.sequence.items.start[at]);

	return (struct span){ map_byte(p, node->start_mark.index),
			      map_roles_end_of(p, node), node->start_mark.column };
}

struct json *map_roles_find(const char *text, const char *arn, struct err *err)
{
	struct json *found = NULL;
	struct parsed p;
	long at;

	if (map_parse(&p, text, err)) {
		at = map_place(p.list, arn);
		if (at >= 0) {
			struct span s = map_span(&p, at);
			struct buf lines = BUF(MAP_ROLES_MAX);

			json_each(item, p.list)
				if (at-- == 0)
					found = json_copy(item);
			buf_add(&lines, text + s.from, s.to - s.from);
			json_put_str(found, "text", lines.s);
			buf_free(&lines);
		}
	}
	map_free(&p);
	return found;
}
