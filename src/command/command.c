/* command.c - finds the command and runs it; see command.h. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "advise/doctor.h"
#include "base/near.h"
#include "base/str.h"
#include "command/command.h"
#include "command/commands.h"
#include "command/output.h"
#include "command/progress.h"
#include "command/report.h"
#include "format/json.h"
#include "net/http.h"
#include "wizard/journey.h"

const struct command *const commands[] = {
#define COMMAND(command) &command_##command,
#define JOURNEY(command, text, screens, ...) &command_##command,
#include "wizard/journey_table.h"
	NULL,
};

const struct command *command_find(const char *name)
{
	for (const struct command *const *c = commands; *c; c++)
		if (str_eq((*c)->name, name))
			return *c;
	return NULL;
}

void command_unknown(const char *word, struct err *err)
{
	struct near near = { .word = word };
	char ask[NEAR_QUESTION];

	for (const struct command *const *c = commands; *c; c++)
		near_try(&near, (*c)->name);
	err_set(err, ERR_INPUT, "unknown command '%s'%s", word, near_question(&near, ask));
	err_hint(err, "'accredit help' lists the commands");
}

/* What to do about it, with the option that gives the answer it is about. */
static void command_remedy(const struct err *err, char *out, size_t size)
{
	const char *kind = str_eq(err->field, ERR_SETUP_NAME) ? "--name " :
		str_eq(err->field, ERR_METHOD)		      ? "--method " :
		str_eq(err->field, ERR_POLICY)		      ? "--policy " :
								"--set ";
	const char *name = str_eq(kind, "--set ") ? err->field : "";
	const char *last = *name ? "=..." : "NAME";

	if (*err->field && *err->hint && !strstr(err->hint, "--"))
		snprintf(out, size, "%s (%s%s%s)", err->hint, kind, name, last);
	else
		snprintf(out, size, "%s",
			 *err->hint ?
				 err->hint :
				 err->kind == ERR_FILE ?
				 "check the free space and the permissions there, then "
				 "run this again" :
				 err->kind == ERR_STOPPED ?
				 "run the same command again" :
				 "'accredit help' lists the commands");
}

int command_fail(const struct err *failed)
{
	struct err weighed = *failed, *err = &weighed;
	char remedy[sizeof(err->hint) + 100];

	json_free(doctor_weigh(err));
	command_remedy(err, remedy, sizeof(remedy));
	fflush(stdout);		/* what was said before stands before */
	fprintf(stderr, "accredit: %s\n", err->text);
	fprintf(stderr, "accredit: %s\n", remedy);
	if (*err->request_id)
		fprintf(stderr, "accredit: (AWS request %s)\n", err->request_id);
	return journey_exit(err);
}

int command_fail_all(const struct errors *wrong)
{
	char remedy[2][sizeof(wrong->rows->hint) + 100];
	int code = 0;

	if (wrong->count == 1)
		return command_fail(wrong->rows);
	fflush(stdout);
	fprintf(stderr, "accredit: %zu options or answers are missing or invalid:\n",
		wrong->count);
	for (size_t i = 0; i < wrong->count; i++) {
		const struct err *err = &wrong->rows[i];
		bool last = i + 1 == wrong->count;

		command_remedy(err, remedy[0], sizeof(remedy[0]));
		command_remedy(last ? err : err + 1, remedy[1], sizeof(remedy[1]));
		fprintf(stderr, "accredit:   %s", err->text);
		if (last ||
		    !str_eq(remedy[0], remedy[1])) /* the last of the same says it */
			fprintf(stderr, "%s %s", str_ends(err->text, "?") ? "" : ";",
				remedy[0]);
		fputc('\n', stderr);
		code = code == EXIT_BAD_USE ? code : journey_exit(err);
	}
	return code;
}

bool command_asks(const struct flags *f)
{
	return !f->json && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static struct stop stop_all;

static void command_on_signal(int number)
{
	(void)number;
	atomic_store(&stop_all.asked, true);
}

static void command_catch_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction act = { .sa_handler = command_on_signal };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct sigaction was;

		/* nohup's wish stays */
		if (!sigaction(numbers[i], NULL, &was) && was.sa_handler != SIG_IGN)
			sigaction(numbers[i], &act, NULL);
	}
}

static int command_run(const struct command *c, int argc, char **argv,
		       const struct faces *faces)
{
	struct errors wrong = { NULL };
	bool as_json = false;
	struct flags f;
	int code = 0;

	flags_read(&f, c, argc, argv, &wrong);
	if (wrong.count) {
		code = command_fail_all(&wrong);
		/* Writes the last event even where the options are not understood. */
		for (int i = 1; i < argc && !str_eq(argv[i], "--"); i++)
			as_json |= str_eq(argv[i], "--json");
		code = report_result(as_json, "", NULL, code, clock_ms());
	} else if (f.help) {
		help_print(c);
	} else {
		command_catch_signals();
		command_codes(&stop_all);
		progress_watch_begin();
		code = c->run(&f, faces, &stop_all);
		progress_watch_end();
	}
	errors_free(&wrong);
	flags_free(&f);
	return code;
}

/* Without a command: an option before any belongs to the menu. */
static int command_no_command(int argc, char **argv, const struct faces *faces)
{
	static const struct command menu = { .name = "", .words = "",
					     .flags = "text mouse" };
	struct errors wrong = { NULL };
	struct flags f = { 0 };
	struct err err = ERR_INIT;
	int code;

	command_catch_signals();
	if (argc > 1)
		flags_read(&f, &menu, argc, argv, &wrong);
	if (wrong.count) {
		code = command_fail_all(&wrong);
		errors_free(&wrong);
		return code;
	}
	if (argc > 1 || command_asks(&f))
		return command_menu(&f, faces, &stop_all);
	err_set(&err, ERR_INPUT, "the menu needs a terminal");
	err_hint(&err, "name a command; 'accredit help' lists them");
	return command_fail(&err);
}

static int command_run_words(int argc, char **argv, const struct faces *faces)
{
	const char *word = argc > 1 ? argv[1] : "-";
	const struct command *c = command_find(word);
	struct err err = ERR_INIT;

	if (c)
		return command_run(c, argc - 1, argv + 1, faces);
	if (str_eq(word, "--version"))
		printf("accredit %s\n", PACKAGE_VERSION);
	else if (str_eq(word, "--help") || str_eq(word, "-h"))
		help_print(NULL);
	else if (str_eq(word, "--man")) /* these two are for packagers and shells */
		manual_print(faces);
	else if (str_eq(word, "--complete"))
		complete_print(argc - 2, argv + 2);
	else if (str_starts(word, "-"))
		return command_no_command(argc, argv, faces);
	else {
		command_unknown(word, &err);
		return command_fail(&err);
	}
	return 0;
}

int command_main(int argc, char **argv, const struct faces *faces)
{
	output_start();
	return output_end(command_run_words(argc, argv, faces));
}
