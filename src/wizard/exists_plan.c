/* exists_plan.c - what a plan needs besides; see exists.h. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advise/preflight.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/value.h"
#include "plan/plan.h"
#include "resource/key_location.h"
#include "wizard/account_quotas.h"
#include "wizard/exists.h"
#include "wizard/journey.h"

/* --- folders -------------------------------------------------------------------------- */

static bool exists_plan_no_folder(const struct journey *j, const char *folder,
				  const char *file, int error, struct err *err)
{
	const char *name = "";	/* of the answer that names the file */

	for (const struct pack_value *v = j->pack->values; v->name && !*name; v++) {
		const char *given = json_str(j->answers.values, v->name);

		given += *given == '~';
		if (v->kind == VALUE_PATH && *given && str_ends(file, given))
			name = v->name;
	}
	if (error == EACCES || error == EROFS || error == EPERM)
		err_set(err, ERR_INPUT, "the folder '%s' is not writable: %s", folder,
			strerror(error));
	else
		err_set(err, ERR_INPUT, "there is no folder '%s': %s", folder, strerror(error));
	err_field(err, name);
	return err_hint(err, "create it, or name a file in a folder that you may write to: "
			"--set %s=FILE", *name ? name : "NAME");
}

/* AWS's own folder is made where it is missing; every other must be there. */
static bool exists_plan_folder_is_there(const struct journey *j, const struct step *step,
					struct err *err)
{
	const char *file = resource_str(step->resource, "file"),
		   *slash = strrchr(file, '/');
	struct stat st;
	char *folder;
	bool ok;

	if (step->action != ACTION_CREATE || *file != '/' ||
	    key_location_resolves(step->resource))
		return true;
	folder = xasprintf("%.*s", (int)(slash == file ? 1 : slash - file), file);
	ok = !stat(folder, &st) || exists_plan_no_folder(j, folder, file, errno, err);
	if (ok && !S_ISDIR(st.st_mode))
		ok = exists_plan_no_folder(j, folder, file, ENOTDIR, err);
	if (ok && access(folder, W_OK | X_OK))
		ok = exists_plan_no_folder(j, folder, file, errno, err);
	free(folder);
	return ok;
}

/* --- the cluster ------------------------------------------------------------------------- */

static bool exists_plan_in_cluster(const char *kind)
{
	const struct kind *k = kind_find(kind);

	return k && k->cluster_actions;
}

/* The way around a cluster: the answer to PARTS without the parts that need one. False. */
static bool exists_plan_without_cluster(const struct journey *j, struct err *err)
{
	struct json *parts = value_members(json_str(j->answers.values, "PARTS"));
	struct buf rest = BUF(1024);
	struct err was = *err;
	size_t gone = 0;

	json_each(part, parts) {
		bool needs = false;	/* some resource of this part is within a cluster */

		for (const struct pack_resource *r = j->pack->resources; r->id; r++)
			needs |= exists_plan_in_cluster(r->kind) &&
				r->condition.when.parts &&
				str_in(json_text(part), r->condition.when.parts);
		if (needs)
			gone++;
		else
			buf_fmt(&rest, "%s%s", rest.len ? "," : "", json_text(part));
	}
	if (gone && rest.len && !*err->field)
		err_field(err, "PARTS");
	if (gone && rest.len)
		err_hint(err, "%s%swithout the cluster: --set PARTS=%s", was.hint,
			 *was.hint ? "; or set up " : "set up ", rest.s);
	buf_free(&rest);
	json_free(parts);
	return false;
}

bool exists_unread(const struct journey *j, struct err *err)
{
	struct resources wanted = resources_load(json_get(j->wanted, "resources"));
	bool is = false;

	for (size_t i = 0; i < wanted.count && !is; i++) {
		const struct resource *r = wanted.items[i];
		char name[160];

		snprintf(name, sizeof(name), "cluster '%s'", resource_str(r, "cluster"));
		is = exists_plan_in_cluster(r->kind) && strstr(err->text, name);
	}
	resources_free(&wanted);
	return is && exists_plan_without_cluster(j, err);
}

bool exists_cluster(const struct journey *j, struct err *err)
{
	for (size_t i = 0; i < j->plan->count; i++) {
		const struct step *step = &j->plan->steps[i];
		const struct json *lack =
			json_first(preflight_step(j->preflight, step->id).lacks);
		bool rbac = str_eq(json_str(lack, "layer"), "rbac");

		if (!lack || !exists_plan_in_cluster(step->kind))
			continue;
		err_set(err, ERR_DENIED,
			"you may not edit the cluster '%s': %s%s%s: %s. Nothing was "
			"created",
			resource_str(step->resource, "cluster"), json_str(lack, "action"),
			rbac ? " " : " on ", json_str(lack, "resource"),
			json_str(lack, "text"));
		err_hint(err, rbac ? "the cluster's administrator must allow it, for instance by "
			 "the access policy AmazonEKSClusterAdminPolicy" :
			 "an administrator must allow it");
		return exists_plan_without_cluster(j, err);
	}
	return true;
}

bool exists_plan(const struct journey *j, struct quotas *quotas, struct err *err)
{
	for (size_t i = 0; i < j->plan->count; i++)
		if (!exists_plan_folder_is_there(j, &j->plan->steps[i], err))
			return false;
	return account_quotas_check(j, quotas, err);
}
