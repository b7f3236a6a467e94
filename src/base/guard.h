/*
 * guard.h - files and folders that drive what the program does, and that nobody
 * else may write: the state folder, and an answers file.
 *
 * Others are all users but the operator and root; for a root that works in the
 * home of another user (sudo), also but that user. A folder with the sticky bit
 * (/tmp) is no danger to what is ours in it, and the group that has the name of
 * its one member is no group of others.
 */
#ifndef ACCREDIT_GUARD_H
#define ACCREDIT_GUARD_H

#include <stdbool.h>

#include "base/err.h"

/*
 * What is at path, links followed: true where no other can write it, and where
 * nothing is there. False (ERR_FILE): err names the path, its mode or its owner,
 * and the command that helps.
 */
bool guard_path(const char *path, struct err *err);

/* The same of path and of every folder above it: who writes those can replace it. */
bool guard_tree(const char *path, struct err *err);

/* The whole of a setup's record and of its keys. name "": what is above all setups. */
bool guard_state(const char *name, struct err *err);

#endif
