/*
 * edit_file.h - reads, edits and atomically replaces a file that other programs write too
 * (the AWS CLI, an editor): a reader sees the old text or the new one, never a mix.
 *
 * A link to the file is followed and kept. Refused: a file, link or folder on the path
 * that belongs to another user, a folder on the path that others can write to (unless
 * it is sticky), a link that is dangling or circular, and what is not a regular file.
 * Modes are narrowed to 0600 and never widened; a missing file is created with 0600, its
 * missing folders with 0700. Group, extended attributes and SELinux label are kept; an
 * access list (ACL) is not.
 */
#ifndef ACCREDIT_EDIT_FILE_H
#define ACCREDIT_EDIT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define EDIT_FILE_BACKUP ".accredit-backup"

enum edit_file_act { EDIT_FAIL, EDIT_SAME, EDIT_WRITE, EDIT_REMOVE };

/*
 * old: the file's text; NULL: there is no file. EDIT_WRITE: made is the new text. Called
 * again, with made empty, when another program changed the file before it was replaced.
 * EDIT_FAIL: err is set.
 */
typedef enum edit_file_act edit_file_with(void *ctx, const struct buf *old, struct buf *made,
				struct err *err);

struct edit_file {
	const char *path;
	const char *lock;	/* a file of ours that keeps our copies apart, made
				 * when missing, its folder too; NULL: none */
	size_t max;		/* bytes, of either text */
	bool own_folder;	/* the folder is for such files alone, as ~/.aws is: where
				 * others may write to it, and no link led there, that is
				 * taken from them, with a notice, and not refused */
	bool backup; /* the old text stays beside it, in a file of 0600 with
				 * EDIT_FILE_BACKUP behind its name, replaced every time */
	edit_file_with *edit;
	void *ctx;
	struct buf *notices;	/* what a person should hear, a line each; or NULL */
};

/*
 * False: the old file is whole, except where the hint says that the new one
 * may not last. ERR_FILE; ERR_BUSY when another copy of accredit holds the lock
 * for 10 s, or the file never stays as it was read. *changed may be NULL.
 */
bool edit_file_replace(const struct edit_file *s, bool *changed, struct err *err);

/*
 * Whether edit_file_replace could write the file with n bytes more: rights, lock and
 * room, tried with a temp file that is synced and removed. Makes nothing else,
 * no folder either, but the lock.
 */
bool edit_file_ready(const struct edit_file *s, size_t n, struct err *err);

/*
 * Whether the path leads to where edit_file_replace could put a file, by what is there now:
 * ownership, folders, links. Changes nothing, and takes no lock.
 */
bool edit_file_possible(const struct edit_file *s, struct err *err);

#endif
