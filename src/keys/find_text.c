/*
 * find_text.c - the lines that contain a key ID and that accredit does not edit, by the
 * text of the files alone; see find.h. Values are never quoted.
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

/* why: a literal. */
static void find_text_add(struct key_search *s, const char *file, size_t number, bool aws,
			  const char *why)
{
	s->lines = arena_more(s->arena, s->lines, s->lines_count, sizeof(*s->lines));
	s->lines[s->lines_count++] = (struct key_line){
		.file = arena_str(s->arena, file),
		.number = number,
		.aws = aws,
		.why = why,
	};
}

/* --- the shared files -------------------------------------------------------------- */

/* Where the edit of each found profile changes the ID: at[] of the lines' first bytes. */
struct reached {
	size_t at[256], n;
};

static void find_text_reach(struct reached *r, const struct buf *text,
			    const struct aws_file *f, const struct key_search *s)
{
	static const struct ini_change changes[] = { { ACCESS_KEY, "AKIA0000000000000000" },
						     { 0 } };

	for (size_t i = 0; i < s->locations_count; i++) {
		const char *profile = s->locations[i].profile;
		struct buf made = BUF(2 * KEYS_FILE_MAX);
		struct err ignored = ERR_INIT;
		size_t at;

		if (profile && r->n < sizeof(r->at) / sizeof(*r->at) &&
		    str_eq(s->locations[i].file, f->path) &&
		    ini_edit_at(text->s, text->len, f->kind, profile, ACCESS_KEY, &at) &&
		    ini_edit(&made, text->s, text->len, f->kind, profile, changes, f->path,
			     NULL, &ignored))
			r->at[r->n++] = at;
		buf_free(&made);
	}
}

static void find_text_add_unreached(struct key_search *s, const struct aws_file *f,
				    const char *id, const struct buf *text,
				    const struct reached *r)
{
	struct lines l = { .text = text->s, .len = text->len };
	struct json *tree = json_object_new();
	struct err ignored = ERR_INIT;
	bool parsed = key_files_parse(tree, text, f->kind, f->path, &ignored);
	const char *line;
	size_t n;

	while (find_text_next_with(&l, id, &line, &n)) {
		const char *first = line + strspn(line, " \t"), *why;
		const char *found = memmem(line, n, id, strlen(id));
		size_t past = found ? (size_t)(found - line) + strlen(id) : n;
		size_t at = (size_t)(line - text->s), i = 0;

		at += !at ? ini_mark(text->s, text->len) : 0;
		while (i < r->n && r->at[i] != at)
			i++;
		/* the line has the ID once, in the value that an edit changes */
		if (i < r->n && !find_text_has_id(line + past, n - past, id))
			continue;
		why = *first == '#' || *first == ';' ? COMMENT : NOT_A_PROFILE;
		find_text_add(s, f->path, l.number, true, parsed ? why : BROKEN);
	}
	json_free(tree);
}

/* --- others ------------------------------------------------------------------------ */

static bool find_text_is_known(const char *path, const struct key_search *s,
			       const struct aws_file *shared, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (aws_files_same(shared[i].path, path))
			return true;
	for (size_t i = 0; i < s->locations_count; i++)
		if (s->locations[i].file && aws_files_same(s->locations[i].file, path))
			return true;
	return false;
}

static void find_text_other(struct key_search *s, const char *path, const char *id)
{
	struct buf text = BUF(SEARCH_MAX);
	struct err err = ERR_INIT;
	struct lines l = { 0 };
	struct stat st;
	const char *line;
	size_t n;

	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return; /* .env is a folder in many projects */
	if (key_files_read(path, &text, &err)) {
		l = (struct lines){ .text = text.s, .len = text.len };
		while (find_text_next_with(&l, id, &line, &n))
			find_text_add(s, path, l.number, false,
				      "accredit does not edit this file");
	} else {
		s->unread = arena_more(s->arena, s->unread, s->unread_count,
				       sizeof(*s->unread));
		s->unread[s->unread_count++] = (struct unread_file){
			.file = arena_str(s->arena, path),
			.why = arena_str(s->arena, err.text),
		};
	}
	buf_free(&text);
}

/* The file that the variable names, else base/name; NULL: neither is set. Yours. */
static char *find_text_path_of(const char *variable, const char *base, const char *name)
{
	const char *set = variable ? profile_env(variable) : "";

	if (str_starts(set, "~/"))
		return xasprintf("%s%s", profile_home(), set + 1);
	if (*set)
		return xstrdup(set);
	return base && *base ? xasprintf("%s/%s", base, name) : NULL;
}

static void find_text_others(struct key_search *s, const char *id)
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
		if (paths[i] && !find_text_is_known(paths[i], s, shared, n))
			find_text_other(s, paths[i], id);
		free(paths[i]);
	}
	free(config);
}

bool keys_search(struct key_search *s, const char *id, struct err *err)
{
	struct aws_file shared[AWS_FILES];
	size_t n = aws_files(shared);
	bool ok = true;

	for (size_t i = 0; ok && i < n; i++) {
		struct buf text = BUF(KEYS_FILE_MAX);
		struct reached r = { .n = 0 };

		ok = key_files_read(shared[i].path, &text, err);
		if (ok) {
			find_text_reach(&r, &text, &shared[i], s);
			find_text_add_unreached(s, &shared[i], id, &text, &r);
		}
		buf_free(&text);
	}
	if (ok)
		find_text_others(s, id);
	return ok;
}
