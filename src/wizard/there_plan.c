/* there_plan.c - what a plan needs besides; see there.h. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/value.h"
#include "plan/plan.h"
#include "resource/call.h"
#include "resource/key_place.h"
#include "wizard/journey.h"
#include "wizard/preflight.h"
#include "wizard/session.h"
#include "wizard/there.h"

#define ATTACHED 10	/* what IAM allows where it does not tell its quota */

/* --- folders -------------------------------------------------------------------------- */

/* The answer that names the file; "": none does. */
static const char *named_by(const struct journey *j, const char *file)
{
	json_each(row, json_get(pack_json(j->pack), "values")) {
		const char *given = json_str(j->answers.values, json_str(row, "name"));

		given += *given == '~';
		if (str_eq(json_str(row, "kind"), "path") && *given && str_ends(file, given))
			return json_str(row, "name");
	}
	return "";
}

static bool no_folder(const struct journey *j, const char *folder, const char *file, int error,
		      struct err *err)
{
	const char *name = named_by(j, file);

	if (error == EACCES || error == EROFS || error == EPERM)
		err_set(err, ERR_INPUT, "the folder '%s' is not writable: %s", folder,
			strerror(error));
	else
		err_set(err, ERR_INPUT, "there is no folder '%s': %s", folder, strerror(error));
	return err_hint(err, "create it, or name a file in a folder that you may write to: "
			"--set %s=FILE", *name ? name : "NAME");
}

/* AWS's own folder is made where it is missing; every other must be there. */
static bool folder_is_there(const struct journey *j, const struct step *step,
			    struct err *err)
{
	const char *file = json_str(step->resource, "file"), *slash = strrchr(file, '/');
	struct stat st;
	char *folder;
	bool ok;

	if (step->action != ACTION_CREATE || *file != '/' || key_place_resolves(step->resource))
		return true;
	folder = xasprintf("%.*s", (int)(slash == file ? 1 : slash - file), file);
	ok = !stat(folder, &st) || no_folder(j, folder, file, errno, err);
	if (ok && !S_ISDIR(st.st_mode))
		ok = no_folder(j, folder, file, ENOTDIR, err);
	if (ok && access(folder, W_OK | X_OK))
		ok = no_folder(j, folder, file, errno, err);
	free(folder);
	return ok;
}

/* --- attached policies ------------------------------------------------------------------ */

static size_t quota_of(struct aws *aws, const char *name)
{
	struct json *reply = NULL;
	struct err ignored = ERR_INIT;
	size_t quota = ATTACHED;

	call(aws, OP_IAM_GET_ACCOUNT_SUMMARY, json_object_new(), &reply, NULL, &ignored);
	if (*json_str(json_get(reply, "SummaryMap"), name))
		quota = strtoul(json_str(json_get(reply, "SummaryMap"), name), NULL, 10);
	json_free(reply);
	return quota ? quota : ATTACHED;
}

static const struct owner {
	const char *kind, *of, *param, *quota;
	enum aws_op_id list;
} owners[] = {
	{ "role-policy-attachment", "role", "RoleName", "AttachedPoliciesPerRoleQuota",
	  OP_IAM_LIST_ATTACHED_ROLE_POLICIES },
	{ "user-policy-attachment", "user", "UserName", "AttachedPoliciesPerUserQuota",
	  OP_IAM_LIST_ATTACHED_USER_POLICIES },
};

static bool attaches(const struct step *step, const struct owner *o, const char *name)
{
	return step->action == ACTION_CREATE && str_eq(step->kind, o->kind) &&
	       str_eq(json_str(step->resource, o->of), name);
}

/* How many are new to this role or user; 0: an earlier step was asked about it. */
static size_t count_new(const struct plan *plan, const struct step *step,
			const struct owner *o, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->count; i++) {
		if (attaches(&plan->steps[i], o, name) && !n && &plan->steps[i] != step)
			return 0;
		n += attaches(&plan->steps[i], o, name);
	}
	return n;
}

static bool is_new(const struct plan *plan, const struct owner *o, const char *name)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].action == ACTION_CREATE &&
		    str_eq(plan->steps[i].kind, o->of) && str_eq(plan->steps[i].name, name))
			return true;
	return false;
}

