/* edit_file_internal.h - what the files of swap share, and nobody else. */
#ifndef ACCREDIT_EDIT_FILE_INTERNAL_H
#define ACCREDIT_EDIT_FILE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"

/* "cannot WHAT 'PATH'", with errno's reason and what to do about it. Always false. */
bool swap_fail(struct err *err, const char *what, const char *path);

/* A file in its folder, links resolved; all further work is done on dir. */
struct swap_place {
	int dir;		/* the folder; if folders are missing, the last there is */
	int file;		/* open for reading; -1: not there */
	const char *path;	/* as it was given; borrowed */
	char name[256];
	struct stat folder, st;	/* of dir; of the file */
	bool folders_missing;
	mode_t loose;		/* the folder's mode before it was mended; 0: it is as it was */
};

enum {
	PLACE_MAKE = 1,		/* missing folders are made, a loose own folder is mended */
	PLACE_OWN = 2,		/* swap's own_folder */
};

/* On failure nothing is left open. */
bool swap_place_find(struct swap_place *p, const char *path, int how, struct err *err);
void swap_place_close(struct swap_place *p);
bool swap_place_same(const struct swap_place *a, const struct swap_place *b);

struct edit_file;

/* Where s asks for a backup: p's text old goes next to the file, and that is told. */
bool swap_backup_save(const struct edit_file *s, const struct swap_place *p,
		      const struct buf *old, struct err *err);
/* The file has the text now already: tells its backup, if an earlier run left one. */
void swap_backup_recall(const struct edit_file *s, const struct swap_place *p,
			const struct buf *now);

/* A new file of 0600 in p's folder that nobody guesses; locked while it is open. */
struct swap_temp {
	char name[300];
	int fd;
};

bool swap_temp_make(struct swap_temp *t, const struct swap_place *p, struct err *err);

/*
 * Writes, syncs and closes it. p's file, where there is one, gives group,
 * attributes and, within 0600, mode. On failure the temp is removed.
 */
bool swap_temp_write(struct swap_temp *t, const struct swap_place *p, const char *text,
		     size_t n, struct err *err);
void swap_temp_drop(struct swap_temp *t, const struct swap_place *p);

/* Removes the temps of p that a dead process left. */
void swap_temp_clean(const struct swap_place *p);

#endif
