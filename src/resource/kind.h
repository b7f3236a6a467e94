/*
 * kind.h - the calls of each kind of resource. What is known of the kinds without a call is
 * in kinds/kinds.h; a new kind has a row there, and a file and a line in RESOURCE_KINDS here.
 *
 * wanted has the members that pack_wanted gives (pack/render.h), found the same with "arn"
 * and, of a kind with tags, all its tags.
 */
#ifndef ACCREDIT_RESOURCE_KIND_H
#define ACCREDIT_RESOURCE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct aws;
struct json;
struct resource;
struct resource_uses;

struct resource_kind {
	const char *name; /* that of its row in kinds/kinds.h */

	/* *found is yours, NULL: not there. False: AWS did not tell. */
	bool (*read)(struct aws *a, const struct resource *wanted, struct resource **found,
		     struct err *err);
	/*
	 * Where it was not found: the ARN that a thing of this name has elsewhere in the
	 * account, "" for none. False: AWS did not tell. NULL: it is found by its name.
	 */
	bool (*seek)(struct aws *a, const struct resource *wanted, char arn[512],
		     struct err *err);
	/*
	 * Makes what was found (NULL: nothing) into what is wanted; every call
	 * may be repeated after a new read. request_id: of the last call.
	 */
	bool (*make)(struct aws *a, const struct resource *wanted,
		     const struct resource *found, char *request_id, struct err *err);
	/* Removes it; not there is success. */
	bool (*remove)(struct aws *a, const struct resource *found, char *request_id,
		       struct err *err);
	/* What else the record is to keep of what was created, into outputs. NULL: nothing. */
	void (*tell)(const struct resource *wanted, struct json *outputs);
	/* Adds what only this machine knows, before it is read. NULL: nothing. */
	bool (*fill)(struct resource *wanted, struct err *err);
	/*
	 * Puts what the account decides of it into wanted, when it is planned (never
	 * when it is to be removed), before it is read. NULL: nothing.
	 */
	bool (*settle)(struct aws *a, struct resource *wanted, struct err *err);
	/*
	 * Whether what differs may be replaced at all, even where it is ours: false
	 * with ERR_CHOICE says what to do instead. NULL: it may.
	 */
	bool (*refuse)(const struct resource *wanted, const struct resource *found,
		       struct err *err);
	/*
	 * Whether making it so takes nothing away from what others made there: then
	 * one of theirs may be changed, with consent. NULL: it may not.
	 */
	bool (*only_adds)(const struct resource *wanted, const struct resource *found);
	/*
	 * What this member of one of others goes back to, that it had (was, NULL: nothing)
	 * before it was changed: yours; JSON null: it is taken out; NULL: it cannot go back.
	 * No function: to what was there.
	 */
	struct json *(*back)(const char *member, const struct json *was);
	/*
	 * Before it is created: whether the name can be had. False with ERR_CHOICE
	 * says what has it. NULL: only making it will tell.
	 */
	bool (*is_free)(struct aws *a, const struct resource *wanted, struct err *err);
	/*
	 * What changing it costs besides, put where consent covers it: into wanted,
	 * for make, and rows into diff. NULL: nothing.
	 */
	void (*costs)(struct resource *wanted, const struct resource *found,
		      struct json *diff);
	/* What uses it, into uses. NULL: nothing is asked. */
	bool (*users)(struct aws *a, const struct resource *found,
		      struct resource_uses *uses, struct err *err);
};

/* Each is struct resource_kind kind_NAME, in the file of that kind. */
#define RESOURCE_KINDS(KIND)                                                               \
	KIND(role) KIND(user) KIND(inline_policy) KIND(instance_profile)                   \
	KIND(instance_profile_role) KIND(instance_profile_association)                     \
	KIND(instance_metadata) KIND(access_key) KIND(credentials_profile)                 \
	KIND(credentials_csv) KIND(credentials_document) KIND(file) KIND(policy)           \
	KIND(policy_attachment) KIND(boundary) KIND(service_linked_role)                   \
	KIND(oidc_provider) KIND(bucket) KIND(bucket_policy) KIND(bucket_logging)          \
	KIND(queue) KIND(event_rule) KIND(cluster_access) KIND(service_account)            \
	KIND(namespace) KIND(pod_identity_association)

#define RESOURCE_KIND_DECLARED(name) extern const struct resource_kind kind_##name;
RESOURCE_KINDS(RESOURCE_KIND_DECLARED)

/* The calls of a kind; NULL: there is no such kind. */
const struct resource_kind *resource_kind_find(const char *name);

#define SETUP_TAG "accredit:setup"

/* [{Key,Value}] of AWS from {k: v} of ours and back; yours. */
struct json *tags_to_aws(const struct json *tags);
struct json *tags_from_aws(const struct json *list);
/*
 * Puts "tags" of an answer's item; of one that bulk_read.h told without them "tags_unread":
 * true. Then nothing can be said of the tags, and the record alone tells whose it is.
 */
void tags_take(struct resource *found, const struct json *item);
bool tags_unread(const struct resource *found);
/* Those of wanted that found lacks or has otherwise; yours, maybe empty. */
struct json *tags_missing(const struct resource *wanted, const struct resource *found);

#endif
