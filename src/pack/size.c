/* size.c - see size.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "pack/size.h"

#define TAGS 50
#define TAG_KEY 128
#define TAG_VALUE 256

static const struct kind *size_kind_of(const struct json *resource)
{
	return kind_find(json_str(resource, "kind"));
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

static bool size_too_big(const struct kind *k, const struct json *r, const char *what,
			 size_t n, size_t max, struct err *err)
{
	err_set(err, ERR_INPUT, "%s '%.128s': %s has %zu characters (maximum %zu)",
		k->limits.named, json_str(r, "name"), what, n, max);
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

/* One text or document of a resource against its limit. */
static bool size_check_one(const struct quotas *q, const struct kind *k,
			   const struct json *r, struct err *err)
{
	size_t name = value_kind_characters(json_str(r, "name"));
	size_t description = value_kind_characters(json_str(r, "description"));
	const struct json *document;
	size_t n;
	char what[300];

	if (k->limits.name && name > k->limits.name)
		return size_too_big(k, r, "its name", name, k->limits.name, err);
	if (k->limits.description && description > k->limits.description)
		return size_too_big(k, r, "its description", description,
				    k->limits.description, err);
	document = json_get(r, "document");
	n = document ? size_document(document) : 0;
	if (k->limits.document && n > k->limits.document) {
		size_too_big(k, r, "its document", n, k->limits.document, err);
	} else if (k->limits.document_quota &&
		   n > quota_most(q, k->limits.document_quota)) {
		snprintf(what, sizeof(what), "%s '%.128s': its document has %zu characters",
			 k->limits.named, json_str(r, "name"), n);
		size_beyond(q, k->limits.document_quota, what,
			    "choose a smaller policy or shorter names", err);
	} else {
		return true;
	}
	snprintf(err->code, sizeof(err->code), SIZE_TOO_LARGE);
	return false;
}

/* The inline policies of r's owner together, and how many it gets: once for each of them. */
static bool size_check_owner(const struct quotas *q, const struct kind *k,
			     const struct json *wanted, const struct json *r,
			     struct err *err)
{
	const char *owner = json_str(r, k->limits.owner);
	size_t sum = 0, n = 0;
	char what[300];

	json_each(other, json_get(wanted, "resources")) {
		if (size_kind_of(other) != k ||
		    !str_eq(json_str(other, k->limits.owner), owner))
			continue;
		sum += k->limits.owner_size ? size_document(json_get(other, "document")) :
					      0;
		n++;
	}
	if (k->limits.owner_size && sum > quota_most(q, k->limits.owner_size)) {
		snprintf(what, sizeof(what),
			 "the inline policies of %s '%.128s' have %zu characters "
			 "in total",
			 k->limits.owner, owner, sum);
		size_beyond(q, k->limits.owner_size, what, "choose a smaller policy", err);
		snprintf(err->code, sizeof(err->code), SIZE_TOO_LARGE);
		return false;
	}
	if (!k->limits.owner_count || n <= quota_most(q, k->limits.owner_count))
		return true;
	snprintf(what, sizeof(what), "%s '%.128s' gets %zu policies attached",
		 k->limits.owner, owner, n);
	return size_beyond(q, k->limits.owner_count, what,
			   "attach fewer: combine what they allow in one policy", err);
}

/* Two of a kind with one name: IAM would refuse the second during the run. */
static bool size_check_unique(const struct kind *k, const struct json *wanted,
			      const struct json *r, struct err *err)
{
	json_each(other, json_get(wanted, "resources")) {
		if (other == r)
			return true;
		if (size_kind_of(other) != k ||
		    strcasecmp(json_str(other, "name"), json_str(r, "name")))
			continue;
		err_set(err, ERR_INPUT,
			"two resources of kind %s would have the name '%s': IAM names are "
			"not case-sensitive",
			k->name, json_str(r, "name"));
		return err_hint(err, "use different names");
	}
	return true;
}

bool size_check(const struct json *wanted, const struct quotas *q, struct err *err)
{
	const struct json *tags;

	json_each(r, json_get(wanted, "resources")) {
		const struct kind *k = size_kind_of(r);

		tags = json_get(r, "tags");
		if (json_count(tags) > TAGS) {
			err_set(err, ERR_INPUT, "'%s' gets %zu tags (maximum %d)",
				json_str(r, "name"), json_count(tags), TAGS);
			return err_hint(err, "use fewer tags");
		}
		json_each(tag, tags) {
			const char *text = json_text(tag);

			if (value_kind_characters(json_key(tag)) <= TAG_KEY && text &&
			    value_kind_characters(text) <= TAG_VALUE)
				continue;
			err_set(err, ERR_INPUT, "'%s': the tag '%.128s' is too long",
				json_str(r, "name"), json_key(tag));
			return err_hint(
				err, "a tag key can have at most %d characters, a value %d",
				TAG_KEY, TAG_VALUE);
		}
		if (k && !size_check_one(q, k, r, err))
			return false;
		if (k && (k->limits.owner_size || k->limits.owner_count) &&
		    !size_check_owner(q, k, wanted, r, err))
			return false;
		if (k && k->limits.unique && !size_check_unique(k, wanted, r, err))
			return false;
	}
	return true;
}
