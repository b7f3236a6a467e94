/* token_file.c - see token_file.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aws/token_file.h"
#include "base/edit_file.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/state.h"
#include "base/str.h"
#include "format/json.h"
#include "net/hash.h"

#define FILE_MAX (256u << 10)
#define ROOM (16u << 10)		/* for new tokens */
#define LOCK_MS 30000		/* a refresh by another process takes one or two calls */
#define NAP_MS 100
#define OTHER_MS 2000		/* from another program's reply to its write of the file */

struct json *token_file_read(const char *path, bool *missing, struct err *err)
{
	struct buf text = BUF(FILE_MAX);
	struct json *j = NULL;
	bool none = false;

	if (file_read(path, &text, &none, err))
		j = json_parse(text.s, text.len, path, err);
	if (j && json_type(j) != JSON_OBJECT) {
		json_free(j);
		j = NULL;
		err_set(err, ERR_LOGIN, "'%.250s' is not a JSON object", path);
	}
	if (!j)
		err->kind = ERR_LOGIN;
	if (missing)
		*missing = none;
	buf_free(&text);
	return j;
}

long token_left(const struct json *token, const char *ends)
{
	const char *text = json_text(json_path(token, ends));
	time_t end = text ? clock_read_any(text) : -1, now = clock_wall();

	return end > now ? (long)(end - now) : 0;
}

/* --- writing ------------------------------------------------------------------------ */

/* One write. used: the refresh token that was spent, NULL: a new sign-in. */
struct edit {
	const char *path, *ends, *used;
	const struct json *fresh;
	struct json *now;	/* the content of the file afterwards */
};

static void token_file_merge(struct json *into, const struct json *fresh)
{
	json_each(member, fresh) {
		if (json_type(member) == JSON_NULL)
			json_drop(into, json_key(member));
		else
			json_put(into, json_key(member), json_copy(member));
	}
}

static enum edit_file_act token_file_edit(void *ctx, const struct buf *old,
					  struct buf *made, struct err *err)
{
	struct err unread = ERR_INIT;
	struct edit *e = ctx;
	struct json *there = old && old->len ?
			     json_parse(old->s, old->len, e->path, &unread) : NULL;

	(void)err;
	if (json_type(there) != JSON_OBJECT) {	/* truncated or empty */
		json_free(there);
		there = NULL;
	}
	json_free(e->now);
	/*
	 * The file must stay as it is where the operator signed out, or another program
	 * wrote tokens that last as long.
	 */
	if (e->used &&
	    (!there ||
	     (!str_eq(json_str(there, "refreshToken"), e->used) &&
	      token_left(there, e->ends) >= token_left(e->fresh, e->ends)))) {
		e->now = there ? there : json_copy(e->fresh);
		return EDIT_SAME;
	}
	e->now = there ? there : json_object_new();
	token_file_merge(e->now, e->fresh);
	json_print(made, e->now);
	buf_char(made, '\n');
	return EDIT_WRITE;
}

static struct edit_file token_file_swap_of(struct edit *e)
{
	return (struct edit_file){ .path = e->path,
				   .max = FILE_MAX,
				   .own_folder = true,
				   .edit = token_file_edit,
				   .ctx = e };
}

bool token_file_ready(const char *path, struct err *err)
{
	struct edit none = { .path = path };
	struct edit_file s = token_file_swap_of(&none);

	return edit_file_ready(&s, ROOM, err);
}

bool token_file_write(const char *path, const struct json *fresh, struct err *err)
{
	struct edit e = { .path = path, .ends = "", .fresh = fresh };
	struct edit_file s = token_file_swap_of(&e);
	bool ok = edit_file_replace(&s, NULL, err);

	json_free(e.now);
	return ok;
}

/* --- refreshing --------------------------------------------------------------------- */

/*
 * The descriptor of the lock; -1 where it cannot be created: the refresh continues without
 * it.
 */
static int token_file_lock(const struct token_refresh *t)
{
	int64_t until = clock_ms() + LOCK_MS;
	struct err err = ERR_INIT;
	char sum[HASH_HEX], *folder, *path;
	int fd = -1;

	if (!state_home())
		return -1;
	hash_sha256_hex(sum, t->path, strlen(t->path));
	folder = xasprintf("%s/locks", state_home());
	path = xasprintf("%s/.sign-in-%.16s", folder, sum);
	if (file_folder(folder, &err))
		while ((fd = file_lock(path, &err)) < 0 && err.kind == ERR_BUSY &&
		       clock_ms() < until && clock_sleep(NAP_MS, t->stop))
			;
	free(folder);
	free(path);
	return fd;
}

/* Replaces the tree by the content of the file, if it has any. */
static void token_file_read_again(const struct token_refresh *t, struct json **token)
{
	struct err ignored = ERR_INIT;
	struct json *now = token_file_read(t->path, NULL, &ignored);

	if (!now)
		return;
	json_free(*token);
	*token = now;
}

static bool token_file_is_fresh(const struct token_refresh *t, const struct json *token)
{
	return token_left(token, t->ends) > t->early;
}

static bool token_file_take(const struct token_refresh *t, const struct json *fresh,
			    struct json **token, struct err *err)
{
	struct edit e = { .path = t->path, .ends = t->ends,
			  .used = json_str(*token, "refreshToken"), .fresh = fresh };
	struct edit_file s = token_file_swap_of(&e);

	if (!edit_file_replace(&s, NULL, err)) {	/* writing was possible before: the tokens are used this time only */
		*err = (struct err)ERR_INIT;
		json_free(e.now);
		e.now = json_copy(*token);
		token_file_merge(e.now, fresh);
	}
	json_free(*token);
	*token = e.now;
	return true;
}

static bool token_file_ask(const struct token_refresh *t, struct json **token,
			   struct err *err)
{
	struct json *fresh;
	bool ok, refused;

	if (!token_file_ready(t->path, err))
		return false;
	fresh = t->ask(t->with, *token, err);
	if (!fresh) {
		int64_t until;

		refused = err->status >= 400 && err->status < 500;
		/*
		 * The refresh token was refused: another program may have used it, and not
		 * written the file yet.
		 */
		until = clock_ms() +
			((refused && !token_left(*token, t->ends)) ? OTHER_MS : 0);
		do
			token_file_read_again(t, token);
		while (!token_file_is_fresh(t, *token) && clock_ms() < until &&
		       clock_sleep(NAP_MS, t->stop));
		return token_file_is_fresh(t, *token);
	}
	ok = token_file_take(t, fresh, token, err);
	json_free(fresh);
	return ok;
}

bool token_refresh(const struct token_refresh *t, struct json **token, struct err *err)
{
	int fd;
	bool ok;

	if (token_file_is_fresh(t, *token))
		return true;
	fd = token_file_lock(t);
	token_file_read_again(t, token);
	ok = token_file_is_fresh(t, *token) || token_file_ask(t, token, err);
	if (ok)
		*err = (struct err)ERR_INIT;
	if (fd >= 0)
		close(fd);
	return ok;
}
