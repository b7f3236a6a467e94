/*
 * account_quotas.h - whether the account has room for what a plan creates: its quotas, and how much
 * of them is used.
 */
#ifndef ACCREDIT_ACCOUNT_QUOTAS_H
#define ACCREDIT_ACCOUNT_QUOTAS_H

#include <stdbool.h>

#include "base/err.h"

struct journey;
struct quotas;

/*
 * Before anything is created: roles, users, policies and instance profiles in the account,
 * policies attached to a role or user, sizes of documents, and the vCPUs of the probe worker.
 * A quota that is not known is IAM's default; before a refusal rests on that, Service Quotas
 * is asked for the account's own, which is noted in quotas. A count that is not known
 * refuses nothing: AWS has the last word. False: ERR_SERVICE or ERR_INPUT says what does not fit, by
 * which quota, and what to do.
 */
bool account_quotas_check(const struct journey *j, struct quotas *quotas, struct err *err);

#endif
