/*
 * around.h - what a comparison tells beside the differences: what else hangs on
 * the roles and users of a set-up, and how old its keys are.
 */
#ifndef ACCREDIT_AROUND_H
#define ACCREDIT_AROUND_H

#include <stdbool.h>

struct journey;
struct json;

/*
 * After journey_plan: a list (yours) of events, never a failure:
 *   {"event":"interrupted",...}: an open run of the setup, see open_run.h. It counts as
 *    a difference;
 *   {"event":"extra","of": id of the role or user,"kind": "role-policy" ..., "name"}
 *      a policy that is not of this set-up;
 *   {"event":"key","of": id of the key,"key_id","status","created","days",
 *    "last_used": {"date","service","region"} or absent,"unknown": true where
 *    the last use may not be seen};
 *   {"event":"trust","of": id of the role,...}: what is wrong in a trust that differs,
 *    as trust.h says;
 *   {"event":"issuer",...}: the cluster was created again, or is gone, see lookup.h.
 *    This one is a difference;
 *   {"event":"lookalike",...}: a provider that is not the one missing, see lookalike.h.
 */
struct json *around_look(const struct journey *j);

/* Whether one of the events is a difference, and not only news. */
bool around_differs(const struct json *events);
/* Whether one of them is an open run: nothing may be probed before it is ended. */
bool around_interrupted(const struct json *events);

#endif
