/* aws_auth.c - a line of the ConfigMap aws-auth in kube-system; see mapping.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws_error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/state.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "kube/kube.h"
#include "kube/map_roles.h"
#include "resource/kind.h"
#include "resource/kube_object.h"
#include "resource/mapping.h"

#define MAPS "/api/v1/namespaces/kube-system/configmaps"
#define MAP MAPS "/aws-auth"
#define OURS "accredit/setup"	/* of a ConfigMap that we made */
#define LOOKS 6			/* at a ConfigMap that others write at the same time */

static const char *aws_auth_text_of(const struct json *map)
{
	return json_str(json_get(map, "data"), "mapRoles");
}

/* What the line is to say: as it was found, where that is wanted again; else by type. */
struct json *aws_auth_entry(const struct resource *wanted)
{
	struct json *e, *groups;
	struct buf arn = BUF(4096);

	if (resource_get(wanted, "entry"))
		return json_copy(resource_get(wanted, "entry"));
	e = json_object_new();
	map_roles_principal(&arn, resource_str(wanted, "principal"));
	json_put_str(e, "rolearn", arn.s);
	buf_free(&arn);
	if (!str_eq(resource_str(wanted, "type"), TYPE_NODES)) {
		json_put_str(e, "username", resource_str(wanted, "username"));
		json_put(e, "groups", json_copy(resource_get(wanted, "groups")));
		return e;
	}
	json_put_str(e, "username", NODE_USER);
	groups = json_put(e, "groups", json_list_new());
	json_push(groups, json_string_new("system:bootstrappers"));
	json_push(groups, json_string_new("system:nodes"));
	return e;
}

static bool aws_auth_same_groups(const struct json *entry, const struct json *other)
{
	struct json *a = mapping_groups(json_get(entry, "groups"));
	struct json *b = mapping_groups(json_get(other, "groups"));
	bool same = json_equal(a, b);

	json_free(a);
	json_free(b);
	return same;
}

static bool aws_auth_same_meaning(const struct json *entry, const struct json *other)
{
	return aws_auth_same_groups(entry, other) &&
		str_eq(json_str(entry, "username"), json_str(other, "username")) &&
		str_eq(json_str(entry, "rolearn"), json_str(other, "rolearn"));
}

static bool aws_auth_get_map(struct aws *a, const struct resource *mapping, struct kube **k,
			     struct json **map, struct err *err)
{
	*map = NULL;
	*k = kube_of(a, resource_str(mapping, "cluster"), err);
	return *k && kube_get(*k, MAP, map, err);
}

bool aws_auth_settle(struct aws *a, struct resource *wanted, struct err *err)
{
	struct json *entry = aws_auth_entry(wanted), *map;
	struct buf lines = BUF(MAP_ROLES_MAX);
	struct kube *k;
	bool ok;

	if (!*json_str(entry, "username"))
		ok = err_set(err, ERR_INPUT,
			     "a line of aws-auth needs a user name, and '%s' has "
			     "none",
			     wanted->name);
	else
		ok = aws_auth_get_map(a, wanted, &k, &map, err);
	if (ok) {
		map_roles_lines(&lines, entry);
		resource_put_str(wanted, "line", lines.s);
		resource_put_str(wanted, "was", aws_auth_text_of(map));
		if (str_eq(resource_str(wanted, "type"), TYPE_NODES))
			resource_put_str(wanted, "user", json_str(entry, "username"));
		json_free(map);
	}
	json_free(entry);
	buf_free(&lines);
	return ok;
}

static struct resource *aws_auth_found_of(const struct resource *wanted, struct json *entry)
{
	struct json *want = aws_auth_entry(wanted);
	struct resource *found = resource_new("", "cluster-access", wanted->name);
	bool nodes = str_eq(resource_str(wanted, "type"), TYPE_NODES);
	bool same = aws_auth_same_meaning(want, entry);

	resource_put_str(found, "cluster", resource_str(wanted, "cluster"));
	resource_put_str(found, "setup", resource_str(wanted, "setup"));
	resource_put_str(found, "principal", resource_str(wanted, "principal"));
	resource_put_str(found, "by", BY_LINE);
	resource_put_str(found, "type", resource_str(wanted, "type"));
	/* the user name of nodes is no answer of the template's: compared by itself */
	resource_put_str(found, nodes ? "user" : "username", json_str(entry, "username"));
	resource_put(found, "groups",
		     nodes && aws_auth_same_groups(want, entry) ?
			     json_list_new() :
			     mapping_groups(json_get(entry, "groups")));
	resource_put_str(found, "line",
			 same ? resource_str(wanted, "line") : json_str(entry, "text"));
	resource_put(found, "entry", entry);
	json_free(want);
	return found;
}

bool aws_auth_read(struct aws *a, const struct resource *wanted, struct resource **found,
		   struct err *err)
{
	struct json *map, *entry;
	struct kube *k;

