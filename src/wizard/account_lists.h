/*
 * account_lists.h - what exists in the account, for pickers: buckets, clusters, roles ...
 * Each list is fetched once for a caller and a Region, on a thread of its own with copies
 * of the session's credentials, so that a form stays usable while it loads; it does not use
 * the queue of tasks.
 *
 * All functions are for the face's thread. None of them waits for AWS, except
 * account_lists_wait and account_lists_free. account_lists_want and account_lists_check
 * read the session: not while a task of the wizard runs.
 */
#ifndef ACCREDIT_ACCOUNT_LISTS_H
#define ACCREDIT_ACCOUNT_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct session;
struct pack_value;

enum account_list {
	ACCOUNT_NOTHING,		/* no list exists for such a value */
	ACCOUNT_BUCKETS,
	ACCOUNT_CLUSTERS,
	ACCOUNT_ROLES,
	ACCOUNT_USERS,
	ACCOUNT_INSTANCES,
	ACCOUNT_SUBNETS,
	ACCOUNT_SECURITY_GROUPS,
	ACCOUNT_REGIONS,
	ACCOUNT_PROFILES,		/* of the AWS files of this computer */
	ACCOUNT_LISTS
};

enum account_list_state {
	ACCOUNT_LIST_NONE,		/* not asked for, or nobody is signed in */
	ACCOUNT_LIST_LOADING,		/* rows that have come already may be read */
	ACCOUNT_LIST_READY,
	ACCOUNT_LIST_FAILED,		/* see account_lists_err; free text stays possible */
};

struct account_item {
	const char *value;	/* what is chosen: a name or an ID */
	const char *note;	/* what tells it from others: "ACTIVE 1.31", a Name tag; "" */
};

struct account_lists;

/*
 * session is borrowed and must outlive the lists. wake, an eventfd, wakes the face when news
 * has come; -1: none. A wizard has such lists: w->lists.
 */
struct account_lists *account_lists_new(struct session *session, int wake);
/* Stops what loads, waits for it (about 0.1 s), and frees all. NULL is fine. */
void account_lists_free(struct account_lists *l);
/*
 * Stops what loads, without waiting, and empties the lists and the lookups: after another
 * sign-in (the wizard does it), or to read them again. Another account or caller does the
 * same by itself. NULL is fine.
 */
void account_lists_forget(struct account_lists *l);
/* Whether something has come since this was asked last. NULL: false. */
bool account_lists_news(struct account_lists *l);

/*
 * Begins to fetch it for the Region, unless it is loading or there. "": the session's. May be
 * called again at any time: one that failed is fetched again after 15 s at the earliest, one
 * that is denied after account_lists_forget.
 */
void account_lists_want(struct account_lists *l, enum account_list which,
			const char *region);
/*
 * The state and the rows, by value; both borrowed until the next call of a function here.
 * ACCOUNT_REGIONS: where AWS does not say which Regions the account can use, those of the
 * partition that the program knows, and each note says so.
 */
enum account_list_state account_lists_read(struct account_lists *l, enum account_list which,
					   const char *region,
					   const struct account_item **items,
					   size_t *count);
/* Why it failed. False: it did not. */
bool account_lists_err(struct account_lists *l, enum account_list which,
		       const char *region, struct err *err);
/*
 * For a face that may wait: until no list loads and no answer is looked up, or ms have
 * passed.
 */
void account_lists_wait(struct account_lists *l, int ms);

/* The list for a value: by its "picks" in pack.json, else by its kind. */
enum account_list account_list_of(const struct pack_value *v);

enum account_answer {
	ACCOUNT_UNCHECKED,	/* nothing to check, or nobody is signed in */
	ACCOUNT_CHECKING,
	ACCOUNT_EXISTS,
	ACCOUNT_MISSING,	/* there is none; err says so, and its hint what to do */
	ACCOUNT_UNKNOWN,	/* AWS could not be asked, or may not be; err says why */
};

/*
 * Whether the answer to v, as value_take.h takes it, names something that exists, asked when
 * its field is left: the first call begins, later ones with the same text return what is
 * known. One lookup per value at a time; an older one is forgotten. err may be NULL.
 *
 * Buckets, clusters, roles, users, instances, subnets, security groups, permissions
 * boundaries, and ARNs of principals whose row says "exists"; of a list the first member that
 * is missing. Where the setup creates what is named (v->exists is false, or the part that
 * creates it is chosen), ACCOUNT_MISSING is no fault. A bucket of another owner is
 * ACCOUNT_UNKNOWN. A profile is ACCOUNT_MISSING where it is used for something else, such as
 * another key, and ACCOUNT_UNCHECKED where it is free: not to be asked about the profile that
 * an existing setup has its own key in.
 */
enum account_answer account_lists_check(struct account_lists *l, const struct pack_value *v,
					const char *text, const char *region,
					struct err *err);

#endif
