/* permissions.c - a journey's calls as statements and documents; see permissions.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/permissions_internal.h"
#include "kinds/quota.h"
#include "pack/size.h"
#include "policy/arn.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

/* What a statement is about, by its first action or its first resource; "" matches all. */
static const struct noun {
	const char *action, *service, *resource, *word;
} nouns[] = {
	{ "ec2:CreateTags", "", "", "Tags" },
	{ "ec2:RunInstances", "", "", "Launch" },
	{ "iam:PassRole", "", "", "PassRoles" },
	{ "iam:SimulatePrincipalPolicy", "", "", "Simulate" },
	{ "", "iam", "role/", "Roles" },
	{ "", "iam", "policy/", "Policies" },
	{ "", "iam", "user/", "Users" },
	{ "", "iam", "instance-profile/", "InstanceProfiles" },
	{ "", "iam", "oidc-provider/", "OidcProviders" },
	{ "", "s3", "", "Buckets" },
	{ "", "sqs", "", "Queues" },
	{ "", "events", "", "EventRules" },
	{ "", "ec2", "security-group/", "SecurityGroups" },
	{ "", "ec2", "vpc/", "SecurityGroupVpcs" },
	{ "", "ec2", "", "Instances" },
	{ "", "eks", "cluster/", "Clusters" },
	{ "", "eks", "access-entry/", "AccessEntries" },
	{ "", "eks", "podidentityassociation/", "PodIdentity" },
	{ "", "eks", "addon/", "Addons" },
	{ "", "eks", "nodegroup/", "NodeGroups" },
	{ "", "ssm", "", "Parameters" },
	{ "", "servicequotas", "", "Quotas" },
};

/* --- rows to statements ------------------------------------------------------------------
 */

/* Whether another row allows the same without a condition, or the same row comes before. */
static bool permissions_is_covered(const struct json *rows, const struct json *row)
{
	bool before = true;

	json_each(other, rows) {
		const char *on = json_str(other, "resource");
		size_t n = strlen(on);

		if (other == row) {
			before = false;
			continue;
		}
		if (!str_eq(json_str(other, "action"), json_str(row, "action")))
			continue;
		if (str_eq(on, json_str(row, "resource"))) {
			if (str_eq(json_str(other, "key"), json_str(row, "key")) &&
			    str_eq(json_str(other, "value"), json_str(row, "value"))) {
				if (before)
					return true;
			} else if (!*json_str(other, "key")) {
				return true;
			}
		} else if (n && on[n - 1] == '*' && !*json_str(other, "key") &&
			   !strncmp(on, json_str(row, "resource"), n - 1)) {
			return true;
		}
	}
	return false;
}

/* One of the list that is the same in all members but one; NULL: none. */
static struct json *permissions_alike(const struct json *list, const struct json *one,
				      const char *but)
{
	json_each(other, list) {
		bool same = true;

		json_each(member, one)
			same = same &&
				(str_eq(json_key(member), but) ||
				 json_equal(member, json_get(other, json_key(member))));
		if (same)
			return other;
	}
	return NULL;
}

/*
 * Rows that differ in this member alone become one. Takes list: a list of objects whose
 * member is a list of texts.
 */
static struct json *permissions_merge(struct json *list, const char *member)
{
	struct json *merged = json_list_new();

	json_each(one, list) {
		struct json *other = permissions_alike(merged, one, member);

		if (!other) {
			json_push(merged, json_copy(one));
			continue;
		}
		json_each(text, json_get(one, member))
			if (!json_has(json_get(other, member), json_text(text)))
				json_push(json_get(other, member), json_copy(text));
	}
	json_free(list);
	return merged;
}

static int permissions_by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* The member as a list in order, so that the same sets are equal. */
static void permissions_sort(struct json *list, const char *member)
{
	json_each(one, list) {
		const struct json *texts = json_get(one, member);
		const char **all = xcalloc(json_count(texts) + 1, sizeof(*all));
		struct json *sorted = json_list_new();
		size_t n = 0;

		json_each(text, texts)
			all[n++] = json_text(text);
		qsort(all, n, sizeof(*all), permissions_by_text);
		for (size_t i = 0; i < n; i++)
			json_push(sorted, json_string_new(all[i]));
		free(all);
		json_put(one, member, sorted);
	}
}

/* Nothing is allowed that no row has: actions share a statement where all else is equal. */
static struct json *permissions_group(const struct json *rows)
{
	static const char *const steps[] = { "values", "resources", "actions" };
	struct json *list = json_list_new();

	json_each(row, rows) {
		struct json *one;

		if (*json_str(row, "cluster") || permissions_is_covered(rows, row))
			continue;
		one = json_push(list, json_object_new());
		json_put_str(one, "section", json_str(row, "section"));
		json_put_str(one, "key", json_str(row, "key"));
		json_push(json_put(one, "actions", json_list_new()),
			  json_string_new(json_str(row, "action")));
		json_push(json_put(one, "resources", json_list_new()),
			  json_string_new(json_str(row, "resource")));
		json_push(json_put(one, "values", json_list_new()),
			  json_string_new(json_str(row, "value")));
	}
	for (size_t i = 0; i < ROWS(steps); i++) {
		list = permissions_merge(list, steps[i]);
		permissions_sort(list, steps[i]);
	}
	return list;
}

/* --- statements
 * ---------------------------------------------------------------------------- */

