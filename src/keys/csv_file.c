/* csv_file.c - see csv_file.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/edit_file.h"
#include "base/str.h"
#include "format/ini.h"
#include "keys/access_key.h"
#include "keys/csv_file.h"
#include "keys/key_files.h"

#define COLUMNS 16
#define NEEDED 1024		/* bytes of such a file, with room to spare */

/* --- records of fields ---------------------------------------------------------- */

struct field {
	struct ini_part raw;	/* in the text, with quotes */
	struct buf text;	/* without them */
};

struct record {
	struct field field[COLUMNS];
	size_t n;
	bool bad;		/* an unmatched quote, or too many fields */
};

static void csv_file_record_free(struct record *r)
{
	for (size_t i = 0; i < r->n; i++)
		buf_free(&r->field[i].text);
	r->n = 0;
}

static bool csv_file_is_end(const struct buf *b, size_t at)
{
	return at >= b->len || b->s[at] == '\n' ||
	       (b->s[at] == '\r' && (at + 1 >= b->len || b->s[at + 1] == '\n'));
}

static size_t csv_file_read_quoted(const struct buf *b, size_t at, struct record *r,
			      struct buf *out)
{
	for (at++; at < b->len; at++) {
		if (b->s[at] == '"' && b->s[at + 1] != '"')
			return at + 1;
		at += b->s[at] == '"';
		buf_char(out, b->s[at]);
	}
	r->bad = true;
	return at;
}

/* The next record, skipping empty lines; false: there is none. */
static bool csv_file_next_record(const struct buf *b, size_t *at, struct record *r)
{
	*r = (struct record){ .n = 0 };
	*at += strspn(b->s + *at, "\r\n");
	if (*at >= b->len)
		return false;
	for (;;) {
		struct field *f = &r->field[r->n++];
		size_t from = *at;

		f->text = (struct buf)BUF(KEYS_FILE_MAX);
		if (b->s[*at] == '"')
			*at = csv_file_read_quoted(b, *at, r, &f->text);
		for (; !csv_file_is_end(b, *at) && b->s[*at] != ','; ++*at)
			buf_char(&f->text, b->s[*at]);
		f->raw = (struct ini_part){ from, *at - from };
		if (csv_file_is_end(b, *at) || r->n == COLUMNS)
			break;
		++*at;			/* the comma */
	}
	r->bad = r->bad || !csv_file_is_end(b, *at);
	return true;
}

/* --- a file with one key --------------------------------------------------------- */

struct csv {
	struct access_key key;
	struct buf user;
	struct ini_part id, secret;	/* where the two are */
};

enum { COL_USER, COL_ID, COL_SECRET, COL_ALL };

static void csv_file_free(struct csv *c)
{
	access_key_free(&c->key);
	buf_free(&c->user);
}

static const char *csv_file_take_record(struct csv *c, const struct record *r,
				 const size_t col[COL_ALL])
{
	const struct field *id = &r->field[col[COL_ID]], *secret = &r->field[col[COL_SECRET]];

	if (r->bad || col[COL_ID] >= r->n || col[COL_SECRET] >= r->n)
		return "its second line does not have the columns of its first";
	if (*c->key.id)
		return "it contains more than one key";
	access_key_set(&c->key, id->text.s, secret->text.s, secret->text.len);
	if (col[COL_USER] < r->n)
		buf_str(&c->user, r->field[col[COL_USER]].text.s);
	c->id = id->raw;
	c->secret = secret->raw;
	return NULL;
}

/* NULL, or why it is not such a file. */
static const char *csv_file_parse(struct csv *c, const struct buf *text)
{
	static const char *const names[COL_ALL] = { "User Name", "Access Key Id",
						    "Secret Access Key" };
	size_t at = ini_mark(text->s, text->len), col[COL_ALL];
	const char *why = NULL;
	struct record r;

	*c = (struct csv){ .user = BUF(KEYS_FILE_MAX) };
	if (strlen(text->s) != text->len)
		return "it contains a NUL byte";
	if (!csv_file_next_record(text, &at, &r))
		return NULL;
	for (int i = 0; i < COL_ALL; i++) {
		col[i] = COLUMNS;
		for (size_t k = 0; k < r.n; k++)
			if (!strcasecmp(r.field[k].text.s, names[i]))
				col[i] = k;
	}
	if (r.bad || col[COL_ID] == COLUMNS || col[COL_SECRET] == COLUMNS)
		why = "its first line does not name the columns 'Access Key Id' and "
			"'Secret Access Key'";
	csv_file_record_free(&r);
	while (!why && csv_file_next_record(text, &at, &r)) {
		why = csv_file_take_record(c, &r, col);
		csv_file_record_free(&r);
	}
	return why;
}

static bool csv_file_look(struct csv *c, const struct buf *text, const char *path,
			  struct err *err)
{
	const char *why = csv_file_parse(c, text);

	if (!why)
		return true;
	csv_file_free(c);
	err_set(err, ERR_INPUT, "'%s' is not a CSV file of one access key: %s", path, why);
	return err_hint(err, "name the file that was created for the key, or a new one");
}

bool csv_file_read(const struct csv_file *f, struct access_key *key, struct buf *user,
		   struct err *err)
{
	struct buf text = BUF(KEYS_FILE_MAX);
	struct csv c = { .user = BUF(KEYS_FILE_MAX) };
	bool ok;

