/* map_roles_edit.c - mapRoles edited as text; see map_roles.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "format/json.h"
#include "kube/map_roles_internal.h"

static bool map_roles_edit_is_flow(struct parsed *p)
{
	return map_root(p)->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE;
}

/* --- how it is written ----------------------------------------------------------------------- */

/* Whether YAML reads this text, without quotes, as itself. */
static bool map_roles_edit_is_plain(const char *s)
{
	static const char *const words[] = { "y", "n", "yes", "no", "on", "off", "true",
					     "false", "null", NULL };
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t n = strlen(s);

	for (int i = 0; words[i]; i++)
		if (!strcasecmp(words[i], s))
			return false;
	for (size_t i = 0; i < n; i++)
		if (!strchr(letters, s[i]) && !strchr("0123456789:/_.@{}+=-", s[i]))
			return false;
	return n && strchr(letters, *s) && s[n - 1] != ':';
}

static void map_roles_edit_add_scalar(struct buf *out, const char *s)
{
	if (map_roles_edit_is_plain(s))
		buf_str(out, s);
	else
		json_quote(out, s);	/* JSON's quotes are YAML's too */
}

static void map_roles_edit_add_lines(struct buf *out, const struct json *entry,
				     size_t column)
{
	int pad = (int)column;

	if (*json_str(entry, "text")) {
		buf_str(out, json_str(entry, "text"));
		return;
	}
	buf_str(out, "rolearn: ");
	map_roles_edit_add_scalar(out, json_str(entry, "rolearn"));
	if (*json_str(entry, "username")) {
		buf_fmt(out, "\n%*susername: ", pad, "");
		map_roles_edit_add_scalar(out, json_str(entry, "username"));
	}
	if (json_count(json_get(entry, "groups")))
		buf_fmt(out, "\n%*sgroups:", pad, "");
	json_each(group, json_get(entry, "groups")) {
		buf_fmt(out, "\n%*s- ", pad, "");
		map_roles_edit_add_scalar(out, json_text(group));
	}
}

void map_roles_lines(struct buf *out, const struct json *entry)
{
	buf_str(out, "- ");
	map_roles_edit_add_lines(out, entry, 2);
}

/* Only the members of an entry that mean something. */
static struct json *map_roles_edit_bare(const struct json *entry)
{
	struct json *out;

	if (*json_str(entry, "text")) {		/* as it was found */
		out = json_copy(entry);
		json_drop(out, "text");
		return out;
	}
	out = json_object_new();
	json_put_str(out, "rolearn", json_str(entry, "rolearn"));
	if (*json_str(entry, "username"))
		json_put_str(out, "username", json_str(entry, "username"));
	if (json_count(json_get(entry, "groups")))
		json_put(out, "groups", json_copy(json_get(entry, "groups")));
	return out;
}

/* --- edits ---------------------------------------------------------------------------------- */

static void map_roles_edit_add_entry(struct buf *out, const struct json *entry, bool flow,
				     size_t column)
{
	if (flow && !*json_str(entry, "text")) {
		struct json *only = map_roles_edit_bare(entry);

		json_print(out, only);
		json_free(only);
	} else {
		map_roles_edit_add_lines(out, entry, column);
	}
}

static void map_roles_edit_put_behind(struct buf *out, struct parsed *p,
				      const struct json *entry)
{
	size_t count = json_count(p->list), column, at;

	if (map_roles_edit_is_flow(p)) {
		size_t before;

		at = map_byte(p, map_root(p)->end_mark.index) - 1;
		for (before = at; before && strchr(" \t\r\n", p->text[before - 1]); before--)
			;
		buf_add(out, p->text, at);
		buf_str(out, !count ? "" : p->text[before - 1] == ',' ? " " : ", ");
		map_roles_edit_add_entry(out, entry, true, 0);
		buf_str(out, p->text + at);
		return;
	}
	column = map_root(p)->start_mark.column;
	at = map_span(p, (long)count - 1).to;
	at += strcspn(p->text + at, "\n");
	at -= at && p->text[at - 1] == '\r';
	buf_add(out, p->text, at);
	buf_fmt(out, "\n%*s- ", (int)column, "");
	map_roles_edit_add_entry(out, entry, false, column + 2);
	buf_str(out, p->text[at] ? p->text + at : "\n");
}

