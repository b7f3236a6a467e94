/*
 * find_text.c - where a key ID stands that no edit of ours reaches, by the text of the
 * files alone; see find.h. Values are never quoted.
 */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aws/profile.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/ini_edit.h"
#include "format/json.h"
#include "keys/aws_files.h"
#include "keys/find.h"
#include "keys/key_files.h"

#define SEARCH_MAX (16u << 20)	/* bytes of a file that is only searched */

#define ACCESS_KEY "aws_access_key_id"

#define NOT_A_PROFILE "it is not the access key ID of a profile"
#define COMMENT "it is in a comment"
#define BROKEN "the file cannot be parsed"

struct lines {
	const char *text;
	size_t len, at, number;		/* number: of the line that at begins */
};

static bool find_text_is_id_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Whether n bytes contain the ID as a word of its own. */
static bool find_text_has_id(const char *s, size_t n, const char *id)
{
	size_t len = strlen(id);
	const char *end = s + n, *at = s;

	while ((at = memmem(at, (size_t)(end - at), id, len))) {
		if ((at == s || !find_text_is_id_char(at[-1])) &&
		    (at + len == end || !find_text_is_id_char(at[len])))
			return true;
		at++;
	}
	return false;
}

/* The next line with the ID; false: there is none. */
static bool find_text_next_with(struct lines *l, const char *id, const char **line,
				size_t *n)
{
	while (l->at < l->len) {
		const char *s = l->text + l->at;
		const char *end = memchr(s, '\n', l->len - l->at);

		*n = end ? (size_t)(end - s) : l->len - l->at;
		*line = s;
		l->at += *n + 1;
		l->number++;
		if (find_text_has_id(s, *n, id))
			return true;
	}
	return false;
}

static void find_text_add(struct json *list, const char *file, size_t line, bool aws,
			  const char *why)
{
	struct json *j = json_push(list, json_object_new());

	json_put_str(j, "file", file);
	json_put(j, "line", json_number_new((double)line));
	if (aws)
		json_put(j, "aws", json_bool_new(true));
	json_put_str(j, "why", why);
}

/* --- the shared files -------------------------------------------------------------- */

/* Where the edit of each found profile changes the ID: at[] of the lines' first bytes. */
struct reached {
	size_t at[256], n;
};

static void find_text_reach(struct reached *r, const struct buf *text,
			    const struct aws_file *f, const struct json *found)
{
	static const struct ini_change changes[] = { { ACCESS_KEY, "AKIA0000000000000000" },
						     { 0 } };

	json_each(place, found) {
		const char *profile = json_str(place, "profile");
		struct buf made = BUF(2 * KEYS_FILE_MAX);
		struct err ignored = ERR_INIT;
		size_t at;

		if (*profile && r->n < sizeof(r->at) / sizeof(*r->at) &&
		    str_eq(json_str(place, "file"), f->path) &&
		    ini_edit_at(text->s, text->len, f->kind, profile, ACCESS_KEY, &at) &&
		    ini_edit(&made, text->s, text->len, f->kind, profile, changes, f->path,
			     NULL, &ignored))
			r->at[r->n++] = at;
		buf_free(&made);
	}
}

/* The ID once, in the value that an edit changes; a second one beside it is left. */
static bool find_text_is_reached(const struct reached *r, size_t at, const char *line,
				 size_t n, const char *id)
{
	const char *first = memmem(line, n, id, strlen(id));
	size_t past = first ? (size_t)(first - line) + strlen(id) : n;

	for (size_t i = 0; i < r->n; i++)
		if (r->at[i] == at)
			return !find_text_has_id(line + past, n - past, id);
	return false;
}

static bool find_text_is_comment(const char *line, size_t n)
{
	while (n && (*line == ' ' || *line == '\t')) {
		line++;
		n--;
	}
	return n && (*line == '#' || *line == ';');
}