	access_key_free(key);
	ok = key_files_read(f->file, &text, err) && csv_file_look(&c, &text, f->file, err);
	if (ok) {
		access_key_copy(key, &c.key);
		if (user)
			buf_str(user, c.user.s);
	}
	csv_file_free(&c);
	buf_free(&text);
	return ok;
}

#define WHAT "a key file"

/* --- edits ------------------------------------------------------------------------ */

struct job {
	const struct csv_file *f;
	const char *user, *id;
	const struct access_key *key;
};

static bool csv_file_edit(struct job *job, edit_file_with *edit, bool *changed,
			  struct err *err)
{
	char *lock = key_files_lock(job->f->state);
	struct edit_file s = { .path = job->f->file, .lock = lock, .max = KEYS_FILE_MAX,
			  .edit = edit, .ctx = job, .notices = job->f->notices };
	bool ok = edit_file_replace(&s, changed, err);

	free(lock);
	return ok;
}

static void csv_file_quote(struct buf *out, const char *s)
{
	if (!s[strcspn(s, ",\"\r\n")]) {
		buf_str(out, s);
		return;
	}
	buf_char(out, '"');
	for (; *s; s++) {
		if (*s == '"')
			buf_char(out, '"');
		buf_char(out, *s);
	}
	buf_char(out, '"');
}

static enum edit_file_act csv_file_create_edit(void *ctx, const struct buf *old,
					       struct buf *made, struct err *err)
{
	const struct job *job = ctx;
	struct csv c;
	bool same;

	if (!old) {
		buf_str(made, "User Name,Access Key Id,Secret Access Key\n");
		csv_file_quote(made, job->user);
		buf_char(made, ',');
		buf_str(made, job->key->id);
		buf_char(made, ',');
		buf_str(made, job->key->secret.s);
		buf_char(made, '\n');
		return EDIT_WRITE;
	}
	same = !csv_file_parse(&c, old) && access_key_same(&c.key, job->key);
	csv_file_free(&c);
	if (same)
		return EDIT_SAME;
	key_files_taken(job->f->file, WHAT, err);
	return EDIT_FAIL;
}

bool csv_file_create(const struct csv_file *f, const char *user,
		     const struct access_key *key, struct err *err)
{
	struct job job = { .f = f, .user = user, .key = key };

	return access_key_check(key->id, key->secret.s ? key->secret.s : "", err) &&
		csv_file_edit(&job, csv_file_create_edit, NULL, err);
}

static enum edit_file_act csv_file_replace_edit(void *ctx, const struct buf *old,
						struct buf *made, struct err *err)
{
	static const struct buf none = BUF(1);
	const struct job *job = ctx;
	enum edit_file_act act = EDIT_FAIL;
	struct csv c;

	if (!csv_file_look(&c, old ? old : &none, job->f->file, err))
		return EDIT_FAIL;
	if (access_key_same(&c.key, job->key)) {
		act = EDIT_SAME;
	} else if (str_eq(c.key.id, job->key->id) ||
		   key_files_holds(&c.key, job->id, job->f->file, err)) {
		/* replaces both values; either can come first in the file */
		bool id_first = c.id.at < c.secret.at;
		struct ini_part a = id_first ? c.id : c.secret;
		struct ini_part b = id_first ? c.secret : c.id;

		buf_add(made, old->s, a.at);
		buf_str(made, id_first ? job->key->id : job->key->secret.s);
		buf_add(made, old->s + a.at + a.len, b.at - a.at - a.len);
		buf_str(made, id_first ? job->key->secret.s : job->key->id);
		buf_add(made, old->s + b.at + b.len, old->len - b.at - b.len);
		act = EDIT_WRITE;
	}
	csv_file_free(&c);
	return act;
}

bool csv_file_replace(const struct csv_file *f, const struct access_key *key,
		      const char *expected_id, struct err *err)
{
	struct job job = { .f = f, .key = key, .id = expected_id };

	return access_key_check(key->id, key->secret.s ? key->secret.s : "", err) &&
		csv_file_edit(&job, csv_file_replace_edit, NULL, err);
}

static enum edit_file_act csv_file_remove_edit(void *ctx, const struct buf *old,
					       struct buf *made, struct err *err)
{
	const struct job *job = ctx;
	struct csv c;
	bool is;

	(void)made;
	(void)err;
	if (!old)
		return EDIT_SAME;
	is = !csv_file_parse(&c, old) && *c.key.id && str_eq(c.key.id, job->id);
	csv_file_free(&c);
	return is ? EDIT_REMOVE : EDIT_SAME;
}

bool csv_file_remove(const struct csv_file *f, const char *id, bool *did, struct err *err)
{
	struct job job = { .f = f, .id = id };

	if (did)
		*did = false;
	return !key_files_there(f->file) ||
		csv_file_edit(&job, csv_file_remove_edit, did, err);
}

bool csv_file_ready(const struct csv_file *f, const char *expected_id, struct err *err)
{
	char *lock = key_files_lock(f->state);
	struct edit_file s = { .path = f->file, .lock = lock, .max = KEYS_FILE_MAX };
	struct access_key has = ACCESS_KEY_INIT;
	bool ok;

	if (!*expected_id)
		ok = !key_files_there(f->file) || key_files_taken(f->file, WHAT, err);
	else
		ok = csv_file_read(f, &has, NULL, err) &&
		     key_files_holds(&has, expected_id, f->file, err);
	ok = ok && edit_file_ready(&s, NEEDED, err);
	access_key_free(&has);
	free(lock);
	return ok;
}
