/* text_question.c - the question of one value of the pack; see text_internal.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "kinds/value_kind.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value_take.h"
#include "text/text_internal.h"

#define LONG 50		/* bytes of a value that a prompt has no room for */
#define VALUES_MAX 128

void say_value_help(struct text *t, const struct pack_value *v)
{
	const struct value_kind *k = &value_kinds[v->kind];

	say(t, "%s: %s", v->label, v->help);
	if (*v->vendor)
		say(t, "  In the vendor's guide: %s", v->vendor);
	if (k->hint)
		say(t, "  Expected: %s, %s.", k->what, k->hint);
	if (*v->says)
		say(t, "  Expected: %s.", v->says);
	if (k->example && *k->example)
		say(t, "  Example: %s", k->example);
	if (v->kind != VALUE_PARTS)
		say(t, "  %s", wizard_required(t->w, v) ? "Required." : "Optional.");
}

/* --- a typed value ---------------------------------------------------------- */

/* What stands in the prompt: what Enter takes, and what is used where it stays empty. */
struct asked {
	const struct pack_value *v;
	struct buf now, proposal, unused;
	struct text_list list;
	bool missing;	/* what the answer names does not exist: Enter keeps it */
};

static void text_question_prompt(struct text *t, const struct asked *a, struct buf *out)
{
	const struct pack_value *v = a->v;
	const char *taken = a->now.len ? a->now.s : a->proposal.s;
	bool required = wizard_required(t->w, v);
	bool optional = v->kind != VALUE_REGION &&
		(v->optional || !*value_default(v, &t->w->j.given));
	const char *status = v->kind == VALUE_YES_NO ? "yes/no" :
		required			     ? "required" :
		optional			     ? "optional" :
						       "";
	bool lists = a->list.which != ACCOUNT_NOTHING;

	buf_str(out, v->label);
	if (*status || lists)
		buf_fmt(out, " (%s%s%s)", status, *status && lists ? ", " : "",
			lists ? "l lists" : "");
	if (strlen(taken) > LONG) {
		say(t, "  %s: %s", a->now.len ? "Current" : "Default", taken);
		buf_str(out, a->now.len ? " [Enter to keep]" : " [Enter to use it]");
	} else if (*taken) {
		buf_fmt(out, " [%s]", taken);
	} else if (a->unused.len) {
		buf_fmt(out, " [%s]", a->unused.s);
	}
}

/* A file that would be overwritten, a folder that may be mistyped, a profile in use. */
static bool text_question_is_free(struct text *t, const struct pack_value *v,
				  const char *text, bool *again)
{
	struct buf folder = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	bool ok = wizard_file_is_free(t->w, v, text, &err) &&
		(v->kind != VALUE_PROFILE || !*text || t->elsewhere ||
		 wizard_profile_is_free(t->w, text, &err));

	if (!ok)
		say_err(t, "Not accepted", &err);
	if (ok && !t->w->exists && !wizard_folder_exists(v, text, &folder)) {
		say(t, "The folder '%s' does not exist.", folder.s);
		ok = confirm(t, "Create it when the file is written?",
			     "Anything but y asks for another path.") == REPLY_YES;
	}
	*again = !ok;
	buf_free(&folder);
	return ok;
}

/* The answer is kept, or it is said why not. */
static bool text_question_keep(struct text *t, struct asked *a, const char *text)
{
	struct buf taken = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	bool again = false;

	if (!wizard_check(t->w, a->v, text, &err)) {
		say_err(t, "Not accepted", &err);
		if (a->v->kind == VALUE_ACCESS_KEY_ID && access_key_is_secret(text))
			say(t, "  It was not stored, but it is visible on this terminal: clear "
			    "the screen.");
		return false;
	}
	if (value_take(a->v, text, a->list.region, &taken))
		say(t, "  Taken as %s", taken.s);
	if (text_question_is_free(t, a->v, taken.s, &again) &&
	    !wizard_answer(t->w, a->v, text, &err)) {
		say_err(t, "Not accepted", &err);
		again = true;
	}
	buf_reset(&a->now);
	wizard_value(t->w, a->v->name, &a->now);
	buf_free(&taken);
	return !again;
}

/* Enter takes what stands in brackets; what is in force already is only checked. */
static bool text_question_take(struct text *t, struct asked *a, enum said said)
{
	struct buf text = BUF(BUF_TEXT);
	bool ok, kept = said == SAID_EMPTY && a->missing;

	if (said == SAID_EMPTY)
		buf_str(&text, a->now.len ? a->now.s : a->proposal.s);
	else if (a->v->kind == VALUE_YES_NO &&
		 (!strcasecmp(t->line.s, "y") || !strcasecmp(t->line.s, "n")))
		buf_str(&text, !strcasecmp(t->line.s, "y") ? "yes" : "no");
	else if (!text_list_take(t, &a->list, a->v, &text)) {
		buf_free(&text);
		return false;
	}
	ok = text_question_keep(t, a, text.s);
	if (ok && !kept && !text_list_exists(t, a->v, a->now.s)) {
		say(t, "  Press Enter to keep it, or type another.");
		a->missing = true;
		ok = false;
	}
	buf_free(&text);
	return ok;
}

