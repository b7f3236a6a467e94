/* edit_file_backup.c - the old text next to the file, and what is told of it; see edit_file.h. */
#include "config.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/edit_file.h"
#include "base/edit_file_internal.h"
#include "base/file.h"
#include "base/notices.h"
#include "base/str.h"

static void edit_file_backup_name(const struct edit_file_path *p, char name[300])
{
	snprintf(name, 300, "%s%s", p->name, EDIT_FILE_BACKUP);
}

/* Where it is and what it holds, for the record; links on the way are resolved. */
static void edit_file_backup_tell_backup(const struct edit_file_path *p, const char *name,
					 const struct buf *text)
{
	char fd[40], folder[PATH_MAX], path[PATH_MAX + 300], tree[PATH_MAX], sum[65];
	ssize_t n;

	snprintf(fd, sizeof(fd), "/proc/self/fd/%d", p->dir);
	n = readlink(fd, folder, sizeof(folder) - 1);
	if (n < 0)
		return;
	folder[n] = '\0';
	snprintf(path, sizeof(path), "%s/%s", str_eq(folder, "/") ? "" : folder, name);
	str_sha256(sum, text->s, text->len);
	notices_backup(path, sum);
	if (file_work_tree(path, tree))
		notices_add("the backup '%s' contains keys in plain text and is in the git "
			    "working tree '%s': do not commit it",
			    path, tree);
}

/* The backup's text; false: there is none, or it is not a file of ours. */
static bool edit_file_backup_read_backup(const struct edit_file *s,
					 const struct edit_file_path *p, const char *name,
					 struct buf *text)
{
	int fd = openat(p->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct err ignored = ERR_INIT;
	struct stat st;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid()) {
		close(fd);
		return false;
	}
	return file_read_fd(fd, s->path, text, &ignored);
}

/*
 * Nothing is left to change: an earlier run may have been killed between the change and
 * the record of its backup. It is that backup where our change makes the file of it.
 */
void edit_file_backup_report(const struct edit_file *s, const struct edit_file_path *p,
			     const struct buf *now)
{
	struct buf was = BUF(s->max), made = BUF(s->max);
	struct err ignored = ERR_INIT;
	char name[300];

	edit_file_backup_name(p, name);
	if (s->backup && p->file >= 0 && notices_list() &&
	    edit_file_backup_read_backup(s, p, name, &was) &&
	    s->edit(s->ctx, &was, &made, &ignored) == EDIT_WRITE && !made.cut &&
	    str_eq(made.s, now->s))
		edit_file_backup_tell_backup(p, name, &was);
	buf_free(&made);
	buf_free(&was);
}

bool edit_file_backup_save(const struct edit_file *s, const struct edit_file_path *p,
			   const struct buf *old, struct err *err)
{
	struct edit_file_temp t;
	char name[300];

	if (!s->backup || p->file < 0 || !old->len)
		return true;
	edit_file_backup_name(p, name);
	if (!edit_file_temp_create(&t, p, err) ||
	    !edit_file_temp_write(&t, p, old->s, old->len, err))
		return false;
	if (renameat(p->dir, t.name, p->dir, name) == 0) {
		edit_file_backup_tell_backup(p, name, old);
		return true;
	}
	edit_file_error(err, "keep a backup of", s->path);
	edit_file_temp_drop(&t, p);
	return false;
}
