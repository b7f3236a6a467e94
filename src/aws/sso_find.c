/* sso_find.c - finds the profile to sign in; see sso_login.h. */
#include "config.h"

#include "aws/creds_internal.h"
#include "aws/sso_login.h"
#include "base/str.h"
#include "format/json.h"

/* Other providers of a profile, and how their credentials are refreshed. */
static const struct { const char *key, *how, *remedy; } others[] = {
	{ "credential_source", "it assumes a role with the credentials of the environment, "
	  "the container or the instance", NULL },
	{ "web_identity_token_file", "it assumes a role with a web identity", NULL },
	{ "login_session", "it uses the console's sign-in (login_session)",
	  "run: aws login --profile %.64s" },
	{ "aws_access_key_id", "it contains an access key", NULL },
	{ "credential_process", "it runs a program (credential_process)", NULL },
};

bool sso_find(struct sso *o, const struct profile *files, struct err *err)
{
	const char *name = files->name;

	for (int deep = 0; deep < CREDS_DEPTH; deep++) {
		const struct json *values = json_get(json_get(files->tree, "profiles"), name);
		const char *source = json_str(values, "source_profile");

		if (!values) {
			err_set(err, ERR_INPUT, "there is no profile '%.64s' in '%.200s'",
				name, files->config_file);
			return err_hint(err, "name another one with --profile, or create "
					"it: aws configure sso --profile %.64s", name);
		}
		if (*json_str(values, "role_arn") && *source && !str_eq(source, name))
			name = source;
		else if (!*json_str(values, "role_arn") && sso_is_named(values))
			return sso_read(o, files, name, values, err);
		else {
			const char *how = "it contains no credentials", *remedy = NULL;

			for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
				if (*json_str(values, others[i].key)) {
					how = others[i].how;
					remedy = others[i].remedy;
					break;
				}
			err_set(err, ERR_INPUT,
				"the profile '%.64s' does not sign in by IAM Identity "
				"Center: %s",
				name, how);
			if (remedy)
				return err_hint(err, "run: aws login --profile %.64s",
						name);
			return err_hint(
				err,
				"name a profile that has sso_session or sso_start_url "
				"(--profile); 'aws configure sso' makes one");
		}
	}
	err_set(err, ERR_INPUT,
		"source_profile is circular, starting at the profile '%.64s'", files->name);
	return err_hint(err, "name the profile that has sso_session with --profile");
}
