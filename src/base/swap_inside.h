/* swap_inside.h - what the files of swap share, and nobody else. */
#ifndef ACCREDIT_SWAP_INSIDE_H
#define ACCREDIT_SWAP_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
/* "cannot WHAT 'PATH'", with errno's reason and what to do about it. Always false. */
bool swap_fail(struct err *err, const char *what, const char *path);

/* A file in its folder, links resolved; all further work is done on dir. */
struct place {
	int dir;		/* the folder; where folders are missing, the last there is */
	int file;		/* open for reading; -1: not there */
	const char *path;	/* as it was given; borrowed */
	char name[256];
	struct stat folder, st;	/* of dir; of the file */
	bool folders_missing;
	mode_t loose;		/* the folder's mode before others lost their writing; 0: kept */
};

enum {
	PLACE_MAKE = 1,		/* missing folders are made, a loose own folder is mended */
	PLACE_OWN = 2,		/* swap's own_folder */
};

/* On failure nothing is left open. */
bool swap_place_find(struct place *p, const char *path, int how, struct err *err);
void place_close(struct place *p);
bool place_same(const struct place *a, const struct place *b);

/* A new file of 0600 in p's folder that nobody guesses; locked while it is open. */
struct temp {
	char name[300];
	int fd;
};

bool temp_make(struct temp *t, const struct place *p, struct err *err);

/*
 * Writes, syncs and closes it. p's file, where there is one, gives group,
 * attributes and, within 0600, mode. On failure the temp is removed.
 */
bool temp_write(struct temp *t, const struct place *p, const char *text, size_t n,
		struct err *err);
void temp_drop(struct temp *t, const struct place *p);

/* Removes the temps of p that a dead process left. */
void temp_clean(const struct place *p);

#endif
