/*
 * journey_table.h - the commands and the journeys: a row each. Included several times on
 * purpose: every layer defines the macros it needs and takes its part of each row.
 *
 *   COMMAND(command)			a command that opens no journey
 *   JOURNEY(command, text, screens, ...)	a command and the journey it opens
 *
 * command, text and screens name what the layers have for the row: command_NAME (struct
 * command) in src/command, text_journey_NAME (struct text_journey) in src/text, and
 * screens_journey_NAME (struct screens_journey) in screens. The rest are members of struct
 * journey_row (journeys.h). The order is that of the commands in 'accredit --help' and, of
 * the rows with a title, of the menu; the flags of a command and its line of help are in
 * struct command.
 */
#ifndef COMMAND
#define COMMAND(command)
#endif
#ifndef JOURNEY
#define JOURNEY(command, text, screens, ...)
#endif

/* clang-format off */
JOURNEY(setup, setup, setup,
	.name = "setup", .takes_answers = true,
	.title = "Set up", .note = "create the AWS access a platform needs",
	.help = "Asks a few questions, shows every change before it is made, applies the "
		"changes, and tests the access.")
JOURNEY(rotate, rotate, rotate,
	.name = "rotate", .takes_setup = true,
	.title = "Rotate keys", .note = "replace access keys safely",
	.help = "Creates a new key, tests it, writes it wherever the old one is stored, and "
		"deactivates the old one. A day later it deletes the old key, or goes back "
		"to it.")
JOURNEY(verify, verify, verify,
	.name = "verify", .takes_setup = true, .takes_answers = true,
	.title = "Verify", .note = "check that a setup still works",
	.help = "Compares a setup with the account, tests its access, and repairs what "
		"differs if you want that.")
COMMAND(accept)
JOURNEY(repair, repair, repair, .name = "repair", .takes_setup = true)
JOURNEY(resume, resume, resume,
	.name = "resume", .takes_setup = true,
	.title = "Resume", .note = "nothing to resume",
	.help = "Continues an interrupted run, or undoes what it did.")
COMMAND(list)
JOURNEY(show, setups, setups,
	.name = "setups", .takes_setup = true,
	.title = "Setups", .note = "none yet",
	.help = "Lists the setups: view, verify, repair, rotate or remove one.")
JOURNEY(remove, remove, remove, .name = "remove", .takes_setup = true)
JOURNEY(adopt, adopt, adopt,
	.name = "adopt", .takes_answers = true,
	.title = "Adopt", .note = "register a setup created manually",
	.help = "Asks the same questions, looks for the setup's resources in the account, "
		"and records them as they are, so that the setup can be verified, repaired "
		"and rotated.")
JOURNEY(handoff, handoff, handoff,
	.name = "handoff",
	.title = "Hand-off", .note = "files for an administrator to apply",
	.help = "Asks the same questions, also without credentials, and writes what an "
		"administrator creates: a script, a CloudFormation template, a Terraform "
		"module, or all of them with a letter.")
JOURNEY(practice, practice, practice,
	.name = "practice",
	.title = "Practice", .note = "try accredit without an AWS account",
	.help = "Starts a simulated AWS account on this computer, and this menu inside it.")
JOURNEY(whoami, who, who,
	.name = "who",
	.title = "Who am I", .note = "credentials in use and where they come from",
	.help = "Shows the credentials in use, where they come from and why, their account, "
		"Region and expiry.")
COMMAND(permissions)
COMMAND(login)
COMMAND(templates)
COMMAND(policy)
COMMAND(help)
COMMAND(completion)
/* clang-format on */

#undef COMMAND
#undef JOURNEY
