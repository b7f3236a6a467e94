/*
 * kind.h - the kinds of resource. Adding one is a file here and a row in
 * kind.c's table.
 *
 * A resource is a tree in the shape that pack_wanted gives (pack/render.h);
 * what is found in AWS has the same shape, with "arn" and, for things with
 * tags, all their tags.
 */
#ifndef ACCREDIT_RESOURCE_KIND_H
#define ACCREDIT_RESOURCE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct aws;
struct json;

struct resource_kind {
	const char *name;	/* as packs write it: "role" */
	const char *says;	/* for people: "role" */
	const char *parent;	/* member that names its parent resource's name: "role" */
	const char *needs;	/* kind of that parent, or NULL */
	const char *arn;	/* its ARN's resource type, or NULL */
	bool hidden;		/* not for packs: it is only ever found */
	bool tagged;		/* carries tags itself; else it follows its parent */
	bool lends;		/* it gives its parent to something else: goes without it */
	/*
	 * One for all who need it: where another made it between the plan and our
	 * call, it is adopted. Of other kinds that is a name that is taken.
	 */
	bool shared;
	bool whole;		/* an entry among others': it goes back as a whole */
	/*
	 * The call that creates one changes one that is there already: AWS is asked once
	 * more right before it.
	 */
	bool upserts;
	bool overwrites;	/* make replaces all of it, whoever wrote it: read right before */
	bool plain;		/* its document is no policy: compared member by member */
	const char *const *compares;	/* members compared besides tags; ends in NULL */

	/* *found is yours, NULL: not there. False: AWS did not tell. */
	bool (*read)(struct aws *a, const struct json *wanted, struct json **found,
		     struct err *err);
	/*
	 * Where it was not found: the ARN that a thing of this name has elsewhere in the
	 * account, "" for none. False: AWS did not tell. NULL: it is found by its name.
	 */
	bool (*seek)(struct aws *a, const struct json *wanted, char arn[512],
		     struct err *err);
	/*
	 * Makes what was found (NULL: nothing) into what is wanted; every call
	 * may be repeated after a new read. request_id: of the last call.
	 */
	bool (*make)(struct aws *a, const struct json *wanted,
		     const struct json *found, char *request_id, struct err *err);
	/* Removes it; not there is success. */
	bool (*remove)(struct aws *a, const struct json *found, char *request_id,
		       struct err *err);
	/* What else the record shall keep of what was made, into outputs. NULL: nothing. */
	void (*tell)(const struct json *wanted, struct json *outputs);
	/* Adds what only this machine knows, before it is read. NULL: nothing. */
	bool (*fill)(struct json *wanted, struct err *err);
	/*
	 * Puts what the account decides of it into wanted, when it is planned (never
	 * when it shall go), before it is read. NULL: nothing.
	 */
	bool (*settle)(struct aws *a, struct json *wanted, struct err *err);
	/*
	 * Whether what differs may be replaced at all, even where it is ours: false
	 * with ERR_CHOICE says what to do instead. NULL: it may.
	 */
	bool (*refuse)(const struct json *wanted, const struct json *found,
		       struct err *err);
	/*
	 * Whether making it so takes nothing away from what others made there: then
	 * one of theirs may be changed, with consent. NULL: it may not.
	 */
	bool (*only_adds)(const struct json *wanted, const struct json *found);
	/*
	 * What this member of one of others goes back to, that it had (was, NULL: nothing)
	 * before it was changed: yours; JSON null: it is taken out; NULL: it cannot go back.
	 * No function: to what was there.
	 */
	struct json *(*back)(const char *member, const struct json *was);
	/* What to do about one of others that is in the way. NULL: another name. */
	const char *way_out;
	/*
	 * Before it is made anew: whether the name can be had. False with ERR_CHOICE
	 * says what has it. NULL: only making it will tell.
	 */
	bool (*is_free)(struct aws *a, const struct json *wanted, struct err *err);
	/*
	 * What changing it costs besides, put where consent covers it: into wanted,
	 * for make, and rows into diff. NULL: nothing.
	 */
	void (*costs)(struct json *wanted, const struct json *found, struct json *diff);
	/*
	 * Who uses it, "role NAME" and the like into list, or an object {says, kind,
	 * and members of the wanted resource that would be that use; "hangs": true where
	 * it only hangs there; "taken": true where it is another's by that}. NULL:
	 * nobody is asked.
	 */
	bool (*users)(struct aws *a, const struct json *found, struct json *list,
		      struct err *err);
};

extern const struct resource_kind kind_role, kind_role_policy, kind_user,
	kind_user_policy, kind_instance_profile, kind_instance_profile_role,
	kind_instance_profile_association, kind_instance_metadata,
	kind_access_key, kind_credentials_profile, kind_credentials_csv,
	kind_credentials_document, kind_file, kind_policy,
	kind_role_policy_attachment, kind_user_policy_attachment,
	kind_service_linked_role, kind_role_boundary, kind_user_boundary,
	kind_oidc_provider, kind_bucket, kind_bucket_policy, kind_bucket_logging, kind_queue,
	kind_event_rule, kind_cluster_access, kind_service_account, kind_namespace,
	kind_pod_identity_association;

const struct resource_kind *resource_kind_find(const char *name);	/* NULL: no such */
const char *const *resource_kind_names(void);		/* ends in NULL */
const struct resource_kind *resource_kind_nth(size_t n);	/* hidden ones too; NULL: no more */

#define SETUP_TAG "accredit:setup"

/* [{Key,Value}] of AWS from {k: v} of ours and back; yours. */
struct json *tags_to_aws(const struct json *tags);
struct json *tags_from_aws(const struct json *list);
/*
 * Puts "tags" of an answer's item; of one that bulk_read.h told without them "tags_unread":
 * true. Then nothing can be said of the tags, and the record alone tells whose it is.
 */
void tags_take(struct json *found, const struct json *item);
bool tags_unread(const struct json *found);
/* Those of wanted that found lacks or has otherwise; yours, maybe empty. */
struct json *tags_missing(const struct json *wanted, const struct json *found);

#endif
