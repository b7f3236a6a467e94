/*
 * pack.h - a platform as data: a folder with pack.json and documents/, loaded.
 * templates/README explains every member of pack.json.
 */
#ifndef ACCREDIT_PACK_H
#define ACCREDIT_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "kinds/value_kind.h"

struct json;

/*
 * The rows of pack.json. Every text is borrowed from the pack and "" where the row has
 * none; a list of texts ends in NULL and is NULL where the row has none; an array of
 * structs ends in one without its first member and is never NULL in a pack that was read.
 */

/* "when": the choices that the row is for; NULL: every method, policy, part. */
struct pack_when {
	const char *const *methods, *const *policies, *const *parts;
};

/* A value, and the text that it has; "${NAME}" is the text of that value. */
struct pack_word {
	const char *value, *text;
};

/* "with" or "unless": a value that was given, or values that all have these words. */
struct pack_given {
	bool set; /* the row has this member */
	const char *value; /* its name; NULL: words count */
	const struct pack_word *words;
	size_t count;
};

struct pack_condition {
	struct pack_when when;
	struct pack_given with, unless;
};

/* How the platform authenticates. */
struct pack_method {
	const char *name, *title, *gives;
	const char *const *limits;
	bool recommended;
	const char *refused; /* why it cannot be chosen; "": it can */
	struct pack_when when;
};

/* A method that a policy is of no use with, and why. */
struct pack_refusal {
	const char *method, *why;
};

/* What the platform is allowed to do. */
struct pack_policy {
	const char *name, *title, *grants, *risks;
	const char *document; /* the name of its file */
	bool recommended;
	const struct pack_refusal *refused;
	const char *instead; /* a policy with a smaller document; "": none */
	struct pack_when when;
};

/* A text about one answer of a value. */
struct pack_answer_text {
	const char *answer, *text;
};

/* With this answer, that other value can only have this text. */
struct pack_fix {
	const char *answer, *value, *text;
};

/* Questions that are asked on one screen. */
struct pack_group {
	const char *name, *title;
	bool early; /* before the policy is chosen */
};

/* A question. */
struct pack_value {
	const char *name, *label, *help, *vendor;
	const char *group; /* the name of its group */
	bool rare; /* shown only behind "More settings" */
	enum value_kind_id kind;
	const char *kind_name; /* as the row says it; kind may be VALUE_UNKNOWN */
	const char *default_text; /* may have placeholders */
	struct pack_when default_when; /* when the default counts */
	const char *const *choices; /* the words it takes; NULL: its kind decides */
	const struct pack_answer_text *titles; /* of choices, for people */
	const char *pattern; /* an extended regular expression; NULL: any */
	double min, max; /* characters, of one member for a list; max 0: any */
	const char *says; /* what fits pattern, min and max */
	const char *fills; /* a list's members go one by one into this placeholder */
	const char *cluster; /* the value with the cluster that this is read from */
	const char *nodes_of; /* the value with the cluster whose nodes have this role */
	/* a list of value_picks that it is chosen from; "": its kind's */
	const char *picks;
	bool quiet; /* asked like a rare one; a default is not recorded */
	bool optional; /* it may be empty: its default is used, but not proposed */
	const char *refused; /* why it cannot be given; "": it can */
	bool exists; /* what it names must exist before a setup */
	const struct pack_answer_text *warns;
	/* other values: a warning where they have this answer, or a list with it */
	const struct pack_answer_text *warns_in;
	const struct pack_fix *fixes;
	struct pack_when when;
	const struct json *tree; /* the row, for the check of the template */
};

/* The first characters of another value. */
struct pack_derived {
	const char *name, *of;
	size_t first; /* how many characters */
};

/* What a template wants; the placeholders in it are not filled. */
struct pack_resource {
	const char *id, *kind, *name;
	const char *document; /* a file, "$policy" for the policy's, or "" */
	const char *user;
	const char *given, *secret; /* values: the ID and the secret of a key that exists */
	const char *const *needs; /* ids */
	struct pack_condition condition;
	const struct json *tree; /* all members, those of its kind included */
};

/* A probe; a note for the end or for a rotation; a text for the platform's settings. */
struct pack_text {
	const struct json *tree; /* placeholders are not filled */
	const char *id; /* of a probe */
	const char *each; /* of a probe: a list value, once a member; "": once */
	bool rotation; /* of a note: for a rotation */
	struct pack_condition condition;
};

struct pack {
	const char *name, *title;
	const char *caution; /* what to know before a setup; "": nothing */
	const struct pack_method *methods;
	const struct pack_policy *policies;
	const struct pack_group *groups; /* two by kind where pack.json has none */
	const struct pack_value *values;
	const struct pack_derived *derived;
	const struct pack_resource *resources;
	const struct pack_text *probes, *notes, *vendor;
	size_t method_count, policy_count, value_count;

	char *folder; /* without a slash at its end */
	struct json *tree; /* pack.json, which the texts are borrowed from */
	struct json *documents; /* file name -> tree, null for one that is not JSON */
	struct arena rows;
};

/*
 * The names of the two placeholders that stay in a document for a key: they are
 * filled when it is written, by none of the values. Ends in NULL.
 */
extern const char *const pack_key_marks[];

#define PACK_FILE_MAX (1u << 20)	/* bytes of one file of a pack */

/*
 * Reads what can be read, unchecked: pack_load.h loads one that is right. Adds a line to
 * mistakes for each file that is not JSON. NULL: pack.json is not.
 */
struct pack *pack_read(const char *folder, struct buf *mistakes);
void pack_free(struct pack *p);

/* Rows by name; NULL: none, as for the name NULL. */
const struct pack_method *pack_method(const struct pack *p, const char *name);
const struct pack_policy *pack_policy(const struct pack *p, const char *name);
const struct pack_value *pack_value(const struct pack *p, const char *name);
/* The title of a choice of v; the word itself where it has none. */
const char *pack_title(const struct pack_value *v, const char *choice);
/* Why the policy is of no use with a method; "": it is. policy NULL: "". */
const char *pack_policy_refused(const struct pack_policy *policy, const char *method);
/* The file of a resource's document: that of the policy chosen for "$policy"; or "". */
const char *pack_document_of(const struct pack *p, const struct pack_resource *r,
			     const char *policy);
/* A document as parsed JSON, as in the file: "trust.json". NULL: no such. */
const struct json *pack_document(const struct pack *p, const char *file);

#endif
