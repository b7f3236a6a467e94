/* record.c - see record.h. */
#include "config.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/guard.h"
#include "base/mask.h"
#include "base/mem.h"
#include "base/near.h"
#include "base/state.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/journal.h"
#include "plan/journal_end.h"
#include "plan/record.h"

struct record {
	char *name, *folder;
	int lock;		/* -1: open for reading */
	int *users;		/* locks of users */
	size_t users_count;
	struct journal *journal;
	struct answers answers;
	bool answered;
};

static int record_by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool record_has_answers(const char *home, const char *name)
{
	char *path = xasprintf("%s/setups/%s/answers.json", home, name);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static struct record *record_try(const char *name, bool for_writing, bool *missing,
				 struct err *err);

struct json *record_names(struct err *err)
{
	struct json *out = json_list_new();
	char *path, **names = NULL;
	struct dirent *entry;
	size_t n = 0;
	DIR *dir;

	if (!state_home())
		return out;
	path = xasprintf("%s/setups", state_home());
	dir = opendir(path);
	if (!dir && errno != ENOENT)
		err_set(err, ERR_FILE, "cannot open '%s': %s", path, strerror(errno));
	for (entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
		if (*entry->d_name == '.' ||
		    !record_has_answers(state_home(), entry->d_name))
			continue;
		names = xrealloc(names, (n + 1) * sizeof(*names));
		names[n++] = xstrdup(entry->d_name);
	}
	if (dir)
		closedir(dir);
	if (n)
		qsort(names, n, sizeof(*names), record_by_name);
	for (size_t i = 0; i < n; i++) {
		struct err why = ERR_INIT;
		bool missing = false;
		struct record *r = record_try(names[i], false, &missing, &why);

		/* A record that cannot be read is still one to be named. */
		if (r || (!missing && why.kind != ERR_INPUT))
			json_push(out, json_string_new(names[i]));
		record_close(r);
		free(names[i]);
	}
	free(names);
	free(path);
	return out;
}

bool record_name_check(const char *name, struct err *err)
{
	size_t n = strlen(name);

	if (n >= 1 && n <= 63 && *name != '-' &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n)
		return true;
	err_set(err, ERR_INPUT, "'%s' is not a setup name", name);
	err_field(err, ERR_SETUP_NAME);
	return err_hint(err,
			"use 1-63 lowercase letters, digits and hyphens, starting with a "
			"letter or digit, such as my-setup");
}

char *record_file(const struct record *r, const char *file)
{
	return xasprintf("%s/%s", r->folder, file);
}

/* A file of locks/, yours. */
static char *record_lock_path(const char *name)
{
	return xasprintf("%s/locks/%s", state_home(), name);
}

static bool record_take_lock(struct record *r, struct err *err)
{
	char *folder = xasprintf("%s/locks", state_home());
	char *path = record_lock_path(r->name);

	if (file_folder(folder, err) && file_folder(r->folder, err))
		r->lock = file_lock(path, err);
	free(path);
	free(folder);
	return r->lock >= 0;
}

long record_holder(const struct record *r)
{
	char *path = record_lock_path(r->name);
	long holder = r->lock < 0 ? file_lock_holder(path) : 0;

	free(path);
	return holder;
}

static void record_unlock_users(struct record *r)
{
	for (size_t i = 0; i < r->users_count; i++)
		close(r->users[i]);
	free(r->users);
	r->users = NULL;
	r->users_count = 0;
}

bool record_lock_users(struct record *r, const char *account, const struct json *users,
		       struct err *err)
{
	record_unlock_users(r);
	json_each(user, users) {
		/* Names are unique without regard to case, and hold no slash. */
		char *name = xasprintf("user@%s@%s", account, json_text(user)), *path;
		int fd;

		for (char *c = name; *c; c++)
			*c = *c == '/' ? '_' : (char)tolower((unsigned char)*c);
		path = record_lock_path(name);
		fd = file_lock(path, err);
		free(path);
		free(name);
		if (fd < 0)
			return false;
		r->users = xrealloc(r->users, (r->users_count + 1) * sizeof(*r->users));
		r->users[r->users_count++] = fd;
	}
	return true;
}

bool record_missing(const char *name, struct err *err)
{
	struct near near = { .word = name };
	struct err ignored = ERR_INIT;
	struct json *names = record_names(&ignored);
	char ask[NEAR_QUESTION];

	json_each(one, names)
		near_try(&near, json_text(one));
	json_free(names);
	err_set(err, ERR_INPUT, "there is no setup '%s' on this computer%s", name,
		near_question(&near, ask));
	return err_hint(err, "'accredit list' shows the setups");
}

/* missing is set where there is no such setup; err is then left to the caller. */
static bool record_load(struct record *r, bool for_writing, bool *missing, struct err *err)
{
	bool ok = true;
	char *path;

	if (for_writing && (!guard_state(r->name, err) || !record_take_lock(r, err)))
		return false;
	if (!for_writing && !record_has_answers(state_home(), r->name))
		return !(*missing = true);
	path = record_file(r, "journal.jsonl");
	r->journal = journal_open(path, for_writing, err);
	free(path);
	if (!r->journal)
		return false;
	if (!for_writing && record_gone(r))
		return !(*missing = true);
	path = record_file(r, "answers.json");
	if (access(path, F_OK) == 0) {
		ok = answers_load(&r->answers, path, err);
		r->answered = r->answers.exists = ok;
		if (!ok) { /* not what the operator typed: what we once wrote */
			err->kind = ERR_FILE;
			err_hint(err,
				 "restore the file from a backup; what was created in AWS "
				 "has the tag accredit:setup");
		}
	}
	free(path);
	if (r->answered)
		record_follow(r, r->answers.values);
	return ok;
}

static struct record *record_try(const char *name, bool for_writing, bool *missing,
				 struct err *err)
{
	struct record *r;

	if (!record_name_check(name, err) || !state_needed(err))
		return NULL;
	r = xcalloc(1, sizeof(*r));
	r->lock = -1;
	r->name = xstrdup(name);
	r->folder = xasprintf("%s/setups/%s", state_home(), name);
	if (!record_load(r, for_writing, missing, err)) {
		record_close(r);
		return NULL;
	}
	return r;
}

struct record *record_open(const char *name, bool for_writing, struct err *err)
{
	bool missing = false;
	struct record *r = record_try(name, for_writing, &missing, err);

	if (missing)
		record_missing(name, err);
	return r;
}

void record_close(struct record *r)
{
	if (!r)
		return;
	if (r->lock >= 0) {
		/* A run that was refused before it began leaves no empty folder behind. */
		char *path = record_file(r, "journal.jsonl");

		if (!r->answered && r->journal && !json_count(journal_lines(r->journal))) {
			unlink(path);
			journal_end_remove(path);
			rmdir(r->folder);
		}
		free(path);
	}
	journal_close(r->journal);
	answers_free(&r->answers);
	record_unlock_users(r);
	if (r->lock >= 0)
		close(r->lock);
	free(r->folder);
	free(r->name);
	free(r);
}

const char *record_name(const struct record *r)
{
	return r->name;
}

struct journal *record_journal(struct record *r)
{
	return r->journal;
}

const struct answers *record_answers(const struct record *r)
{
	return r->answered ? &r->answers : NULL;
}

static bool record_save(const struct record *r, const char *file, const struct json *j,
			struct err *err)
{
	char *path = record_file(r, file);
	struct buf text = BUF(BUF_TEXT);
	bool ok;

	json_pretty(&text, j);
	text.len = mask_text(text.s, text.len);
	ok = file_replace(path, text.s, text.len, err);
	buf_free(&text);
	free(path);
	return ok;
}

bool record_save_answers(struct record *r, const struct answers *a, struct err *err)
{
	struct json *j = answers_json(a);
	bool ok = record_save(r, "answers.json", j, err);

	json_free(j);
	if (ok) {
		answers_copy(&r->answers, a);
		r->answered = true;
	}
	return ok;
}

/* NULL and no err: there is none. */
static struct json *record_read_report(const struct record *r, struct err *err)
{
	char *path = record_file(r, "report.json");
	struct buf text = BUF(BUF_TEXT);
	const struct json *history;
	struct json *j = NULL;
	bool missing = false;

	if (file_read(path, &text, &missing, err))
		j = json_parse(text.s, text.len, path, err);
	/* A report of ours is an object, and its history a list. */
	history = json_get(j, "history");
	if (j &&
	    (json_type(j) != JSON_OBJECT || (history && json_type(history) != JSON_LIST))) {
		err_set(err, ERR_FILE, "'%s' is not a report of accredit", path);
		json_free(j);
		j = NULL;
	}
	if (missing)
		*err = (struct err)ERR_INIT;
	buf_free(&text);
	free(path);
	return j;
}

struct json *record_report(const struct record *r)
{
	struct err ignored = ERR_INIT;

	return record_read_report(r, &ignored);
}

bool record_set_aside(struct record *r, struct err *why)
{
	struct json *report = record_read_report(r, why);
	char *path = record_file(r, "report.json"), *aside;
	bool broken = !report && why->kind;

	json_free(report);
	aside = xasprintf("%s.broken", path);
	if (broken && rename(path, aside) == 0) {
		err_set(why, ERR_FILE,
			"the last report cannot be read, so the earlier results are "
			"unknown");
		err_hint(why, "it was saved as '%s'; a new one starts here", aside);
	}
	free(aside);
	free(path);
	return broken;
}

static void record_keep(struct json *to, const struct json *from, const char *member)
{
	if (json_get(from, member))
		json_put(to, member, json_copy(json_get(from, member)));
}

bool record_save_report(struct record *r, const struct json *report, struct err *err)
{
	struct json *before = record_report(r), *whole = json_copy(report);
	bool ok;

	record_keep(whole, before, "compared");
	record_keep(whole, before, "history");
	if (!json_get(whole, "changed"))
		record_keep(whole, before, "changed");
	ok = record_save(r, "report.json", whole, err);
	json_free(whole);
	json_free(before);
	return ok;
}

bool record_note_look(struct record *r, const struct json *seen,
		      const struct json *compared, struct err *err)
{
	struct json *report = record_report(r), *history = json_list_new(), *look;
	size_t over = json_count(json_get(report, "history"));
	char t[24];
	bool ok;

	if (!report)
		report = json_object_new();
	json_each(one, json_get(report, "history"))
		if (over-- < LOOKS_KEPT)
			json_push(history, json_copy(one));
	look = json_push(history, json_object_new());
	clock_iso(t, clock_wall());
	json_put_str(look, "time", t);
	json_put(look, "seen", json_copy(seen));
	if (compared)
		json_put(report, "compared", json_copy(compared));
	json_put(report, "history", history);
	ok = record_save(r, "report.json", report, err);
	json_free(report);
	return ok;
}

bool record_add_seen(struct record *r, const struct json *seen, struct err *err)
{
	struct json *report = record_report(r), *last = NULL;
	bool ok = true;

	json_each(look, json_get(report, "history"))
		last = look;
	json_each(row, last ? seen : NULL)
		json_put(json_get(last, "seen"), json_key(row), json_copy(row));
	if (last)
		ok = record_save(r, "report.json", report, err);
	json_free(report);
	return ok;
}

bool record_forget(struct record *r, struct err *err)
{
	char *answers = record_file(r, "answers.json");
	char *report = record_file(r, "report.json");
	char *broken = record_file(r, "report.json.broken");
	char *accepted = record_file(r, "accepted.json");
	bool ok = file_remove(broken, err) && file_remove(report, err) &&
		  file_remove(accepted, err) && file_remove(answers, err);

	free(accepted);
	free(broken);
	free(answers);
	free(report);
	r->answered = r->answered && !ok;
	return ok;
}
