/* cmd_policy.h - accredit policy: what its files share. */
#ifndef ACCREDIT_CMD_POLICY_H
#define ACCREDIT_CMD_POLICY_H

#include <stdbool.h>

struct err;
struct flags;
struct policy_set;

/* Adds the document in a file, under its path. False: err (ERR_INPUT). */
bool policy_add_file(struct policy_set *set, const char *path, struct err *err);

/* accredit policy check: the exit code; -1: err is set. */
int policy_check(const struct flags *f, struct err *err);

#endif
