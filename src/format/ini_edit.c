/* ini_edit.c - see ini_edit.h. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "format/cli_ini.h"
#include "format/ini_edit.h"
#include "format/ini_walk.h"
#include "format/json.h"

struct edit {
	struct buf text;	/* as far as it is changed */
	size_t begin;		/* after the byte order mark */
	enum ini_file file;
	const char *profile;
	const char *eol;
	bool emptied;		/* a key went, and it was the section's last */
	struct buf *notices;
};

/* Where a profile and one key of it stand. */
struct spot {
	size_t sections, keys, properties;
	struct ini_line head, before;	/* its last section, and the line before it */
	struct ini_line line;		/* the key's last line */
	size_t end;			/* where a new key goes */
	bool quoted;			/* [profile "name"] */
};

static bool ini_edit_next_line(const struct edit *e, struct ini_walk *w,
			       struct ini_line *line)
{
	return ini_walk(e->text.s, e->text.len, w, line);
}

static bool ini_edit_part_is(const char *text, struct ini_part p, const char *s)
{
	return p.len == strlen(s) && !memcmp(text + p.at, s, p.len);
}

/* What stands after "profile" and blanks; len 0: it is no such section. */
static struct ini_part ini_edit_profile_part(const char *text, struct ini_part p)
{
	static const char word[] = "profile";
	size_t n = strlen(word);

	if (p.len <= n || memcmp(text + p.at, word, n) || !strchr(" \t", text[p.at + n]))
		return (struct ini_part){ p.at, 0 };
	while (n < p.len && strchr(" \t", text[p.at + n]))
		n++;
	return (struct ini_part){ p.at + n, p.len - n };
}

static bool ini_edit_has_blank(const char *name)
{
	return strpbrk(name, " \t");
}

static bool ini_edit_is_ours(const struct edit *e, const struct ini_line *line,
			     bool *quoted)
{
	struct ini_part p = line->name;
	const char *text = e->text.s;

	if (e->file == INI_CREDENTIALS)
		return ini_edit_part_is(text, p, e->profile);
	if (ini_edit_part_is(text, p, "default") && str_eq(e->profile, "default"))
		return true;
	p = ini_edit_profile_part(text, p);
	if (p.len > 2 && strchr("\"'", text[p.at]) &&
	    text[p.at + p.len - 1] == text[p.at]) {
		p = (struct ini_part){ p.at + 1, p.len - 2 };
		if (ini_edit_part_is(text, p, e->profile))
			*quoted = true;
	} else if (ini_edit_has_blank(e->profile)) {
		return false;		/* [profile x y] is no profile: three words */
	}
	return ini_edit_part_is(text, p, e->profile);
}

static struct spot ini_edit_find(const struct edit *e, const char *key)
{
	struct ini_line line, before = { .kind = INI_BLANK };
	struct spot s = { 0 };
	struct ini_walk w = { .at = e->begin };
	bool inside = false;

	for (; ini_edit_next_line(e, &w, &line); before = line) {
		if (line.kind == INI_SECTION) {
			inside = ini_edit_is_ours(e, &line, &s.quoted);
			if (inside) {
				s.sections++;
				s.head = line;
				s.before = before;
				s.end = w.at;
			}
		} else if (inside && line.kind == INI_PROPERTY) {
			s.properties++;
			s.end = w.at;
			if (key && line.name.len == strlen(key) &&
			    !strncasecmp(e->text.s + line.name.at, key, line.name.len)) {
				s.keys++;
				s.line = line;
			}
		} else if (inside && line.kind == INI_MORE) {
			s.end = w.at;
		} else if (inside && s.properties && line.kind == INI_COMMENT &&
			   line.all.at == s.end && strchr(" \t", e->text.s[s.end])) {
			/* right behind a property, and indented as if it belonged to it */
			s.end = w.at;
		}
	}
	return s;
}

/* --- one change of the text ------------------------------------------------- */

static void ini_edit_splice(struct edit *e, size_t at, size_t len, const char *with)
{
	struct buf made = BUF(e->text.max);

	buf_add(&made, e->text.s, at);
	buf_str(&made, with);
	buf_add(&made, e->text.s + at + len, e->text.len - at - len);
	buf_free(&e->text);
	e->text = made;
}

static void ini_edit_notice(struct edit *e, const char *what, const char *key,
			    const char *so)
{
	if (e->notices)
		buf_fmt(e->notices, "%s '%s'%s%s\n", what, key ? key : e->profile,
			*so ? ": " : "", so);
}

/* The lines that continue this property; comments among them stay. */
static void ini_edit_drop_more(struct edit *e, const struct ini_line *property_line)
{
	struct ini_walk w = { .at = property_line->all.at };
	struct ini_line line;

	ini_edit_next_line(e, &w, &line);
	while (ini_edit_next_line(e, &w, &line) && line.kind != INI_SECTION &&
	       line.kind != INI_PROPERTY) {
		if (line.kind == INI_MORE) {
			ini_edit_splice(e, line.all.at, line.all.len, "");
			w.at = line.all.at;
		}
	}
}

