/* journal.c - see journal.h. */
#include "config.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mask.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "plan/journal.h"

#define LIMIT (64u << 20)
#define CRC ",\"crc\":\""

struct journal {
	char *path;
	int fd;			/* -1: only read */
	double seq;
	struct json *lines;
	pthread_mutex_t lock;
};

/* One line's tree, or NULL when it is not whole or not what was written. */
static struct json *read_line(const char *line, size_t n)
{
	const char *crc = n > 18 ? line + n - 18 : NULL;
	struct err err = ERR_INIT;
	struct json *j;
	char sum[9];

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

/* *whole: bytes of the lines that are good; what follows is a torn line. */
static bool read_lines(struct journal *j, const char *text, size_t n, size_t *whole,
		       struct err *err)
{
	size_t number = 0;

	*whole = 0;
	while (*whole < n) {
		const char *line = text + *whole;
		const char *end = memchr(line, '\n', n - *whole);
		struct json *one = end ? read_line(line, (size_t)(end - line)) : NULL;

		number++;
		if (!one && end && end + 1 < text + n) {
			err_set(err, ERR_FILE, "'%s', line %zu: not as accredit wrote it",
				j->path, number);
			return err_hint(err, "restore the file from a backup; what was "
					"made in AWS carries the tag accredit:setup");
		}
		if (!one)
			break;
		json_push(j->lines, one);
		j->seq = json_number(json_get(one, "seq"));
		*whole = (size_t)(end + 1 - text);
	}
	return true;
}

static bool read_file(struct journal *j, bool for_writing, struct err *err)
{
	struct buf text = BUF(LIMIT);
	bool missing, ok;
	size_t whole = 0;

	ok = file_read(j->path, &text, &missing, err);
	if (missing) {
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	ok = ok && read_lines(j, text.s, text.len, &whole, err);
	if (ok && for_writing) {
		j->fd = file_open_append(j->path, err);
		ok = j->fd >= 0;
	}
	if (ok && for_writing && whole < text.len && ftruncate(j->fd, (off_t)whole) < 0)
		ok = err_set(err, ERR_FILE, "cannot mend the end of '%s'", j->path);
	buf_free(&text);
	return ok;
}

struct journal *journal_open(const char *path, bool for_writing, struct err *err)
{
	struct journal *j = xcalloc(1, sizeof(*j));

	j->path = xstrdup(path);
	j->fd = -1;
	j->lines = json_list_new();
	pthread_mutex_init(&j->lock, NULL);
	if (!read_file(j, for_writing, err)) {
		journal_close(j);
		return NULL;
	}
	return j;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	if (j->fd >= 0)
		close(j->fd);
	pthread_mutex_destroy(&j->lock);
	json_free(j->lines);
	free(j->path);
	free(j);
}

const struct json *journal_lines(const struct journal *j)
{
	return j->lines;
}

static struct json *new_line(double seq, const char *run, const char *step,
			     const char *phase, const struct json *extra)
{
	struct json *line = json_object_new();
	char t[24];

	when_iso(t, when_wall());
	json_put(line, "v", json_number_new(1));
	json_put(line, "seq", json_number_new(seq));
	json_put_str(line, "t", t);
	json_put_str(line, "run", run);
	json_put_str(line, "step", step);
	json_put_str(line, "phase", phase);
	json_each(member, extra)
		json_put(line, json_key(member), json_copy(member));
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
	line = new_line(j->seq + 1, run, step, phase, extra);
	json_print(&text, line);
	text.len = mask_text(text.s, text.len);
	text.len--;		/* the closing brace comes after the sum */
	str_sum(sum, text.s, text.len);
	buf_fmt(&text, CRC "%s\"}\n", sum);
	end = lseek(j->fd, 0, SEEK_END);
	ok = file_append(j->fd, text.s, text.len, j->path, err);
	/* half a line must never come to stand before a whole one */
	if (!ok && end >= 0 && ftruncate(j->fd, end) < 0)
		err_hint(err, "make room on that disk before accredit runs again");
	if (ok) {
		j->seq++;
		json_push(j->lines, line);
	} else {
		json_free(line);
	}
	pthread_mutex_unlock(&j->lock);
	buf_free(&text);
	json_free(extra);
	return ok;
}
