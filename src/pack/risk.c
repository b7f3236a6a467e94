/* risk.c - see risk.h. Here: what a policy lets its holder do. */
#include "config.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/risk.h"

#define SCOPED "choose the scoped form of the policy where there is one, or list only " \
	       "what is needed"
#define NAME_IT "name the resources in Resource, or choose the scoped form of the " \
		"policy where there is one"

/* All actions of one service on everything: what that means. */
static const struct service {
	const char *name, *level, *says;
} services[] = {
	{ "*", "high", "every action of every service is allowed: this is an "
		       "administrator" },
	{ "iam", "high", "every IAM action is allowed: the holder can make itself an "
			 "administrator" },
	{ "sts", "high", "the holder can take on every role that trusts this account" },
	{ "s3", "high", "every object and bucket of the account can be read, "
			"overwritten and deleted" },
	{ "ec2", "medium", "every EC2 action is allowed: all machines, disks and "
			   "networks of the account can be changed and deleted" },
	{ "redshift", "medium", "every Redshift action is allowed: all clusters of the "
				"account can be changed and deleted" },
};

/* Single actions that are worth much when they are allowed on everything. */
static const struct strong {
	const char *action, *level, *says;
} strong[] = {
	{ "iam:PutRolePolicy", "high", "can write itself any right into a role" },
	{ "iam:AttachRolePolicy", "high", "can attach any policy to a role" },
	{ "iam:PutUserPolicy", "high", "can write itself any right into a user" },
	{ "iam:AttachUserPolicy", "high", "can attach any policy to a user" },
	{ "iam:CreatePolicyVersion", "high", "can rewrite any policy of the account" },
	{ "iam:UpdateAssumeRolePolicy", "high", "can let itself into any role" },
	{ "iam:CreateAccessKey", "high", "can make a key of any user" },
	{ "sts:AssumeRole", "medium", "can take on every role that trusts this account" },
	{ "s3:GetObject", "medium", "can read every object of the account" },
	{ "secretsmanager:GetSecretValue", "medium",
	  "can read every stored secret of the account" },
	{ "kms:Decrypt", "medium", "can decrypt with every key of the account" },
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

void risk_add(const struct risk *r, const char *member, const char *level,
	      const char *remedy, const char *fmt, ...)
{
	struct json *f = json_push(r->findings, json_object_new());
	char path[80], text[400];
	va_list ap;

	snprintf(path, sizeof(path), "Statement[%d].%s", r->number, member);
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	json_put_str(f, "resource", json_str(r->resource, "id"));
	json_put_str(f, "path", path);
	json_put_str(f, "level", level);
	json_put_str(f, "text", text);
	json_put_str(f, "remedy", remedy);
}

static struct json *as_list(const struct json *j)
{
	struct json *list;

	if (json_type(j) == JSON_LIST)
		return json_copy(j);
	list = json_list_new();
	if (j)
		json_push(list, json_copy(j));
	return list;
}

struct json *risk_texts(const struct json *statement, const char *member)
{
	return as_list(json_get(statement, member));
}

/* IAM's wildcards, without regard to case, as actions are compared. */
static bool matches(const char *pattern, const char *text)
{
	const char *star = NULL, *back = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			back = text;
		} else if (*pattern == '?' ||
			   tolower((unsigned char)*pattern) ==
			   tolower((unsigned char)*text)) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++back;
		} else {
			return false;
		}
	}
	return !pattern[strspn(pattern, "*")];
}

static bool some_match(const struct json *statement, const char *member,
		       const char *text)
{
	struct json *patterns = risk_texts(statement, member);
	bool some = false;

	json_each(p, patterns)
		some = some || (json_text(p) && matches(json_text(p), text));
	json_free(patterns);
	return some;
}

static bool allows(const struct json *statement, const char *action)
{
	if (!str_eq(json_str(statement, "Effect"), "Allow"))
		return false;
	if (json_get(statement, "NotAction"))
		return !some_match(statement, "NotAction", action);
	return some_match(statement, "Action", action);
}

/* Whether anything wanted allows it: one owner's policies add up. */
static bool wanted_allows(const struct json *wanted, const char *action)
{
	bool some = false;

	json_each(r, json_get(wanted, "resources")) {
		struct json *all = as_list(json_path(r, "document.Statement"));

		json_each(s, all)
			some = some || (!json_get(s, "Principal") && allows(s, action));
		json_free(all);
	}
	return some;
}

/* Everything there is: "*", or an ARN that ends in nothing but a wildcard. */
static bool is_wide(const char *resource, bool roles)
{
	const char *last = resource;

	if (str_eq(resource, "*"))
		return true;
	for (int colons = 0; colons < 5; colons++) {
		last = strchr(last, ':');
		if (!last)
			return false;
		last++;
	}
	return str_eq(last, "*") || str_eq(last, "*/*") ||
	       (roles && str_eq(last, "role/*"));
}

static bool on_all(const struct json *statement, bool roles)
{
	struct json *resources = risk_texts(statement, "Resource");
	bool some = json_get(statement, "NotResource");

	json_each(r, resources)
		some = some || (json_text(r) && is_wide(json_text(r), roles));
	json_free(resources);
	return some;
}

static bool has_key(const struct json *statement, const char *key)
{
	json_each(op, json_get(statement, "Condition"))
		json_each(k, op)
			if (!strcasecmp(json_key(k), key))
				return true;
	return false;
}

