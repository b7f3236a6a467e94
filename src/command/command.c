/* command.c - finds the command and runs it; see command.h. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "advise/doctor.h"
#include "base/secret.h"
#include "base/str.h"
#include "command/command.h"
#include "command/commands.h"
#include "command/output.h"
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

int command_fail(const struct err *failed)
{
	struct err weighed = *failed, *err = &weighed;
	const char *remedy = "'accredit --help' lists the commands and what they take";

	json_free(doctor_weigh(err));
	if (*err->hint)
		remedy = err->hint;
	else if (err->kind == ERR_FILE)
		remedy = "look at the free space and the rights of that place, then run this "
			 "again";
	else if (err->kind == ERR_STOPPED)
		remedy = "run the same command again";
	fflush(stdout);		/* what was said before stands before */
	fprintf(stderr, "accredit: %s\n", err->text);
	fprintf(stderr, "accredit: %s\n", remedy);
	if (*err->request_id)
		fprintf(stderr, "accredit: (AWS request %s)\n", err->request_id);
	return journey_exit(err);
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
	struct err err = ERR_INIT;
	bool as_json = false;
	struct flags f;
	int code;

	if (!flags_read(&f, c, argc, argv, &err)) {
		code = command_fail(&err);
		/* Writes the last event even where the flags are not understood. */
		for (int i = 1; i < argc && !str_eq(argv[i], "--"); i++)
			as_json |= str_eq(argv[i], "--json");
		code = report_result(as_json, "", NULL, code, clock_ms());
	} else if (f.help) {
		help_print(c);
		code = 0;
	} else {
		command_catch_signals();
		command_codes(&stop_all);
		code = c->run(&f, faces, &stop_all);
	}
	flags_free(&f);
	return code;
}

/* Printed texts for packagers; no command an operator needs. */
static bool command_print_text(const char *word)
{
	if (str_eq(word, "--version"))
		printf("accredit %s\n", PACKAGE_VERSION);
	else if (str_eq(word, "--help") || str_eq(word, "-h") || str_eq(word, "help"))
		help_print(NULL);
	else if (str_eq(word, "--man"))
		help_man();
	else if (str_eq(word, "--completion"))
		help_completion();
	else
		return false;
	return true;
}

/* Without a command: a flag before any belongs to the menu. */
static int command_no_command(int argc, char **argv, const struct faces *faces)
{
	static const struct command menu = { .name = "", .words = "",
					     .flags = "text mouse" };
	struct flags f = { 0 };
	struct err err = ERR_INIT;

	command_catch_signals();
	if (argc > 1 && !flags_read(&f, &menu, argc, argv, &err))
		return command_fail(&err);
	if (argc > 1 || command_asks(&f))
		return command_menu(&f, faces, &stop_all);
	err_set(&err, ERR_INPUT, "the menu needs a terminal");
	err_hint(&err, "name a command; 'accredit --help' lists them");
	return command_fail(&err);
}

/* Promised by the documentation, and honest about it until then. */
static const char *const later[] = { "handoff", NULL };

static int command_run_words(int argc, char **argv, const struct faces *faces)
{
	const struct command *c;
	struct err err = ERR_INIT;

	if (argc > 1 && command_print_text(argv[1]))
		return 0;
	if (argc < 2 || str_starts(argv[1], "-"))
		return command_no_command(argc, argv, faces);
	c = command_find(argv[1]);
	if (!c) {
		err_set(&err, ERR_INPUT, str_in(argv[1], later) ?
			"'%s' is not built in yet" : "there is no command '%s'", argv[1]);
		err_hint(&err, "'accredit --help' lists the commands");
		return command_fail(&err);
	}
	return command_run(c, argc - 1, argv + 1, faces);
}

int command_main(int argc, char **argv, const struct faces *faces)
{
	output_start();
	return output_end(command_run_words(argc, argv, faces));
}