/*
 * A comment behind a value: the AWS CLI takes it for a part of the value, other
 * readers do not. On a line of its own it is one for all of them.
 */
static void ini_edit_move_comment(struct edit *e, const char *key,
				  const struct ini_line *line, size_t value_end)
{
	size_t end = line->all.at + line->all.len, at = value_end;
	struct buf comment = BUF(e->text.max);

	while (end > line->all.at && strchr("\r\n", e->text.s[end - 1]))
		end--;
	at += strspn(e->text.s + at, " \t");
	if (at >= end)
		return;
	buf_add(&comment, e->text.s + at, end - at);
	buf_str(&comment, e->eol);
	ini_edit_splice(e, value_end, end - value_end, "");
	ini_edit_splice(e, line->all.at, 0, comment.s);
	buf_free(&comment);
	ini_edit_notice(e, "comment behind", key,
			"it is on a separate line now, because the AWS CLI would read it "
			"as part of the value");
}

static void ini_edit_end_last_line(struct edit *e)
{
	if (e->text.len > e->begin && e->text.s[e->text.len - 1] != '\n')
		buf_str(&e->text, e->eol);
}

static void ini_edit_add_key(struct edit *e, const struct ini_change *c, size_t at)
{
	struct buf line = BUF(e->text.max);

	buf_str(&line, c->key);
	buf_str(&line, " = ");
	buf_str(&line, c->value);
	buf_str(&line, e->eol);
	ini_edit_splice(e, at, 0, line.s);
	buf_free(&line);
}

static void ini_edit_set_key(struct edit *e, const struct ini_change *c)
{
	struct spot s = ini_edit_find(e, c->key);

	if (s.keys > 1)
		ini_edit_notice(e, "duplicate key", c->key,
				"the last one, which is in effect, "
				"was changed");
	if (s.keys) {
		const char *text = e->text.s;
		size_t equals = s.line.name.at + s.line.name.len, at;

		while (text[equals] != '=' && text[equals] != ':')
			equals++;
		at = equals + 1 + strspn(text + equals + 1, " \t");
		ini_edit_drop_more(e, &s.line);
		ini_edit_move_comment(e, c->key, &s.line, at + s.line.value.len);
		/* a moved comment has pushed the line down */
		at += ini_edit_find(e, c->key).line.all.at - s.line.all.at;
		ini_edit_splice(e, at, s.line.value.len, c->value);
		return;
	}
	if (!s.sections) {
		bool prefix = e->file == INI_CONFIG && !str_eq(e->profile, "default");
		const char *quote = prefix && ini_edit_has_blank(e->profile) ? "\"" : "";
		struct ini_line line = { .kind = INI_BLANK };
		struct ini_walk w = { .at = e->begin };

		while (ini_edit_next_line(e, &w, &line))
			;
		ini_edit_end_last_line(e);
		if (line.kind != INI_BLANK)
			buf_str(&e->text, e->eol);
		buf_fmt(&e->text, "[%s%s%s%s]", prefix ? "profile " : "", quote, e->profile,
			quote);
		buf_str(&e->text, e->eol);
	} else
		ini_edit_end_last_line(e);
	ini_edit_add_key(e, c, ini_edit_find(e, NULL).end);
}

static void ini_edit_remove_key(struct edit *e, const char *key)
{
	struct spot s = ini_edit_find(e, key);

	if (!s.keys)
		return;
	while (s.keys) {
		ini_edit_drop_more(e, &s.line);
		ini_edit_splice(e, s.line.all.at, s.line.all.len, "");
		s = ini_edit_find(e, key);
	}
	e->emptied = !s.properties;
}

/* With the blank line that stood before it, where it parts nothing any more. */
static void ini_edit_remove_sections(struct edit *e)
{
	for (struct spot s = ini_edit_find(e, NULL); s.sections;
	     s = ini_edit_find(e, NULL)) {
		size_t at = s.head.all.at, len = s.head.all.len, next = at + len;
		bool end = next >= e->text.len || (e->text.s[next] == '\n') ||
			   !strncmp(e->text.s + next, "\r\n", 2);

		if (end && at > e->begin && s.before.kind == INI_BLANK) {
			at = s.before.all.at;
			len += s.before.all.len;
		}
		ini_edit_splice(e, at, len, "");
	}
}

/* --- checks before and after ------------------------------------------------ */

static struct json *ini_edit_member(struct json *in, const char *name)
{
	struct json *j = json_get(in, name);

	return j ? j : json_put(in, name, json_object_new());
}

/* What the tree must be afterwards; has: the reader sees the profile in it. */
static void ini_edit_expect(struct json *tree, const struct edit *e,
			    const struct ini_change *changes, bool has)
{
	struct json *profiles = ini_edit_member(tree, "profiles"), *p;

	if (!has) {		/* it went, or the reader leaves such a section out */
		json_drop(profiles, e->profile);
		return;
	}
	p = ini_edit_member(profiles, e->profile);
	for (const struct ini_change *c = changes; c->key; c++) {
		if (c->value)
			json_put_str(p, c->key, c->value);
		else
			json_drop(p, c->key);
	}
}

