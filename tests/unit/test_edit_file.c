/* test_edit_file.c - a file is replaced as a whole while others write to it. */
#include "config.h"

#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/edit_file.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/notices.h"
#include "base/str.h"
#include "folder.h"
#include "format/json.h"

#define TEXT_MAX (1u << 20)

static char path[300], lock[300];

static void put(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void holds(const char *name, const char *want)
{
	struct buf text = BUF(TEXT_MAX);
	struct err err = ERR_INIT;

	assert_true(file_read(name, &text, NULL, &err));
	assert_string_equal(text.s, want);
	buf_free(&text);
}

static char *beside(const char *name)
{
	static char out[600];

	snprintf(out, sizeof(out), "%s/%s", folder, name);
	return out;
}

static int entries(void)
{
	struct dirent **found;
	int n = scandir(folder, &found, NULL, NULL), all = n;

	while (n > 0)
		free(found[--n]);
	free(found);
	return all - 2;
}

static int fresh(void **state)
{
	if (folder_make(state))
		return -1;
	snprintf(path, sizeof(path), "%s/file", folder);
	snprintf(lock, sizeof(lock), "%s/state/files.lock", folder);
	return 0;
}

/* --- edits -------------------------------------------------------------------- */

struct append {
	const char *text;
	int calls, foreign;	/* how often another writes meanwhile */
	enum edit_file_act act;
};

static enum edit_file_act append(void *ctx, const struct buf *old, struct buf *made,
			    struct err *err)
{
	struct append *a = ctx;
	char text[300];

	if (a->calls++ < a->foreign) {
		snprintf(text, sizeof(text), "%sforeign %d\n", old ? old->s : "", a->calls);
		put(path, text);
	}
	if (a->act == EDIT_FAIL)
		err_set(err, ERR_CHOICE, "it was told to fail");
	if (old)
		buf_add(made, old->s, old->len);
	buf_str(made, a->text);
	return a->act;
}

static struct edit_file swap_of(struct append *a)
{
	if (!a->act && !a->text)
		a->text = "";
	return (struct edit_file){ .path = path, .max = TEXT_MAX, .edit = append, .ctx = a };
}

static bool run(struct append *a, bool *changed, struct err *err)
{
	struct edit_file s = swap_of(a);

	return edit_file_replace(&s, changed, err);
}

static void writes(void **state)
{
	struct append a = { .text = "b\n", .act = EDIT_WRITE };
	struct err err = ERR_INIT;
	bool changed;

	(void)state;
	assert_true(run(&a, &changed, &err));
	assert_true(changed);
	assert_true(run(&a, NULL, &err));
	holds(path, "b\nb\n");
	assert_int_equal(entries(), 1);
	a.act = EDIT_SAME;
	assert_true(run(&a, &changed, &err));
	assert_false(changed);
	a.act = EDIT_FAIL;
	assert_false(run(&a, &changed, &err));
	assert_int_equal(err.kind, ERR_CHOICE);
	assert_false(changed);
	holds(path, "b\nb\n");
}

static void removes(void **state)
{
	struct append a = { .text = "", .act = EDIT_REMOVE };
	struct err err = ERR_INIT;
	bool changed;

	(void)state;
	put(path, "x");
	assert_true(run(&a, &changed, &err));
	assert_true(changed);
	assert_true(run(&a, &changed, &err));
	assert_false(changed);
	assert_int_equal(entries(), 0);
}

/* What another program wrote after our reading is there, and ours is too. */
static void another_writes(void **state)
{
	struct append a = { .text = "ours\n", .act = EDIT_WRITE, .foreign = 2 };
	struct err err = ERR_INIT;

	(void)state;
	put(path, "old\n");
	assert_true(run(&a, NULL, &err));
	assert_int_equal(a.calls, 3);
	holds(path, "old\nforeign 1\nforeign 2\nours\n");
}

static void another_makes_it(void **state)
{
	struct append a = { .text = "ours\n", .act = EDIT_WRITE, .foreign = 1 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(run(&a, NULL, &err));
	holds(path, "foreign 1\nours\n");
	assert_int_equal(entries(), 1);
}

static enum edit_file_act swap_for_removal(void *ctx, const struct buf *old, struct buf *made,
				      struct err *err)
{
	(void)made;
	(void)err;
	if ((*(int *)ctx)++ == 0)
		put(path, "newer");
	return old && str_eq(old->s, "old") ? EDIT_REMOVE : EDIT_SAME;
}

static void another_writes_before_a_removal(void **state)
{
	int calls = 0;
	struct edit_file s = { .path = path, .max = 10, .edit = swap_for_removal, .ctx = &calls };
	struct err err = ERR_INIT;
	bool changed;

	(void)state;
	put(path, "old");
	assert_true(edit_file_replace(&s, &changed, &err));
	assert_false(changed);
	holds(path, "newer");
}

static void never_the_same(void **state)
{
	struct append a = { .text = "", .act = EDIT_WRITE, .foreign = 1000 };
	struct err err = ERR_INIT;

	(void)state;
	put(path, "");
	a.text = "ours\n";
	assert_false(run(&a, NULL, &err));
	assert_int_equal(err.kind, ERR_BUSY);
	assert_int_equal(entries(), 1);
}

/* --- the folder is exchanged while we work -------------------------------------- */

static enum edit_file_act exchange(void *ctx, const struct buf *old, struct buf *made,
			      struct err *err)
{
	char *aws = xstrdup(beside(".aws")), *was = xstrdup(beside("was"));

	(void)old;
	(void)err;
	if ((*(int *)ctx)++ == 0) {
		assert_int_equal(rename(aws, was), 0);
		assert_int_equal(symlink("outside", aws), 0);
	}
	free(aws);
	free(was);
	buf_str(made, "secret");
	return EDIT_WRITE;
}

static void folder_becomes_a_link(void **state)
{
	int calls = 0;
	struct edit_file s = { .max = TEXT_MAX, .edit = exchange, .ctx = &calls };
	struct err err = ERR_INIT;
	char *file;

	(void)state;
	assert_int_equal(mkdir(beside(".aws"), 0700), 0);
	assert_int_equal(mkdir(beside("outside"), 0700), 0);
	assert_int_equal(chmod(beside("outside"), 0777), 0);
	file = xstrdup(beside(".aws/credentials"));
	s.path = file;
	assert_false(edit_file_replace(&s, NULL, &err));
	assert_non_null(strstr(err.text, "other users can write to"));
	assert_int_equal(rmdir(beside("outside")), 0);	/* still empty */
	assert_int_equal(rmdir(beside("was")), 0);
	free(file);
}

/* --- limits, backup, leftovers -------------------------------------------------- */

static void too_large(void **state)
{
	struct append a = { .text = "0123456789", .act = EDIT_WRITE };
	struct edit_file s = swap_of(&a);
	struct err err = ERR_INIT;

	(void)state;
	s.max = 10;
	put(path, "");
	assert_false(edit_file_replace(&s, NULL, &err));
	assert_int_equal(err.kind, ERR_FILE);
	put(path, "0123456789a");
	assert_false(edit_file_replace(&s, NULL, &err));
	holds(path, "0123456789a");
}

static void backup(void **state)
{
	struct append a = { .text = "+", .act = EDIT_WRITE };
	struct edit_file s = swap_of(&a);
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	s.backup = true;
	put(path, "1");
	assert_int_equal(chmod(path, 0644), 0);
	put(beside("target"), "not this");
	assert_int_equal(symlink("target", beside("file" EDIT_FILE_BACKUP)), 0);
	assert_true(edit_file_replace(&s, NULL, &err));
	assert_true(edit_file_replace(&s, NULL, &err));
	holds(path, "1++");
	holds(beside("file" EDIT_FILE_BACKUP), "1+");
	holds(beside("target"), "not this");
	assert_int_equal(lstat(beside("file" EDIT_FILE_BACKUP), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

/* What the step that changes a file hears: the backup it left, where, and what it holds. */
static void told(void **state)
{
	struct append a = { .text = "+", .act = EDIT_WRITE };
	struct notices t = TOLD_INIT;
	struct edit_file s = swap_of(&a);
	struct err err = ERR_INIT;
	char line[800], sum[65];

	(void)state;
	s.backup = true;
	put(path, "1");
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(mkdir(beside(".git"), 0700), 0);
	notices_into(&t);
	assert_true(edit_file_replace(&s, NULL, &err));
	notices_into(NULL);
	str_sha256(sum, "1", 1);
	snprintf(line, sizeof(line), "%s %s\n", sum, beside("file" EDIT_FILE_BACKUP));
	assert_string_equal(t.backups.s, line);
	assert_non_null(strstr(t.notices.s, "from 0644 to 0600"));
	assert_non_null(strstr(t.notices.s, "git working tree"));
	notices_free(&t);
	assert_true(edit_file_replace(&s, NULL, &err));		/* no one listens */
	assert_string_equal(t.backups.s, "");
}

/* As write, but a text that ends in our word is finished. */
static enum edit_file_act append_once(void *ctx, const struct buf *old, struct buf *made,
				 struct err *err)
{
	const struct append *a = ctx;

	return old && str_ends(old->s, a->text) ? EDIT_SAME : append(ctx, old, made, err);
}

/* A run that was killed after the change: the next one knows the backup by what it makes of it. */
static void told_again(void **state)
{
	static const struct { const char *backup; bool known; } cases[] = {
		{ "1", true }, { "2", false }, { "", false }, { NULL, false },
	};
	struct append a = { .text = "+", .act = EDIT_WRITE };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct notices t = TOLD_INIT;
		struct edit_file s = swap_of(&a);
		struct err err = ERR_INIT;

		s.backup = true;
		s.edit = append_once;
		put(path, "1+");
		unlink(beside("file" EDIT_FILE_BACKUP));
		if (cases[i].backup)
			put(beside("file" EDIT_FILE_BACKUP), cases[i].backup);
		notices_into(&t);
		assert_true(edit_file_replace(&s, NULL, &err));
		notices_into(NULL);
		assert_int_equal(t.backups.len > 0, cases[i].known);
		notices_free(&t);
	}
}

static void possible(void **state)
{
	struct append a = { .text = "+", .act = EDIT_WRITE };
	struct edit_file s = swap_of(&a);
	struct err err = ERR_INIT;

	(void)state;
	assert_true(edit_file_possible(&s, &err));
	assert_int_equal(entries(), 0);
	assert_int_equal(symlink("nowhere", path), 0);
	assert_false(edit_file_possible(&s, &err));
	assert_non_null(strstr(err.text, "a file that does not exist"));
}

static void leftovers(void **state)
{
	struct append a = { .text = "+", .act = EDIT_WRITE };
	struct err err = ERR_INIT;
	int fd;

	(void)state;
	put(beside(".file.0123456789ab.accredit-new"), "dead");
	put(beside(".file.x123456789ab.accredit-new"), "not ours");
	put(beside(".other.0123456789ab.accredit-new"), "of another file");
	put(beside(".file.bbbbbbbbbbbb.accredit-new"), "alive");
	assert_int_equal(symlink("none", beside(".file.aaaaaaaaaaaa.accredit-new")), 0);
	fd = file_lock(beside(".file.bbbbbbbbbbbb.accredit-new"), &err);
	assert_true(run(&a, NULL, &err));
	assert_int_equal(entries(), 5);
	assert_int_equal(access(beside(".file.0123456789ab.accredit-new"), F_OK), -1);
	close(fd);
}

static void ready(void **state)
{
	struct append a = { .text = "+", .act = EDIT_WRITE };
	struct edit_file s = swap_of(&a);
	struct err err = ERR_INIT;
	char *deep = xstrdup(beside("not/there/file"));

	(void)state;
	s.lock = lock;
	put(path, "1");
	assert_true(edit_file_ready(&s, 1000, &err));
	assert_int_equal(a.calls, 0);
	holds(path, "1");
	assert_int_equal(entries(), 2);		/* the file, and the lock's folder */
	s.path = deep;
	assert_true(edit_file_ready(&s, 1000, &err));
	assert_int_equal(entries(), 2);
	s.path = folder;
	assert_false(edit_file_ready(&s, 1000, &err));
	free(deep);
}

/* The file's own folder is corrected, no other folder of the path; edit_file_ready changes nothing. */
static void own_folder(void **state)
{
	struct append a = { .text = "+", .act = EDIT_WRITE };
	struct buf notices = BUF(10000);
	struct edit_file s = swap_of(&a);
	struct err err = ERR_INIT;
	char *file = xstrdup(beside("up/.aws/credentials"));
	char *linked = xstrdup(beside("link/credentials"));
	struct stat st;

	(void)state;
	s.path = file;
	s.notices = &notices;
	assert_true(edit_file_replace(&s, NULL, &err));
	assert_int_equal(chmod(beside("up/.aws"), 0775), 0);
	assert_false(edit_file_replace(&s, NULL, &err));
	s.own_folder = true;
	assert_true(edit_file_ready(&s, 10, &err));
	assert_int_equal(stat(beside("up/.aws"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0775);
	assert_string_equal(notices.s, "");
	assert_true(edit_file_replace(&s, NULL, &err));
	assert_int_equal(stat(beside("up/.aws"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	assert_non_null(strstr(notices.s, "from 0775 to 0755"));
	holds(file, "++");
	assert_int_equal(chmod(beside("up"), 0770), 0);
	assert_false(edit_file_replace(&s, NULL, &err));
	assert_non_null(strstr(err.hint, "chmod go-w"));
	assert_int_equal(chmod(beside("up"), 0700), 0);
	assert_int_equal(chmod(beside("up/.aws"), 0777), 0);
	assert_int_equal(symlink("up/.aws", beside("link")), 0);
	s.path = linked;
	assert_false(edit_file_replace(&s, NULL, &err));	/* by a link: may be anybody's */
	assert_int_equal(chmod(beside("up/.aws"), 0755), 0);
	assert_true(edit_file_replace(&s, NULL, &err));
	buf_free(&notices);
	free(linked);
	free(file);
}

/* Locked by another thread's descriptor: both edits are there in the end. */
static void *edit_many(void *ctx)
{
	struct append a = { .text = ctx, .act = EDIT_WRITE };
	struct edit_file s = swap_of(&a);
	struct err err = ERR_INIT;

	s.lock = lock;
	for (int i = 0; i < 50; i++)
		if (!edit_file_replace(&s, NULL, &err))
			return err_set(&err, ERR_FILE, "%s", err.text) ? NULL : ctx;
	return NULL;
}

static void threads(void **state)
{
	struct buf text = BUF(TEXT_MAX);
	struct err err = ERR_INIT;
	void *bad[2];
	pthread_t t[2];

	(void)state;
	pthread_create(&t[0], NULL, edit_many, (char[]){ "a" });
	pthread_create(&t[1], NULL, edit_many, (char[]){ "b" });
	for (int i = 0; i < 2; i++) {
		pthread_join(t[i], &bad[i]);
		assert_null(bad[i]);
	}
	assert_true(file_read(path, &text, NULL, &err));
	assert_int_equal(text.len, 100);
	buf_free(&text);
}

/* A limit on the size of files: an error, no signal, and the signal is as before. */
static void may_not_grow(void **state)
{
	struct append a = { .text = "+", .act = EDIT_WRITE };
	struct err err = ERR_INIT;
	int status;
	pid_t pid;

	(void)state;
	put(path, "old");
	pid = fork();
	if (!pid) {
		struct rlimit none = { 0, 0 };

		setrlimit(RLIMIT_FSIZE, &none);
		if (run(&a, NULL, &err) || !strstr(err.text, "File too large") ||
		    entries() != 1)
			_exit(1);
		raise(SIGXFSZ);		/* unblocked again: this ends us */
		_exit(2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGXFSZ);
	holds(path, "old");
}

/* --- a reader never sees a part -------------------------------------------------- */

#define READS 100000

struct reader {
	atomic_bool enough;
	atomic_long reads;
	long partial;
};

static void *read_on(void *ctx)
{
	struct reader *r = ctx;
	char text[70000];

	while (!r->enough) {
		int fd = open(path, O_RDONLY);
		ssize_t n = read(fd, text, sizeof(text));

		close(fd);
		r->reads++;
		if (n != 60000 || text[0] != text[n - 1])
			r->partial++;
	}
	return NULL;
}

static enum edit_file_act next_letter(void *ctx, const struct buf *old, struct buf *made,
				 struct err *err)
{
	char text[60000];

	(void)ctx;
	(void)err;
	memset(text, old ? 'a' + (old->s[0] - 'a' + 1) % 26 : 'a', sizeof(text));
	buf_add(made, text, sizeof(text));
	return EDIT_WRITE;
}

static void reads_whole(void **state)
{
	const char *set = getenv("SWAP_WRITES");	/* 1000 for the full count */
	long want = set ? atol(set) : 150, writes = 0;
	struct reader r = { .enough = false };
	struct edit_file s = { .path = path, .max = TEXT_MAX, .edit = next_letter };
	struct err err = ERR_INIT;
	pthread_t t;

	(void)state;
	assert_true(edit_file_replace(&s, NULL, &err));
	pthread_create(&t, NULL, read_on, &r);
	while (writes < want || r.reads < READS) {
		if (!edit_file_replace(&s, NULL, &err))
			break;
		writes++;
	}
	r.enough = true;
	pthread_join(t, NULL);
	printf("swap: %ld whole reads during %ld writes, %ld partial\n", (long)r.reads, writes,
	       r.partial);
	assert_int_equal(r.partial, 0);
	assert_true(writes >= want && r.reads >= READS);
}

#define one(test) cmocka_unit_test_setup_teardown(test, fresh, folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		one(writes), one(removes), one(another_writes), one(another_makes_it),
		one(another_writes_before_a_removal), one(never_the_same),
		one(folder_becomes_a_link), one(too_large), one(backup), one(told),
		one(told_again), one(possible), one(leftovers),
		one(ready), one(own_folder), one(threads), one(may_not_grow), one(reads_whole),
	};

	return run_all(tests);
}
