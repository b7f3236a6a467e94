/*
 * trust_diff.h - what is wrong in a role's trust of an OIDC provider, said so that it
 * can be found: two documents that differ by one letter look alike.
 */
#ifndef ACCREDIT_TRUST_DIFF_H
#define ACCREDIT_TRUST_DIFF_H

struct json;

/*
 * For each statement of the wanted trust policy that lets tokens of an OIDC provider
 * in, and that the found one does not hold: appends {"finding","found","wanted",
 * "text"} to list for each thing that keeps the pod out, or lets others in. finding:
 *   "issuer"    another provider, as principal or in the name of a condition;
 *   "audience"  another one, or none asked for where one is wanted;
 *   "wildcard"  * or ? under StringEquals, where they are plain characters;
 *   "case"      the right account in other capitals: sub is compared as it stands;
 *   "spelling"  no name of a service account (system:serviceaccount:NAMESPACE:NAME,
 *               EKS User Guide, "IAM roles for service accounts");
 *   "subject"   another account, or none said.
 * Nothing is said of documents that agree. found may be NULL.
 */
void trust_findings(struct json *list, const struct json *found, const struct json *wanted);

#endif
