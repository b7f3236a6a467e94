/* denied.c - see denied.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/denied.h"
#include "aws/deny_conditions.h"
#include "aws/permission.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"

#define DECODED_MAX (64u << 10)

/* The first row whose words are in the message applies. */
static const struct policy_label {
	const char *name, *words, *label;
} policy_labels[] = {
	{ "scp", "service control policy", "the organization's service control policies" },
	{ "rcp", "resource control policy",
	  "the organization's resource control policies" },
	{ "boundary", "permissions boundary", "your permissions boundary" },
	{ "network", "VPC endpoint policy", "the policy of the VPC endpoint" },
	{ "session", "session policy", "the policy of your session" },
	{ "identity", "identity-based policy", "a policy of yours" },
	{ "resource", "resource-based policy", "the policy of the resource" },
};

#define POLICY_LABELS (sizeof(policy_labels) / sizeof(*policy_labels))

static const struct policy_label *denied_policy_named(const char *name)
{
	for (size_t i = 0; i < POLICY_LABELS; i++)
		if (str_eq(policy_labels[i].name, name))
			return &policy_labels[i];
	return NULL;
}

const char *denied_policy_type(const char *message)
{
	for (size_t i = 0; i < POLICY_LABELS; i++)
		if (strstr(message, policy_labels[i].words))
			return policy_labels[i].name;
	return "unknown";
}

const char *denied_policy_label(const char *policy_type)
{
	const struct policy_label *l = denied_policy_named(policy_type);

	return l ? l->label : "a policy of yours";
}

/* --- AWS's sentence ------------------------------------------------------------------ */

static void denied_take_word(char *out, size_t size, const char *s)
{
	struct buf word = BUF(1024);

	s += strspn(s, "\"' ");
	buf_add(&word, s, strcspn(s, " \"'\n"));
	while (word.len && strchr(".,;", word.s[word.len - 1]))
		word.s[--word.len] = '\0';
	str_clean(out, size, word.s);
	buf_free(&word);
}

/* IAM names a resource by type and name without a path, or a policy by its ARN. */
static void denied_take_resource(struct denied *d, const char *message, const char *s)
{
	static const struct { const char *says, *type; } kinds[] = {
		{ "role ", "role" }, { "user ", "user" }, { "group ", "group" },
		{ "policy ", "policy" }, { "instance profile ", "instance-profile" },
	};
	char name[256], partition[16], account[16];
	const char *user;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!str_starts(s, kinds[i].says))
			continue;
		s += strlen(kinds[i].says);
		if (str_starts(s, "arn:"))
			break;
		denied_take_word(name, sizeof(name), s);
		/* of the caller: "User: arn:aws:iam::123456789012:..." */
		user = strstr(message, "User: arn:");
		if (!user ||
		    sscanf(user, "User: arn:%15[a-z-]:%*[a-z]::%15[0-9]:", partition,
			   account) != 2) {
			snprintf(partition, sizeof(partition), "aws");
			snprintf(account, sizeof(account), "*");
		}
		snprintf(d->resource, sizeof(d->resource), "arn:%s:iam::%s:%s/%s",
			 partition, account, kinds[i].type, name);
		return;
	}
	denied_take_word(d->resource, sizeof(d->resource), s);
}

bool denied_parse_message(struct denied *d, const char *message)
{
	static const char does[] = "not authorized to perform: ", on[] = "on resource: ";
	const char *at = strstr(message, does);

	*d = (struct denied){ .policy_type = denied_policy_type(message) };
	d->explicit_deny = strstr(message, "explicit deny");
	if (!at)
		return false;
	denied_take_word(d->action, sizeof(d->action), at + sizeof(does) - 1);
	at = strstr(at, on);
	if (at)
		denied_take_resource(d, message, at + sizeof(on) - 1);
	return strchr(d->action, ':');
}

/* --- the encoded message of EC2 ------------------------------------------------------- */

size_t denied_split_encoded(const char *message, char encoded[ENCODED_MAX + 1])
{
	static const char label[] = "Encoded authorization failure message:";
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_+/=.";
	const char *at = strstr(message, label), *from;
	size_t n;

	*encoded = '\0';
	if (!at)
		return strlen(message);
	from = at + sizeof(label) - 1;
	from += strspn(from, " ");
	n = strspn(from, letters);
	if (n <= ENCODED_MAX && (!from[n] || strchr(" \t\n,;\"'", from[n])))
		snprintf(encoded, n + 1, "%s", from);
	while (at > message && at[-1] == ' ')
		at--;
	return (size_t)(at - message);
}

/* --- what STS decodes ---------------------------------------------------------------- */

