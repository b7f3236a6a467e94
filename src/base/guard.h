/*
 * guard.h - checks that no other user can write the files and folders that control what
 * the program does: the state folder, and an answers file.
 *
 * Others are all users except the operator and root, and, for root in the home of
 * another user (sudo), except that user. A folder with the sticky bit (/tmp) does not
 * endanger our files in it, and a group with one member of the same name is not a
 * group of others.
 */
#ifndef ACCREDIT_GUARD_H
#define ACCREDIT_GUARD_H

#include <stdbool.h>

#include "base/err.h"

/*
 * What is at path, links followed: true if no other user can write it, or if it does not
 * exist. False (ERR_FILE): err names the path, its mode or owner, and a command that
 * corrects it.
 */
bool guard_path(const char *path, struct err *err);

/* The same for path and every folder above it: who can write those can replace it. */
bool guard_tree(const char *path, struct err *err);

/* A setup's record and its staged keys. name "": the folders above all setups. */
bool guard_state(const char *name, struct err *err);

#endif
