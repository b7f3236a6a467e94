/* edit_file.c - see edit_file.h. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/edit_file.h"
#include "base/edit_file_internal.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/notices.h"
#include "base/str.h"

#define ROUNDS 20		/* of a file that keeps changing */
#define NAP_MS 10
#define LOCK_MS 10000		/* a copy of ours holds it for milliseconds */
#define LOCK_NAP_MS 2
#define SETTLE_MS 50		/* a writer that truncates is done by then */
#define PART 4096		/* or a multiple: what such a writer writes at once */

enum outcome { OUT_FAIL, OUT_DONE, OUT_SAME, OUT_AGAIN };

/* Where notices go: the caller's buffer, or the step's. */
static struct buf *edit_file_ear(const struct edit_file *s)
{
	return s->notices ? s->notices : notices_list();
}

static enum outcome edit_file_fail(const struct edit_file *s, const char *what,
				   struct err *err)
{
	edit_file_error(err, what, s->path);
	return OUT_FAIL;
}

/* --- the lock, and the signal of a file that may not grow --------------------- */

static int edit_file_lock_one(const char *path, struct err *err)
{
	int64_t until = clock_ms() + LOCK_MS;
	int fd;

	while ((fd = file_lock(path, err)) < 0 && err->kind == ERR_BUSY &&
	       clock_ms() < until)
		clock_sleep(LOCK_NAP_MS, NULL);
	if (fd >= 0)
		*err = (struct err)ERR_INIT;
	else if (err->kind == ERR_FILE)
		err_hint(err, "free disk space, and make its folder writable");
	return fd;
}

/*
 * A process that waits holds the queue's lock, so that one that has just released the
 * file's lock cannot take it again first.
 */
static int edit_file_lock_wait(const char *path, struct err *err)
{
	char *copy = xstrdup(path), *queue = xasprintf("%s.queue", path);
	int next = file_folder(dirname(copy), err) ? edit_file_lock_one(queue, err) : -1;
	int fd = next >= 0 ? edit_file_lock_one(path, err) : -1;

	if (next >= 0)
		close(next);
	free(queue);
	free(copy);
	return fd;
}

/*
 * A write beyond RLIMIT_FSIZE would kill the process and leave the temp. The signal is
 * blocked in this thread, so that write() fails with EFBIG instead.
 */
static int edit_file_begin(const struct edit_file *s, sigset_t *set, bool *held,
			   struct err *err)
{
	sigset_t was;

	sigemptyset(set);
	sigaddset(set, SIGXFSZ);
	pthread_sigmask(SIG_BLOCK, set, &was);
	*held = !sigismember(&was, SIGXFSZ);
	return s->lock ? edit_file_lock_wait(s->lock, err) : -1;
}

static void edit_file_end(int lock, const sigset_t *set, bool held)
{
	static const struct timespec at_once;

	if (held) {
		while (sigtimedwait(set, NULL, &at_once) > 0)
			;
		pthread_sigmask(SIG_UNBLOCK, set, NULL);
	}
	if (lock >= 0)
		close(lock);
}

/* --- reading ------------------------------------------------------------------ */

static bool edit_file_read_once(const struct edit_file *s, struct edit_file_path *p,
				struct buf *old, struct err *err)
{
	int fd = fcntl(p->file, F_DUPFD_CLOEXEC, 0);	/* the reader closes its own */

	buf_reset(old);
	if (fd >= 0 && lseek(fd, 0, SEEK_SET) == 0 && fstat(fd, &p->st) == 0)
		return file_read_fd(fd, s->path, old, err);
	edit_file_fail(s, "read", err);
	if (fd >= 0)
		close(fd);
	return false;
}

static bool edit_file_read_old(const struct edit_file *s, struct edit_file_path *p,
			       struct buf *old, struct err *err)
{
	struct timespec now;
	int64_t age;
	bool cut;