/* Some messages have the action without its service, which the resource's ARN names. */
static void denied_take_action(struct denied *d, const char *action)
{
	char service[32] = "ec2", clean[96];
	size_t n;

	str_clean(clean, sizeof(clean), action);
	if (str_starts(d->resource, "arn:") && strchr(d->resource + 4, ':')) {
		const char *at = strchr(d->resource + 4, ':') + 1;

		n = strcspn(at, ":");
		if (n && n < sizeof(service))
			snprintf(service, sizeof(service), "%.*s", (int)n, at);
	}
	if (strchr(clean, ':') || !*clean)
		snprintf(d->action, sizeof(d->action), "%s", clean);
	else
		permission_of(d->action, service, clean);
}

/* The policy type, where a matched statement has one. */
static const char *denied_matched_policy(const struct json *whole)
{
	static const struct { const char *type, *layer; } types[] = {
		{ "SCP", "scp" }, { "RCP", "rcp" }, { "Organization", "scp" },
		{ "Boundary", "boundary" }, { "Session", "session" },
		{ "Endpoint", "network" }, { "Resource", "resource" },
		{ "IAM", "identity" }, { "Identity", "identity" },
	};

	json_each(item, json_path(whole, "matchedStatements.items"))
		for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
			if (strstr(json_str(item, "sourcePolicyType"), types[i].type))
				return types[i].layer;
	return "unknown";
}

/* The condition keys of the statements that deny: the request must meet them. */
static void denied_take_condition_keys(struct denied *d, const struct json *whole)
{
	struct buf asks = BUF(sizeof(d->condition_keys));
	struct json *seen = json_list_new();

	json_each(statement, json_path(whole, "matchedStatements.items"))
		json_each(item, json_path(statement, "conditions.items")) {
			const char *key = json_str(item, "key");

			if (!*key || json_has(seen, key) || !d->explicit_deny)
				continue;
			json_push(seen, json_string_new(key));
			buf_fmt(&asks, "%s%s", asks.len ? ", " : "", key);
		}
	str_clean(d->condition_keys, sizeof(d->condition_keys), asks.s);
	buf_free(&asks);
	json_free(seen);
}

bool denied_parse_decoded(struct denied *d, const char *text, size_t n)
{
	struct err ignored = ERR_INIT;
	struct json *whole = n > DECODED_MAX ? NULL :
			     json_parse(text, n, "the decoded message", &ignored);
	const struct json *context = json_get(whole, "context");

	*d = (struct denied){ .policy_type = denied_matched_policy(whole) };
	d->explicit_deny = json_true(json_get(whole, "explicitDeny"));
	str_clean(d->resource, sizeof(d->resource), json_str(context, "resource"));
	denied_take_action(d, json_str(context, "action"));
	/* iam:PassedToService is the one condition that is kept */
	json_each(item, json_path(context, "conditions.items")) {
		const char *value = json_str(json_first(json_path(item, "values.items")),
					     "value");

		if (!str_eq(json_str(item, "key"), "iam:PassedToService") || !*value ||
		    !str_eq(d->action, "iam:PassRole"))
			continue;
		str_clean(d->key, sizeof(d->key), json_str(item, "key"));
		str_clean(d->value, sizeof(d->value), value);
	}
	denied_take_condition_keys(d, whole);
	json_free(whole);
	return *d->action;
}

/* --- out again ------------------------------------------------------------------------- */

void denied_message(struct buf *out, const struct denied *d)
{
	const struct policy_label *l = denied_policy_named(d->policy_type);
	const char *policy = l ? l->words : "policy";
	const char *article = strchr("aeiou", *policy) ? "an" : "a";

	buf_fmt(out, "not authorized to perform: %s%s%s", d->action,
		*d->resource ? " on resource: " : "", d->resource);
	if (d->explicit_deny)
		buf_fmt(out, " with an explicit deny in %s %s", article, policy);
	else
		buf_fmt(out, " because no %s allows the %s action", policy, d->action);
}

struct json *denied_statement(const struct denied *d)
{
	struct json *s = json_object_new(), *is;

	json_put_str(s, "Effect", "Allow");
	json_put_str(s, "Action", d->action);
	json_put_str(s, "Resource", *d->resource ? d->resource : "*");
	if (*d->key) {
		is = json_put(json_put(s, "Condition", json_object_new()), "StringEquals",
			      json_object_new());
		json_put_str(is, d->key, d->value);
	}
	return s;
}

void denied_remedy(struct buf *out, const struct denied *d)
{
	struct json *s;

	if (d->explicit_deny && deny_conditions_describe(out, d))
		return;
	if (d->explicit_deny) {
		buf_fmt(out, "the statement that denies %s must be removed from %s",
			d->action, denied_policy_label(d->policy_type));
		return;
	}
	s = denied_statement(d);
	buf_str(out, "needs ");
	json_print(out, s);
	buf_fmt(out, " in %s", denied_policy_label(d->policy_type));
	json_free(s);
}
