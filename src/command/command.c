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

/* The remedy of an error that has no hint of its own. */
static const char *command_remedy(const struct err *err)
{
	if (*err->hint)
		return err->hint;
	if (err->kind == ERR_FILE)
		return "look at the free space and the rights of that place, then run this "
		       "again";
	if (err->kind == ERR_STOPPED)
		return "run the same command again";
	return "'accredit --help' lists the commands and what they take";
}

int command_fail(const struct err *failed)
{
	struct err weighed = *failed, *err = &weighed;

	json_free(doctor_weigh(err));
	fflush(stdout);		/* what was said before stands before */
	fprintf(stderr, "accredit: %s\n", err->text);
	fprintf(stderr, "accredit: %s\n", command_remedy(err));
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

/* Writes the last event even where the flags are not understood. */
static int command_bad_flags(const struct err *err, int argc, char **argv)
{
	int code = command_fail(err);
	bool as_json = false;

	for (int i = 1; i < argc && !str_eq(argv[i], "--"); i++)
		as_json |= str_eq(argv[i], "--json");
	return report_result(as_json, "", NULL, code, clock_ms());
}

static int command_run(const struct command *c, int argc, char **argv,
		       const struct faces *faces)
{
	struct err err = ERR_INIT;
	struct flags f;
	int code;

	if (!flags_read(&f, c, argc, argv, &err)) {
		code = command_bad_flags(&err, argc, argv);
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

static int command_no_command(const struct faces *faces)
{
	static const struct flags none = { 0 };
	struct err err = ERR_INIT;

	if (command_asks(&none))
		return command_menu(&none, faces, &stop_all);
	err_set(&err, ERR_INPUT, "the menu needs a terminal");
	err_hint(&err, "name a command; 'accredit --help' lists them");
	return command_fail(&err);
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

/* A flag before any command belongs to the menu. */
static int command_menu_flags(int argc, char **argv, const struct faces *faces)
{
	static const struct command menu = { .name = "", .words = "",
					     .flags = "text mouse" };
	struct err err = ERR_INIT;
	struct flags f;

	if (!flags_read(&f, &menu, argc, argv, &err))
		return command_fail(&err);
	return command_menu(&f, faces, &stop_all);
}

/* Promised by the documentation, and honest about it until then. */
static const char *const later[] = { "handoff", NULL };

static int command_run_words(int argc, char **argv, const struct faces *faces)
{
	const struct command *c;
	struct err err = ERR_INIT;

	if (argc < 2) {
		command_catch_signals();
		return command_no_command(faces);
	}
	if (command_print_text(argv[1]))
		return 0;
	if (str_starts(argv[1], "-")) {
		command_catch_signals();
		return command_menu_flags(argc, argv, faces);
	}
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
