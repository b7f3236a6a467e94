/* stackset_note.c - what a setup's record keeps of its StackSet; see stackset.h. */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/record.h"
#include "stackset/stackset.h"

#define NOTE_FILE "stackset.json"

struct json *stackset_note_load(const struct record *r)
{
	char *path = record_file(r, NOTE_FILE);
	struct err ignored = ERR_INIT; /* the StackSet itself can be named again */
	struct buf text = BUF(BUF_TEXT);
	struct json *note = NULL;

	if (file_read(path, &text, NULL, &ignored))
		note = json_parse(text.s, text.len, path, &ignored);
	if (note && !*stackset_note_read(note).name) {
		json_free(note);
		note = NULL;
	}
	buf_free(&text);
	free(path);
	return note;
}

bool stackset_note_save(const struct record *r, const struct json *note, struct err *err)
{
	char *path = record_file(r, NOTE_FILE);
	struct buf text = BUF(BUF_TEXT);
	bool ok;

	json_pretty(&text, note);
	ok = file_replace(path, text.s, text.len, err);
	buf_free(&text);
	free(path);
	return ok;
}

bool stackset_note_none(const struct record *r, struct err *err)
{
	struct json *note = stackset_note_load(r);
	char name[129];

	if (!note)
		return true;
	str_clean(name, sizeof(name), stackset_note_read(note).name);
	json_free(note);
	err_set(err, ERR_CHOICE, "'%s' is in other accounts, by the StackSet '%s'",
		record_name(r), name);
	return err_hint(err, "remove it first: accredit handoff %s --stackset %s --remove",
			record_name(r), name);
}

bool stackset_note_remove(const struct record *r, struct err *err)
{
	char *path = record_file(r, NOTE_FILE);
	bool ok = file_remove(path, err);

	free(path);
	return ok;
}
