/*
 * cmd_practice.c - accredit practice: executes the simulated AWS account, which runs
 * the given command, or this program's menu, inside itself.
 */
#include "config.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "command/commands.h"

static char exe[PATH_MAX];

/* The first of these that is there; to free(), or NULL. */
static char *cmd_practice_first_there(char *const *paths, int mode)
{
	for (; *paths; paths++)
		if (!access(*paths, mode))
			return xstrdup(*paths);
	return NULL;
}

/* Source tree beside the program, installed beside it, source tree, installed. */
static char *cmd_practice_find_cloud(const char *folder)
{
	char *paths[] = {
		xasprintf("%s/practice/cloud.py", folder),
		xasprintf("%s/../share/accredit/practice/cloud.py", folder),
		xstrdup(TOP_SRCDIR "/practice/cloud.py"),
		xstrdup(PKGDATADIR "/practice/cloud.py"), NULL,
	};
	char *found = cmd_practice_first_there(paths, R_OK);

	for (size_t i = 0; paths[i]; i++)
		free(paths[i]);
	return found;
}

static char *cmd_practice_find_python(const char *cloud)
{
	const char *named = getenv("ACCREDIT_PYTHON");
	char *paths[] = {
		xstrdup(named && *named ? named : PRACTICE_PYTHON),
		xstrdup(PRACTICE_PYTHON),
		xasprintf("%.*s/venv/bin/python", (int)(strrchr(cloud, '/') - cloud),
			  cloud),
		NULL,
	};
	char *found = cmd_practice_first_there(paths, X_OK);

	for (size_t i = 0; paths[i]; i++)
		free(paths[i]);
	return found;
}

static int cmd_practice_missing(const char *what)
{
	struct err err = ERR_INIT;

	err_set(&err, ERR_FILE, "practice mode needs %s, which was not found", what);
	err_hint(&err,
		 "run './bootstrap deps' in the source folder, or set ACCREDIT_PYTHON to a "
		 "Python that has practice/requirements.txt installed");
	return command_fail(&err);
}

/* The command finds this program as accredit, whatever PATH has. */
static void cmd_practice_extend_path(const char *folder)
{
	const char *now = getenv("PATH");
	char *path = xasprintf("%s%s%s", folder, now && *now ? ":" : "", now ? now : "");

	setenv("PATH", path, 1);
	free(path);
}

static int cmd_practice_run(const struct flags *f, const struct faces *faces,
			    struct stop *stop)
{
	char *cloud, *python, *copy, *folder, **args;
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	bool named = false;
	size_t n = 0;

	(void)faces;
	(void)stop;
	if (len <= 0)
		return cmd_practice_missing("practice/cloud.py");
	exe[len] = '\0';
	copy = xstrdup(exe);
	folder = dirname(copy);
	cloud = cmd_practice_find_cloud(folder);
	cmd_practice_extend_path(folder);
	free(copy);
	if (!cloud)
		return cmd_practice_missing("practice/cloud.py");
	python = cmd_practice_find_python(cloud);
	if (!python) {
		free(cloud);
		return cmd_practice_missing("its Python environment");
	}
	args = xcalloc((size_t)f->words_count + 6, sizeof(*args));
	args[n++] = python;
	args[n++] = cloud;
	for (int i = 0; i < f->words_count; i++) {
		args[n++] = f->words[i];
		named |= str_eq(f->words[i], "--");
	}
	if (!named && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
		args[n++] = xstrdup("--");
		args[n++] = exe;
	}
	execv(python, args);
	return cmd_practice_missing("its Python environment");
}

const struct command command_practice = {
	.name = "practice",
	.words = "[OPTIONS] [-- COMMAND...]",
	.flags = "",
	.says = "run a command or the menu in a simulated AWS account",
	.about =
		"Starts a simulated AWS account on this computer and runs a command, or the menu, "
		"in it. Nothing is sent to AWS. 'accredit practice --help' lists the options.",
	.examples = "practice\n"
		    "practice -- accredit setup PLATFORM\n",
	.max_words = -1,
	.run = cmd_practice_run,
};
