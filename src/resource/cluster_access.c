/*
 * cluster_access.c - a role's way into a cluster. The cluster's own mode decides
 * which: an access entry wherever it has them (API, API_AND_CONFIG_MAP), for that needs
 * no way to its endpoint; a line of aws-auth in the mode CONFIG_MAP, and where one is
 * there that gives the role this access already.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "kube/kube.h"
#include "resource/kind.h"
#include "resource/mapping.h"

static int cluster_access_by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct json *mapping_groups(const struct json *list)
{
	size_t n = 0, count = json_count(list);
	const char **all = xcalloc(count + 1, sizeof(*all));
	struct json *out = json_list_new();

	json_each(group, list)
		if (json_text(group))
			all[n++] = json_text(group);
	qsort(all, n, sizeof(*all), cluster_access_by_text);
	for (size_t i = 0; i < n; i++)
		if (!i || !str_eq(all[i], all[i - 1]))
			json_push(out, json_string_new(all[i]));
	free(all);
	return out;
}

static bool cluster_access_has_blank(const char *s)
{
	return strpbrk(s, " \t\r\n");
}

static bool cluster_access_check_names(const struct resource *wanted, struct err *err)
{
	const char *type = resource_str(wanted, "type"),
		   *arn = resource_str(wanted, "principal");
	bool nodes = str_eq(type, TYPE_NODES);
	const char *bad;

	if (!str_starts(arn, "arn:") || !strstr(arn, ":role/") ||
	    cluster_access_has_blank(arn))
		return err_set(err, ERR_INPUT, "'%s' is not the ARN of a role", arn);
	if (*type && !nodes && !str_eq(type, "STANDARD"))
		return err_set(
			err, ERR_INPUT,
			"'%s' is not a valid access type here: STANDARD or " TYPE_NODES,
			type);
	if (nodes &&
	    (*resource_str(wanted, "username") ||
	     json_count(resource_get(wanted, "groups"))))
		return err_set(err, ERR_INPUT, "access of type " TYPE_NODES " has neither user "
			       "name nor groups of its own");
	/* "system:node: {{...}}", as it is printed in places, keeps nodes out. */
	bad = cluster_access_has_blank(resource_str(wanted, "username")) ?
		resource_str(wanted, "username") :
		NULL;
	json_each(group, resource_get(wanted, "groups"))
		if (!json_text(group) || cluster_access_has_blank(json_text(group)))
			bad = json_text(group) ? json_text(group) : "";
	if (!bad)
		return true;
	err_set(err, ERR_INPUT,
		"'%s' contains a space: Kubernetes treats it as another name, so the "
		"intended group gets no access",
		bad);
	return err_hint(err, "enter it without spaces, as in system:nodes or " NODE_USER);
}

/* Its setup is known even where it gets no tag. */
static bool cluster_access_fill(struct resource *wanted, struct err *err)
{
	const char *setup = json_str(resource_get(wanted, "tags"), SETUP_TAG);

	if (*setup)
		resource_put_str(wanted, "setup", setup);
	resource_put(wanted, "groups", mapping_groups(resource_get(wanted, "groups")));
	if (!*resource_str(wanted, "type"))
		resource_put_str(wanted, "type", "STANDARD");
	return cluster_access_check_names(wanted, err);
}

/*
 * In a cluster that has both: whether a line of aws-auth gives the role this access
 * already, and no access entry takes precedence over it. A line that says something else
 * is noted.
 */
static bool cluster_access_line_suffices(struct aws *a, struct resource *wanted)
{
	struct resource *line = resource_copy(wanted), *found = NULL, *entry = NULL;
	struct err ignored = ERR_INIT;
	bool same = false, told;

	resource_put_str(line, "by", BY_LINE);
	/* an access entry that cannot be read counts as one: it is told later */
	told = access_entry_read(a, wanted, &entry, &(struct err)ERR_INIT);
	if (told && !entry && aws_auth_settle(a, line, &ignored) &&
	    aws_auth_read(a, line, &found, &ignored) && found)
		same = str_eq(resource_str(line, "line"), resource_str(found, "line"));
	if (found && !same)
		resource_put_str(wanted, "line_user",
				 json_str(resource_get(found, "entry"), "username"));
	if (same)
		resource_put(wanted, "line_suffices", json_bool_new(true));
	resource_free(entry);
	resource_free(found);
	resource_free(line);
	return same;
}