	if (p->file < 0)
		return true;
	for (int i = 0; ; i++) {
		if (!edit_file_read_once(s, p, old, err))
			return false;
		/*
		 * The AWS CLI truncates the file, then writes it. A text of a moment ago that
		 * looks unfinished may be half of itself: it is given time to become whole.
		 */
		clock_gettime(CLOCK_REALTIME, &now);
		age = (now.tv_sec - p->st.st_mtim.tv_sec) * 1000 +
			(now.tv_nsec - p->st.st_mtim.tv_nsec) / 1000000;
		cut = age >= 0 && age < SETTLE_MS &&
			(!old->len || old->s[old->len - 1] != '\n' || old->len % PART == 0);
		if (!cut || i >= SETTLE_MS / NAP_MS)
			return true;
		clock_sleep(NAP_MS, NULL);
	}
}

static bool edit_file_find(const struct edit_file *s, struct edit_file_path *p, int how,
			   struct err *err)
{
	if (!edit_file_path_find(p, s->path,
				 how | (s->own_folder ? EDIT_FILE_OWN_FOLDER : 0), err))
		return false;
	if (p->loose && edit_file_ear(s))
		buf_fmt(edit_file_ear(s),
			"other users could write to the folder of '%s': its mode was "
			"changed from %04o to %04o\n",
			s->path, p->loose, p->loose & ~(mode_t)022);
	return true;
}

/* --- replacing ---------------------------------------------------------------- */

/* Whether folder, links and file are as they were when the file was read. */
static enum outcome edit_file_look_again(const struct edit_file *s,
					 const struct edit_file_path *p, struct err *err)
{
	struct edit_file_path now;
	enum outcome out;

	if (!edit_file_find(s, &now, 0, err))
		return OUT_FAIL;
	out = edit_file_path_same(p, &now) && !now.folders_missing ? OUT_DONE : OUT_AGAIN;
	edit_file_path_close(&now);
	return out;
}

static int edit_file_put_in_place(const struct edit_file_path *p,
				  const struct edit_file_temp *t)
{
	int did;

	if (p->file >= 0)
		return renameat(p->dir, t->name, p->dir, p->name);
	did = renameat2(p->dir, t->name, p->dir, p->name, RENAME_NOREPLACE);
	if (did < 0 && (errno == EINVAL || errno == ENOSYS))	/* file systems without */
		did = renameat(p->dir, t->name, p->dir, p->name);
	return did;
}

static enum outcome edit_file_sync_folder(const struct edit_file *s,
					  const struct edit_file_path *p, struct err *err)
{
	if (fsync(p->dir) == 0)
		return OUT_DONE;
	edit_file_fail(s, "sync the folder of", err);
	err_hint(err,
		 "the file is changed, but a power loss may bring the old one back; check "
		 "the disk, then run this again");
	return OUT_FAIL;
}

static void edit_file_notice(const struct edit_file *s, const struct edit_file_path *p)
{
	struct buf *to = edit_file_ear(s);

	if (!to || p->file < 0)
		return;
	if (p->st.st_mode & 07177)
		buf_fmt(to, "the mode of '%s' was changed from %04o to %04o\n", s->path,
			p->st.st_mode & 07777, p->st.st_mode & 0600);
	if (p->st.st_nlink > 1)
		buf_fmt(to, "'%s' has other hard links: they keep the old text\n", s->path);
	if (fgetxattr(p->file, "system.posix_acl_access", NULL, 0) > 0)
		buf_fmt(to,
			"the access control list (ACL) of '%s' was removed: only you can "
			"read it now\n",
			s->path);
}

static enum outcome edit_file_take_away(const struct edit_file *s,
					const struct edit_file_path *p, struct err *err)
{
	enum outcome out = edit_file_look_again(s, p, err);

	if (out != OUT_DONE)
		return out;
	if (unlinkat(p->dir, p->name, 0) < 0)
		return errno == ENOENT ? OUT_AGAIN : edit_file_fail(s, "remove", err);
	return edit_file_sync_folder(s, p, err);
}

/* --- the whole ---------------------------------------------------------------- */

