/*
 * find.h - where on this machine an access key lies.
 */
#ifndef ACCREDIT_KEYS_FIND_H
#define ACCREDIT_KEYS_FIND_H

#include "base/err.h"

struct json;

/*
 * Every profile of the two shared files (where the SDKs look for them) and every
 * file of csv_files (a list of paths, or NULL) that holds this key ID: a list of
 * {"kind": "profile", "file", "profile"} and {"kind": "csv", "file"}, yours.
 * A file that is not there holds none. NULL: err, a file that cannot be read or
 * is broken; then nobody knows where else the key lies.
 */
struct json *keys_find(const char *id, const struct json *csv_files, struct err *err);

#endif
