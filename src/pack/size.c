/* size.c - see size.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/kind.h"
#include "pack/size.h"

/* What IAM takes of each kind, in characters. 0: no such limit here. */
static const struct quota {
	const char *kind, *says;
	size_t name, document;
	const char *owner;	/* the member that names it: its policies are one sum */
	size_t sum, description;
	size_t most;		/* of its kind, an owner */
	bool unique;		/* names are one, whatever their case */
} quotas[] = {
	{ .kind = "role", .says = "role", .name = 64, .document = 2048,
	  .description = 1000, .unique = true },
	{ .kind = "role-policy", .says = "inline policy", .name = 128,
	  .owner = "role", .sum = 10240 },
	{ .kind = "instance-profile", .says = "instance profile", .name = 128,
	  .unique = true },
	{ .kind = "instance-profile-role", .says = "instance profile", .name = 128 },
	{ .kind = "instance-profile-association", .says = "machine", .name = 19 },
	{ .kind = "instance-metadata", .says = "machine", .name = 19 },
	{ .kind = "user", .says = "user", .name = 64, .unique = true },
	{ .kind = "user-policy", .says = "inline policy", .name = 128,
	  .owner = "user", .sum = 2048 },
	{ .kind = "access-key", .says = "access key", .name = 64 },
	{ .kind = "credentials-profile", .says = "profile", .name = 128 },
	{ .kind = "credentials-csv", .says = "key file", .name = 4095 },
	{ .kind = "credentials-document", .says = "key document", .name = 4095 },
	{ .kind = "file", .says = "file", .name = 4095 },
	{ .kind = "policy", .says = "managed policy", .name = 128, .document = 6144,
	  .description = 1000, .unique = true },
	{ .kind = "role-policy-attachment", .says = "attached policy", .name = 128,
	  .owner = "role", .most = 10 },
	{ .kind = "user-policy-attachment", .says = "attached policy", .name = 128,
	  .owner = "user", .most = 10 },
	{ .kind = "service-linked-role", .says = "service", .name = 128 },
	{ .kind = "oidc-provider", .says = "OIDC provider", .name = 247, .unique = true },
	{ .kind = "bucket", .says = "bucket", .name = 63, .unique = true },
	{ .kind = "bucket-policy", .says = "bucket policy", .name = 63, .document = 20480,
	  .unique = true },
	{ .kind = "bucket-logging", .says = "bucket", .name = 63, .unique = true },
	{ .kind = "queue", .says = "queue", .name = 80, .unique = true },
	{ .kind = "event-rule", .says = "event rule", .name = 64, .document = 4096,
	  .unique = true },
	{ .kind = "cluster-access", .says = "access to the cluster", .name = 128 },
	{ .kind = "service-account", .says = "service account", .name = 63 },
	{ .kind = "namespace", .says = "namespace", .name = 63 },
	{ .kind = "pod-identity-association", .says = "service account", .name = 63 },
};

#define TAGS 50
#define TAG_KEY 128
#define TAG_VALUE 256

static const struct quota *quota_of(const struct json *resource)
{
	for (size_t i = 0; i < sizeof(quotas) / sizeof(*quotas); i++)
		if (str_eq(quotas[i].kind, json_str(resource, "kind")))
			return &quotas[i];
	return NULL;
}

size_t size_document(const struct json *document)
{
	struct buf text = BUF(BUF_TEXT);
	size_t n;

	json_print(&text, document);
	n = text.cut ? BUF_TEXT : kind_characters(text.s);
	buf_free(&text);
	return n;
}

static bool too_big(const struct quota *q, const struct json *r, const char *what,
		    size_t n, size_t max, struct err *err)
{
	err_set(err, ERR_INPUT, "%s '%.128s': %s has %zu characters, IAM takes %zu",
		q->says, json_str(r, "name"), what, n, max);
	return err_hint(err, "choose a smaller policy or shorter names");
}

