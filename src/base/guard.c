/* guard.c - see guard.h. */
#include "config.h"

#include <dirent.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/guard.h"
#include "base/mem.h"
#include "base/state.h"
#include "base/str.h"

#define UNMAPPED 65534	/* root as a user namespace without it shows it */

/* Root's own counts, and where root works in the home of a user, that user's. */
static bool guard_is_ours(uid_t uid, bool above)
{
	const char *home = getenv("HOME");
	struct stat st;

	if (uid == 0 || uid == geteuid() || (above && uid == UNMAPPED))
		return true;
	return !geteuid() && home && *home == '/' && !stat(home, &st) && uid == st.st_uid;
}

/* A group of one: it has its owner's name, and no other member. */
static bool guard_is_private(gid_t gid, uid_t uid)
{
	char room[4096], name[64] = "";
	struct passwd user, *pw = NULL;
	struct group group, *gr = NULL;

	if (gid == 0)		/* root's own */
		return true;
	if (!getpwuid_r(uid, &user, room, sizeof(room), &pw) && pw)
		snprintf(name, sizeof(name), "%s", pw->pw_gid == gid ? pw->pw_name : "");
	if (getgrgid_r(gid, &group, room, sizeof(room), &gr) || !gr)
		return !pw && gid == uid;	/* a container: neither has a name */
	if (!*name || !str_eq(gr->gr_name, name))
		return false;
	for (char **member = gr->gr_mem; *member; member++)
		if (!str_eq(*member, name))
			return false;
	return true;
}

static bool guard_check(const char *path, bool above, struct err *err)
{
	struct stat st;

	if (stat(path, &st) < 0 || !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)))
		return true;
	if (!guard_is_ours(st.st_uid, above)) {
		uid_t uid = st.st_uid;
		char room[4096], name[64];
		struct passwd user, *pw = NULL;

		if (!getpwuid_r(uid, &user, room, sizeof(room), &pw) && pw)
			snprintf(name, sizeof(name), "%s", pw->pw_name);
		else
			snprintf(name, sizeof(name), "%u", (unsigned)uid);
		err_set(err, ERR_FILE,
			"'%s' belongs to another user (%s), who could change it", path,
			name);
		return err_hint(err,
				"use a copy that you own (for the state: set "
				"XDG_STATE_HOME), or run: sudo chown \"$(id -un)\" '%s'",
				path);
	}
	if (S_ISDIR(st.st_mode) && st.st_mode & S_ISVTX)
		return true;
	if (!(st.st_mode & S_IWOTH) &&
	    (!(st.st_mode & S_IWGRP) || guard_is_private(st.st_gid, st.st_uid)))
		return true;
	err_set(err, ERR_FILE, "other users can change '%s' (mode %04o)", path,
		(unsigned)st.st_mode & 07777);
	return err_hint(err, "make sure that no one did, then run: chmod go-w '%s'", path);
}

bool guard_path(const char *path, struct err *err)
{
	return guard_check(path, false, err);
}

/* From / down to path; what is not there yet ends it. */
static bool guard_check_above(const char *path, struct err *err)
{
	char *part = xstrdup(path);
	bool ok = guard_check("/", true, err);

	for (char *at = strchr(part + 1, '/'); ok && at; at = strchr(at + 1, '/')) {
		*at = '\0';
		ok = guard_check(part, true, err);
		*at = '/';
	}
	free(part);
	return ok && guard_check(path, false, err);
}

/* The nearest folder above that is there, without links; NULL: none. */
static char *guard_real_above(const char *path)
{
	char *part = xstrdup(path), *real = realpath(part, NULL), *slash;

	while (!real && (slash = strrchr(part, '/')) && slash != part) {
		*slash = '\0';
		real = realpath(part, NULL);
	}
	free(part);
	return real;
}

bool guard_tree(const char *path, struct err *err)
{
	char *full = *path == '/' ? xstrdup(path) : NULL, *real, here[PATH_MAX];
	bool ok;

	if (!full)
		full = xasprintf("%s/%s", getcwd(here, sizeof(here)) ? here : "", path);
	real = guard_real_above(full);
	ok = guard_check_above(full, err) &&
		(!real || str_eq(real, full) || guard_check_above(real, err));
	free(real);
	free(full);
	return ok;
}

/* A folder and all that is right in it. */
static bool guard_check_folder(const char *folder, struct err *err)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool ok = guard_check(folder, false, err);

	while (ok && dir && (entry = readdir(dir))) {
		char *path = xasprintf("%s/%s", folder, entry->d_name);

		if (!str_eq(entry->d_name, ".") && !str_eq(entry->d_name, ".."))
			ok = guard_check(path, false, err);
		free(path);
	}
	if (dir)
		closedir(dir);
	return ok;
}

bool guard_state(const char *name, struct err *err)
{
	static const char *const above[] = { "", "/setups", "/locks", "/keys", NULL };
	static const char *const own[] = { "/setups", "/keys", NULL };
	bool ok = !state_home() || guard_tree(state_home(), err);

	for (int i = 0; ok && state_home() && above[i]; i++) {
		char *path = xasprintf("%s%s", state_home(), above[i]);

		ok = guard_check(path, false, err);
		free(path);
	}
	for (int i = 0; ok && state_home() && *name && own[i]; i++) {
		char *path = xasprintf("%s%s/%s", state_home(), own[i], name);

		ok = guard_check_folder(path, err);
		free(path);
	}
	return ok;
}