static bool ini_edit_same(const struct json *a, const struct json *b, const char *group)
{
	a = json_get(a, group);
	b = json_get(b, group);
	return json_equal(a, b) || (!json_count(a) && !json_count(b));
}

/* How the text is read: as by the AWS CLI, or as the SDKs agree. */
typedef bool reader(struct json *tree, const char *text, size_t n, enum ini_file file,
		    const char *path, struct err *err);
static reader *const readers[] = { cli_ini_read, ini_read };

static bool ini_edit_reads_back_by(reader *read, struct edit *e, const char *text, size_t n,
				   const struct ini_change *changes)
{
	struct json *want = json_object_new(), *have = json_object_new();
	struct err ignored = ERR_INIT;
	bool ok = read(want, text, n, e->file, "", &ignored) &&
		  read(have, e->text.s, e->text.len, e->file, "", &ignored);
	bool has = json_get(json_get(have, "profiles"), e->profile);

	ok = ok && (has || !ini_edit_find(e, NULL).sections);
	ini_edit_expect(want, e, changes, has);
	ok = ok && ini_edit_same(want, have, "profiles") &&
		ini_edit_same(want, have, "services") &&
		ini_edit_same(want, have, "sso-session");
	json_free(want);
	json_free(have);
	return ok;
}

/* A file that the AWS CLI refuses, or a name that it reads otherwise, may be the SDKs'. */
static bool ini_edit_reads_back(struct edit *e, const char *text, size_t n,
				const struct ini_change *changes, const char *path,
				struct err *err)
{
	bool ok = true;

	for (const struct ini_change *c = changes; ok && c->key; c++)
		ok = !c->value || ini_value_ok(c->value);
	if (ok &&
	    (ini_edit_reads_back_by(readers[0], e, text, n, changes) ||
	     ini_edit_reads_back_by(readers[1], e, text, n, changes)))
		return true;
	err_set(err, ERR_INPUT, "a value would be read back differently from profile "
		"'%s' of '%s'", e->profile, path);
	return err_hint(err,
			"a value must not be empty, start or end with a space, or have '#' "
			"or ';' after a space; the file was not changed");
}

static bool ini_edit_is_readable(const char *text, size_t n, enum ini_file file,
				 const char *path, struct err *err)
{
	struct json *tree = json_object_new();
	struct err ignored = ERR_INIT;
	bool ok = cli_ini_read(tree, text, n, file, path, &ignored) ||
		  ini_read(tree, text, n, file, path, err);

	json_free(tree);
	return ok;
}

/* --- the whole -------------------------------------------------------------- */

static void ini_edit_begin(struct edit *e, const char *text, size_t n)
{
	const char *line = memchr(text, '\n', n);

	buf_add(&e->text, text, n);
	e->begin = ini_mark(text, n);
	e->eol = line && line > text && line[-1] == '\r' ? "\r\n" : "\n";
}

/* Room for the whole of the changes: no splice may cut. */
static size_t ini_edit_room(size_t n, const char *profile, const struct ini_change *changes)
{
	size_t all = 2 * n + strlen(profile) + 64;

	for (const struct ini_change *c = changes; c->key; c++)
		all += strlen(c->key) + (c->value ? strlen(c->value) : 0) + 16;
	return all;
}

bool ini_edit(struct buf *out, const char *text, size_t n, enum ini_file file,
	      const char *profile, const struct ini_change *changes,
	      const char *path, struct buf *notices, struct err *err)
{
	struct edit e = { .text = BUF(ini_edit_room(n, profile, changes)),
			  .file = file,
			  .profile = profile,
			  .notices = notices };
	bool ok = ini_edit_ok(profile, changes, err) &&
		ini_edit_is_readable(text, n, file, path, err);
	struct spot s;

	if (ok) {
		ini_edit_begin(&e, text, n);
		s = ini_edit_find(&e, NULL);
		if (s.sections > 1)
			ini_edit_notice(&e, "duplicate section", NULL, "");
		if (s.quoted && !ini_edit_has_blank(e.profile))
			ini_edit_notice(&e, "quoted profile name", NULL,
					"the AWS CLI reads this section, "
					"other SDKs do not");
		for (const struct ini_change *c = changes; c->key; c++) {
			if (c->value)
				ini_edit_set_key(&e, c);
			else
				ini_edit_remove_key(&e, c->key);
		}
		if (e.emptied && !ini_edit_find(&e, NULL).properties)
			ini_edit_remove_sections(&e);
		ok = ini_edit_reads_back(&e, text, n, changes, path, err);
	}
	if (ok) {
		buf_add(out, e.text.s, e.text.len);
		ok = !out->cut ||
			err_set(err, ERR_FILE, "'%s' would be larger than %zu bytes", path,
				out->max);
	}
	buf_free(&e.text);
	return ok;
}

bool ini_edit_at(const char *text, size_t n, enum ini_file file, const char *profile,
		 const char *key, size_t *at)
{
	struct edit e = { .text = BUF(n + 1), .file = file, .profile = profile };
	struct spot s;

	ini_edit_begin(&e, text, n);
	s = ini_edit_find(&e, key);
	*at = s.line.all.at;
	buf_free(&e.text);
	return s.keys;
}