static bool cluster_access_settle(struct aws *a, struct resource *wanted, struct err *err)
{
	struct kube *k = kube_of(a, resource_str(wanted, "cluster"), err);
	bool entry;
	const char *bad;

	if (!k)
		return false;
	resource_put_str(wanted, "mode", kube_mode_name(kube_mode(k)));
	entry = kube_mode(k) == KUBE_API ||
		(kube_mode(k) == KUBE_BOTH && !cluster_access_line_suffices(a, wanted));
	if (entry) {
		resource_put_str(wanted, "by", BY_ENTRY);
		/* EKS keeps these names for itself in access entries. */
		bad = str_starts(resource_str(wanted, "username"), "system:") ?
			resource_str(wanted, "username") :
			NULL;
		json_each(group, resource_get(wanted, "groups"))
			if (str_starts(json_text(group), "system:"))
				bad = json_text(group);
		if (!bad)
			return true;
		err_set(err, ERR_INPUT,
			"'%s' is not allowed in an access entry: EKS reserves names that "
			"start with system:",
			bad);
		return err_hint(err,
				"use the type " TYPE_NODES
				" for nodes, and a group of your own for others");
	}
	resource_put_str(wanted, "by", BY_LINE);
	return aws_auth_settle(a, wanted, err);
}

static bool cluster_access_is_line(const struct resource *mapping)
{
	return str_eq(resource_str(mapping, "by"), BY_LINE);
}

static bool cluster_access_read(struct aws *a, const struct resource *wanted,
				struct resource **found, struct err *err)
{
	*found = NULL;
	return cluster_access_is_line(wanted) ? aws_auth_read(a, wanted, found, err) :
						access_entry_read(a, wanted, found, err);
}

static bool cluster_access_make(struct aws *a, const struct resource *wanted,
				const struct resource *found, char *request_id,
				struct err *err)
{
	if (cluster_access_is_line(wanted))
		return aws_auth_write(a, wanted, found, err);
	return access_entry_make(a, wanted, found, request_id, err);
}

static bool cluster_access_remove(struct aws *a, const struct resource *found,
				  char *request_id, struct err *err)
{
	if (cluster_access_is_line(found))
		return aws_auth_write(a, NULL, found, err);
	return access_entry_remove(a, found, request_id, err);
}

/* EKS never changes an entry's type. */
static bool cluster_access_refuse(const struct resource *wanted,
				  const struct resource *found, struct err *err)
{
	if (cluster_access_is_line(wanted) ||
	    str_eq(resource_str(wanted, "type"), resource_str(found, "type")))
		return true;
	err_set(err, ERR_CHOICE,
		"%s has an access entry of type %s in cluster '%s', but %s is required",
		resource_str(wanted, "principal"), resource_str(found, "type"),
		resource_str(wanted, "cluster"), resource_str(wanted, "type"));
	return err_hint(err,
			"delete that entry if no one needs it ('aws eks "
			"delete-access-entry'), or choose another role");
}

/* s without its blanks, into out: what a misspelt name was to be. */
static void cluster_access_squeeze(struct buf *out, const char *s)
{
	for (; *s; s++)
		if (!strchr(" \t", *s))
			buf_char(out, *s);
}

/* Each group that was there stays, but for blanks in it. */
static bool cluster_access_keeps_groups(const struct json *wanted, const struct json *found)
{
	json_each(group, found) {
		struct buf bare = BUF(4096);
		bool kept;

		cluster_access_squeeze(&bare, json_text(group));
		kept = json_has(wanted, bare.s);
		buf_free(&bare);
		if (!kept)
			return false;
	}
	return true;
}

/* A misspelt name gives no access: to correct it takes nothing away. */
static bool cluster_access_only_adds(const struct resource *wanted,
				     const struct resource *found)
{
	struct json *entry = cluster_access_is_line(wanted) ? aws_auth_entry(wanted) :
							      json_copy(wanted->members);
	const char *user = resource_str(found,
					*resource_str(found, "user") ? "user" : "username");
	struct buf bare = BUF(4096);
	bool adds;

	cluster_access_squeeze(&bare, user);
	adds = str_eq(resource_str(wanted, "type"), resource_str(found, "type")) &&
		(!*user || str_eq(bare.s, json_str(entry, "username"))) &&
		cluster_access_keeps_groups(json_get(entry, "groups"),
					    resource_get(found, "groups"));
	buf_free(&bare);
	json_free(entry);
	return adds;
}

static void cluster_access_tell(const struct resource *wanted, struct json *outputs)
{
	char *backup = cluster_access_is_line(wanted) ? aws_auth_backup(wanted, "*") : NULL;

	json_put_str(outputs, "by", resource_str(wanted, "by"));
	if (*resource_str(wanted, "username"))
		json_put_str(outputs, "username", resource_str(wanted, "username"));
	if (backup)
		json_put_str(outputs, "backup", backup);
	free(backup);
}

const struct resource_kind kind_cluster_access = {
	.name = "cluster-access",
	.fill = cluster_access_fill,
	.settle = cluster_access_settle,
	.read = cluster_access_read,
	.make = cluster_access_make,
	.remove = cluster_access_remove,
	.refuse = cluster_access_refuse,
	.only_adds = cluster_access_only_adds,
	.tell = cluster_access_tell,
};