/* Who may not list them, or has none yet, passes: AWS has the last word. */
static size_t count_attached(struct aws *aws, const struct owner *o, const char *name)
{
	struct json *reply = NULL;
	struct err ignored = ERR_INIT;
	size_t n;

	call(aws, o->list, params(o->param, name, NULL), &reply, NULL, &ignored);
	n = json_count(json_get(reply, "AttachedPolicies"));
	json_free(reply);
	return n;
}

static bool has_room(const struct journey *j, const struct step *step,
		     const struct owner *o, struct err *err)
{
	const char *name = json_str(step->resource, o->of);
	struct aws *aws = j->session->aws;
	size_t more = count_new(j->plan, step, o, name), has, quota;

	has = more && !is_new(j->plan, o, name) ? count_attached(aws, o, name) : 0;
	if (has + more <= ATTACHED)
		return true;
	quota = quota_of(aws, o->quota);
	if (has + more <= quota)
		return true;
	err_set(err, ERR_SERVICE, "the %s '%s' has %zu policies attached and needs %zu more, but "
		"IAM allows %zu here", o->of, name, has, more, quota);
	return err_hint(err, "detach what is not needed, or ask AWS for a higher quota of "
			"policies attached to a %s", o->of);
}

static bool attachments_fit(const struct journey *j, const struct step *step,
			    struct err *err)
{
	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++)
		if (step->action == ACTION_CREATE && str_eq(step->kind, owners[i].kind))
			return has_room(j, step, &owners[i], err);
	return true;
}

/* --- the cluster ------------------------------------------------------------------------- */

static bool in_cluster(const struct json *resource)
{
	static const char *const kinds[] = { "cluster-access", "namespace", "service-account",
					     NULL };

	return str_in(json_str(resource, "kind"), kinds);
}

/* Whether some resource of this part is within a cluster. */
static bool part_needs(const struct pack *p, const char *part)
{
	json_each(row, json_get(pack_json(p), "resources"))
		if (in_cluster(row) && json_has(json_path(row, "when.part"), part))
			return true;
	return false;
}

/* The way around a cluster: the answer to PARTS without the parts that need one. False. */
static bool without_cluster(const struct journey *j, struct err *err)
{
	struct json *parts = value_members(json_str(j->answers.values, "PARTS"));
	struct buf rest = BUF(1024);
	struct err was = *err;
	size_t gone = 0;

	json_each(part, parts)
		if (part_needs(j->pack, json_text(part)))
			gone++;
		else
			buf_fmt(&rest, "%s%s", rest.len ? "," : "", json_text(part));
	if (gone && rest.len)
		err_hint(err, "%s%swithout the cluster: --set PARTS=%s", was.hint,
			 *was.hint ? "; or set up " : "set up ", rest.s);
	buf_free(&rest);
	json_free(parts);
	return false;
}

bool there_unread(const struct journey *j, struct err *err)
{
	json_each(resource, json_get(j->wanted, "resources")) {
		char name[160];

		snprintf(name, sizeof(name), "cluster '%s'", json_str(resource, "cluster"));
		if (in_cluster(resource) && strstr(err->text, name))
			return without_cluster(j, err);
	}
	return false;
}

static bool may_edit(const struct journey *j, const struct step *step, struct err *err)
{
	const struct json *row = preflight_step(j->preflight, step->id);
	const struct json *lack = json_first(json_get(row, "lacks"));
	bool rbac = str_eq(json_str(lack, "layer"), "rbac");

	if (!lack || !in_cluster(step->resource))
		return true;
	err_set(err, ERR_DENIED, "you may not edit the cluster '%s': %s%s%s: %s. Nothing was "
		"created", json_str(step->resource, "cluster"), json_str(lack, "action"),
		rbac ? " " : " on ", json_str(lack, "resource"), json_str(lack, "text"));
	err_hint(err, rbac ? "the cluster's administrator must allow it, for instance by the "
		 "access policy AmazonEKSClusterAdminPolicy" : "an administrator must allow it");
	return without_cluster(j, err);
}

bool there_cluster(const struct journey *j, struct err *err)
{
	for (size_t i = 0; i < j->plan->count; i++)
		if (!may_edit(j, &j->plan->steps[i], err))
			return false;
	return true;
}

bool there_plan(const struct journey *j, struct err *err)
{
	for (size_t i = 0; i < j->plan->count; i++)
		if (!folder_is_there(j, &j->plan->steps[i], err) ||
		    !attachments_fit(j, &j->plan->steps[i], err))
			return false;
	return true;
}
