/* text.c - the plain-text front end: its start, its menu, its end; see text.h. */
#include "config.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "base/str.h"
#include "format/json.h"
#include "probe/probe.h"
#include "text/text_internal.h"
#include "wizard/secret_answers.h"

#define EXIT_NOTHING_BEGUN 64

/* Not setlocale: the checks of values work on bytes. */
static bool text_locale_is_utf8(void)
{
	locale_t mine = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool utf8 = mine && str_eq(nl_langinfo_l(CODESET, mine), "UTF-8");

	if (mine)
		freelocale(mine);
	return utf8;
}

/* --- the menu ------------------------------------------------------------------ */

static void text_set_up(struct text *t)
{
	if (!text_sign_in(t) || !work(t, TASK_PACKS))
		return;
	wizard_look_setups(t->w);
	t->asking = true;
	text_setup(t, 0);
}

static void text_adopt(struct text *t)
{
	t->adopting = t->w->exists = true;
	text_set_up(t);
	t->adopting = t->w->exists = false;
}

void text_ask_by_hand(struct text *t)
{
	t->by_hand = t->w->exists = true;
	text_set_up(t);
	t->by_hand = t->w->exists = false;
}

static void text_do_rotate(struct text *t)
{
	t->w->rotation.no_probe = t->start->no_probe;
	if (text_sign_in(t))
		text_rotate(t, false);
	if (!t->leaving)	/* the own key may be another one now */
		text_sign_in(t);
}

static void text_hand_off(struct text *t)
{
	say(t, "Hand-off is not built in yet: it will write what a set-up makes as files "
	    "for an administrator. Until then 'accredit setup PLATFORM --plan' prints "
	    "every name and document an administrator needs.");
}

static void text_do_verify(struct text *t)
{
	if (text_sign_in(t))
		text_verify(t, "");
}

/* Who renewed the own key signs in with the new one, once it is known whose. */
static void text_do_resume(struct text *t)
{
	if (t->w->signed_in || wizard_half_way(t->w) || text_sign_in(t))
		text_resume(t, "");
}

static void text_practice(struct text *t)
{
	if (t->w->session.practice) {
		say(t, "You are in the practice cloud already: all you do here stays on "
		    "this machine.");
		return;
	}
	say(t, "The practice cloud is an AWS account on this machine, for rehearsing.");
	if (!t->start->practice || confirm(t, "Leave this and go there?", "Your own "
	    "account is not touched there, and nothing costs anything.") != REPLY_YES)
		return;
	text_signals(t, false);
	t->start->practice();
	text_signals(t, true);
}

static const struct menu {
	const char *name, *title;
	void (*run)(struct text *t);
	const char *help;
} menu[] = {
	{ "setup", "Set up: give a platform its AWS access", text_set_up,
	  "Asks a few questions, shows what would be made, makes it, and proves that it "
	  "works." },
	{ "rotate", "Rotate keys: renew access keys without losing one", text_do_rotate,
	  "Makes a new key, proves it, puts it in place of the old one, and parks that. "
	  "Another day it deletes the parked one, or goes back to it." },
	{ "verify", "Verify: does a set-up still work?", text_do_verify,
	  "Compares a set-up with the account, has a worker prove it, and mends what "
	  "differs where you want that." },
	{ "resume", "Resume", text_do_resume,
	  "Goes on with a set-up that stopped half-way, or takes back what it made." },
	{ "made", "Set-ups made: look, change, remove", text_made,
	  "Lists the set-ups made from here, with all that is known of them." },
	{ "handoff", "Hand-off (not built in yet)", text_hand_off,
	  "Will write the plan as files for somebody else to run." },
	{ "practice", "Practice: rehearse without an AWS account", text_practice,
	  "Starts an AWS account on this machine and this menu inside it." },
	{ "adopt", "Adopt: record a set-up made by hand", text_adopt,
	  "Asks the same questions, looks what is there of it, and records it as it is, so "
	  "that it can be verified, mended and its keys renewed." },
	{ "who", "Who am I: whose credentials these are, and why those", text_who,
	  "Says which credentials won, from where and why, their account, region and "
	  "end." },
};

#define MENU (sizeof(menu) / sizeof(*menu))

static void text_menu_help(struct text *t, size_t i)
{
	say(t, "%s", i < MENU ? menu[i].help :
	    "Type the number or the name of what you want, then Enter. '? 3' explains "
	    "number 3, h lists the keys, q leaves.");
}

/* "Resume: NAME, 2 of 6 done" */
static void text_resume_title(const struct wizard *w, char *title, size_t size)
{
	size_t n = wizard_half_way(w);

	snprintf(title, size, "Resume: nothing is half-way");
	if (n > 1)
		snprintf(title, size, "Resume: %zu set-ups are half-way", n);
	json_each(row, w->setups)
		if (n == 1 && json_true(json_get(row, "half_way")))
			snprintf(title, size, "Resume: %s, %s", json_str(row, "name"),
				 json_str(row, "state"));
}

static void text_run_menu(struct text *t)
{
	struct option options[MENU];
	struct choice c = { .what = "Your choice",
			    .options = options,
			    .count = MENU,
			    .help = text_menu_help };
	char title[160];
	int chosen;

	if (!t->asking)
		wizard_drop(t->w);	/* the record is free for others */
	wizard_look_setups(t->w);
	text_resume_title(t->w, title, sizeof(title));
	for (size_t i = 0; i < MENU; i++)
		options[i] = (struct option){ .name = menu[i].name,
					      .title = menu[i].run == text_do_resume ?
						      title :
						      menu[i].title };
	c.marked = wizard_half_way(t->w) ? 3 : 0;
	say(t, "\n");
	text_say_who(t);
	json_each(one, t->w->leftovers)
		say(t, probe_is_group(one) ? "The security group %s of set-up '%s' is still there: "
		    "Resume deletes it." : "Worker %s of set-up '%s' is still alive: Resume ends it.",
		    json_str(one, "id"), json_str(one, "setup"));
	say(t, "What shall be done? (h: keys, ?: help, q: leave)");
	say_options(t, &c);
	chosen = choose(t, &c);
	if (chosen >= 0)
		menu[chosen].run(t);
	else if (!t->leaving)
		say(t, "This is the first question; q leaves.");
}

