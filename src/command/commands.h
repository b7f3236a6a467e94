/* commands.h - the rows of the commands, and what they share. */
#ifndef ACCREDIT_COMMANDS_H
#define ACCREDIT_COMMANDS_H

#include <stdbool.h>

#include "command/command.h"
#include "wizard/rotation_journey.h"

struct session;
struct journey;

/* A command's row is in its own file. */
#define COMMAND(name) extern const struct command command_##name;
#define JOURNEY(name, text, screens, ...) extern const struct command command_##name;
#include "wizard/journey_table.h"

/* The menu: the screens, or the text front end where they cannot be. */
int command_menu(const struct flags *f, const struct faces *faces, struct stop *stop);

/* The same at a command's place, filled with what the flags say. */
int command_wizard(const struct flags *f, const struct faces *faces,
		   const char *command, struct stop *stop);

/*
 * Whether the command opens the wizard: there is no --yes yet, and there is a
 * terminal, or --text says that lines come from standard input, whatever it is.
 */
bool command_is_wizard(const struct flags *f);

/* What the flags of a rotation ask for. */
struct rotation_wish command_rotation_wish(const struct flags *f);

/* What the flags and the answers file say about a setup; platform "": nothing. */
struct answers;
bool command_answers(const struct flags *f, struct answers *given, struct errors *wrong);

/*
 * Of a setup created manually: takes the names of the roles and users that fit what is wanted,
 * where none were given, and says so; see candidates.h. False: err says why not.
 */
bool command_candidates(struct journey *j, const struct flags *f, struct err *err);

/*
 * --yes, or a y at the terminal. False: err says that --yes is missing or that the operator
 * declined.
 */
bool command_consent(const struct flags *f, const char *question, struct err *err);

/*
 * Lets roles that need an MFA code ask for it, where there is a terminal: on
 * standard error, so that --json stays what it is. A wizard asks by its own face.
 */
void command_codes(struct stop *stop);

/* command_session in the Region that the setup was created in. */
bool command_recorded_session(const struct flags *f, struct session *s,
			      const char *setup, struct stop *stop, struct err *err);

/* --fail-on names a severity, or is not given. */
bool fail_on_check(const struct flags *f, struct err *err);
/*
 * Whether a finding is as severe as --fail-on says: then says on standard error which
 * ones, and the outcome. Findings: of risks (risk.h), and the "findings" of events (may
 * be NULL). With --fail-on it also says which documents could not be judged.
 */
bool fail_on_decides(const struct flags *f, const struct json *risks,
		     const struct json *events, const char *outcome);

/*
 * Takes platform, answers and secrets of the flags into the journey, and checks all that can be
 * checked before the sign-in. False: wrong has everything that is missing or invalid.
 */
bool command_answer(struct journey *j, const struct flags *f, struct errors *wrong);

/*
 * The flags with the word as what it is: a setup that is recorded here, with its platform,
 * or a platform. *r: the setup's record, which owns their texts (record_close); NULL: a
 * platform.
 */
struct record;
struct flags command_setup_or_platform(const struct flags *f, struct record **r,
				       struct errors *wrong);

/* Warns on standard error where other users can change what the program reads:
 * the records, with the setup's where name is not "", and the templates. */
void command_warn(const char *name);

struct pack;
/* The template's caution, wherever a platform is named; standard output is for JSON alone. */
void command_caution(const struct pack *p, bool as_json);

struct session;
/* Says on standard error which key signs in for a deactivated one, if one does. */
void command_tell_instead(const struct session *s);
/* For an open session: warns about the clock, and about workers left over. */
void command_greet(const struct flags *f, struct session *s);
/* session_open, and that. */
bool command_session(const struct flags *f, struct session *s, const char *region,
		     struct stop *stop, struct err *err);

/* Finds the one interrupted setup; several: fails and names them. "": none. */
bool command_half_way(char name[64], struct err *err);

struct json;
/*
 * verify of a hand-off: f names the waiting setup or has its answers file. *names (yours):
 * the setup, to be verified as any other now; NULL: the code is the command's, all is said.
 */
int verify_handoff(const struct flags *f, struct stop *stop, struct json **names);

#endif