/* One text or document of a resource against its limit. */
static bool check_one(const struct quota *q, const struct json *r, struct err *err)
{
	size_t name = kind_characters(json_str(r, "name"));
	size_t description = kind_characters(json_str(r, "description"));
	const struct json *document = json_get(r, "document");
	size_t n = document ? size_document(document) : 0;

	if (name > q->name)
		return too_big(q, r, "its name", name, q->name, err);
	if (q->description && description > q->description)
		return too_big(q, r, "its description", description, q->description, err);
	if (!q->document || n <= q->document)
		return true;
	too_big(q, r, "its document", n, q->document, err);
	snprintf(err->code, sizeof(err->code), SIZE_TOO_LARGE);
	return false;
}

/* All inline policies of r's owner together, so counted once for each of them. */
static bool check_sum(const struct quota *q, const struct json *wanted,
		      const struct json *r, struct err *err)
{
	const char *owner = json_str(r, q->owner);
	size_t sum = 0;

	json_each(other, json_get(wanted, "resources"))
		if (quota_of(other) == q && str_eq(json_str(other, q->owner), owner))
			sum += size_document(json_get(other, "document"));
	if (sum <= q->sum)
		return true;
	err_set(err, ERR_INPUT, "the inline policies of %s '%s' have %zu characters in "
		"sum, IAM takes %zu", q->owner, owner, sum, q->sum);
	snprintf(err->code, sizeof(err->code), SIZE_TOO_LARGE);
	return err_hint(err, "choose a smaller policy");
}

/* Policies attached to one owner. */
static bool check_count(const struct quota *q, const struct json *wanted,
			const struct json *r, struct err *err)
{
	const char *owner = json_str(r, q->owner);
	size_t n = 0;

	json_each(other, json_get(wanted, "resources"))
		n += quota_of(other) == q && str_eq(json_str(other, q->owner), owner);
	if (n <= q->most)
		return true;
	err_set(err, ERR_INPUT, "%s '%s' gets %zu policies attached, IAM takes %zu",
		q->owner, owner, n, q->most);
	return err_hint(err, "attach fewer: what they allow can stand in one policy");
}

/* Two of a kind under one name: IAM would refuse the second, half-way. */
static bool check_unique(const struct quota *q, const struct json *wanted,
			 const struct json *r, struct err *err)
{
	json_each(other, json_get(wanted, "resources")) {
		if (other == r)
			return true;
		if (quota_of(other) != q ||
		    strcasecmp(json_str(other, "name"), json_str(r, "name")))
			continue;
		err_set(err, ERR_INPUT, "two things of kind %s would have the name '%s': "
			"IAM does not tell names apart by case", q->kind,
			json_str(r, "name"));
		return err_hint(err, "give each a name of its own");
	}
	return true;
}

static bool check_tags(const struct json *r, struct err *err)
{
	const struct json *tags = json_get(r, "tags");

	if (json_count(tags) > TAGS) {
		err_set(err, ERR_INPUT, "'%s' gets %zu tags, IAM takes %d",
			json_str(r, "name"), json_count(tags), TAGS);
		return err_hint(err, "give fewer tags");
	}
	json_each(tag, tags) {
		const char *text = json_text(tag);

		if (kind_characters(json_key(tag)) <= TAG_KEY && text &&
		    kind_characters(text) <= TAG_VALUE)
			continue;
		err_set(err, ERR_INPUT, "'%s': the tag '%.128s' is too long",
			json_str(r, "name"), json_key(tag));
		return err_hint(err, "a key has at most %d characters, a value %d",
				TAG_KEY, TAG_VALUE);
	}
	return true;
}

bool size_check(const struct json *wanted, struct err *err)
{
	json_each(r, json_get(wanted, "resources")) {
		const struct quota *q = quota_of(r);

		if (!check_tags(r, err))
			return false;
		if (q && !check_one(q, r, err))
			return false;
		if (q && q->sum && !check_sum(q, wanted, r, err))
			return false;
		if (q && q->most && !check_count(q, wanted, r, err))
			return false;
		if (q && q->unique && !check_unique(q, wanted, r, err))
			return false;
	}
	return true;
}
