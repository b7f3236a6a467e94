/* cmd_menu.c - where the operator is asked: the screens, else plain text. */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "command/commands.h"
#include "command/progress.h"
#include "pack/pack.h"
#include "text/text.h"
#include "wizard/journeys.h"

/* The same menu once more, inside the practice cloud. */
static void cmd_menu_practice(void)
{
	char exe[PATH_MAX] = "", dashes[] = "--", text[] = "--text";
	char *words[] = { dashes, exe, text, NULL };
	const struct flags f = { .words = words, .words_count = 3 };

	if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) > 0)
		command_practice.run(&f, NULL, NULL);
}

static int cmd_menu_run_text(const struct flags *f, const struct journey_row *journey,
			     const struct answers *given, struct stop *stop)
{
	const bool of_setup = journey && journey->takes_setup && f->words_count;
	struct err why = ERR_INIT;
	struct text_start start = {
		.journey = journey,
		.setup = of_setup ? f->words[0] : "",
		.given = given,
		.handoff = f->answers && !f->platform,
		.secrets = f->secrets,
		.undo = f->undo,
		.all = f->all,
		.no_probe = f->no_probe,
		.fail_on = f->fail_on,
		.with_kept = f->with_kept,
		.user = f->user,
		.profile = f->profile,
		.wish = command_rotation_wish(f),
		.stop = stop,
		.in = STDIN_FILENO,
		.out = stdout,
		.why = &why,
		.practice = cmd_menu_practice,
	};
	int code = text_run(&start);

	if (why.kind)
		command_fail(&why);
	return code;
}

/* Screens, unless the operator or the terminal does not want them. */
static int cmd_menu_open(const struct flags *f, const struct faces *faces,
			 const char *command, const struct answers *given,
			 struct stop *stop)
{
	/* Terminals that are known not to move their cursor, and no terminal at all. */
	static const char *const plain[] = { "", "dumb", "unknown", NULL };
	const char *term = getenv("TERM");
	char clean[64];
	int code = -1;

	str_clean(clean, sizeof(clean), term ? term : "");
	progress_watch_end();		/* the faces say it themselves */
	if (!f->text && !str_in(clean, plain))
		code = faces->screens(f, command, stop);
	if (code >= 0)
		return code;
	if (!f->text && *clean)
		fprintf(stderr,
			"accredit: TERM is '%s', a terminal that cannot show screens: "
			"using plain text\n",
			clean);
	else if (!f->text)
		fprintf(stderr, "accredit: TERM is not set: using plain text\n");
	return cmd_menu_run_text(f, journeys_find(command), given, stop);
}

int command_wizard(const struct flags *f, const struct faces *faces, const char *command,
		   struct stop *stop)
{
	const struct journey_row *journey = journeys_find(command);
	struct answers given = { .values = NULL };
	struct errors wrong = { NULL };
	int code;

	/* What was given is checked before a screen opens; what is missing is asked for. */
	if (journey && journey->takes_answers && !(journey->takes_setup && f->words_count))
		command_answers(f, &given, &wrong);
	code = wrong.count ? command_fail_all(&wrong) :
			     cmd_menu_open(f, faces, command, &given, stop);
	errors_free(&wrong);
	answers_free(&given);
	return code;
}

int command_menu(const struct flags *f, const struct faces *faces, struct stop *stop)
{
	return command_wizard(f, faces, "menu", stop);
}

bool command_is_wizard(const struct flags *f)
{
	return !f->yes && !f->plan && !f->json && (f->text || command_asks(f));
}
