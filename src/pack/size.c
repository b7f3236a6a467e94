/* size.c - see size.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/quota.h"
#include "kinds/value_kind.h"
#include "pack/size.h"

/* What AWS takes of each kind, in characters. 0: no such limit here. */
static const struct limit {
	const char *kind, *says;
	size_t name, document;
	enum quota_id size;	/* of the document */
	const char *owner;	/* the member that names it: its policies are one sum */
	enum quota_id sum;
	size_t description;
	enum quota_id most;	/* of its kind, an owner */
	bool unique;		/* names are one, whatever their case */
} limits[] = {
	{ .kind = "role", .says = "role", .name = 64, .size = QUOTA_TRUST_SIZE,
	  .description = 1000, .unique = true },
	{ .kind = "role-policy", .says = "inline policy", .name = 128,
	  .owner = "role", .sum = QUOTA_ROLE_INLINE_SIZE },
	{ .kind = "instance-profile", .says = "instance profile", .name = 128,
	  .unique = true },
	{ .kind = "instance-profile-role", .says = "instance profile", .name = 128 },
	{ .kind = "instance-profile-association", .says = "machine", .name = 19 },
	{ .kind = "instance-metadata", .says = "machine", .name = 19 },
	{ .kind = "user", .says = "user", .name = 64, .unique = true },
	{ .kind = "user-policy", .says = "inline policy", .name = 128,
	  .owner = "user", .sum = QUOTA_USER_INLINE_SIZE },
	{ .kind = "access-key", .says = "access key", .name = 64 },
	{ .kind = "credentials-profile", .says = "profile", .name = 128 },
	{ .kind = "credentials-csv", .says = "key file", .name = 4095 },
	{ .kind = "credentials-document", .says = "key document", .name = 4095 },
	{ .kind = "file", .says = "file", .name = 4095 },
	{ .kind = "policy", .says = "managed policy", .name = 128,
	  .size = QUOTA_POLICY_SIZE, .description = 1000, .unique = true },
	{ .kind = "role-policy-attachment", .says = "attached policy", .name = 128,
	  .owner = "role", .most = QUOTA_ROLE_ATTACHED },
	{ .kind = "user-policy-attachment", .says = "attached policy", .name = 128,
	  .owner = "user", .most = QUOTA_USER_ATTACHED },
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

static const struct limit *size_limit_of(const struct json *resource)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		if (str_eq(limits[i].kind, json_str(resource, "kind")))
			return &limits[i];
	return NULL;
}

size_t size_document(const struct json *document)
{
	struct buf text = BUF(BUF_TEXT);
	size_t n;

	json_print(&text, document);
	n = text.cut ? BUF_TEXT : value_kind_characters(text.s);
	buf_free(&text);
	return n;
}

static bool size_too_big(const struct limit *l, const struct json *r, const char *what,
			 size_t n, size_t max, struct err *err)
{
	err_set(err, ERR_INPUT, "%s '%.128s': %s has %zu characters, AWS takes %zu",
		l->says, json_str(r, "name"), what, n, max);
	return err_hint(err, "choose a smaller policy or shorter names");
}

/* Sets text and hint: what is beyond which quota, and what to do. False. */
static bool size_beyond(const struct quotas *q, enum quota_id id, const char *what,
			const char *hint, struct err *err)
{
	struct buf words = BUF(200), remedy = BUF(480);

	quota_words(&words, q, id);
	buf_str(&remedy, hint);
	quota_remedy(&remedy, q, id);
	err_set(err, ERR_INPUT, "%s, %s", what, words.s);
	err_hint(err, "%s", remedy.s);
	buf_free(&words);
	buf_free(&remedy);
	return false;
}

static bool size_check_document(const struct quotas *q, const struct limit *l,
				const struct json *r, struct err *err)
{
	const struct json *document = json_get(r, "document");
	size_t n = document ? size_document(document) : 0;
	char what[300];

	if (l->document && n > l->document) {
		size_too_big(l, r, "its document", n, l->document, err);
	} else if (l->size && n > quota_most(q, l->size)) {
		snprintf(what, sizeof(what), "%s '%.128s': its document has %zu characters",
			 l->says, json_str(r, "name"), n);
		size_beyond(q, l->size, what, "choose a smaller policy or shorter names",
			    err);
	} else {
		return true;
	}
	snprintf(err->code, sizeof(err->code), SIZE_TOO_LARGE);
	return false;
}

