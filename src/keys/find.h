/*
 * find.h - where on this computer an access key is: the locations that can be given another
 * key, and the lines that accredit does not edit.
 */
#ifndef ACCREDIT_KEYS_FIND_H
#define ACCREDIT_KEYS_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "keys/location.h"

struct arena;

/* A line that contains the key ID and that no edit of a found location changes. */
struct key_line {
	const char *file;
	size_t number; /* from 1 */
	bool aws; /* the file is one of the shared files */
	const char *why; /* it is not edited; a clause */
};

/* A file that could not be searched. */
struct unread_file {
	const char *file;
	const char *why; /* as of an error */
};

/* What was found of one key. */
struct key_search {
	struct arena *arena; /* the caller's: it owns all that is below */
	struct key_location *locations;
	size_t locations_count;
	struct key_line *lines;
	size_t lines_count;
	struct unread_file *unread;
	size_t unread_count;
};

/*
 * Into s->locations: every profile of the shared files (keys/aws_files.h) that can be given
 * another key, those of files (LOCATION_CSV and LOCATION_DOCUMENT; NULL where n is 0) that
 * contain this key ID, and this shell's environment. Members that only a setup knows (user,
 * region, more) are NULL. A file that is missing contains none. False: err, a file cannot
 * be read or is broken; then no one knows where else the key is. One of ~/.aws that this
 * shell does not use may be broken: keys_search looks at its text.
 */
bool keys_find(struct key_search *s, const char *id, const struct key_location *files,
	       size_t n, struct err *err);

/*
 * After keys_find, into s->lines: every other occurrence of the key ID, by the text alone:
 * in the shared files where no edit of a found profile reaches it, in ~/.s3cfg, in rclone's
 * config, and in .env of the current folder. Files of s->locations are not searched again.
 * Other files that cannot be searched are in s->unread. False: err, a shared file cannot be
 * read.
 */
bool keys_search(struct key_search *s, const char *id, struct err *err);

#endif
