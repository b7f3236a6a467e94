/* flag_table.c - the table of options: a row each; see flag.h. */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "command/flag.h"

#define AT(member) .at = offsetof(struct flags, member)
#define TEXT(member) AT(member), .kind = FLAG_TEXT
#define LIST(member) AT(member), .kind = FLAG_LIST
#define WORDS(member) AT(member), .kind = FLAG_WORDS
#define YES(member) AT(member), .kind = FLAG_YES

const char *const flag_groups[GROUPS] = {
	[GROUP_SELECT] = "Selection", [GROUP_ANSWERS] = "Answers",
	[GROUP_REQUEST] = "Request",  [GROUP_ACTION] = "Action",
	[GROUP_RUN] = "Run",	      [GROUP_OUTPUT] = "Input and output",
};

/* clang-format off */
const struct flag flag_table[] = {
	{ "all", NULL, "all setups on this computer", YES(all), GROUP_SELECT },
	{ "user", "USER", "rotate a key of this IAM user", TEXT(user), GROUP_SELECT },
	{ "profile", "PROFILE", "profile that contains, or will contain, the key",
	  TEXT(profile), GROUP_SELECT, TAKES_PROFILE, "rotate" },
	{ "profile", "PROFILE", "profile to sign in with (default: AWS_PROFILE)",
	  TEXT(profile), GROUP_SELECT, TAKES_PROFILE, "login" },
	{ "older-than", "DAYSd", "with --all: only keys at least this old, such as 90d",
	  TEXT(older_than), GROUP_SELECT, TAKES_DAYS },
	{ "only", "STEP", "repair only this difference; repeat it for more", LIST(only),
	  GROUP_SELECT, TAKES_STEP },
	{ "platform", "PLATFORM", "platform of a setup that was created manually",
	  TEXT(platform), GROUP_SELECT, TAKES_PLATFORM },

	{ "name", "SETUP", "name of the setup (default: the platform's name)", TEXT(name),
	  GROUP_ANSWERS },
	{ "method", "METHOD", "how the platform authenticates", TEXT(method),
	  GROUP_ANSWERS, TAKES_METHOD },
	{ "policy", "POLICY", "what the platform is allowed to do", TEXT(policy),
	  GROUP_ANSWERS, TAKES_POLICY },
	{ "set", "NAME=VALUE",
	  "answer a setting; repeat it for more ('accredit templates PLATFORM' lists them)",
	  LIST(sets), GROUP_ANSWERS, TAKES_SETTING },
	{ "secret", "NAME=@FILE", "read a secret from the first line of a file",
	  LIST(secrets), GROUP_ANSWERS, TAKES_SECRET },
	{ "answers", "FILE", "read answers from a file", TEXT(answers), GROUP_ANSWERS,
	  TAKES_FILE },

	{ "for", "JOURNEY", "what the policy is for: setup (default), verify, rotate, remove or handoff",
	  TEXT(purpose), GROUP_REQUEST, TAKES_PURPOSE },
	{ "action", "ACTION", "action to ask about, such as s3:GetObject", TEXT(action),
	  GROUP_REQUEST },
	{ "resource", "ARN", "resource to ask about; * where the action has none",
	  TEXT(resource), GROUP_REQUEST },
	{ "boundary", "FILE", "permissions boundary", TEXT(boundary), GROUP_REQUEST,
	  TAKES_FILE },
	{ "context", "KEY=VALUE",
	  "condition key of the request; repeat it for more keys or values", LIST(context),
	  GROUP_REQUEST },
	{ "context-complete", NULL,
	  "the request has no other condition keys (otherwise their values are unknown)",
	  YES(context_complete), GROUP_REQUEST },
	{ "have", "FILE...", "documents that grant permissions", WORDS(have),
	  GROUP_REQUEST, TAKES_FILE },
	{ "want", "FILE...", "documents whose permissions must be granted", WORDS(want),
	  GROUP_REQUEST, TAKES_FILE },
	{ "trust", NULL, "the files are trust policies of roles", YES(trust),
	  GROUP_REQUEST },

	{ "stackset", "NAME",
	  "create or update this StackSet in many accounts, instead of writing files",
	  TEXT(stackset), GROUP_ACTION },
	{ "accounts", "ID,...|@FILE",
	  "accounts of a self-managed StackSet; repeat it for more", LIST(accounts),
	  GROUP_ACTION },
	{ "ou", "OU",
	  "organizational unit of a service-managed StackSet; repeat it for more",
	  LIST(ous), GROUP_ACTION },
	{ "call-as", "WHO",
	  "service-managed: self, of the management account (default), or delegated-admin",
	  TEXT(call_as), GROUP_ACTION },
	{ "admin-role", "ROLE",
	  "self-managed: the administration role (default: CloudFormation's)",
	  TEXT(admin_role), GROUP_ACTION },
	{ "execution-role", "NAME",
	  "self-managed: the execution role in each account (default: CloudFormation's)",
	  TEXT(execution_role), GROUP_ACTION },
	{ "verify-role", "NAME", "role in each account to verify it with",
	  TEXT(verify_role), GROUP_ACTION },
	{ "external-id", "ID", "external ID that the role of --verify-role requires",
	  TEXT(external_id), GROUP_ACTION },
	{ "parallel", "N", "accounts at a time, to deploy to and to verify (default 5)",
	  TEXT(parallel), GROUP_ACTION },
	{ "remove", NULL, "remove the StackSet, and its resources from every account",
	  YES(remove), GROUP_ACTION },
	{ "delete-key", "KEY_ID", "if the user has two keys: the one to delete first",
	  TEXT(other_key), GROUP_ACTION },
	{ "give-up", "KEY_ID", "", TEXT(other_key) }, /* what it was called before */
	{ "store", "COMMAND", "command that receives the new key on standard input",
	  TEXT(store), GROUP_ACTION, TAKES_COMMAND },
	{ "finish", NULL, "delete the old key, which is inactive", YES(finish),
	  GROUP_ACTION },
	{ "now", NULL, "with --finish: do not wait for 24 hours without use", YES(now),
	  GROUP_ACTION },
	{ "revert", NULL, "reactivate the old key and switch back to it", YES(revert),
	  GROUP_ACTION },
	{ "revoke-sessions", NULL, "revoke the active sessions of the setup's role",
	  YES(revoke), GROUP_ACTION },
	{ "undo", NULL, "undo the interrupted run", YES(undo), GROUP_ACTION },
	{ "with-kept", NULL, "also remove resources that the template keeps",
	  YES(with_kept), GROUP_ACTION },

	{ "plan", NULL, "show the plan and exit", YES(plan), GROUP_RUN },
	{ "yes", NULL, "do not ask for confirmation", YES(yes), GROUP_RUN },
	{ "no-probe", NULL, "skip the test", YES(no_probe), GROUP_RUN },
	{ "fail-on", "SEVERITY",
	  "exit with 2 for a finding at least this severe: high, medium or low",
	  TEXT(fail_on), GROUP_RUN, TAKES_SEVERITY },
	{ "format", "FORM", "form of the files: cli (a script of AWS CLI calls), cloudformation, terraform or bundle",
	  TEXT(format), GROUP_OUTPUT, TAKES_FORM },
	{ "output", "DIR", "folder for the files; it must be new or empty", TEXT(output),
	  GROUP_OUTPUT, TAKES_FOLDER, .letter = 'o' },
	{ "json", NULL, "JSON Lines on standard output", YES(json), GROUP_OUTPUT },
	{ "text", NULL, "plain-text prompts instead of full screens", YES(text),
	  GROUP_OUTPUT },
	{ "mouse", NULL, "use the mouse on screens", YES(mouse), GROUP_OUTPUT },
	{ "help", NULL, "show this help", YES(help), GROUP_OUTPUT },
	{ NULL, NULL, NULL, .kind = FLAG_YES },
};
/* clang-format on */

bool flag_taken(const struct command *c, const struct flag *flag)
{
	size_t n = strlen(flag->name);

	if (str_eq(flag->name, "help"))
		return true;
	if (flag->command && !str_eq(flag->command, c->name))
		return false;
	for (const char *at = c->flags; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");

		if (len == n && !memcmp(at, flag->name, n))
			return true;
		at += len;
	}
	return false;
}

bool flag_shown(const struct command *c, const struct flag *flag)
{
	return *flag->says && flag_taken(c, flag);
}

const struct flag *flag_named(const struct command *c, const char *name, size_t n)
{
	for (const struct flag *flag = flag_table; flag->name; flag++)
		if (strlen(flag->name) == n && !memcmp(flag->name, name, n) &&
		    flag_taken(c, flag))
			return flag;
	return NULL;
}
