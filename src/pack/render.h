/*
 * render.h - answers + pack -> wanted. Pure: no network, no files but the pack.
 */
#ifndef ACCREDIT_RENDER_H
#define ACCREDIT_RENDER_H

#include <stdbool.h>

#include "base/err.h"

struct json;
struct pack;
struct answers;

/*
 * What is wanted, as one tree (yours), for complete answers:
 *
 * {"setup","platform","account","region","partition","method","policy",
 *  "resources":[{"id","kind","name","tags":{...},"needs":[ids],
 *     "document":{...} when it has one, and the kind's own members, e.g.
 *     "named_by" (the value its name is), "role" of a role-policy or an instance-profile,
 *     "arn" of a policy, "description"; of a role or user "path" and "boundary" where
 *     they were answered, "path_by" and, while there is none, "boundary_by": the
 *     values by which they can be}],
 *  "probes":[{"id","says","call":[...]|{...},"expected","where",
 *     "optional"?,"tags"?}],
 *  "worker":{"subnet"?,"subnet_by"?,"group"?,"group_by"?,"tags"?}    what was chosen for
 *     the probe's instance, and the values by which it can be; later "network" beside it,
 *     what network.h found
 *  "notes":[{"label","text"}],
 *  "renewal":[{"label","text"}]     what to heed when a key is renewed
 *  "warnings":[{"value","text"}]    answers that are worth a word
 *  "vendor":[{"label","text"}]}     text for the platform's own configuration
 *
 * In dependency order: a resource stands after all it needs. tags always hold
 * accredit:setup = the set-up's name. Every placeholder is filled; a probe
 * or note that uses an optional value nobody gave is left out; a resource that
 * does is an error naming the value (ERR_INPUT). Rendered sizes and names
 * beyond IAM's quotas are errors (size.h).
 */
struct json *pack_wanted(const struct pack *p, const struct answers *a,
			 struct err *err);

/*
 * Whether the documents of what is wanted fit into IAM's quotas as far as they
 * are known yet; holes count as they stand. ERR_INPUT as of pack_wanted.
 */
bool pack_fits(const struct pack *p, const struct answers *a, struct err *err);

/* The rendered main policy document for a preview; holes stay. Yours. */
struct json *pack_preview(const struct pack *p, const struct answers *a);

#endif
