/*
 * journal_end.h - where a journal ends, kept outside it (doc/reliability.md, "The
 * record"): a journal that was cut at a line boundary looks complete; two files show it.
 *
 * journal.jsonl.end: number of lines and checksum of the last one, rewritten in place
 * after each line. It may lag one line behind (a kill between the two writes) and is
 * never ahead of what is on disk.
 * journal.jsonl.runs: the same for the end of each closed run, a list, oldest first,
 * of {"run","lines","crc"}; the last RUNS_KEPT.
 */
#ifndef ACCREDIT_JOURNAL_END_H
#define ACCREDIT_JOURNAL_END_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct json;

#define JOURNAL_CRC 9		/* bytes: 8 hexadecimal digits and NUL */
#define RUNS_KEPT 20

/* What both files say; yours: json_free. journal: the path of journal.jsonl. A file
 * that is missing or unreadable proves nothing and is skipped. To be read before the
 * journal is: another process may be appending to it. */
struct json *journal_end_read(const char *journal);
/*
 * Compares that with a journal of n whole lines whose checksums are crcs. torn: an
 * incomplete line follows them, which counts as one. ERR_FILE: lines that were there
 * are missing.
 */
bool journal_end_check(const struct json *ends, const char *journal,
		       const char (*crcs)[JOURNAL_CRC], size_t n, bool torn,
		       struct err *err);

/*
 * Opens the first file for journal_end_note, made when missing; -1: it cannot be.
 * n: lines of the journal; a closed run that ended after them is forgotten.
 */
int journal_end_open(const char *journal, size_t n);
/* The journal has n lines now. A failure is ignored: the file then lags behind. */
void journal_end_note(int fd, size_t n, const char *crc);

/* Adds a closed run. A failure is ignored, as above. */
void journal_end_close_run(const char *journal, const char *run, size_t n,
			   const char *crc);

/* Removes both files, with the journal they belong to. */
void journal_end_remove(const char *journal);

#endif
