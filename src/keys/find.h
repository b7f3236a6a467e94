/*
 * find.h - where on this computer an access key is.
 */
#ifndef ACCREDIT_KEYS_FIND_H
#define ACCREDIT_KEYS_FIND_H

#include "base/err.h"

struct json;

/*
 * Every profile of the shared files (keys/aws_files.h) that can be given another key,
 * every file of files (a list, or NULL) that contains this key ID, and this shell's
 * environment: a list of {"kind": "profile", "file", "profile", "config": true or
 * absent}, {"kind": "csv", "file"}, {"kind": "document", "file"} and {"kind":
 * "environment"}, yours. files: the path of a CSV file, or {"file", "document"} of a
 * document with a key in it (keys/document_file.h).
 * A file that is missing contains none. NULL: err, a file that cannot be read or
 * is broken; then no one knows where else the key is. One of ~/.aws that this shell
 * does not use may be broken: keys_search looks at its text.
 */
struct json *keys_find(const char *id, const struct json *files, struct err *err);

/*
 * Every other occurrence of the key ID, by the text alone: in the shared files where no
 * edit of a found profile reaches it, in ~/.s3cfg, in rclone's config, and in .env of
 * the current folder. A list of {"file", "line", "aws": true where it is one of the
 * shared files, "why"}, yours. found: what keys_find found; these files are not
 * searched for it again. unread (may be NULL): a list that gets {"file", "why"} of
 * each other file that could not be searched. NULL: err, a shared file cannot be read.
 */
struct json *keys_search(const char *id, const struct json *found, struct json *unread,
			 struct err *err);

#endif
