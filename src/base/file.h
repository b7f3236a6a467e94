/*
 * file.h - files: read whole, replaced whole, appended with fsync, locked.
 * Folders are made 0700, files 0600. Paths are plain NUL-ended strings.
 */
#ifndef ACCREDIT_FILE_H
#define ACCREDIT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Appends the whole regular file to out. Fails (ERR_FILE) when it is missing,
 * no regular file, or larger than out's limit. *missing, where not NULL, says
 * whether it was just not there.
 */
bool file_read(const char *path, struct buf *out, bool *missing, struct err *err);

/* The same from an open file, which it closes; path is for messages. */
bool file_read_fd(int fd, const char *path, struct buf *out, struct err *err);

/* All n bytes, or false and errno. Not synced. */
bool file_write_fd(int fd, const char *text, size_t n);

/*
 * file_read for a name inside a folder: ".." , absolute names and links that
 * leave the folder are refused (openat2 RESOLVE_BENEATH).
 */
bool file_read_inside(const char *folder, const char *name, struct buf *out,
		      struct err *err);

/* Replaces path: temp in its folder, fsync, rename, fsync of the folder. */
bool file_replace(const char *path, const char *text, size_t n, struct err *err);

/* Makes path only if nothing is there; else ERR_FILE. Synced as file_replace. */
bool file_create(const char *path, const char *text, size_t n, struct err *err);

/* Makes the folder and its parents, 0700 each; what exists is left as it is. */
bool file_folder(const char *path, struct err *err);

/*
 * Opens path for appending (made 0600 and its folder synced when missing).
 * Returns a descriptor for file_append, or -1. Close it with close().
 */
int file_open_append(const char *path, struct err *err);

/* One write() of n bytes, then fdatasync. */
bool file_append(int fd, const char *text, size_t n, const char *path,
		 struct err *err);

/*
 * Takes an exclusive flock on path (made when missing) and writes our pid into
 * it; it ends with close() or with the process. -1: ERR_BUSY names the holder.
 */
int file_lock(const char *path, struct err *err);

/* The process that has locked path; 0: none but this one, or path is missing. */
long file_lock_holder(const char *path);

/*
 * The git working tree that the folder of path is in, links resolved: its top folder into
 * tree. A repository without a work tree does not count. False: none.
 */
bool file_work_tree(const char *path, char tree[4096]);

bool file_remove(const char *path, struct err *err);	/* missing is fine */

#endif