/* "ec2:*" and "*": the service's row, or a sentence of its own. */
static bool find_service(const struct risk *r, const char *action)
{
	size_t n = strcspn(action, ":");
	const char *name = action[n] ? action + n + 1 : action;

	if (!str_eq(name, "*"))
		return false;
	for (size_t i = 0; i < COUNT(services); i++)
		if (strlen(services[i].name) == n &&
		    !strncasecmp(services[i].name, action, n)) {
			risk_add(r, "Action", services[i].level, SCOPED, "%s",
				 services[i].says);
			return true;
		}
	risk_add(r, "Action", "medium", SCOPED, "every action of the service '%.*s' is "
		 "allowed on everything in the account", (int)n, action);
	return true;
}

static void find_strong(const struct risk *r, const char *action)
{
	for (size_t i = 0; i < COUNT(strong); i++)
		if (matches(action, strong[i].action)) {
			risk_add(r, "Action", strong[i].level, NAME_IT,
				 "with %s on everything the holder %s", action,
				 strong[i].says);
			return;
		}
}

static bool is_read(const char *action)
{
	static const char *const reads[] = { "Describe", "Get", "List", "Head",
		"BatchGet", "Lookup", "Search", "View", "Simulate", "Check", NULL };
	const char *name = strchr(action, ':');

	for (int i = 0; name && reads[i]; i++)
		if (str_starts(name + 1, reads[i]))
			return true;
	return false;
}

/* Changes on everything that no row above speaks of, in one sentence. */
static void find_changes(const struct risk *r, const struct json *actions)
{
	struct buf all = BUF(200);
	size_t n = 0;

	json_each(a, actions) {
		const char *s = json_text(a);

		if (!s || is_read(s) || str_ends(s, ":*") || str_eq(s, "*") ||
		    matches(s, "iam:PassRole"))
			continue;
		if (n++ < 3)
			buf_fmt(&all, "%s%s", all.len ? ", " : "", s);
	}
	if (n > 3)
		buf_fmt(&all, " and %zu more", n - 3);
	if (n && !json_get(r->statement, "Condition"))
		risk_add(r, "Resource", "low", "name the resources in Resource where the "
			 "service allows it, or add a condition on their tags",
			 "what this allows can be done to everything in the account, not "
			 "only to what belongs to the platform: %s", all.s);
	buf_free(&all);
}

static void find_pass_role(const struct risk *r)
{
	if (!allows(r->statement, "iam:PassRole") || allows(r->statement, "iam:*"))
		return;
	if (!on_all(r->statement, true)) {
		if (!has_key(r->statement, "iam:PassedToService"))
			risk_add(r, "Condition", "low", "add a condition on "
				 "iam:PassedToService", "the role named may be handed to "
				 "every AWS service, not only to the one that needs it");
		return;
	}
	if (wanted_allows(r->wanted, "ec2:RunInstances"))
		risk_add(r, "Resource", "high", "choose the scoped form of the policy where "
			 "there is one, or name the role in Resource",
			 "any role may be handed to a new machine (iam:PassRole on "
			 "everything, with ec2:RunInstances): where a strong role that EC2 "
			 "may use exists, this is as good as an administrator");
	else
		risk_add(r, "Resource", "medium", "choose the scoped form of the policy "
			 "where there is one, or take iam:PassRole out",
			 "any role may be handed to a service (iam:PassRole on everything), "
			 "and nothing else here makes use of that");
}

static void find_in_policy(const struct risk *r)
{
	struct json *actions = risk_texts(r->statement, "Action");
	bool all = on_all(r->statement, false);

	if (json_get(r->statement, "NotAction"))
		risk_add(r, "NotAction", "high", "list what is needed under Action instead",
			 "everything is allowed but what is named here, also what AWS adds "
			 "in future");
	if (json_get(r->statement, "NotResource"))
		risk_add(r, "NotResource", "medium", "list what is needed under Resource "
			 "instead", "this reaches everything but what is named here");
	json_each(a, all ? actions : NULL)
		if (json_text(a) && !find_service(r, json_text(a)))
			find_strong(r, json_text(a));
	if (all)
		find_changes(r, actions);
	find_pass_role(r);
	json_free(actions);
}

/* What the pack itself has to say about this resource. */
static void add_remark(const struct risk *r)
{
	struct json *f = json_push(r->findings, json_object_new());

	json_put_str(f, "resource", json_str(r->resource, "id"));
	json_put_str(f, "path", "remark");
	json_put_str(f, "level", "note");
	json_put_str(f, "text", json_str(r->resource, "remark"));
	json_put_str(f, "remedy", "");
}

/* And of an answer. */
static void add_warning(const struct risk *r, const struct json *warning)
{
	struct json *f = json_push(r->findings, json_object_new());

	json_put_str(f, "resource", json_str(warning, "value"));
	json_put_str(f, "path", "value");
	json_put_str(f, "level", "medium");
	json_put_str(f, "text", json_str(warning, "text"));
	json_put_str(f, "remedy", "");
}

struct json *risk_find(const struct json *wanted)
{
	struct risk r = { .wanted = wanted, .findings = json_list_new() };

	json_each(warning, json_get(wanted, "warnings"))
		add_warning(&r, warning);
	json_each(resource, json_get(wanted, "resources")) {
		struct json *all = as_list(json_path(resource, "document.Statement"));

		r.resource = resource;
		r.number = 0;
		if (*json_str(resource, "remark"))
			add_remark(&r);
		json_each(s, all) {
			r.statement = s;
			if (!str_eq(json_str(s, "Effect"), "Allow"))
				;	/* what is denied is no risk */
			else if (json_get(s, "Principal") || json_get(s, "NotPrincipal"))
				risk_trust(&r);
			else
				find_in_policy(&r);
			r.number++;
		}
		json_free(all);
	}
	return r.findings;
}
