/* kinds_rows.h - what the files of rows (kinds_*.c) share. For them and kinds.c alone. */
#ifndef ACCREDIT_KINDS_ROWS_H
#define ACCREDIT_KINDS_ROWS_H

#include "kinds/kinds.h"

/* The groups of rows; each ends in a row without name. */
extern const struct kind kinds_iam[], kinds_local[], kinds_policy[], kinds_s3[],
	kinds_events[], kinds_eks[];

#define C VERB_CREATE
#define U VERB_UPDATE
#define R VERB_REMOVE

#define LIST(type, ...) (const type[]){ __VA_ARGS__ }
#define MEMBERS(...) LIST(struct kind_member, __VA_ARGS__, { .name = NULL })
#define COMPARES(...) LIST(char *const, __VA_ARGS__)
#define ACTIONS(...) LIST(struct kind_action, __VA_ARGS__, { .verbs = 0 })
#define CLUSTER_ACTIONS(...) LIST(struct kind_cluster_action, __VA_ARGS__, { .verbs = 0 })

/* Members. kind: whose rule the text follows, or VALUE_UNKNOWN; row: a rule of its own. */
#define REQUIRED(member, kind) { .name = member, .required = true, .rule.value = kind }
#define REQUIRED_BY(member, row) { .name = member, .required = true, .rule.own = &(row) }
#define OPTIONAL(member) { .name = member }
#define OPTIONAL_OF(member, json) { .name = member, .type = json }

/* Permissions: when they are needed (verbs, part), the IAM action and its resource. */
#define NEEDS(verbs, part, action, on) { verbs, part, action, on, NULL, NULL, NULL }
/* The last argument is a macro with a condition key and its value. */
#define NEEDS_IF(verbs, part, action, on, ...) { verbs, part, action, on, __VA_ARGS__, NULL }
/* Calls that only read: by which journeys. */
#define IN_SETUP VERB_READ_SETUP
#define IN_VERIFY VERB_READ_VERIFY
#define IN_REMOVAL VERB_READ_REMOVAL
#define IN_ALL (IN_SETUP | IN_VERIFY | IN_REMOVAL)
#define READS(verbs, action, on)                                                           \
	{                                                                                  \
		verbs, NULL, action, on, NULL, NULL, NULL                                  \
	}
#define NEEDS_NOTHING(verbs) { verbs, NULL, NULL, NULL, NULL, NULL, NULL }

#define UNTAG(op, param, value) { op, param, value, "TagKeys" }

#define ANY "*" /* where AWS has no narrower resource for the action */
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"
#define ALNUM LOWER UPPER DIGIT

#endif