/* One text or document of a resource against its limit. */
static bool size_check_one(const struct quotas *q, const struct limit *l,
			   const struct json *r, struct err *err)
{
	size_t name = value_kind_characters(json_str(r, "name"));
	size_t description = value_kind_characters(json_str(r, "description"));

	if (name > l->name)
		return size_too_big(l, r, "its name", name, l->name, err);
	if (l->description && description > l->description)
		return size_too_big(l, r, "its description", description, l->description,
				    err);
	return size_check_document(q, l, r, err);
}

/* All inline policies of r's owner together, so counted once for each of them. */
static bool size_check_sum(const struct quotas *q, const struct limit *l,
			   const struct json *wanted, const struct json *r, struct err *err)
{
	const char *owner = json_str(r, l->owner);
	size_t sum = 0;
	char what[300];

	json_each(other, json_get(wanted, "resources"))
		if (size_limit_of(other) == l && str_eq(json_str(other, l->owner), owner))
			sum += size_document(json_get(other, "document"));
	if (sum <= quota_most(q, l->sum))
		return true;
	snprintf(what, sizeof(what), "the inline policies of %s '%.128s' have %zu characters "
		 "in total", l->owner, owner, sum);
	size_beyond(q, l->sum, what, "choose a smaller policy", err);
	snprintf(err->code, sizeof(err->code), SIZE_TOO_LARGE);
	return false;
}

/* Policies attached to one owner. */
static bool size_check_count(const struct quotas *q, const struct limit *l,
			     const struct json *wanted, const struct json *r,
			     struct err *err)
{
	const char *owner = json_str(r, l->owner);
	size_t n = 0;
	char what[300];

	json_each(other, json_get(wanted, "resources"))
		n += size_limit_of(other) == l && str_eq(json_str(other, l->owner), owner);
	if (n <= quota_most(q, l->most))
		return true;
	snprintf(what, sizeof(what), "%s '%.128s' gets %zu policies attached", l->owner, owner,
		 n);
	return size_beyond(q, l->most, what,
			   "attach fewer: what they allow can be in one policy", err);
}

/* Two of a kind under one name: IAM would refuse the second, half-way. */
static bool size_check_unique(const struct limit *l, const struct json *wanted,
			      const struct json *r, struct err *err)
{
	json_each(other, json_get(wanted, "resources")) {
		if (other == r)
			return true;
		if (size_limit_of(other) != l ||
		    strcasecmp(json_str(other, "name"), json_str(r, "name")))
			continue;
		err_set(err, ERR_INPUT, "two things of kind %s would have the name '%s': "
			"IAM does not tell names apart by case", l->kind,
			json_str(r, "name"));
		return err_hint(err, "give each a name of its own");
	}
	return true;
}

static bool size_check_tags(const struct json *r, struct err *err)
{
	const struct json *tags = json_get(r, "tags");

	if (json_count(tags) > TAGS) {
		err_set(err, ERR_INPUT, "'%s' gets %zu tags, IAM takes %d",
			json_str(r, "name"), json_count(tags), TAGS);
		return err_hint(err, "give fewer tags");
	}
	json_each(tag, tags) {
		const char *text = json_text(tag);

		if (value_kind_characters(json_key(tag)) <= TAG_KEY && text &&
		    value_kind_characters(text) <= TAG_VALUE)
			continue;
		err_set(err, ERR_INPUT, "'%s': the tag '%.128s' is too long",
			json_str(r, "name"), json_key(tag));
		return err_hint(err, "a key has at most %d characters, a value %d",
				TAG_KEY, TAG_VALUE);
	}
	return true;
}

bool size_check(const struct json *wanted, const struct quotas *q, struct err *err)
{
	json_each(r, json_get(wanted, "resources")) {
		const struct limit *l = size_limit_of(r);

		if (!size_check_tags(r, err))
			return false;
		if (l && !size_check_one(q, l, r, err))
			return false;
		if (l && l->sum && !size_check_sum(q, l, wanted, r, err))
			return false;
		if (l && l->most && !size_check_count(q, l, wanted, r, err))
			return false;
		if (l && l->unique && !size_check_unique(l, wanted, r, err))
			return false;
	}
	return true;
}
