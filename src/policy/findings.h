/*
 * findings.h - risks of policy documents: privilege escalation, wildcards, exposed data and
 * resources, open trust policies.
 *
 * The kinds of finding are rows of tables (findings_table.h). "No finding" means that none
 * of these rows applies, and nothing more.
 */
#ifndef ACCREDIT_FINDINGS_H
#define ACCREDIT_FINDINGS_H

#include <stddef.h>

#include "policy/iam_policy.h"

struct json;

/*
 * high: the holder can act as another principal or extend their own permissions, or
 * everyone can use the resource. From low to high; NONE is not a severity.
 */
enum severity { SEVERITY_NONE, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH };
extern const char *const severity_names[];	/* "none", "low", ...; ends in NULL */
enum severity severity_of(const char *name);	/* NONE: there is no such severity */

/* What the rules ask of a finding; the ID is borrowed from it. */
struct finding {
	const char *id;
	enum severity severity;
};
struct finding finding_read(const struct json *f);

/*
 * Findings of what the documents of one principal allow together; yours. A list, high
 * first, of {"id", "severity", "on": the resources, "statements": [references], "actions",
 * "text": one sentence, "narrower"?: what to write instead, "source"}. A Deny counts where
 * it has no conditions. Statements with a Principal (resource-based policies) are checked
 * for who can use the resource.
 */
struct json *findings_identity(const struct policy_set *set);

/*
 * The same for a role's trust policy. account: the role's, or NULL if unknown: then a
 * trusted account may be the role's own.
 */
struct json *findings_trust(const struct policy_set *set, const char *account);

/* The contract's risk event of a finding, without id and source; yours. */
struct json *findings_event(const struct json *finding);

/* The highest severity in a list of findings. */
enum severity findings_worst(const struct json *findings);

/* The number of kinds of finding. */
size_t findings_identity_rows(void);
size_t findings_trust_rows(void);

#endif