static enum outcome edit_file_decide(const struct edit_file *s, struct edit_file_path *p,
				     struct buf *old, struct buf *made, struct err *err)
{
	if (!edit_file_read_old(s, p, old, err))
		return OUT_FAIL;
	switch (s->edit(s->ctx, p->file < 0 ? NULL : old, made, err)) {
	case EDIT_SAME:
		edit_file_backup_report(s, p, old);
		return OUT_SAME;
	case EDIT_WRITE:
		if (made->cut)
			err_set(err, ERR_FILE, "'%s' would be larger than %zu bytes",
				s->path, s->max);
		else if (edit_file_backup_save(s, p, old, err)) {
			enum outcome out;
			struct edit_file_temp t;

			if (!edit_file_temp_create(&t, p, err) ||
			    !edit_file_temp_write(&t, p, made->s, made->len, err))
				return OUT_FAIL;
			out = edit_file_look_again(s, p, err);
			if (out == OUT_DONE && edit_file_put_in_place(p, &t) < 0)
				out = errno == ENOENT || errno == EEXIST ?
					OUT_AGAIN :
					edit_file_fail(s, "replace", err);
			if (out != OUT_DONE) {
				edit_file_temp_drop(&t, p);
				return out;
			}
			edit_file_notice(s, p);
			return edit_file_sync_folder(s, p, err);
		}
		break;
	case EDIT_REMOVE:
		return p->file < 0 ? OUT_SAME : edit_file_take_away(s, p, err);
	case EDIT_FAIL:
		break;
	}
	return OUT_FAIL;
}

static enum outcome edit_file_rounds(const struct edit_file *s, struct err *err)
{
	for (int i = 0; i < ROUNDS; i++) {
		struct buf old = BUF(s->max), made = BUF(s->max);
		enum outcome out = OUT_FAIL;
		struct edit_file_path p;

		if (edit_file_find(s, &p, EDIT_FILE_CREATE, err)) {
			edit_file_temp_clean(&p);
			out = edit_file_decide(s, &p, &old, &made, err);
			edit_file_path_close(&p);
		}
		buf_free(&old);
		buf_free(&made);
		if (out != OUT_AGAIN)
			return out;
		clock_sleep(NAP_MS, NULL);
	}
	err_set(err, ERR_BUSY, "'%s' keeps changing", s->path);
	err_hint(err, "stop the program that writes to it, then run this again");
	return OUT_FAIL;
}

bool edit_file_replace(const struct edit_file *s, bool *changed, struct err *err)
{
	enum outcome out = OUT_FAIL;
	sigset_t set;
	bool held;
	int lock = edit_file_begin(s, &set, &held, err);

	if (!s->lock || lock >= 0)
		out = edit_file_rounds(s, err);
	edit_file_end(lock, &set, held);
	if (changed)
		*changed = out == OUT_DONE;
	return out != OUT_FAIL;
}

bool edit_file_ready(const struct edit_file *s, size_t n, struct err *err)
{
	sigset_t set;
	bool held, ok = false;
	struct edit_file_path p;
	int lock = edit_file_begin(s, &set, &held, err);

	if ((!s->lock || lock >= 0) && edit_file_find(s, &p, 0, err)) {
		size_t was = p.file < 0 ? 0 : (size_t)p.st.st_size;
		char *blank = xcalloc(1, n + was * 2 + 1);
		struct edit_file_temp t;

		edit_file_temp_clean(&p);
		/* As many bytes as the write will need, the backup counted. */
		ok = edit_file_temp_create(&t, &p, err) &&
			edit_file_temp_write(&t, &p, blank, n + was * (s->backup ? 2 : 1),
					     err);
		if (ok)
			edit_file_temp_drop(&t, &p);
		free(blank);
		edit_file_path_close(&p);
	}
	edit_file_end(lock, &set, held);
	return ok;
}

bool edit_file_possible(const struct edit_file *s, struct err *err)
{
	struct edit_file_path p;
	bool ok = edit_file_find(s, &p, 0, err);

	if (ok)
		edit_file_path_close(&p);
	return ok;
}
