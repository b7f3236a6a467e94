/* question_groups.c - the questions of a group, and what a field begins with; see wizard.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/profile_resolve.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"
#include "wizard/existence.h"
#include "wizard/wizard.h"

enum { TRIES = 100 };	/* of names for a new file */

/* Created manually: no names of policies, no file of its key. */
static bool question_groups_is_idle(const struct wizard *w, const struct pack_value *v)
{
	return w->exists && (v->kind == VALUE_POLICY_NAME || v->kind == VALUE_PATH) &&
		!*json_str(w->j.given.values, v->name);
}

size_t wizard_group_questions(const struct wizard *w, const struct pack_group *group,
			      struct group_question *all, size_t max)
{
	size_t n = 0;

	/* What other values can be picked from is of a Region. */
	for (int region = 1; region >= 0; region--)
		for (const struct pack_value *v = w->j.pack->values; v->name && n < max; v++) {
			if ((v->kind == VALUE_REGION) != region ||
			    !str_eq(v->group, group->name) || *v->refused ||
			    str_eq(v->name, "ACCOUNT_ID") || !value_asked(v, &w->j.given) ||
			    question_groups_is_idle(w, v))
				continue;
			all[n++] = (struct group_question){
				.v = v,
				.more = (v->rare || v->quiet) &&
					!wizard_has_answer(w, v) &&
					!wizard_required(w, v),
			};
		}
	return n;
}

bool wizard_is_early(const struct wizard *w, const char *value)
{
	const struct pack_value *v = pack_value(w->j.pack, value);

	for (const struct pack_group *g = w->j.pack->groups; v && g->name; g++)
		if (str_eq(g->name, v->group))
			return g->early;
	return false;
}

bool wizard_creates(const struct wizard *w, const struct pack_value *v)
{
	static const char *const kinds[] = { "role",   "user",
					     "policy", "bucket",
					     "credentials-profile", NULL };
	char name[64];

	for (const struct pack_resource *r = w->j.pack->resources; r->id; r++)
		if (str_in(r->kind, kinds) && value_named(r->name, name) &&
		    str_eq(name, v->name) && when_holds(&r->condition.when, &w->j.given))
			return true;
	return false;
}

bool wizard_will_create(const struct wizard *w, const struct pack_value *v, const char *text)
{
	const char *of = existence_of(v);
	bool same = wizard_creates(w, v);

	if (w->exists)
		return false;
	for (const struct pack_value *o = w->j.pack->values; o->name && !same && *of; o++) {
		struct buf now = BUF(BUF_TEXT);

		if (o != v && str_eq(existence_of(o), of) && wizard_creates(w, o))
			wizard_value(w, o->name, &now);
		same = now.len && str_eq(now.s, text);
		buf_free(&now);
	}
	return same;
}

enum account_list wizard_list_of(const struct wizard *w, const struct pack_value *v)
{
	return v->kind != VALUE_BUCKET && !w->exists && wizard_creates(w, v) ?
		ACCOUNT_NOTHING :
		account_list_of(v);
}

/* --- files ------------------------------------------------------------------ */

/* As the engine reads a path: "~/" is the home folder. Yours. */
static char *question_groups_path(const char *text)
{
	const char *home = getenv("HOME");

	return str_starts(text, "~/") && home ? xasprintf("%s%s", home, text + 1) :
						xstrdup(text);
}

static bool question_groups_there(const char *text)
{
	char *path = question_groups_path(text);
	struct stat st;
	bool there = lstat(path, &st) == 0;

	free(path);
	return there;
}

/* The resource that creates the file that v names; NULL: none. */
static const struct pack_resource *question_groups_file_of(const struct wizard *w,
							   const struct pack_value *v)
{
	char name[64];

	for (const struct pack_resource *r = w->j.pack->resources; r->id; r++)
		if (value_named(json_str(r->tree, str_eq(r->kind, "credentials-profile") ?
							  "file" :
							  "name"),
				name) &&
		    str_eq(name, v->name))
			return r;
	return NULL;
}

/* "~/PLATFORM-key.csv", with a number where there is one already. */
static void question_groups_propose_file(const struct wizard *w, const struct pack_resource *r,
					 struct buf *out)
{
	bool csv = str_eq(r->kind, "credentials-csv");
	const char *home = getenv("HOME");

	for (int i = 1; home && *home == '/' && i < TRIES; i++) {
		char number[16] = "", *path;

		if (i > 1)
			snprintf(number, sizeof(number), "-%d", i);
		path = xasprintf("%s/%s-%s%s%s", str_eq(home, "/") ? "" : home,
				 w->j.pack->name, csv ? "key" : "credentials", number,
				 csv ? ".csv" : "");
		if (!question_groups_there(path)) {
			buf_str(out, path);
			i = TRIES;
		}
		free(path);
	}
}

void wizard_proposal(const struct wizard *w, const struct pack_value *v, struct buf *out,
		     struct buf *placeholder)
{
	const struct pack_resource *r = question_groups_file_of(w, v);
	const char *text = value_default(v, &w->j.given);
	struct buf now = BUF(BUF_TEXT);

	wizard_value(w, v->name, &now);
	if (*v->cluster && !now.len)
		buf_str(placeholder, "read from the cluster");
	else if (!wizard_has_answer(w, v) && *text &&
		 (strstr(text, "${") || v->optional))
		buf_str(placeholder, now.s);
	else if (!now.len && !w->exists && r && str_eq(r->kind, "credentials-csv"))
		question_groups_propose_file(w, r, out);
	else if (!now.len && !w->exists && r && str_eq(r->kind, "credentials-profile"))
		question_groups_propose_file(w, r, out);
	else
		buf_str(out, now.s);
	buf_free(&now);
}

bool wizard_folder_exists(const struct pack_value *v, const char *text, struct buf *folder)
{
	char *path, *slash;
	struct stat st;
	bool there;

	if (v->kind != VALUE_PATH || !strchr(text, '/'))
		return true;
	path = question_groups_path(text);
	slash = strrchr(path, '/');
	slash[slash == path] = '\0';
	there = stat(path, &st) == 0;
	if (!there)
		buf_str(folder, path);
	free(path);
	return there;
}

bool wizard_file_is_free(const struct wizard *w, const struct pack_value *v, const char *text,
			 struct err *err)
{
	const struct pack_resource *r = question_groups_file_of(w, v);

	if (v->kind != VALUE_PATH || !*text || !r || str_eq(r->kind, "credentials-profile") ||
	    w->exists || wizard_recorded(w) || !question_groups_there(text))
		return true;
	err_set(err, ERR_CHOICE, "'%s' exists, and existing files are never overwritten", text);
	err_field(err, v->name);
	return err_hint(err, "enter the name of a new file");
}

bool wizard_profile_is_free(const struct wizard *w, const char *profile, struct err *err)
{
	const struct setup_row *row = wizard_recorded(w);

	if (w->exists || (row && str_eq(json_str(row->answers.values, "PROFILE"), profile)) ||
	    profile_is_free(profile, "", err) || err->kind != ERR_CHOICE)
		return true;
	err_field(err, "PROFILE");
	return err_hint(err, "enter another profile name");
}
