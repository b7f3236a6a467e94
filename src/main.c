/* main.c - the one file that sees both the engine and the screens. */
#include "config.h"

#include "base/mem.h"
#include "base/secret.h"
#include "command/command.h"
#include "format/json.h"
#include "screens/app.h"

int main(int argc, char **argv)
{
	static const struct faces faces = { .screens = app_run };

	mem_start();
	secret_harden();
	json_start();
	return command_main(argc, argv, &faces);
}