static const char *permissions_noun(const struct json *one)
{
	const char *action = json_text(json_first(json_get(one, "actions")));
	const char *on = json_text(json_first(json_get(one, "resources")));
	struct arn arn;

	if (!arn_split(on, &arn))
		return "Account";
	for (size_t i = 0; i < ROWS(nouns); i++)
		if ((!*nouns[i].action || str_eq(nouns[i].action, action)) &&
		    (!*nouns[i].service || str_eq(nouns[i].service, arn.service)) &&
		    str_starts(arn.resource, nouns[i].resource))
			return nouns[i].word;
	return "Resources";
}

static void permissions_put(struct json *statement, const char *member,
			    const struct json *texts)
{
	json_put(statement, member,
		 json_copy(json_count(texts) == 1 ? json_first(texts) : texts));
}

/* used: the Sids so far, each with how often its words were needed. */
static struct json *permissions_statement(const struct json *one, struct json *used)
{
	struct json *s = json_object_new(), *is;
	const char *key = json_str(one, "key");
	struct buf sid = BUF(80);
	int n;

	buf_fmt(&sid, "%s%s", json_str(one, "section"), permissions_noun(one));
	n = (int)json_number(json_get(used, sid.s)) + 1;
	json_put(used, sid.s, json_number_new(n));
	if (n > 1)
		buf_fmt(&sid, "%d", n);
	json_put_str(s, "Sid", sid.s);
	json_put_str(s, "Effect", "Allow");
	permissions_put(s, "Action", json_get(one, "actions"));
	permissions_put(s, "Resource", json_get(one, "resources"));
	if (*key) {
		is = json_put(json_put(s, "Condition", json_object_new()),
			      str_eq(key, "iam:PolicyARN") ? "ArnEquals" : "StringEquals",
			      json_object_new());
		permissions_put(is, key, json_get(one, "values"));
	}
	buf_free(&sid);
	return s;
}

/* --- documents
 * ----------------------------------------------------------------------------- */

static struct json *permissions_document(struct json *documents)
{
	struct json *document = json_push(documents, json_object_new());

	json_put_str(document, "Version", "2012-10-17");
	json_put(document, "Statement", json_list_new());
	return document;
}

/* Takes the statement out again where it does not fit. */
static bool permissions_fits(struct json *document, const struct json *statement)
{
	struct json *tried = json_copy(document);
	bool fits;

	json_push(json_get(tried, "Statement"), json_copy(statement));
	fits = size_document(tried) <= quota_table[QUOTA_POLICY_SIZE].standard;
	if (fits)
		json_push(json_get(document, "Statement"), json_copy(statement));
	json_free(tried);
	return fits;
}

/* The second half of the resources of a statement; the first half stays. NULL: there is
 * one. */
static struct json *permissions_split(struct json *one)
{
	struct json *rest = json_copy(one), *first = json_list_new(), *second;
	size_t count = json_count(json_get(one, "resources")), n = 0;

	if (count < 2) {
		json_free(rest);
		json_free(first);
		return NULL;
	}
	second = json_list_new();
	json_each(on, json_get(one, "resources"))
		json_push(n++ < count / 2 ? first : second, json_copy(on));
	json_put(one, "resources", first);
	json_put(rest, "resources", second);
	return rest;
}

/* Adds the statement to the last document, or to a new one. Takes one. */
static bool permissions_add(struct json *documents, struct json **last, struct json *one,
			    struct json *used, struct err *err)
{
	struct json *statement = permissions_statement(one, used), *rest = NULL;
	bool ok = permissions_fits(*last, statement);

	if (!ok && json_count(json_get(*last, "Statement"))) {
		*last = permissions_document(documents);
		ok = permissions_fits(*last, statement);
	}
	if (!ok && (rest = permissions_split(one)))
		ok = permissions_add(documents, last, json_copy(one), used, err) &&
			permissions_add(documents, last, json_copy(rest), used, err);
	else if (!ok) {
		err_set(err, ERR_INPUT,
			"the statement '%s' alone is larger than a managed policy may be",
			json_str(statement, "Sid"));
		err_hint(err, "choose shorter names, or fewer resources");
	}
	json_free(rest);
	json_free(statement);
	json_free(one);
	return ok;
}

struct json *permissions_documents(const struct json *wanted, enum permissions_for purpose,
				   struct err *err)
{
	struct json *rows = permissions_collect(wanted, purpose);
	struct json *list = permissions_group(rows), *used = json_object_new();
	struct json *documents = json_list_new(), *last = permissions_document(documents);
	bool ok = true;

	if (!json_count(list)) {
		ok = err_set(err, ERR_INPUT,
			     "the setup '%s' creates no access key to rotate",
			     json_str(wanted, "setup"));
		err_hint(err, "choose another purpose: --for setup, verify or remove");
	}
	json_each(one, list)
		ok = ok && permissions_add(documents, &last, json_copy(one), used, err);
	json_free(rows);
	json_free(list);
	json_free(used);
	if (ok)
		return documents;
	json_free(documents);
	return NULL;
}

struct json *permissions_in_clusters(const struct json *wanted,
				     enum permissions_for purpose)
{
	struct json *rows = permissions_collect(wanted, purpose), *list = json_list_new();

	json_each(row, rows)
		if (*json_str(row, "cluster") && !permissions_is_covered(rows, row))
			json_push(list, json_copy(row));
	json_free(rows);
	return list;
}
