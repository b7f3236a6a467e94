/* main.c - the one file that sees both the engine and the screens. */
#include "config.h"

#include "base/secret.h"
#include "command/command.h"
#include "format/json.h"

static int no_screens(const struct flags *f, const char *command, struct stop *stop)
{
	(void)f;
	(void)command;
	(void)stop;
	return -1;
}

int main(int argc, char **argv)
{
	static const struct faces faces = { .screens = no_screens };

	secret_harden();
	json_start();
	return command_main(argc, argv, &faces);
}
