/* edit_file_internal.h - what edit_file*.c share. For them alone. */
#ifndef ACCREDIT_EDIT_FILE_INTERNAL_H
#define ACCREDIT_EDIT_FILE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"

/* Sets "cannot WHAT 'PATH'" with errno's reason and a hint. Always false. */
bool edit_file_error(struct err *err, const char *what, const char *path);

/* A file and its folder, links resolved; all further calls use the descriptor dir. */
struct edit_file_path {
	int dir; /* the folder; if folders are missing, the last one that exists */
	int file; /* open for reading; -1: it does not exist */
	const char *path;	/* as it was given; borrowed */
	char name[256];
	struct stat folder, st;	/* of dir; of the file */
	bool folders_missing;
	mode_t loose; /* the folder's mode before it was narrowed; 0: unchanged */
};

enum {
	EDIT_FILE_CREATE = 1, /* create missing folders, narrow the mode of an own one */
	EDIT_FILE_OWN_FOLDER = 2, /* own_folder of struct edit_file */
};

/* how: of the flags above. On failure nothing stays open. */
bool edit_file_path_find(struct edit_file_path *p, const char *path, int how,
			 struct err *err);
void edit_file_path_close(struct edit_file_path *p);
/* Whether folder, links and file are as they were when a was found. */
bool edit_file_path_same(const struct edit_file_path *a, const struct edit_file_path *b);

struct edit_file;

/* Writes the backup that s asks for (old: p's text) next to the file, with a notice. */
bool edit_file_backup_save(const struct edit_file *s, const struct edit_file_path *p,
			   const struct buf *old, struct err *err);
/* For a file that has the wanted text already: reports the backup of an earlier run, if any. */
void edit_file_backup_report(const struct edit_file *s, const struct edit_file_path *p,
			     const struct buf *now);

/* A new file, mode 0600, in p's folder, with a random name; locked while it is open. */
struct edit_file_temp {
	char name[300];
	int fd;
};

bool edit_file_temp_create(struct edit_file_temp *t, const struct edit_file_path *p,
			   struct err *err);

/*
 * Writes, syncs and closes it. Group, attributes and, within 0600, the mode are those of
 * p's file, if it exists. On failure the temp is removed.
 */
bool edit_file_temp_write(struct edit_file_temp *t, const struct edit_file_path *p,
			  const char *text, size_t n, struct err *err);
void edit_file_temp_drop(struct edit_file_temp *t, const struct edit_file_path *p);

/* Removes the temps in p's folder that a process left when it died. */
void edit_file_temp_clean(const struct edit_file_path *p);

#endif
