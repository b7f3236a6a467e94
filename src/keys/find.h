/*
 * find.h - where on this machine an access key lies.
 */
#ifndef ACCREDIT_KEYS_FIND_H
#define ACCREDIT_KEYS_FIND_H

#include "base/err.h"

struct json;

/*
 * Every profile of the two shared files (where the SDKs look for them) and every
 * file of files (a list, or NULL) that holds this key ID: a list of {"kind":
 * "profile", "file", "profile"}, {"kind": "csv", "file"} and {"kind": "document",
 * "file"}, yours. files: the path of a CSV file, or {"file", "document"} of a
 * document with a key in it (keys/document_file.h).
 * A file that is not there holds none. NULL: err, a file that cannot be read or
 * is broken; then nobody knows where else the key lies.
 */
struct json *keys_find(const char *id, const struct json *files, struct err *err);

#endif