static void find_text_add_left(struct json *list, const struct aws_file *f, const char *id,
			       const struct buf *text, const struct reached *r)
{
	struct lines l = { .text = text->s, .len = text->len };
	struct json *tree = json_object_new();
	struct err ignored = ERR_INIT;
	bool parsed = key_files_parse(tree, text, f->kind, f->path, &ignored);
	const char *line;
	size_t n;

	while (find_text_next_with(&l, id, &line, &n)) {
		size_t at = (size_t)(line - text->s);

		at += !at ? ini_mark(text->s, text->len) : 0;
		if (!find_text_is_reached(r, at, line, n, id))
			find_text_add(list, f->path, l.number, true,
				      !parsed ? BROKEN :
					      find_text_is_comment(line, n) ?
						COMMENT :
						NOT_A_PROFILE);
	}
	json_free(tree);
}

static bool find_text_shared(struct json *list, const struct aws_file *f, const char *id,
			     const struct json *found, struct err *err)
{
	struct buf text = BUF(KEYS_FILE_MAX);
	struct reached r = { .n = 0 };
	bool ok = key_files_read(f->path, &text, err);

	if (ok) {
		find_text_reach(&r, &text, f, found);
		find_text_add_left(list, f, id, &text, &r);
	}
	buf_free(&text);
	return ok;
}

/* --- others ------------------------------------------------------------------------ */

static bool find_text_is_known(const char *path, const struct json *found,
			       const struct aws_file *shared, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (aws_files_same(shared[i].path, path))
			return true;
	json_each(place, found)
		if (*json_str(place, "file") && aws_files_same(json_str(place, "file"), path))
			return true;
	return false;
}

static void find_text_other(struct json *list, const char *path, const char *id,
			    struct json *unread)
{
	struct buf text = BUF(SEARCH_MAX);
	struct err err = ERR_INIT;
	struct lines l = { 0 };
	struct stat st;
	const char *line;
	size_t n;

	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return;			/* .env is a folder in many a project */
	if (key_files_read(path, &text, &err)) {
		l = (struct lines){ .text = text.s, .len = text.len };
		while (find_text_next_with(&l, id, &line, &n))
			find_text_add(list, path, l.number, false,
				      "accredit does not edit this file");
	} else if (unread) {
		struct json *j = json_push(unread, json_object_new());

		json_put_str(j, "file", path);
		json_put_str(j, "why", err.text);
	}
	buf_free(&text);
}

/* base/name, or what the variable names; NULL: neither. Yours. */
static char *find_text_path_of(const char *variable, const char *base, const char *name)
{
	const char *set = variable ? profile_env(variable) : "";

	if (str_starts(set, "~/"))
		return xasprintf("%s%s", profile_home(), set + 1);
	if (*set)
		return xstrdup(set);
	return base && *base ? xasprintf("%s/%s", base, name) : NULL;
}

static void find_text_others(struct json *list, const char *id, const struct json *found,
			     struct json *unread)
{
	char here[PATH_MAX];
	const char *home = profile_home(), *set = profile_env("XDG_CONFIG_HOME");
	char *config = *set ? xstrdup(set) : *home ? xasprintf("%s/.config", home) : NULL;
	char *paths[] = {
		find_text_path_of("S3CMD_CONFIG", home, ".s3cfg"),
		find_text_path_of("RCLONE_CONFIG", config, "rclone/rclone.conf"),
		find_text_path_of(NULL, home, ".rclone.conf"),
		find_text_path_of(NULL, getcwd(here, sizeof(here)), ".env"),
	};
	struct aws_file shared[AWS_FILES];
	size_t n = aws_files(shared);

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		if (paths[i] && !find_text_is_known(paths[i], found, shared, n))
			find_text_other(list, paths[i], id, unread);
		free(paths[i]);
	}
	free(config);
}

struct json *keys_search(const char *id, const struct json *found, struct json *unread,
			 struct err *err)
{
	struct json *list = json_list_new();
	struct aws_file shared[AWS_FILES];
	size_t n = aws_files(shared);
	bool ok = true;

	for (size_t i = 0; ok && i < n; i++)
		ok = find_text_shared(list, &shared[i], id, found, err);
	if (ok) {
		find_text_others(list, id, found, unread);
		return list;
	}
	json_free(list);
	return NULL;
}
