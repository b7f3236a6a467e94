/*
 * cli.h - the script of AWS CLI calls and its undo, as they are written. For src/handoff
 * alone; cli_SERVICE.c has the functions of its kinds.
 *
 * Each resource is a block of shell lines in each script. A block looks (a call that reads,
 * and what becomes of the resource) in the phase "plan", and changes in the phase "apply":
 *
 *	about ID WHAT SELF
 *	if looks [PARENT]; then get ...; judge OTHERS; fi
 *	if creates; then run ...; fi
 *	if updates; then run ...; fi
 *
 * cli_shell.c has these functions; values get into the lines by cli_say alone.
 */
#ifndef ACCREDIT_HANDOFF_CLI_H
#define ACCREDIT_HANDOFF_CLI_H

#include "handoff/handoff.h"

struct cli_out {
	const struct handoff *h;
	const char *prefix; /* of the files' names */
	struct handoff_files *files;
	struct buf make; /* the blocks of the script, parents first */
	struct buf undo; /* the block of undo.sh for the resource that is being written */
};

/*
 * Appends text; each {} in it becomes the next argument, a text, as a word in single
 * quotes.
 * {!}: the same without quotes, for names of operations and flags.
 */
void cli_say(struct buf *out, const char *text, ...);

/* The first line of a block, in both scripts. self: "role/NAME", or "-": no one's parent.
 */
void cli_about(struct cli_out *out, const struct resource *r, const char *self);
/* "role/NAME" of what the kind's row says that it is part of; yours: free(). */
char *cli_parent(const struct resource *r);
/* What becomes of one of others that differs: "keep", "change" or "stop". */
const char *cli_others(const struct resource *r);

/* Adds documents/ID.json with this tree; the shell's document() and like() read it. */
void cli_document(struct cli_out *out, const struct resource *r, const struct json *tree);

/* --- JMESPath, for --query; each appends -------------------------------------------------
 */

/* A literal: `JSON`. */
void cli_literal(struct buf *query, const struct json *value);
void cli_literal_text(struct buf *query, const char *text);
/* PATH == `text`; nothing but `true` where text is "". */
void cli_equals(struct buf *query, const char *path, const char *text);
/*
 * Two or three fields of what judge reads: our tag's value, and whether the tags in the
 * list (or, with map, the object) at path include all of these.
 */
void cli_tag(struct buf *query, const char *path, bool map);
void cli_tags_complete(struct buf *query, const char *path, const struct json *tags,
		       bool map);

/* Of parameters of a call: {NAME: text, ...} without those that are "". Yours. NULL ends.
 */
struct json *cli_params(const char *name, ...);
/* The tree on one line; yours: free(). Takes it. */
char *cli_json(struct json *tree);
/* [{"Key", "Value"}] on one line; yours: free(). */
char *cli_tags(const struct resource *r);

/* --- the fixed parts of the scripts (cli_shell.c)
 * ------------------------------------------ */

extern const char cli_shell_common[], cli_shell_make[], cli_shell_make_end[];
extern const char cli_shell_undo[], cli_shell_undo_end[];

/* --- the kinds
 * ------------------------------------------------------------------------------ */

void cli_role(struct cli_out *out, const struct resource *r);
void cli_user(struct cli_out *out, const struct resource *r);
void cli_inline_policy(struct cli_out *out, const struct resource *r);
void cli_instance_profile(struct cli_out *out, const struct resource *r);
void cli_instance_profile_role(struct cli_out *out, const struct resource *r);
void cli_policy(struct cli_out *out, const struct resource *r);
void cli_attachment(struct cli_out *out, const struct resource *r);
void cli_service_linked_role(struct cli_out *out, const struct resource *r);
void cli_oidc_provider(struct cli_out *out, const struct resource *r);
void cli_association(struct cli_out *out, const struct resource *r);
void cli_metadata(struct cli_out *out, const struct resource *r);
void cli_bucket(struct cli_out *out, const struct resource *r);
void cli_bucket_policy(struct cli_out *out, const struct resource *r);
void cli_bucket_logging(struct cli_out *out, const struct resource *r);
void cli_queue(struct cli_out *out, const struct resource *r);
void cli_event_rule(struct cli_out *out, const struct resource *r);
void cli_cluster_access(struct cli_out *out, const struct resource *r);
void cli_pod_identity(struct cli_out *out, const struct resource *r);

#endif
