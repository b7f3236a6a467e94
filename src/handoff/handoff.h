/*
 * handoff.h - a setup as files for somebody else to apply: an administrator who may create
 * what the operator may not. Each form is a view of what the template wants. Pure: no
 * network; only handoff_write touches files.
 */
#ifndef ACCREDIT_HANDOFF_H
#define ACCREDIT_HANDOFF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "kinds/resource.h"

struct answers;
struct json;
struct pack;

/* What is handed off; all of it is borrowed. */
struct handoff {
	const struct pack *pack;
	const struct answers *answers;	/* complete */
	const struct json *wanted;	/* pack_wanted's tree for them (pack/render.h) */
	const struct resources *resources;	/* those of wanted, in its order: parents first */
	const struct json *risks;	/* findings of its documents (pack/risk.h); NULL: not judged */
};

/* One file of a form. */
struct handoff_file {
	char *name;	/* relative to the folder, with "/" between folders */
	bool executable;
	struct buf text;
};

/* Files in the order they were added; all zero is none. */
struct handoff_files {
	struct handoff_file *items;
	size_t count;
};

/* Adds a file of that name without text and returns its text, to be appended to. */
struct buf *handoff_file_add(struct handoff_files *files, const char *name, bool executable);
/* The text of the file of that name, borrowed; NULL: there is none. */
const char *handoff_file_text(const struct handoff_files *files, const char *name);
/* Drops the files after the first count. */
void handoff_files_cut(struct handoff_files *files, size_t count);
void handoff_files_free(struct handoff_files *files);	/* leaves an empty list */

/*
 * The forms. Each adds its files, their names after prefix ("" or "cli/"). False: err says
 * what cannot be written in this form at all; nothing is then left of the files added.
 */
bool handoff_cli(const struct handoff *h, const char *prefix, struct handoff_files *files,
		 struct err *err);
bool handoff_cloudformation(const struct handoff *h, const char *prefix,
			    struct handoff_files *files, struct err *err);
bool handoff_terraform(const struct handoff *h, const char *prefix,
		       struct handoff_files *files, struct err *err);
bool handoff_bundle(const struct handoff *h, const char *prefix, struct handoff_files *files,
		    struct err *err);

/* A form by its name on the command line; NULL: there is no such form. */
struct handoff_form {
	const char *name;	/* "cli"; NULL: the end of the table */
	const char *says;	/* what it is, in a few words, without a full stop */
	bool (*write)(const struct handoff *h, const char *prefix, struct handoff_files *files,
		      struct err *err);
};
extern const struct handoff_form handoff_forms[];
const struct handoff_form *handoff_form_find(const char *name);

/*
 * What a form leaves to be done after it, because it cannot do it: a list (yours) of rows
 * of afterwards.h. form: "cli", "cloudformation" or "terraform"; "bundle" counts as "cli".
 */
struct json *handoff_afterwards(const struct handoff *h, const char *form);

/*
 * Writes the files into a folder, which is created (0700; files 0600, executable ones 0700)
 * and must be absent or empty; where its name ends in .zip, into a new file of that format
 * (0600), in a folder of the file's name. ERR_INPUT: it is not empty, is no folder, or exists;
 * nothing is written then. A failure in between removes what was written.
 */
bool handoff_is_zip(const char *folder); /* its name ends in .zip */
/* Whether a folder can be written to, before its files are made; of a .zip file, true. */
bool handoff_folder_is_free(const char *folder, struct err *err);
bool handoff_write(const struct handoff_files *files, const char *folder, struct err *err);

#endif
