/*
 * journey_table.h - the commands and the journeys: a row each. Included several times on
 * purpose: every layer defines the macros it needs and takes its part of each row.
 *
 *   COMMAND(command)			a command that opens no journey
 *   JOURNEY(command, text, screens, ...)	a command and the journey it opens
 *   MENU(text, screens, ...)		a journey of the menu alone
 *
 * command, text and screens name what the layers have for the row: command_NAME (struct
 * command) in src/command, text_journey_NAME (struct text_journey) in src/text, and
 * screens_journey_NAME (struct screens_journey) in screens. The rest are members of struct
 * journey_row (journeys.h). The order is that of the commands in 'accredit --help'; the
 * flags of a command and its line of help are in struct command.
 */
#ifndef COMMAND
#define COMMAND(command)
#endif
#ifndef JOURNEY
#define JOURNEY(command, text, screens, ...)
#endif
#ifndef MENU
#define MENU(text, screens, ...)
#endif

/* clang-format off */
JOURNEY(setup, setup, setup,
	.name = "setup", .takes_answers = true, .screens_place = 1, .text_place = 1,
	.title = "Set up", .note = "give a platform its AWS access",
	.line = "Set up: give a platform its AWS access",
	.help = "Asks a few questions, shows what would be made, makes it, and proves that it "
		"works.")
JOURNEY(verify, verify, verify,
	.name = "verify", .takes_setup = true, .takes_answers = true,
	.screens_place = 3, .text_place = 3,
	.title = "Verify", .note = "does a set-up still work?",
	.line = "Verify: does a set-up still work?",
	.help = "Compares a set-up with the account, has a worker prove it, and mends what "
		"differs where you want that.")
COMMAND(accept)
JOURNEY(resume, resume, resume,
	.name = "resume", .takes_setup = true, .screens_place = 4, .text_place = 4,
	.title = "Resume", .note = "nothing is half-way", .line = "Resume",
	.help = "Goes on with a set-up that stopped half-way, or takes back what it made.")
JOURNEY(remove, remove, remove, .name = "remove", .takes_setup = true)
JOURNEY(rotate, rotate, rotate,
	.name = "rotate", .takes_setup = true, .screens_place = 2, .text_place = 2,
	.title = "Rotate keys", .note = "renew access keys, none is lost",
	.line = "Rotate keys: renew access keys without losing one",
	.help = "Makes a new key, proves it, puts it in place of the old one, and parks that. "
		"Another day it deletes the parked one, or goes back to it.")
JOURNEY(repair, repair, repair, .name = "repair", .takes_setup = true)
JOURNEY(adopt, adopt, adopt,
	.name = "adopt", .takes_answers = true, .screens_place = 6, .text_place = 8,
	.title = "Adopt", .note = "record a set-up made by hand",
	.line = "Adopt: record a set-up made by hand",
	.help = "Asks the same questions, looks what is there of it, and records it as it is, so "
		"that it can be verified, mended and its keys renewed.")
COMMAND(list)
COMMAND(show)
JOURNEY(whoami, who, who,
	.name = "who", .screens_place = 9, .text_place = 9,
	.title = "Who am I", .note = "whose credentials these are, and why those",
	.line = "Who am I: whose credentials these are, and why those",
	.help = "Says which credentials won, from where and why, their account, region and "
		"end.")
COMMAND(login)
COMMAND(templates)
JOURNEY(practice, practice, practice,
	.name = "practice", .screens_place = 8, .text_place = 7,
	.title = "Practice", .note = "rehearse without an AWS account",
	.line = "Practice: rehearse without an AWS account",
	.help = "Starts an AWS account on this machine and this menu inside it.")
COMMAND(policy)
MENU(setups, setups,
	.name = "made", .screens_place = 5, .text_place = 5,
	.title = "Set-ups made", .note = "none yet",
	.line = "Set-ups made: look, change, remove",
	.help = "Lists the set-ups made from here, with all that is known of them.")
MENU(handoff, handoff,
	.name = "handoff", .screens_place = 7, .text_place = 6,
	.title = "Hand-off", .note = "not built in yet",
	.line = "Hand-off (not built in yet)",
	.help = "Will write the plan as files for somebody else to run.")
/* clang-format on */

#undef COMMAND
#undef JOURNEY
#undef MENU
