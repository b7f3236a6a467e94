/* cli.c - a setup as one script of AWS CLI calls, and undo.sh; see cli.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/afterwards.h"
#include "handoff/cli.h"
#include "handoff/form_rows.h"
#include "kinds/kinds.h"
#include "pack/answers.h"
#include "pack/pack.h"

#define UNDO "undo"

/* --- a block ----------------------------------------------------------------------------
 */

char *cli_parent(const struct resource *r)
{
	const struct kind *k = kind_find(r->kind);

	return xasprintf("%s/%s", k->needs, resource_text(r, k->parent));
}

const char *cli_others(const struct resource *r)
{
	const char *others = resource_str(r, "others");

	return *others ? others : "stop";
}

void cli_about(struct cli_out *out, const struct resource *r, const char *self)
{
	const struct kind *k = kind_find(r->kind);
	struct buf line = BUF(BUF_TEXT);

	cli_say(&line, "\nabout {} {} {} {}", r->id, self, k->label, r->name);
	if (k->parent && !kind_has_parents_name(k))
		cli_say(&line, " {} {}", k->parent, resource_text(r, k->parent));
	buf_char(&line, '\n');
	buf_str(&out->make, line.s);
	buf_str(&out->undo, line.s);
	buf_free(&line);
}

/* --- files ------------------------------------------------------------------------------
 */

/* A backquote ends a literal of JMESPath: a document has it escaped. */
static void cli_put_tree(struct buf *out, const struct json *tree)
{
	struct buf text = BUF(BUF_TEXT);

	json_pretty(&text, tree);
	for (const char *at = text.s; *at; at++)
		if (*at == '`')
			buf_str(out, "\\u0060");
		else
			buf_char(out, *at);
	buf_free(&text);
	if (!str_ends(out->s, "\n"))
		buf_char(out, '\n');
}

void cli_document(struct cli_out *out, const struct resource *r, const struct json *tree)
{
	char *name = xasprintf("%sdocuments/%s.json", out->prefix, r->id);

	cli_put_tree(handoff_file_add(out->files, name, false), tree);
	free(name);
}

/* Up to the functions: what it is, and the names that those know. */
static void cli_head(struct buf *out, const struct handoff *h, const char *says)
{
	const struct answers *a = h->answers;
	struct buf title = BUF(BUF_TEXT);

	str_clean_into(&title, h->pack->title, strlen(h->pack->title), false);
	buf_fmt(out,
		"#!/bin/sh\n"
		"# Written by accredit: %s the AWS access of %s,\n"
		"# setup %s, in account %s, Region %s. Shows what it will do and asks first.\n"
		"# Safe to run again. Needs the AWS CLI and credentials; contains no secrets.\n"
		"# Queries are JMESPath, whose literals are in backquotes:\n"
		"# shellcheck disable=SC2016\n",
		says, title.s, a->name, a->account, a->region);
	cli_say(out, "setup={}\naccount={}\nregion={}\n", a->name, a->account, a->region);
	buf_str(out, cli_shell_common);
	buf_free(&title);
}

/* What the form leaves out is listed at the script's end. */
static void cli_afterwards(struct buf *out, const struct handoff *h)
{
	struct json *left = handoff_afterwards(h, "cli");

	buf_str(out, "afterwards() {\n\t:\n");
	json_each(row, left) {
		struct afterwards one = afterwards_read(row);
		char *what =
			xasprintf("%s '%s': %s", kind_label(one.kind), one.name, one.why);

		cli_say(out, "\tleave {} {}\n", what, one.command);
		free(what);
	}
	buf_str(out, "}\n\n");
	json_free(left);
}

/* A script of that name: with "undo" for a setup's name it cannot have its own. */
static struct buf *cli_script(struct cli_out *out, const char *name)
{
	char *path = xasprintf(
		"%s%s%s.sh", out->prefix,
		str_eq(name, UNDO) && name == out->h->answers->name ? "setup-" : "", name);
	struct buf *text = handoff_file_add(out->files, path, true);

	free(path);
	return text;
}

bool handoff_cli(const struct handoff *h, const char *prefix, struct handoff_files *files,
		 struct err *err)
{
	struct cli_out out = {
		.h = h,
		.prefix = prefix,
		.files = files,
		.make = BUF(BUF_TEXT),
		.undo = BUF(BUF_TEXT),
	};
	struct buf undo = BUF(BUF_TEXT), *text; /* last created, first removed */

	(void)err;
	for (size_t i = 0; i < h->resources->count; i++) {
		const struct resource *r = h->resources->items[i];
		const struct form_row *row = form_row_find(r->kind);

		if (!row || !row->cli)
			continue;
		row->cli(&out, r);
		buf_str(&out.undo, undo.s);
		buf_reset(&undo);
		buf_str(&undo, out.undo.s);
		buf_reset(&out.undo);
	}
	text = cli_script(&out, h->answers->name);
	cli_head(text, h, "creates");
	buf_str(text, cli_shell_make);
	buf_str(text, out.make.s);
	buf_str(text, "}\n\n");
	cli_afterwards(text, h);
	buf_str(text, cli_shell_make_end);
	text = cli_script(&out, UNDO);
	cli_head(text, h, "removes what was created of");
	buf_str(text, cli_shell_undo);
	buf_str(text, undo.s);
	buf_str(text, cli_shell_undo_end);
	buf_free(&out.make);
	buf_free(&out.undo);
	buf_free(&undo);
	return true;
}