	if (!aws_auth_get_map(a, wanted, &k, &map, err)) {
		if (err->aws_error != AWS_ERROR_NOT_FOUND || k)
			return false;
		*err = (struct err)ERR_INIT;	/* went with its cluster */
		return true;
	}
	entry = map_roles_find(aws_auth_text_of(map), resource_str(wanted, "principal"),
			       err);
	if (entry)
		*found = aws_auth_found_of(wanted, entry);
	json_free(map);
	return err->kind == ERR_NONE;
}

/* --- writing ----------------------------------------------------------------------- */

char *aws_auth_backup(const struct resource *mapping, const char *version)
{
	if (!state_home() || !*resource_str(mapping, "setup"))
		return NULL;
	return xasprintf("%s/setups/%s/aws-auth-%s-%s.json", state_home(),
			 resource_str(mapping, "setup"), resource_str(mapping, "cluster"),
			 version);
}

/* The whole ConfigMap as it is, for 'kubectl replace -f'. */
static bool aws_auth_save(const struct resource *mapping, const struct json *map,
			  struct err *err)
{
	const char *version = json_str(json_get(map, "metadata"), "resourceVersion");
	char *path = aws_auth_backup(mapping, version);
	struct buf text = BUF(BUF_TEXT);
	bool ok = true;

	if (path) {
		json_pretty(&text, map);
		*strrchr(path, '/') = '\0';
		ok = file_folder(path, err);
		path[strlen(path)] = '/';
		ok = ok && file_replace(path, text.s, text.len, err);
	}
	free(path);
	buf_free(&text);
	return ok;
}

static bool aws_auth_put(struct kube *k, struct json *map, const char *text,
			 struct err *err)
{
	const char *version = json_str(json_get(map, "metadata"), "resourceVersion");
	const struct json *data = json_get(map, "data");
	struct json *left = map_roles_read(text, &(struct err)ERR_INIT);
	bool empty = left && !json_count(left);

	json_free(left);
	/* ours from the beginning, and nobody put anything else into it */
	if (empty && json_count(data) == 1 && json_get(data, "mapRoles") &&
	    *json_str(json_path(map, "metadata.annotations"), OURS))
		return kube_delete(k, MAP, version, err);
	if (!json_get(map, "data"))
		json_put(map, "data", json_object_new());
	json_put_str(json_get(map, "data"), "mapRoles", text);
	return kube_call(k, &(struct kube_request){
		.method = *version ? "PUT" : "POST", .path = *version ? MAP : MAPS,
		.body = map }, NULL, err);
}

/* *again: somebody else was faster, or no answer came: look once more. */
static bool aws_auth_write_once(struct aws *a, const struct resource *wanted,
				const struct resource *found, bool *again, struct err *err)
{
	const struct resource *mapping = wanted ? wanted : found;
	const char *principal = resource_str(mapping, "principal");
	struct json *map, *now = NULL, *want = wanted ? aws_auth_entry(wanted) : NULL;
	struct buf text = BUF(MAP_ROLES_MAX);
	struct kube *k;
	bool ok = aws_auth_get_map(a, mapping, &k, &map, err);

	if (ok) {
		now = map_roles_find(aws_auth_text_of(map), principal, err);
		ok = err->kind == ERR_NONE;
	}
	if (ok && (want && now ? aws_auth_same_meaning(want, now) : !want && !now))
		goto out;
	/* another's edit of this line since it was looked at is left alone */
	if (ok && !json_equal(now, resource_get(found, "entry"))) {
		const char *how = found ? "changed" : "added";

		err_set(err, ERR_SERVICE, "the line of %s in aws-auth was %s by another "
			"meanwhile", principal, now ? how : "taken out");
		ok = err_hint(err, "check it, then run this again: it makes a new plan");
	}
	ok = ok &&
		(want ? map_roles_put(&text, aws_auth_text_of(map), want, err) :
			map_roles_drop(&text, aws_auth_text_of(map), principal, err)) &&
		(!map || aws_auth_save(mapping, map, err));
	if (ok && !map)
		map = kube_config_map_new("kube-system", "aws-auth", OURS,
					  resource_str(mapping, "setup"));
	if (ok && !aws_auth_put(k, map, text.s, err)) {
		*again = err->aws_error == AWS_ERROR_CONFLICT ||
			err->aws_error == AWS_ERROR_AMBIGUOUS;
		ok = false;
	}
out:
	json_free(map);
	json_free(now);
	json_free(want);
	buf_free(&text);
	return ok;
}

bool aws_auth_write(struct aws *a, const struct resource *wanted,
		    const struct resource *found, struct err *err)
{
	for (int n = 0; n < LOOKS; n++) {
		bool again = false;

		if (aws_auth_write_once(a, wanted, found, &again, err))
			return true;
		if (!again || n + 1 == LOOKS)
			break;
		*err = (struct err)ERR_INIT;
	}
	if (err->aws_error == AWS_ERROR_CONFLICT)
		err->aws_error = AWS_ERROR_FATAL; /* it was looked at often enough here */
	return false;
}
