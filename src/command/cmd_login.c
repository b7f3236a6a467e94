/* cmd_login.c - accredit login: signs in to IAM Identity Center by device code. */
#include "config.h"

#include <stdio.h>

#include "aws/profile.h"
#include "aws/sso.h"
#include "base/str.h"
#include "command/commands.h"

static void cmd_login_put_line(const char *label, const char *text)
{
	char clean[800];

	printf("%s%s\n", label, str_clean(clean, sizeof(clean), text));
}

/* Nothing is typed here: the person who reads this may be elsewhere. */
static void cmd_login_show(void *with, const struct sso_device *d)
{
	(void)with;
	printf("Open this address in a browser on any computer:\n");
	cmd_login_put_line("  ", d->url);
	cmd_login_put_line("and enter this code: ", d->code);
	if (*d->complete) {
		printf("Or open this address and compare the code:\n");
		cmd_login_put_line("  ", d->complete);
	}
	printf("Waiting up to %d minutes for the access to be allowed there. Ctrl-C cancels.\n",
	       (int)((d->until - clock_ms() + 59999) / 60000));
	fflush(stdout);
}

/* What would keep the next command from using it. */
static void cmd_login_tell_others(const char *wanted, const char *used)
{
	struct err ignored = ERR_INIT;
	struct profile now;
	char clean[300];

	if (!profile_load(&now, NULL, &ignored))
		return;
	if (*profile_env("AWS_ACCESS_KEY_ID"))
		fprintf(stderr,
			"accredit: AWS_ACCESS_KEY_ID is set and takes precedence; unset "
			"it to use this sign-in\n");
	else if (wanted && *wanted && !str_eq(wanted, now.name))
		fprintf(stderr, "accredit: to use it: export AWS_PROFILE='%s'\n",
			str_clean(clean, sizeof(clean), wanted));
	else if (!wanted && !str_eq(used, now.name))
		fprintf(stderr, "accredit: source_profile leads to the profile '%s'\n",
			used);
	profile_free(&now);
}

static int cmd_login_run_login(const struct flags *f, const struct faces *faces,
			       struct stop *stop)
{
	struct err err = ERR_INIT;
	char used[256], until[24], clean[300];
	time_t ends;

	(void)faces;
	if (!sso_login(f->profile, cmd_login_show, NULL, stop, used, &ends, &err))
		return command_fail(&err);
	clock_iso(until, ends);
	printf("Signed in to IAM Identity Center with profile '%s', until %s.\n",
	       str_clean(clean, sizeof(clean), used), until);
	fflush(stdout);
	cmd_login_tell_others(f->profile, clean);
	return 0;
}

const struct command command_login = {
	.name = "login",
	.words = "",
	.flags = "profile",
	.says = "sign in to IAM Identity Center (SSO)",
	.about =
		"Signs in to IAM Identity Center (SSO): shows an address and a code for a browser "
		"on any computer, and waits until the access is allowed there.",
	.examples = "login --profile my-profile\n",
	.run = cmd_login_run_login,
};
