/* file.c - see file.h. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

static bool file_fail(struct err *err, const char *what, const char *path)
{
	return err_set(err, ERR_FILE, "cannot %s '%s': %s", what, path,
		       strerror(errno));
}

bool file_read_fd(int fd, const char *path, struct buf *out, struct err *err)
{
	char part[16384];
	struct stat st;
	ssize_t n = 0;
	bool ok = false;

	if (fstat(fd, &st) < 0) {
		file_fail(err, "look at", path);
	} else if (!S_ISREG(st.st_mode)) {
		err_set(err, ERR_FILE, "'%s' is not a regular file", path);
	} else {
		while ((n = read(fd, part, sizeof(part))) > 0 && !out->cut)
			buf_add(out, part, (size_t)n);
		if (n < 0)
			file_fail(err, "read", path);
		else if (out->cut)
			err_set(err, ERR_FILE, "'%s' is larger than %zu bytes",
				path, out->max);
		else
			ok = true;
	}
	explicit_bzero(part, sizeof(part));
	close(fd);
	return ok;
}

bool file_read(const char *path, struct buf *out, bool *missing, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (missing)
		*missing = fd < 0 && (errno == ENOENT || errno == ENOTDIR);
	if (fd < 0)
		return file_fail(err, "open", path);
	return file_read_fd(fd, path, out, err);
}

bool file_read_inside(const char *folder, const char *name, struct buf *out,
		      struct err *err)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};
	int dir = open(folder, O_DIRECTORY | O_CLOEXEC), fd;

	if (dir < 0)
		return file_fail(err, "open", folder);
	fd = (int)syscall(SYS_openat2, dir, name, &how, sizeof(how));
	if (fd < 0 && errno == ENOSYS) {	/* kernels before 5.6 */
		if (*name == '/' || strstr(name, ".."))
			errno = EXDEV;
		else
			fd = openat(dir, name,
				    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	}
	if (fd < 0 && errno == EXDEV)
		err_set(err, ERR_FILE, "'%s' is outside the folder '%s'", name, folder);
	else if (fd < 0)
		file_fail(err, "open", name);
	close(dir);
	return fd >= 0 && file_read_fd(fd, name, out, err);
}

static bool file_sync_folder(const char *path, struct err *err)
{
	char *copy = xstrdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		file_fail(err, "sync the folder of", path);
	if (fd >= 0)
		close(fd);
	free(copy);
	return ok;
}

bool file_write_fd(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t did = write(fd, s, n);

		if (did < 0 && errno == EINTR)
			continue;
		if (did < 0)
			return false;
		s += did;
		n -= (size_t)did;
	}
	return true;
}

/* A synced temp file beside path; its name, to free(), or NULL. */
static char *file_write_temp(const char *path, const char *text, size_t n, struct err *err)
{
	char mark[13], *temp;
	bool ok;
	int fd;

	str_random(mark, 12);
	temp = xasprintf("%s.%s.tmp", path, mark);
	fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		file_fail(err, "make", temp);
		free(temp);
		return NULL;
	}
	ok = file_write_fd(fd, text, n) && fsync(fd) == 0;
	if (close(fd) < 0 || !ok) {
		file_fail(err, "write", temp);
		unlink(temp);
		free(temp);
		return NULL;
	}
	return temp;
}

bool file_replace(const char *path, const char *text, size_t n, struct err *err)
{
	char *temp = file_write_temp(path, text, n, err);
	bool ok = temp && rename(temp, path) == 0;

	if (temp && !ok) {
		file_fail(err, "replace", path);
		unlink(temp);
	}
	free(temp);
	return ok && file_sync_folder(path, err);
}

bool file_create(const char *path, const char *text, size_t n, struct err *err)
{
	char *temp = file_write_temp(path, text, n, err);
	bool ok = temp && link(temp, path) == 0;

	if (temp && !ok) {
		file_fail(err, "make", path);
		if (errno == EEXIST)
			err_hint(err, "choose another name: a file is never overwritten");
	}
	if (temp)
		unlink(temp);
	free(temp);
	return ok && file_sync_folder(path, err);
}

bool file_folder(const char *path, struct err *err)
{
	char *part = xstrdup(path);
	bool ok = true;

	for (char *at = part + 1; ok; at++) {
		char was = *at;

		if (was != '/' && was != '\0')
			continue;
		*at = '\0';
		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			ok = file_fail(err, "create the folder", part);
		*at = was;
		if (!was)
			break;
	}
	free(part);
	return ok;
}

int file_open_append(const char *path, struct err *err)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
		      0600);

	if (fd < 0) {
		file_fail(err, "open", path);
		return -1;
	}
	if (!file_sync_folder(path, err)) {
		close(fd);
		return -1;
	}
	return fd;
}

bool file_append(int fd, const char *text, size_t n, const char *path,
		 struct err *err)
{
	ssize_t did = write(fd, text, n);

	if (did >= 0 && (size_t)did != n)
		errno = ENOSPC;
	if (did < 0 || (size_t)did != n || fdatasync(fd) < 0)
		return file_fail(err, "write", path);
	return true;
}

int file_lock(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	char text[32] = "";

	if (fd < 0) {
		file_fail(err, "open", path);
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (read(fd, text, sizeof(text) - 1) < 0)
			text[0] = '\0';
		text[strspn(text, "0123456789")] = '\0';
		err_set(err, ERR_BUSY, "another accredit (process %s) is using this setup",
			*text ? text : "unknown");
		err_hint(err, "wait until it has finished, then run this again");
		close(fd);
		return -1;
	}
	snprintf(text, sizeof(text), "%d\n", (int)getpid());
	if (ftruncate(fd, 0) < 0 || pwrite(fd, text, strlen(text), 0) < 0) {
		file_fail(err, "write", path);
		close(fd);
		return -1;
	}
	return fd;
}

/* The holder has written its number into the file: see file_lock. */
long file_lock_holder(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char text[32] = "";
	long holder = 0;

	if (fd < 0)
		return 0;
	if (flock(fd, LOCK_SH | LOCK_NB) < 0 && read(fd, text, sizeof(text) - 1) > 0)
		holder = strtol(text, NULL, 10);
	close(fd);
	return holder == (long)getpid() ? 0 : holder;
}

bool file_remove(const char *path, struct err *err)
{
	if (unlink(path) < 0 && errno != ENOENT)
		return file_fail(err, "remove", path);
	return true;
}

bool file_work_tree(const char *path, char tree[4096])
{
	char *copy = xstrdup(path), *folder = realpath(dirname(copy), NULL), *at;
	bool found = false;

	for (at = folder; at && !found; ) {
		char *mark = xasprintf("%s/.git", at);
		char *slash = strrchr(at, '/');

		found = access(mark, F_OK) == 0;
		free(mark);
		if (found)
			found = snprintf(tree, 4096, "%s", *at ? at : "/") < 4096;
		else if (slash)
			*slash = '\0';
		else
			break;
	}
	free(folder);
	free(copy);
	return found;
}
