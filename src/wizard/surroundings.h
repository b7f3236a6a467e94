/*
 * surroundings.h - what a comparison tells beside the differences: what there is more than
 * wanted, who can assume the roles besides, and how old the setup's keys are.
 */
#ifndef ACCREDIT_SURROUNDINGS_H
#define ACCREDIT_SURROUNDINGS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct journey;
struct json;

/*
 * After journey_plan (verify, repair, adopt): a list (yours) of events, never a failure:
 *   {"event":"interrupted",...}: an open run of the setup, see open_run.h. It counts as
 *    a difference;
 *   {"event":"extra",...}: more than is wanted, as extras.h and effect.h say, and of kind
 *      "access-key" (a key of the user that is not the setup's; "status"),
 *      "cluster-access-policy" (EKS; "scope"), "aws-auth" (another line for the role;
 *      "rolearn", "groups", "never_matches": true where it lets nobody in),
 *      "pod-identity-association" (another service account of the cluster gets the role;
 *      "namespace", "role").
 *      It counts as a difference unless it has "accepted", "setup", "never_matches" or
 *      "asked" (a permissions boundary that was answered);
 *   {"event":"undecided","of","text"}: what could not be told;
 *   {"event":"key","of": id of the key,"key_id","status","created","days",
 *    "last_used": {"date","service","region"} or absent,"unknown": true where
 *    the last use may not be seen, "use_read": false where it was not asked for, because
 *    several setups are compared in a row};
 *   {"event":"trust","of": id of the role,...}: what is wrong in a trust that differs,
 *    as trust.h says;
 *   {"event":"issuer",...}: the cluster was created again, or is gone, see lookup.h.
 *    This one is a difference;
 *   {"event":"missing",...}: what the setup works with is not there, see prerequisites.h. This
 *    one is a difference;
 *   {"event":"lookalike",...}: a provider that is not the one missing, see lookalike.h.
 */
struct json *surroundings_look(const struct journey *j);

/* Whether one of the events is a difference, and not only news. */
bool surroundings_differs(const struct json *events);
/* Of those: whether the setup stands on something else now, or has an open run. */
bool surroundings_moved(const struct json *events);
bool surroundings_is_extra(const struct json *event);
/* Whether this one event is a difference. */
bool surroundings_event_differs(const struct json *event);
/* What an extra event is about; borrowed. */
struct extra_subject {
	const char *of; /* ID of the resource */
	const char *kind, *name;
};
struct extra_subject surroundings_extra_subject(const struct json *event);
/* How many extras count as differences. */
size_t surroundings_count_extras(const struct json *events);
/* Of those: how many no step of the plan removes. */
size_t surroundings_count_kept(const struct json *events);
/* Extras that no step removes, and what could not be told: a line each. */
void surroundings_describe_extras(struct buf *out, const struct json *events);
/* Whether something could not be told. */
bool surroundings_any_undecided(const struct json *events);
/* Whether one of them is an open run: nothing may be probed before it is ended. */
bool surroundings_interrupted(const struct json *events);

/* What an extra is, with its findings and whether it was accepted, in words. */
void surroundings_describe_extra(struct buf *out, const struct json *extra);

#endif
