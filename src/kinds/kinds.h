/*
 * kinds.h - the kinds of resource as data: what a template says of one, the names and sizes
 * that AWS takes, what it is compared by, and the permissions that its calls need. The
 * template checker, the plan, the preflight and the labels read these rows; the calls
 * themselves are in src/resource, a file a kind.
 *
 * A new kind is a row in one of the files kinds_*.c, a file in src/resource and a test.
 * Pure: no I/O, no state.
 */
#ifndef ACCREDIT_KINDS_H
#define ACCREDIT_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#include "aws/ops.h"
#include "base/buf.h"
#include "format/json.h"
#include "kinds/quota.h"
#include "kinds/value_kind.h"

/*
 * What the document of a resource is, which decides what can be in it. Plain: any JSON;
 * key: any JSON with ${ACCESS_KEY_ID} and ${SECRET_ACCESS_KEY} as the whole of a member.
 */
enum document { DOCUMENT_NONE, DOCUMENT_IDENTITY, DOCUMENT_TRUST, DOCUMENT_RESOURCE,
		DOCUMENT_PLAIN, DOCUMENT_KEY };

/*
 * The rule for a name: that of a kind of value or, where no value has this rule, one of its
 * own. VALUE_UNKNOWN and NULL: anything.
 */
struct kind_rule {
	enum value_kind_id value;
	const struct value_kind *own;
};

/* A member that resources of one kind have in a template, in addition to those of all kinds. */
struct kind_member {
	const char *name;
	bool required;
	enum json_type type;	/* JSON_NONE: a text; JSON_OBJECT, JSON_LIST: of texts */
	struct kind_rule rule; /* for the text, or for the literal part of it */
};

/* What AWS takes, in characters; 0 and QUOTA_NONE: no such limit is known here. */
struct kind_limits {
	size_t name;
	const char *named;	/* what has the name, for people: "inline policy" */
	bool unique;		/* AWS does not tell names of this kind apart by case */
	size_t document, description;
	enum quota_id document_quota;	/* where the limit is a quota of the account */
	const char *owner;	/* the member that names the role or user with these quotas: */
	enum quota_id owner_size;	/* of all its documents of this kind together */
	enum quota_id owner_count;
	enum quota_id account_count;
	const char *fewer;	/* what to do where account_count is reached */
};

/*
 * What a step does to a resource, or which journey reads it; a set of them in a row below.
 * The preflight does not ask about what is only read.
 */
enum kind_verb {
	VERB_CREATE = 1,
	VERB_UPDATE = 2,
	VERB_REMOVE = 4,
	VERB_READ_SETUP = 8,
	VERB_READ_VERIFY = 16,
	VERB_READ_REMOVAL = 32,
	VERB_ROTATE = 64,	/* what a rotation reads and changes */
};

/*
 * A permission that a step or a journey needs. Texts in braces are filled in, by
 * required_actions.c:
 *	{P} {R} {A}		partition, Region and account
 *	{S}			what EC2 is called as a service in the partition
 *	{path}			the resource's path; {role.path}, {user.path},
 *				{profile.path}: that of the role, user or profile it names
 *	{passed} {passed.path}	the role in the instance profile that it names
 *	{linked}		the role that AWS creates for the service
 *	{principal.name}	the name of the role in "principal"
 *	{host}			the name up to its first slash
 *	{node}			"principal" where its nodes join the cluster with it
 *	{entry}			the ARN of the access entry that was found
 * and otherwise a member of the resource. A permission that lacks a part is left out.
 */
struct kind_action {
	unsigned verbs;		/* 0: the end of the list */
	/*
	 * Only where this member is wanted, or differs; NULL: always. "=x": where x is wanted,
	 * whatever differs; "-x": where it is not; "+x": where x is a list of more than
	 * one; "~x": where it is not what AWS sets by itself.
	 */
	const char *part;
	const char *action, *on;	/* NULL: no one decides about these verbs */
	const char *key, *value; /* a condition key and its value in the call, or NULL */
	const char *by;			/* only where the resource's "by" is this; NULL: always */
};

/* Which resources of a kind need a permission in a cluster. */
enum kind_only {
	ONLY_ANY,
	ONLY_LINE,		/* access by a line of aws-auth */
	ONLY_NEW_MAP,		/* a line, and there is no aws-auth yet */
	ONLY_OLD_MAP,
	ONLY_OURS,		/* created by this setup, so it is deleted */
	ONLY_OTHERS,
};

