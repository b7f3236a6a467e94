/* stackset_targets.c - the accounts and organizational units of a StackSet; see stackset.h.
 */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "stackset/stackset.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define FILE_MAX (1u << 20)

bool stackset_name_check(const char *name, struct err *err)
{
	size_t n = strlen(name);

	if (n >= 1 && n <= 128 && strchr(LETTERS, *name) &&
	    strspn(name, LETTERS DIGITS "-") == n)
		return true;
	err_set(err, ERR_INPUT, "'%.140s' is not a name of a StackSet", name);
	return err_hint(err,
			"use 1-128 letters, digits and hyphens, starting with a letter, "
			"such as my-access");
}

static bool stackset_targets_is_account(const char *id)
{
	return strlen(id) == 12 && strspn(id, DIGITS) == 12;
}

/* "ou-ab12-cdefgh34", or "r-ab12": the root. */
static bool stackset_targets_is_unit(const char *id)
{
	const char *lower = "abcdefghijklmnopqrstuvwxyz" DIGITS;
	size_t n;

	if (str_starts(id, "r-"))
		return strlen(id) >= 6 && strlen(id) <= 34 &&
			!id[2 + strspn(id + 2, lower)];
	if (!str_starts(id, "ou-"))
		return false;
	n = strspn(id + 3, lower);
	if (n < 4 || n > 32 || id[3 + n] != '-')
		return false;
	id += 3 + n + 1;
	n = strspn(id, lower);
	return n >= 8 && n <= 32 && !id[n];
}

static int stackset_targets_by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The texts of a list, sorted, each once. */
static struct json *stackset_targets_sorted(const struct json *list)
{
	size_t n = 0, count = json_count(list);
	const char **texts = xcalloc(count + 1, sizeof(*texts));
	struct json *out = json_list_new();

	json_each(one, list)
		texts[n++] = json_text(one);
	if (n)
		qsort(texts, n, sizeof(*texts), stackset_targets_by_text);
	for (size_t i = 0; i < n; i++)
		if (!i || !str_eq(texts[i], texts[i - 1]))
			json_push(out, json_string_new(texts[i]));
	free(texts);
	return out;
}

struct target {
	const char *what, *example;
	bool (*is)(const char *id);
};

static bool stackset_targets_add(struct json *list, const struct target *t,
				 const char *text, struct err *err)
{
	bool ok = true;

	for (const char *at = text; ok && *at;) {
		size_t n = strcspn(at, ", \t\r\n#");
		char id[80] = "";

		if (*at == '#') {
			at += strcspn(at, "\n");
			continue;
		}
		memcpy(id, at, n < sizeof(id) ? n : sizeof(id) - 1);
		at += n + (at[n] && at[n] != '#');
		if (!*id)
			continue;
		ok = t->is(id);
		if (ok)
			json_push(list, json_string_new(id));
		else
			err_set(err, ERR_INPUT, "'%s' is not %s", id, t->what);
	}
	return ok || err_hint(err, "write it as %s", t->example);
}

static struct json *stackset_targets_read(const struct json *texts, const struct target *t,
					  struct err *err)
{
	struct json *list = json_list_new(), *sorted = NULL;
	bool ok = true;

	json_each(one, texts) {
		struct buf file = BUF(FILE_MAX);
		const char *text = json_text(one);

		if (ok && *text == '@')
			ok = (file_read(text + 1, &file, NULL, err) ||
			      err_hint(err, "name a file that has the IDs, a line each")) &&
				stackset_targets_add(list, t, file.s, err);
		else if (ok)
			ok = stackset_targets_add(list, t, text, err);
		buf_free(&file);
	}
	if (ok && json_count(texts) && !json_count(list)) {
		err_set(err, ERR_INPUT, "the list has no %s", t->what + 3);
		err_hint(err, "write at least one, such as %s", t->example);
	} else if (ok) {
		sorted = stackset_targets_sorted(list);
	}
	json_free(list);
	return sorted;
}

struct json *stackset_accounts(const struct json *texts, struct err *err)
{
	static const struct target account = { "an account ID", "123456789012",
					       stackset_targets_is_account };

	return stackset_targets_read(texts, &account, err);
}

struct json *stackset_units(const struct json *texts, struct err *err)
{
	static const struct target unit = { "an ID of an organizational unit",
					    "ou-ab12-cdefgh34", stackset_targets_is_unit };

	return stackset_targets_read(texts, &unit, err);
}