/* Whether the question is over. */
static bool text_question_once(struct text *t, struct asked *a, enum said *said)
{
	struct buf prompt = BUF(BUF_TEXT);
	bool lists = a->list.which != ACCOUNT_NOTHING;

	buf_reset(&a->now);
	buf_reset(&a->proposal);
	buf_reset(&a->unused);
	wizard_value(t->w, a->v->name, &a->now);
	wizard_proposal(t->w, a->v, &a->proposal, &a->unused);
	text_question_prompt(t, a, &prompt);
	*said = hear(t, prompt.s);
	buf_free(&prompt);
	if (*said == SAID_HELP) {
		say_value_help(t, a->v);
		if (lists)
			say(t, "  l lists what the account has, l TEXT what contains TEXT.");
		return false;
	}
	if (*said == SAID_LINE && lists && !t->literal &&
	    (str_eq(t->line.s, "l") || str_starts(t->line.s, "l "))) {
		char *filter = xstrdup(t->line.s + 1 + strspn(t->line.s + 1, " "));

		text_list_show(t, &a->list, filter);
		free(filter);
		return false;
	}
	return (*said != SAID_EMPTY && *said != SAID_LINE) || text_question_take(t, a, *said);
}

enum move ask_value(struct text *t, const struct pack_value *v)
{
	struct asked a = { .v = v, .now = BUF(BUF_TEXT), .proposal = BUF(BUF_TEXT),
			   .unused = BUF(BUF_TEXT), .list = text_list_of(t, v) };
	enum said said;

	say(t, "%s", v->help);
	while (!text_question_once(t, &a, &said))
		;
	text_list_free(&a.list);
	buf_free(&a.now);
	buf_free(&a.proposal);
	buf_free(&a.unused);
	return said == SAID_EMPTY || said == SAID_LINE ? MOVE_ON : text_moved(t);
}

/* --- more settings ---------------------------------------------------------- */

/* The values of the group of v that are behind "More settings"; how many. */
static size_t text_question_behind(const struct text *t, const struct pack_value *v,
				   const struct pack_value **all)
{
	struct group_question q[VALUES_MAX];
	const struct pack_group *g = t->w->j.pack->groups;
	size_t n = 0, count;

	while (!str_eq(g->name, v->group))
		g++;
	count = wizard_group_questions(t->w, g, q, VALUES_MAX);
	for (size_t i = 0; i < count; i++)
		if (wizard_asks(t->w, q[i].v) && wizard_asked_now(t->w, q[i].v) &&
		    (q[i].more || json_get(t->behind, q[i].v->name)))
			all[n++] = q[i].v;
	return n;
}

enum move ask_more(struct text *t, const struct pack_value *v)
{
	const struct pack_value *all[VALUES_MAX];
	size_t n = text_question_behind(t, v, all);
	bool yes = false, no = false, open = n && json_get(t->behind, all[0]->name);
	char *prompt = xasprintf("More settings (%zu, all have defaults)? (%s)", n,
				 open ? "Y/n" : "y/N");
	enum said said;

	do {
		said = hear(t, prompt);
		yes = (said == SAID_EMPTY && open) ||
			(said == SAID_LINE &&
			 (!strcasecmp(t->line.s, "y") || !strcasecmp(t->line.s, "yes")));
		no = (said == SAID_EMPTY && !open) ||
			(said == SAID_LINE &&
			 (!strcasecmp(t->line.s, "n") || !strcasecmp(t->line.s, "no")));
		if (said == SAID_HELP)
			say(t, "Settings that are rarely changed:");
		for (size_t i = 0; said == SAID_HELP && i < n; i++) {
			struct buf now = BUF(BUF_TEXT);

			wizard_value(t->w, all[i]->name, &now);
			say(t, "  %s: %s", all[i]->label, now.len ? now.s : "(none)");
			buf_free(&now);
		}
		if (said == SAID_LINE && !yes && !no)
			say(t, "Type y or n.");
	} while (said == SAID_HELP || (said == SAID_LINE && !yes && !no));
	if (!t->behind)
		t->behind = json_object_new();
	for (size_t i = 0; i < n && (yes || no); i++)
		if (yes)
			json_put_str(t->behind, all[i]->name, "asked");
		else
			json_drop(t->behind, all[i]->name);
	free(prompt);
	return yes || no ? MOVE_ON : text_moved(t);
}

/* --- where the key will be used --------------------------------------------- */

enum move ask_place(struct text *t, const struct pack_value *v)
{
	static const struct option options[] = {
		{ "here", "on this computer: the key is written to a profile of its AWS files",
		  NULL, NULL },
		{ "elsewhere",
		  "on another computer: the profile is written to a file here, to copy there",
		  NULL, NULL },
	};
	struct choice c = { .what = "Key will be used", .options = options, .count = 2 };
	const struct pack_value *file = pack_value(t->w->j.pack, "CARRY_FILE");
	const char *name = t->w->j.given.name;
	struct buf profile = BUF(BUF_TEXT), carry = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	int chosen;

	wizard_value(t->w, file->name, &carry);
	wizard_value(t->w, v->name, &profile);
	c.marked = carry.len || !wizard_profile_is_free(t->w, profile.s, &err);
	say(t, "Where will the key be used?");
	say_options(t, &c);
	chosen = choose(t, &c);
	if (chosen >= 0)
		t->elsewhere = chosen;
	if (!chosen) {
		wizard_answer(t->w, file, "", &err);
		if (!wizard_profile_is_free(t->w, profile.s, &err) &&
		    wizard_profile_is_free(t->w, name, &err))
			wizard_answer(t->w, v, name, &err);
	}
	buf_free(&profile);
	buf_free(&carry);
	return chosen >= 0 ? MOVE_ON : text_moved(t);
}
