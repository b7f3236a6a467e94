/* menu.c - where the operator is asked: the screens, else plain text. */
#include "config.h"

#include "command/commands.h"

int command_menu(const struct flags *f, const struct faces *faces, struct stop *stop)
{
	struct err err = ERR_INIT;
	int code = f->text ? -1 : faces->screens(f, "menu", stop);

	if (code >= 0)
		return code;
	err_set(&err, ERR_INPUT, "the menu is not there yet");
	err_hint(&err, "'accredit --help' lists the commands");
	return command_fail(&err);
}
