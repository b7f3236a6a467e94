/* edit_file_path.c - from a path to a file in its folder, trusting no one on the way. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/edit_file_internal.h"
#include "base/mem.h"
#include "base/str.h"

#define LINKS_MAX 32

struct walk {
	const char *path;	/* as given, for messages */
	int how;
	bool loose;		/* others may write to the folder reached, which is ours */
	bool by_link;		/* the last step's name came out of a link */
	int at;			/* the folder reached */
	struct stat st;		/* of it */
	struct buf seen;	/* its name, for messages */
	char *rest;		/* still to go */
	size_t plain;		/* bytes at rest's end that came from no link */
	int links;
	struct err *err;
};

enum step { STEP_FAIL, STEP_ON, STEP_DONE };

static enum step edit_file_path_fail(struct walk *w, const char *what, const char *name)
{
	edit_file_error(w->err, what, name);
	return STEP_FAIL;
}

static enum step edit_file_path_refuse(struct walk *w, const char *why, const char *hint)
{
	err_set(w->err, ERR_FILE, "'%s' %s", w->path, why);
	err_hint(w->err, "%s", hint);
	return STEP_FAIL;
}

static bool edit_file_path_is_trusted(uid_t owner)
{
	return owner == 0 || owner == geteuid();
}

static bool edit_file_path_trust_folder(struct walk *w)
{
	const char *name = w->seen.len ? w->seen.s : "/";

	if (!edit_file_path_is_trusted(w->st.st_uid)) {
		err_set(w->err, ERR_FILE, "the folder '%s' belongs to another user "
			"(number %u)", name, (unsigned)w->st.st_uid);
		return err_hint(w->err,
				"run accredit as that user, or use a file in a folder that "
				"you own");
	}
	if ((w->st.st_mode & 022) && !(w->st.st_mode & S_ISVTX)) {
		w->loose = (w->how & EDIT_FILE_OWN_FOLDER) && w->st.st_uid == geteuid();
		if (w->loose)		/* as long as it is the last one: one_step */
			return true;
		err_set(w->err, ERR_FILE,
			"other users can write to the folder '%s', so they could replace "
			"the file",
			name);
		return err_hint(w->err, "run 'chmod go-w %s', then run this again", name);
	}
	return true;
}

/* Takes fd, an open folder. */
static bool edit_file_path_enter(struct walk *w, int fd)
{
	if (w->at >= 0)
		close(w->at);
	w->at = fd;
	if (fstat(fd, &w->st) == 0)
		return edit_file_path_trust_folder(w);
	edit_file_path_fail(w, "look at", w->path);
	return false;
}

static bool edit_file_path_enter_root(struct walk *w)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	buf_reset(&w->seen);
	if (fd >= 0)
		return edit_file_path_enter(w, fd);
	edit_file_path_fail(w, "open", "/");
	return false;
}

static enum step edit_file_path_through_folder(struct walk *w, const char *name, bool last)
{
	int fd;
	char *slash;

	if (last)
		return edit_file_path_refuse(w, "is a folder, not a file",
					     "enter the name of a file");
	fd = openat(w->at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == EACCES)	/* may be entered all the same */
		fd = openat(w->at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return edit_file_path_fail(w, "open", w->path);
	slash = strrchr(w->seen.s, '/');
	if (!str_eq(name, "..")) {
		buf_char(&w->seen, '/');
		buf_str(&w->seen, name);
	} else if (slash) {
		*slash = '\0';
		w->seen.len = (size_t)(slash - w->seen.s);
	}
	return edit_file_path_enter(w, fd) ? STEP_ON : STEP_FAIL;
}

static enum step edit_file_path_through_link(struct walk *w, const char *name, uid_t owner)
{
	char target[PATH_MAX], *rest;
	ssize_t n = readlinkat(w->at, name, target, sizeof(target) - 1);

