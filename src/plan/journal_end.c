/* journal_end.c - see journal_end.h. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/journal_end.h"

#define END_FORM "%012zu %.8s\n"
#define END_SIZE 22

static char *journal_end_path(const char *journal)
{
	return xasprintf("%s.end", journal);
}

static char *journal_end_runs_path(const char *journal)
{
	return xasprintf("%s.runs", journal);
}

/* The runs that were closed, yours; an empty list where the file tells nothing. */
static struct json *journal_end_closed_runs(const char *path)
{
	struct err ignored = ERR_INIT;
	struct buf text = BUF(BUF_TEXT);
	struct json *runs = NULL;
	bool missing;

	if (file_read(path, &text, &missing, &ignored))
		runs = json_parse(text.s, text.len, path, &ignored);
	buf_free(&text);
	if (json_type(runs) == JSON_LIST)
		return runs;
	json_free(runs);
	return json_list_new();
}

static void journal_end_add_end(struct json *ends, const char *run, size_t lines,
				const char *crc)
{
	struct json *row = json_push(ends, json_object_new());

	json_put_str(row, "run", run);
	json_put(row, "lines", json_number_new((double)lines));
	json_put_str(row, "crc", crc);
}

struct json *journal_end_read(const char *journal)
{
	char *runs = journal_end_runs_path(journal), *path = journal_end_path(journal);
	char text[END_SIZE + 1] = "", crc[JOURNAL_CRC];
	struct json *ends = journal_end_closed_runs(runs);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t lines;

	if (fd >= 0 && read(fd, text, END_SIZE) == END_SIZE &&
	    sscanf(text, "%12zu %8s", &lines, crc) == 2)
		journal_end_add_end(ends, "", lines, crc);
	if (fd >= 0)
		close(fd);
	free(path);
	free(runs);
	return ends;
}

bool journal_end_check(const struct json *ends, const char *journal,
		       const char (*crcs)[JOURNAL_CRC], size_t n, bool torn,
		       struct err *err)
{
	json_each(end, ends) {
		size_t lines = (size_t)json_number(json_get(end, "lines"));

		if (!lines || (torn && lines == n + 1) ||
		    (lines <= n && str_eq(crcs[lines - 1], json_str(end, "crc"))))
			continue;
		err_set(err, ERR_FILE,
			"'%s' was truncated or replaced: it had %zu lines, now %zu",
			journal, lines, lines <= n ? lines - 1 : n);
		return err_hint(err, "restore the folder from a backup; or move it aside "
				"and record the setup again with 'accredit adopt PLATFORM "
				"--name SETUP'. What was created in AWS has the tag "
				"accredit:setup");
	}
	return true;
}

static void journal_end_save_runs(const char *path, const struct json *runs)
{
	struct err ignored = ERR_INIT;
	struct buf text = BUF(BUF_TEXT);

	json_pretty(&text, runs);
	file_replace(path, text.s, text.len, &ignored);
	buf_free(&text);
}

int journal_end_open(const char *journal, size_t n)
{
	char *path = journal_end_path(journal);
	char *closed = journal_end_runs_path(journal);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct json *runs = journal_end_closed_runs(closed), *kept = json_list_new();

	json_each(run, runs)
		if (json_number(json_get(run, "lines")) <= (double)n)
			json_push(kept, json_copy(run));
	if (json_count(kept) < json_count(runs))
		journal_end_save_runs(closed, kept);
	json_free(kept);
	json_free(runs);
	free(closed);
	free(path);
	return fd;
}

void journal_end_note(int fd, size_t n, const char *crc)
{
	char text[END_SIZE + 1] = ""; /* all of it is written */

	snprintf(text, sizeof(text), END_FORM, n, crc);
	if (fd >= 0 && pwrite(fd, text, END_SIZE, 0) != END_SIZE)
		return;		/* see the header: it lags behind */
}

void journal_end_close_run(const char *journal, const char *run, size_t n,
			   const char *crc)
{
	char *path = journal_end_runs_path(journal);
	struct json *runs = journal_end_closed_runs(path);

	while (json_count(runs) >= RUNS_KEPT)
		json_free(json_shift(runs));
	journal_end_add_end(runs, run, n, crc);
	journal_end_save_runs(path, runs);
	json_free(runs);
	free(path);
}

void journal_end_remove(const char *journal)
{
	char *end = journal_end_path(journal), *runs = journal_end_runs_path(journal);

	unlink(end);
	unlink(runs);
	free(end);
	free(runs);
}
