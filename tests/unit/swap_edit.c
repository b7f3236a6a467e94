/*
 * swap_edit.c - sets keys of one profile, the way the program does, for tests
 * that kill, starve or race a process of its own.
 *
 * edit_file_with FILE LOCK PROFILE KEY VALUE [COUNT]: KEY = VALUE; with COUNT, COUNT
 * edits one after the other, KEY1 = VALUE and so on.
 * COUNT "pause": one edit that says "read" when it has read the file, and waits
 * for a line.
 * edit_file_with FILE LOCK ready BYTES: only whether it could.
 * LOCK "-": none. Between its two calls of access("/accredit-mark") it swaps.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/edit_file.h"
#include "format/ini_edit.h"
#include "format/json.h"

struct job {
	const char *path, *profile, *value;
	char key[100];
	struct buf *notices;
	bool pause;
};

static void pause_once(struct job *job)
{
	if (!job->pause)
		return;
	job->pause = false;
	puts("read");
	fflush(stdout);
	while (getchar() != '\n' && !feof(stdin))
		;
}

static enum edit_file_act set_one(void *ctx, const struct buf *old, struct buf *made,
			     struct err *err)
{
	struct job *job = ctx;
	const struct ini_change changes[] = { { job->key, job->value }, { 0 } };
	bool ok;

	pause_once(job);
	ok = ini_edit(made, old ? old->s : "", old ? old->len : 0, INI_CREDENTIALS,
			   job->profile, changes, job->path, job->notices, err);

	return ok ? EDIT_WRITE : EDIT_FAIL;
}

static int say(bool ok, const struct err *err, const struct buf *notices)
{
	fputs(notices->s, stdout);
	if (!ok)
		fprintf(stderr, "%s (%s)\n", err->text, err->hint);
	return ok ? 0 : 1;
}

static void mark(void)
{
	if (access("/accredit-mark", F_OK) == 0)
		puts("there is a file /accredit-mark");
}

int main(int argc, char **argv)
{
	struct buf notices = BUF(BUF_TEXT);
	struct job job = { .notices = &notices };
	struct edit_file s = { .max = 1u << 20, .backup = true, .edit = set_one, .ctx = &job,
			  .notices = &notices };
	struct err err = ERR_INIT;
	bool ok = true, ready = argc == 5 && !strcmp(argv[3], "ready");
	int count, code;

	if (argc < 6 && !ready)
		return 64;
	json_start();
	job.pause = argc > 6 && !strcmp(argv[6], "pause");
	count = argc > 6 && !job.pause ? atoi(argv[6]) : 1;
	s.path = job.path = argv[1];
	s.lock = strcmp(argv[2], "-") ? argv[2] : NULL;
	job.profile = argv[3];
	job.value = ready ? NULL : argv[5];
	mark();
	if (ready)
		ok = edit_file_ready(&s, (size_t)atoi(argv[4]), &err);
	for (int i = 1; i <= count && ok && !ready; i++) {
		snprintf(job.key, sizeof(job.key), "%s", argv[4]);
		if (count > 1)
			snprintf(job.key, sizeof(job.key), "%s%d", argv[4], i);
		ok = edit_file_replace(&s, NULL, &err);
	}
	mark();
	code = say(ok, &err, &notices);
	buf_free(&notices);
	return code;
}
