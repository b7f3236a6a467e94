/* edit_file_temp.c - the file that takes another's place, until it does. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/edit_file_internal.h"
#include "base/file.h"
#include "base/str.h"

#define MARK 12 /* random hex digits */
#define TAIL ".accredit-new"
#define NAME_PART 200		/* of the file's name; NAME_MAX is 255 */

static const struct {
	int error;
	const char *remedy;
} remedies[] = {
	{ ENOSPC, "free disk space, then run this again" },
	{ EDQUOT, "free disk space, then run this again" },
	{ EFBIG, "raise the limit on the size of files (ulimit -f), then run this again" },
	{ EROFS, "this disk is read-only: use a file on another, or mount it for writing" },
	{ EACCES, "check who can write to the file and its folder (ls -ld, lsattr -d)" },
	{ EPERM, "check who can write to the file and its folder (ls -ld, lsattr -d)" },
	{ EIO, "the disk has an error: check it first" },
};

bool edit_file_error(struct err *err, const char *what, const char *path)
{
	const char *remedy = "check the path and its folder, then run this again";
	int error = errno;

	for (size_t i = 0; i < sizeof(remedies) / sizeof(*remedies); i++)
		if (remedies[i].error == error)
			remedy = remedies[i].remedy;
	err_set(err, ERR_FILE, "cannot %s '%s': %s", what, path, strerror(error));
	return err_hint(err, "%s", remedy);
}

static bool edit_file_temp_fail(struct err *err, const char *what,
				const struct edit_file_path *p)
{
	return edit_file_error(err, what, p->path);
}

bool edit_file_temp_create(struct edit_file_temp *t, const struct edit_file_path *p,
			   struct err *err)
{
	char mark[MARK + 1];

	str_random(mark, MARK);
	snprintf(t->name, sizeof(t->name), ".%.*s.%s%s", NAME_PART, p->name, mark, TAIL);
	t->fd = openat(p->dir, t->name,
		       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (t->fd < 0)
		return edit_file_temp_fail(err, "create a temporary file next to", p);
	if (flock(t->fd, LOCK_EX | LOCK_NB) < 0 && errno != ENOLCK) {
		edit_file_temp_fail(err, "lock a temporary file next to", p);
		edit_file_temp_drop(t, p);
		return false;
	}
	return true;
}

void edit_file_temp_drop(struct edit_file_temp *t, const struct edit_file_path *p)
{
	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
	unlinkat(p->dir, t->name, 0);
}

static bool edit_file_temp_is_kept(const char *name)
{
	return str_starts(name, "user.") || str_eq(name, "security.selinux");
}

/* The extended attributes of the old file, without an ACL: within 0600 it allows no access. */
static bool edit_file_temp_keep_attributes(int from, int to)
{
	char names[4096], value[4096], has[4096];
	ssize_t n = flistxattr(from, names, sizeof(names));
	bool ok = n >= 0 || errno == ENOTSUP;

	for (char *s = names; n > 0 && s < names + n && ok; s += strlen(s) + 1) {
		ssize_t len = edit_file_temp_is_kept(s) ?
			fgetxattr(from, s, value, sizeof(value)) :
			-1;

		if (!edit_file_temp_is_kept(s) ||
		    (len >= 0 && fgetxattr(to, s, has, sizeof(has)) == len &&
		     !memcmp(has, value, (size_t)len)))
			continue;
		ok = len >= 0 && fsetxattr(to, s, value, (size_t)len, 0) == 0;
	}
	return ok;
}

static bool edit_file_temp_dress(struct edit_file_temp *t, const struct edit_file_path *p,
				 struct err *err)
{
	struct stat st;

	if (p->file < 0)
		return fchmod(t->fd, 0600) == 0 ||
			edit_file_temp_fail(err, "set the mode of", p);
	if (fstat(t->fd, &st) < 0 ||
	    (st.st_gid != p->st.st_gid && fchown(t->fd, (uid_t)-1, p->st.st_gid) < 0))
		return edit_file_temp_fail(err, "keep the group of", p);
	if (!edit_file_temp_keep_attributes(p->file, t->fd))
		return edit_file_temp_fail(err, "keep the extended attributes of", p);
	return fchmod(t->fd, p->st.st_mode & 0600) == 0 ||
		edit_file_temp_fail(err, "set the mode of", p);
}

bool edit_file_temp_write(struct edit_file_temp *t, const struct edit_file_path *p,
			  const char *text, size_t n, struct err *err)
{
	bool ok = edit_file_temp_dress(t, p, err);

	if (ok && (!file_write_fd(t->fd, text, n) || fsync(t->fd) < 0))
		ok = edit_file_temp_fail(err, "write a temporary file next to", p);
	if (close(t->fd) < 0 && ok)
		ok = edit_file_temp_fail(err, "write a temporary file next to", p);
	t->fd = -1;
	if (!ok)
		edit_file_temp_drop(t, p);
	return ok;
}

/* A process that still writes it holds its lock. */
static void edit_file_temp_clean_one(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlinkat(dir, name, 0);
	close(fd);
}

void edit_file_temp_clean(const struct edit_file_path *p)
{
	int fd = openat(p->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	char head[NAME_PART + 3];
	size_t n = (size_t)snprintf(head, sizeof(head), ".%.*s.", NAME_PART, p->name);

	for (struct dirent *d; dir && (d = readdir(dir)); )
		if (str_starts(d->d_name, head) &&
		    strspn(d->d_name + n, "0123456789abcdef") == MARK &&
		    str_eq(d->d_name + n + MARK, TAIL))
			edit_file_temp_clean_one(p->dir, d->d_name);
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
}