/* A permission that the RBAC of a Kubernetes cluster decides about. */
struct kind_cluster_action {
	unsigned verbs;		/* 0: the end of the list */
	enum kind_only only;
	const char *verb, *plural;	/* NULL: no one decides about these verbs */
	const char *name_space;		/* "" none; "." the resource's */
	const char *name;		/* "" none; "." the resource's */
};

/* The values of "by" of a cluster-access: how the role gets access. */
#define BY_ENTRY "access entry"
#define BY_LINE "aws-auth"

/* The call that removes tags. param NULL: the kind has none, or code of its own. */
struct kind_untag {
	enum aws_op_id op;
	const char *param, *value;	/* found[value] names the resource as param */
	const char *keys;	/* the parameter with the keys of the tags */
};

/*
 * Kinds that share their code in src/resource differ in these alone: an inline policy of a
 * role or of a user. code NULL: the kind has code of its own.
 */
struct kind_calls {
	const char *code;	/* the name of its struct resource_kind (resource/kind.h) */
	const char *param;	/* the parameter that names the parent: "RoleName" */
	enum aws_op_id read, make, remove;
	const char *reply;	/* the member of the answer to read that is the parent, or NULL */
};

/*
 * What people read about one resource, where that is more than the kind's label and the
 * resource's name. {} is that name, {x} a member. NULL: nothing more.
 */
struct kind_words {
	const char *object;	     /* "policy '{}' of role '{role}'" */
	const char *create, *remove; /* a whole step; create: an update, too */
	const char *summary;	     /* in front of its ARN; "": another resource says it */
};

struct kind {
	const char *name;	/* as templates write it: "role"; NULL: the end of a table */
	const char *label;	/* for people; the name follows: "attached policy" */
	struct kind_words words;
	enum document document;
	struct kind_rule rule;	/* of its name */
	const struct kind_member *members;	/* ends in a row without name; NULL: none */
	struct kind_limits limits;

	const char *parent;	/* member that names its parent resource's name: "role" */
	const char *needs;	/* kind of that parent, or NULL */
	const char *arn;	/* its ARN's resource type where IAM has it, or NULL */
	bool arn_known;		/* the ARN is part of what is wanted: IAM finds it by that alone */
	bool path;		/* has the IAM path that the operator chose */
	bool boundary;		/* and the permissions boundary */
	bool bucket; /* a bucket or part of one: calls name the account that owns it */
	bool key;		/* an access key or a location of one */
	bool here; /* on this computer: no AWS call */
	bool hidden; /* not in templates: found in the account only */
	/* its ARN where AWS chooses the end, as a pattern of texts in braces; or NULL */
	const char *arn_pattern;
	bool tagged;		/* has tags itself; else it follows its parent */
	bool lends; /* attaches its parent to something else: a removal can leave the parent */
	/*
	 * One resource serves everyone who needs it: if another party creates it between the
	 * plan and the call, it is adopted. For other kinds the name is then taken.
	 */
	bool shared;
	bool whole; /* one entry in a shared object: it is restored as a whole */
	/*
	 * The call that creates one changes one that exists already, so AWS is asked again
	 * right before it.
	 */
	bool upserts;
	bool overwrites;	/* a change replaces all of it: read right before */
	bool plain;		/* its document is no policy: compared member by member */
	const char *const *compares;	/* members compared besides tags; ends in NULL */
	const char *
		way_out; /* hint if one that accredit did not create is in the way; NULL: choose
				 * another name */

	struct kind_calls calls;
	struct kind_untag untag;
	const struct kind_action *actions;	/* NULL: none */
	const struct kind_cluster_action *cluster_actions;	/* NULL: none */
};

const struct kind *kind_find(const char *name);	/* NULL: there is no such kind */
const struct kind *kind_nth(size_t n);		/* hidden ones too; NULL: no more */
const char *const *kind_names(void);		/* those of templates; ends in NULL */

/* Whether its resources have the name of the one they are part of, as a bucket's policy. */
bool kind_has_parents_name(const struct kind *k);

/* Its label, for people; the name itself if there is no such kind. */
const char *kind_label(const char *name);

/*
 * Appends words of a row for the resource of this name and members (NULL: none). False, and
 * nothing appended: words is NULL, or the resource lacks a member.
 */
bool kind_fill_words(struct buf *out, const char *words, const char *name,
		     const struct json *members);

/* The member of that name; NULL: resources of this kind have none. */
const struct kind_member *kind_member(const struct kind *k, const char *name);

#endif
