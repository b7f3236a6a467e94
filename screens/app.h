/*
 * app.h - the program on screens: its model, its flows, its end.
 */
#ifndef ACCREDIT_APP_H
#define ACCREDIT_APP_H

#include "command/command.h"

/*
 * Opens at a command's place: "menu", "setup", "resume", "verify", "remove".
 * -1: this terminal cannot show it, and nothing was done. Else the exit code.
 */
int app_run(const struct flags *f, const char *command, struct stop *stop);

#endif