	if (n < 0)
		return edit_file_path_fail(w, "read the link", w->path);
	target[n] = '\0';
	if (!edit_file_path_is_trusted(owner))
		return edit_file_path_refuse(w, "uses a link that belongs to another user",
					     "use the file itself");
	if (++w->links > LINKS_MAX)
		return edit_file_path_refuse(w, "is a circular link",
					     "remove the link, or use the file itself");
	if (strlen(w->rest) < w->plain)
		w->plain = strlen(w->rest);
	rest = xasprintf("%s%s", target, w->rest);
	free(w->rest);
	w->rest = rest;
	return *target != '/' || edit_file_path_enter_root(w) ? STEP_ON : STEP_FAIL;
}

static enum step edit_file_path_is_missing(struct walk *w, struct edit_file_path *p,
					   const char *name, bool last, bool by_link)
{
	if (by_link)
		return edit_file_path_refuse(w, "is a link to a file that does not exist",
					     "remove the link, or create its target");
	if (last)
		return STEP_DONE;
	if (!(w->how & EDIT_FILE_CREATE)) {
		p->folders_missing = true;
		return STEP_DONE;
	}
	if (mkdirat(w->at, name, 0700) < 0 && errno != EEXIST)
		return edit_file_path_fail(w, "create the folders of", w->path);
	if (fsync(w->at) < 0)
		return edit_file_path_fail(w, "sync the folder of", w->path);
	return edit_file_path_through_folder(w, name, false);
}

static enum step edit_file_path_at_file(struct walk *w, struct edit_file_path *p,
					const char *name)
{
	p->file = openat(w->at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (p->file < 0 || fstat(p->file, &p->st) < 0)
		return edit_file_path_fail(w, "open", w->path);
	if (!S_ISREG(p->st.st_mode))
		return edit_file_path_refuse(w, "is not a regular file",
					     "use a regular file");
	if (p->st.st_uid != geteuid())
		return edit_file_path_refuse(
			w, "belongs to another user",
			"run accredit as its owner, or use a file that you own");
	if (!(p->st.st_mode & S_IWUSR))
		return edit_file_path_refuse(w, "is read-only",
					     "run 'chmod u+w' on it, then run this again");
	return STEP_DONE;
}

/* A folder of ours that others can write to: only the file's own folder is narrowed. */
static bool edit_file_path_tighten(struct walk *w, struct edit_file_path *p, bool own)
{
	w->loose = false;
	if (!own) {
		w->how &= ~EDIT_FILE_OWN_FOLDER;
		return edit_file_path_trust_folder(w);
	}
	if (!(w->how & EDIT_FILE_CREATE))
		return true;
	p->loose = w->st.st_mode & 07777;
	if (fchmod(w->at, p->loose & ~(mode_t)022) == 0)
		return true;
	edit_file_path_fail(w, "change the mode of the folder of", w->path);
	return false;
}

static enum step edit_file_path_one_step(struct walk *w, struct edit_file_path *p)
{
	size_t slashes = strspn(w->rest, "/"), n = strcspn(w->rest + slashes, "/");
	bool by_link = strlen(w->rest + slashes) > w->plain, folder_by_link = w->by_link, last;
	struct stat st;

	if (n >= sizeof(p->name)) {
		errno = ENAMETOOLONG;
		return edit_file_path_fail(w, "open", w->path);
	}
	memcpy(p->name, w->rest + slashes, n);
	p->name[n] = '\0';
	memmove(w->rest, w->rest + slashes + n, strlen(w->rest + slashes + n) + 1);
	last = !w->rest[strspn(w->rest, "/")];
	w->by_link = by_link;
	if (w->loose && n &&
	    !edit_file_path_tighten(w, p, last && !by_link && !folder_by_link))
		return STEP_FAIL;
	if (!n || str_eq(p->name, "."))
		return last ? edit_file_path_refuse(w, "is a folder, not a file",
						    "enter the name of a file") :
			      STEP_ON;
	if (fstatat(w->at, p->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ?
			edit_file_path_is_missing(w, p, p->name, last, by_link) :
			edit_file_path_fail(w, "open", w->path);
	if (S_ISDIR(st.st_mode))
		return edit_file_path_through_folder(w, p->name, last);
	if (S_ISLNK(st.st_mode))
		return edit_file_path_through_link(w, p->name, st.st_uid);
	if (!last) {
		errno = ENOTDIR;
		return edit_file_path_fail(w, "open", w->path);
	}
	if (!S_ISREG(st.st_mode))	/* not even opened: it may do something then */
		return edit_file_path_refuse(w, "is not a regular file",
					     "use a regular file");
	return edit_file_path_at_file(w, p, p->name);
}

static char *edit_file_path_whole(const char *path, struct err *err)
{
	char here[PATH_MAX];

	if (*path == '/')
		return xstrdup(path);
	if (!getcwd(here, sizeof(here))) {
		err_set(err, ERR_FILE, "cannot determine the working directory: %s",
			strerror(errno));
		return NULL;
	}
	return xasprintf("%s/%s", here, path);
}

bool edit_file_path_find(struct edit_file_path *p, const char *path, int how,
			 struct err *err)
{
	struct walk w = { .path = path,
			  .how = how,
			  .at = -1,
			  .seen = BUF(1u << 20),
			  .rest = edit_file_path_whole(path, err),
			  .err = err };
	enum step step = STEP_FAIL;

	*p = (struct edit_file_path){ .dir = -1, .file = -1, .path = path };
	if (w.rest && edit_file_path_enter_root(&w)) {
		w.plain = strlen(w.rest);
		do
			step = edit_file_path_one_step(&w, p);
		while (step == STEP_ON);
	}
	p->dir = w.at;
	p->folder = w.st;
	if (step == STEP_FAIL)
		edit_file_path_close(p);
	buf_free(&w.seen);
	free(w.rest);
	return step == STEP_DONE;
}

void edit_file_path_close(struct edit_file_path *p)
{
	if (p->dir >= 0)
		close(p->dir);
	if (p->file >= 0)
		close(p->file);
	p->dir = p->file = -1;
}

static bool edit_file_path_same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool edit_file_path_same(const struct edit_file_path *a, const struct edit_file_path *b)
{
	if (a->folder.st_dev != b->folder.st_dev || a->folder.st_ino != b->folder.st_ino ||
	    !str_eq(a->name, b->name) || (a->file < 0) != (b->file < 0))
		return false;
	return a->file < 0 ||
		(a->st.st_dev == b->st.st_dev && a->st.st_ino == b->st.st_ino &&
		 a->st.st_size == b->st.st_size &&
		 edit_file_path_same_time(&a->st.st_mtim, &b->st.st_mtim) &&
		 edit_file_path_same_time(&a->st.st_ctim, &b->st.st_ctim));
}
