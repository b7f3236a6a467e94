/*
 * app.h - runs the program on screens.
 */
#ifndef ACCREDIT_APP_H
#define ACCREDIT_APP_H

#include "command/command.h"

/*
 * Opens the flow of a command ("menu", "setup", "resume", ...). -1: this terminal cannot
 * show it, and nothing was done. Else the exit code.
 */
int app_run(const struct flags *f, const char *command, struct stop *stop);

#endif
