/* main.c - the one file that sees both the engine and the screens. */
#include "config.h"

#include "base/mem.h"
#include "base/secret.h"
#include "command/command.h"
#include "format/json.h"
#include "screens/app.h"

static const struct key_help keys[] = {
#define HINT(id, key, verb, help) { key, verb, help },
#include "screens/key_table.h"
	{ NULL, NULL, NULL },
};

int main(int argc, char **argv)
{
	static const struct faces faces = { .screens = app_run, .keys = keys };

	mem_start();
	secret_harden();
	json_start();
	return command_main(argc, argv, &faces);
}
