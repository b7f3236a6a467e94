/*
 * identity.h - who is signed in, and why so: one tree, and its rows for people.
 */
#ifndef ACCREDIT_IDENTITY_H
#define ACCREDIT_IDENTITY_H

#include <time.h>

struct creds;
struct json;
struct session;

/*
 * {"event":"whoami", account, alias, arn, partition, region, region_from, source, why,
 * passed_over: list, notes: list (what is not as in the AWS CLI, or not read), chain: list of {key} and then {role, profile, external_id, mfa},
 * access_key_id, expires, endpoint, fips, dual_stack, ca_bundle, proxy, no_proxy,
 * practice, doctor: list of findings}. Yours.
 */
struct json *identity_tell(const struct session *s);

/*
 * Its lines: a list of {label, text}, findings (IDENTITY_PROBLEM) first; several in a row can
 * have one label. Yours.
 */
#define IDENTITY_PROBLEM "Problem"
#define IDENTITY_EXPIRES "Expires"
struct json *identity_rows(const struct json *who, time_t now);

/* "22 Nov 10:00 UTC (in 54 min)", "never", "unknown" of a tree's "expires". */
void identity_expiry(char out[96], const char *expires, time_t now);

/* The source in a few words, for a line that has little room. */
void identity_short(char *out, size_t size, const struct creds *c);

#endif
