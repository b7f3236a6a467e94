/* later.c - what is on the menu and comes later, said plainly. */
#include "config.h"

#include "screens/desk.h"
#include "screens/popup.h"

void later_rotate(struct loop *loop)
{
	popup_say(loop, R_TEXT, "Rotate keys",
		  "This will renew the access keys of a platform without losing one: a "
		  "new key is made and proved before the old one is parked.\n\n"
		  "It is not built in yet. Until then renew keys in the AWS console: IAM, "
		  "Users, the user, Security credentials. Make the new key first, put it "
		  "in place, test it, and only then make the old one inactive.");
}

void later_handoff(struct loop *loop)
{
	popup_say(loop, R_TEXT, "Hand-off",
		  "This will write all that a set-up makes as files for an administrator "
		  "who runs it in your place: an AWS CLI script, CloudFormation or "
		  "Terraform.\n\n"
		  "It is not built in yet. Until then the review of Set up shows every "
		  "document and name an administrator needs; 'accredit setup PLATFORM "
		  "--plan' prints the same.");
}
