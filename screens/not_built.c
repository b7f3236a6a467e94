/* not_built.c - a menu entry that does not exist yet. */
#include "config.h"

#include "screens/journey_flow.h"
#include "screens/popup.h"

static void not_built_handoff(struct loop *loop)
{
	popup_message(
		loop, R_TEXT, "Hand-off",
		"This will write all that a set-up makes as files for an administrator "
		"who runs it in your place: an AWS CLI script, CloudFormation or "
		"Terraform.\n\n"
		"It is not built in yet. Until then the review of Set up shows every "
		"document and name an administrator needs; 'accredit setup PLATFORM "
		"--plan' prints the same.");
}

const struct screens_journey screens_journey_handoff = { .says = not_built_handoff };
