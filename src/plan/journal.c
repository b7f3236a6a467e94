/* journal.c - see journal.h. */
#include "config.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mask.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/journal.h"
#include "plan/journal_end.h"

#define LIMIT (64u << 20)
#define CRC ",\"crc\":\""

struct journal {
	char *path;
	int fd;			/* -1: only read */
	int end;		/* journal.jsonl.end; -1: only read, or it cannot be written */
	double seq;
	char (*crcs)[JOURNAL_CRC];	/* one a line */
	size_t count;
	struct json *lines;
	pthread_mutex_t lock;
};

/* One line's tree, or NULL when it is not whole or not what was written. */
static struct json *journal_read_line(const char *line, size_t n, char sum[JOURNAL_CRC])
{
	const char *crc = n > 18 ? line + n - 18 : NULL;
	struct err err = ERR_INIT;
	struct json *j;

	if (!crc || memcmp(crc, CRC, 8) || memcmp(crc + 16, "\"}", 2))
		return NULL;
	str_sum(sum, line, n - 18);
	if (memcmp(sum, crc + 8, 8))
		return NULL;
	j = json_parse(line, n, "journal", &err);
	if (j)
		json_drop(j, "crc");
	return j;
}

static const char *journal_last_crc(const struct journal *j)
{
	return j->count ? j->crcs[j->count - 1] : "";
}

static void journal_add_line(struct journal *j, struct json *line, const char *crc)
{
	j->crcs = xrealloc(j->crcs, (j->count + 1) * sizeof(*j->crcs));
	memcpy(j->crcs[j->count++], crc, JOURNAL_CRC);
	j->seq = json_number(json_get(line, "seq"));
	json_push(j->lines, line);
}

static bool journal_bad_line(const struct journal *j, size_t number, const char *what,
			     struct err *err)
{
	err_set(err, ERR_FILE, "'%s', line %zu: %s", j->path, number, what);
	return err_hint(err, "restore the folder from a backup; what was created in AWS has the "
			"tag accredit:setup");
}

/* *whole: bytes of the lines that are good; what follows is a torn line. */
static bool journal_read_lines(struct journal *j, const char *text, size_t n, size_t *whole,
			       struct err *err)
{
	size_t number = 0;

	*whole = 0;
	while (*whole < n) {
		const char *line = text + *whole;
		const char *end = memchr(line, '\n', n - *whole);
		char crc[JOURNAL_CRC];
		struct json *one = end ?
			journal_read_line(line, (size_t)(end - line), crc) :
			NULL;

		number++;
		if (!one && end && end + 1 < text + n)
			return journal_bad_line(j, number, "not as accredit wrote it", err);
		if (!one)
			break;
		/* lines are numbered without a gap */
		if (json_number(json_get(one, "seq")) != j->seq + 1) {
			json_free(one);
			return journal_bad_line(j, number, "lines before it are missing",
						err);
		}
		journal_add_line(j, one, crc);
		*whole = (size_t)(end + 1 - text);
	}
	return true;
}

struct journal *journal_open(const char *path, bool for_writing, struct err *err)
{
	struct journal *j = xcalloc(1, sizeof(*j));
	struct json *ends = journal_end_read(path);
	struct buf text = BUF(LIMIT);
	bool missing, ok;
	size_t whole = 0;

	j->path = xstrdup(path);
	j->fd = j->end = -1;
	j->lines = json_list_new();
	pthread_mutex_init(&j->lock, NULL);
	ok = file_read(path, &text, &missing, err);
	if (missing) {
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	ok = ok && journal_read_lines(j, text.s, text.len, &whole, err) &&
		journal_end_check(ends, path, (const char(*)[JOURNAL_CRC])j->crcs, j->count,
				  whole < text.len, err);
	if (ok && for_writing) {
		j->fd = file_open_append(path, err);
		ok = j->fd >= 0;
	}
	if (ok && for_writing && whole < text.len && ftruncate(j->fd, (off_t)whole) < 0)
		ok = err_set(err, ERR_FILE, "cannot cut the incomplete last line of '%s'",
			     path);
	if (ok && for_writing) {
		j->end = journal_end_open(path, j->count);
		journal_end_note(j->end, j->count, journal_last_crc(j));
	}
	json_free(ends);
	buf_free(&text);
	if (ok)
		return j;
	journal_close(j);
	return NULL;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	if (j->fd >= 0)
		close(j->fd);
	if (j->end >= 0)
		close(j->end);
	free(j->crcs);
	pthread_mutex_destroy(&j->lock);
	json_free(j->lines);
	free(j->path);
	free(j);
}

const struct json *journal_lines(const struct journal *j)
{
	return j->lines;
}

static struct json *journal_new_line(const struct journal *j, const char *run,
				     const char *step, const char *phase,
				     const struct json *extra)
{
	struct json *line = json_object_new();
	char t[24];

	clock_iso(t, clock_wall());
	json_put(line, "v", json_number_new(1));
	json_put(line, "seq", json_number_new(j->seq + 1));
	json_put_str(line, "t", t);
	json_put_str(line, "run", run);
	json_put_str(line, "step", step);
	json_put_str(line, "phase", phase);
	json_each(member, extra)
		json_put(line, json_key(member), json_copy(member));
	json_put_str(line, "prev", journal_last_crc(j));
	return line;
}

bool journal_add(struct journal *j, const char *run, const char *step,
		 const char *phase, struct json *extra, struct err *err)
{
	struct buf text = BUF(LIMIT);
	struct json *line;
	char sum[9];
	off_t end;
	bool ok;

	pthread_mutex_lock(&j->lock);
	line = journal_new_line(j, run, step, phase, extra);
	json_print(&text, line);
	text.len = mask_text(text.s, text.len);
	text.len--;		/* the closing brace comes after the sum */
	str_sum(sum, text.s, text.len);
	buf_fmt(&text, CRC "%s\"}\n", sum);
	end = lseek(j->fd, 0, SEEK_END);
	ok = file_append(j->fd, text.s, text.len, j->path, err);
	/* half a line must never come to stand before a whole one */
	if (!ok && end >= 0 && ftruncate(j->fd, end) < 0)
		err_hint(err, "free disk space before accredit runs again");
	if (ok) {
		journal_add_line(j, line, sum);
		journal_end_note(j->end, j->count, sum);
	} else {
		json_free(line);
	}
	if (ok && str_eq(phase, PHASE_END))
		journal_end_close_run(j->path, run, j->count, sum);
	pthread_mutex_unlock(&j->lock);
	buf_free(&text);
	json_free(extra);
	return ok;
}