static void map_roles_edit_put_first(struct buf *out, struct parsed *p,
				     const struct json *entry)
{
	if (map_root(p) && map_root(p)->data.scalar.length) {
		/* The entry in the place of "null"; comments around it stay. */
		const yaml_node_t *root = map_root(p);

		buf_add(out, p->text, map_byte(p, root->start_mark.index));
		if (root->start_mark.column)
			buf_char(out, '\n');
		map_roles_lines(out, entry);
		buf_str(out, p->text + map_byte(p, root->end_mark.index));
		if (out->s[out->len - 1] != '\n')
			buf_char(out, '\n');
		return;
	}
	buf_str(out, p->text);
	if (p->len && p->text[p->len - 1] != '\n')
		buf_char(out, '\n');
	map_roles_lines(out, entry);
	buf_char(out, '\n');
}

/* The new text must mean the old list with the one entry changed. */
static bool map_roles_edit_means(const struct buf *out, const struct json *old, long at,
				 const struct json *entry, struct err *err)
{
	struct json *want = json_list_new(), *is;
	long n = 0;
	bool same;

	json_each(item, old) {
		if (n++ != at)
			json_push(want, json_copy(item));
		else if (entry)
			json_push(want, map_roles_edit_bare(entry));
	}
	if (at < 0 && entry)
		json_push(want, map_roles_edit_bare(entry));
	is = map_roles_read(out->s, &(struct err)ERR_INIT);
	same = !out->cut && json_equal(want, is);
	json_free(want);
	json_free(is);
	return same || map_refuse(err, "it is written in a way that cannot be edited safely", 0);
}

bool map_roles_put(struct buf *out, const char *text, const struct json *entry,
		   struct err *err)
{
	struct parsed p;
	bool ok = map_parse(&p, text, err);

	if (ok) {
		long at = map_place(p.list, json_str(entry, "rolearn"));

		if (at >= 0) {
			struct span s = map_span(&p, at);

			buf_add(out, p.text, s.from);
			map_roles_edit_add_entry(out, entry, map_roles_edit_is_flow(&p),
						 s.column);
			buf_str(out, p.text + s.to);
		} else if (map_is_nothing(map_root(&p)))
			map_roles_edit_put_first(out, &p, entry);
		else
			map_roles_edit_put_behind(out, &p, entry);
		ok = map_roles_edit_means(out, p.list, at, entry, err);
	}
	map_free(&p);
	return ok;
}

static void map_roles_edit_drop_flow(struct buf *out, const struct parsed *p, struct span s)
{
	size_t to = s.to + strspn(p->text + s.to, " \t\r\n");

	if (p->text[to] == ',') {
		to++;
		to += strspn(p->text + to, " ");
	} else {
		while (s.from && strchr(" \t\r\n", p->text[s.from - 1]))
			s.from--;
		if (s.from && p->text[s.from - 1] == ',')
			s.from--;
		to = s.to;
	}
	buf_add(out, p->text, s.from);
	buf_str(out, p->text + to);
}

bool map_roles_drop(struct buf *out, const char *text, const char *arn, struct err *err)
{
	struct parsed p;
	bool ok = map_parse(&p, text, err);
	long at = ok ? map_place(p.list, arn) : -1;

	if (ok && at < 0)
		buf_str(out, text);
	if (ok && at >= 0) {
		struct span s = map_span(&p, at);

		if (map_roles_edit_is_flow(&p)) {
			map_roles_edit_drop_flow(out, &p, s);
		} else {
			/* the whole lines of an entry, from that of its hyphen on */
			size_t to = s.to + strcspn(p.text + s.to, "\n");

			while (s.from && p.text[s.from] != '-')
				s.from--;
			while (s.from && p.text[s.from - 1] != '\n')
				s.from--;
			buf_add(out, p.text, s.from);
			buf_str(out, p.text + to + (p.text[to] == '\n'));
		}
		ok = map_roles_edit_means(out, p.list, at, NULL, err);
	}
	map_free(&p);
	return ok;
}
