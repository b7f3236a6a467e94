/*
 * render.h - answers and pack to wanted resources. Pure: no network, no files.
 */
#ifndef ACCREDIT_RENDER_H
#define ACCREDIT_RENDER_H

#include <stdbool.h>

#include "base/err.h"

struct json;
struct pack;
struct answers;
struct quotas;

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
 *     "optional"?,"tags"?,"field"?}],    field: the label of the value that names the
     bucket of the call
 *  "worker":{"subnet"?,"subnet_by"?,"group"?,"group_by"?,"tags"?}    what was chosen for
 *     the probe's instance, and the values by which it can be; later "network" beside it,
 *     what network.h found
 *  "notes":[{"label","text"}],
 *  "renewal":[{"label","text"}]     what to know before a key is rotated
 *  "warnings":[{"value","text"}]    answers that the template warns about
 *  "vendor":[{"label","text"}]}     text for the platform's own configuration
 *
 * Resources come after those they need. Tags always include accredit:setup with the
 * setup's name. Every placeholder is filled. A probe or note that uses an optional value
 * without an answer is left out; a resource that does is ERR_INPUT and names the value.
 * Sizes and names that no account can have are errors (size.h); pack_fits_account checks
 * those of one account.
 */
struct json *pack_wanted(const struct pack *p, const struct answers *a,
			 struct err *err);

/*
 * {"resources": of pack_wanted}, yours, for answers that need not be complete: a placeholder
 * without a value stays as it is, and sizes are not checked. a: as answers_start left it.
 * NULL: the template lacks a document.
 */
struct json *pack_wanted_known(const struct pack *p, const struct answers *a);

/*
 * {"resources": of pack_wanted}, yours, for complete answers, with marks (an object of
 * NAME -> text) in place of those values: to find where a value is used. Conditions count
 * the values themselves. A mark consists of characters that a role's name can have; that
 * of ACCOUNT_ID takes at most 30. Sizes are not checked.
 */
struct json *pack_wanted_marked(const struct pack *p, const struct answers *a,
				const struct json *marks, struct err *err);

/*
 * Whether the documents fit into IAM's quotas with the answers so far; placeholders
 * without a value count as they are. ERR_INPUT as of pack_wanted.
 */
bool pack_fits(const struct pack *p, const struct answers *a, struct err *err);

/* Whether wanted, as pack_wanted rendered it, fits into the account's quotas (quota.h). */
bool pack_fits_account(const struct pack *p, const struct answers *a,
		       const struct json *wanted, const struct quotas *q, struct err *err);

/*
 * The policy's document for a preview; a value that is not known yet is its label: "<S3
 * bucket>". Yours. NULL: none.
 */
struct json *pack_preview(const struct pack *p, const struct answers *a);

#endif