/* --- places -------------------------------------------------------------------- */

/* A journey with what the command line gave. */
static bool text_fill(struct text *t, const struct answers *given, struct err *err)
{
	struct wizard *w = t->w;

	if (!wizard_begin(w, given->platform, err))
		return false;
	text_say_caution(t);
	answers_over(&w->j.given, given);
	if ((*given->method && !wizard_choose_method(w, given->method, err)) ||
	    (*given->policy && !wizard_choose_policy(w, given->policy, err)) ||
	    !wizard_name(w, given->name, err))
		return false;
	json_each(secret, t->start->secrets)
		if (!secret_answers_file(&w->j, json_text(secret), err))
			return false;
	snprintf(w->region, sizeof(w->region), "%s", w->j.given.region);
	return true;
}

static void text_place_setup(struct text *t)
{
	const struct answers *given = t->start->given;
	struct err err = ERR_INIT;

	if (!work(t, TASK_PACKS))
		return;
	wizard_look_setups(t->w);
	if (given && *given->platform && !text_fill(t, given, &err)) {
		say_err(t, "Not taken", &err);
		return;
	}
	if (!text_sign_in(t))
		return;
	text_say_who(t);
	t->asking = true;
	text_setup(t, text_first_open(t));
}

static void text_place_of(struct text *t, void (*go)(struct text *t, const char *setup))
{
	if (go == text_resume && t->start->setup)	/* see resume */
		snprintf(t->w->setup, sizeof(t->w->setup), "%s", t->start->setup);
	if (!text_sign_in(t))
		return;
	text_say_who(t);
	go(t, t->start->setup ? t->start->setup : "");
}

/* What the command line said of a rotation. */
static void text_place_rotate(struct text *t)
{
	const struct text_start *s = t->start;
	const char *setup = s->setup ? s->setup : "", *user = s->user ? s->user : "";
	struct rotation_request *r = &t->w->rotation;

	r->no_probe = s->no_probe;
	if (!text_sign_in(t))
		return;
	text_say_who(t);
	if (*setup || *user)
		wizard_start_rotation(t->w, setup, user);
	r->what = s->wish.what;
	r->now = s->wish.now;
	snprintf(r->profile, sizeof(r->profile), "%s", s->profile ? s->profile : "");
	snprintf(r->store, sizeof(r->store), "%s", s->wish.store ? s->wish.store : "");
	text_rotate(t, *setup || *user);
}

/* All of them, one made by hand, or the one that is named. */
static void text_place_verify(struct text *t)
{
	const struct answers *given = t->start->given;

	if (given && *given->platform) {
		t->by_hand = t->w->exists = true;
		text_place_setup(t);
	} else if (!t->start->all) {
		text_place_of(t, text_verify);
	} else if (text_sign_in(t)) {
		text_say_who(t);
		text_verify_all(t);
	}
}

static void text_go_to_place(struct text *t)
{
	switch (t->start->place) {
	case TEXT_ADOPT:
		t->adopting = t->w->exists = true;
		text_place_setup(t);
		break;
	case TEXT_SETUP:
		text_place_setup(t);
		break;
	case TEXT_VERIFY:
		text_place_verify(t);
		break;
	case TEXT_REPAIR:
		text_place_of(t, text_repair);
		break;
	case TEXT_RESUME:
		text_place_of(t, text_resume);
		break;
	case TEXT_REMOVE:
		text_place_of(t, text_remove);
		break;
	case TEXT_ROTATE:
		text_place_rotate(t);
		break;
	case TEXT_MENU:
		text_sign_in(t);
		while (!t->leaving)
			text_run_menu(t);
		break;
	}
}

/* What is left over, for those who read only the last line. */
static void text_say_why(const struct text *t, struct err *why)
{
	const char *setup = t->w->setup;

	if (t->code == 3) {
		err_set(why, ERR_STOPPED, "set-up '%s' is half-way", setup);
		err_hint(why, "'accredit resume %s' goes on, with --undo it takes back "
			 "what was made", setup);
	} else if (t->why.kind) {
		*why = t->why;
	} else if (t->code == EXIT_NOTHING_BEGUN) {
		err_set(why, ERR_CHOICE, "%s: nothing was changed", t->ended ?
			"the input ended" : "there was no consent");
		err_hint(why, "begin again; 'accredit --help' shows how to do it without "
			 "questions");
	}
}

int text_run(const struct text_start *start)
{
	struct text t = { .start = start, .in = start->in, .out = start->out,
			  .line = BUF(LINE_LIMIT), .code = EXIT_NOTHING_BEGUN };
	int code;

	t.tty = isatty(t.in);
	t.utf8 = text_locale_is_utf8();
	t.w = wizard_new();
	t.w->fail_on = start->fail_on;
	text_signals(&t, true);
	say(&t, "accredit gives a platform its AWS access and proves that it works.");
	text_go_to_place(&t);
	if (!t.code && json_count(t.w->deciding)) {
		text_say_deciding(&t, "so the exit code is 2");
		t.code = EXIT_DECIDED;
	}
	code = t.code;
	if (code)
		text_say_why(&t, start->why);
	wizard_free(t.w);
	text_signals(&t, false);
	json_free(t.kept);
	buf_free(&t.line);
	return code;
}
