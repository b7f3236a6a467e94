/* profile_resolve.c - see profile_resolve.h. */
#include "config.h"

#include <stddef.h>

#include "aws/profile.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/ini.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/key_files.h"
#include "keys/profile_resolve.h"

#define ID "aws_access_key_id"

/* In the AWS CLI's order. */
static const struct value_kind {
	const char *key, *says;
	bool quoted;		/* its value is not secret and is shown */
	bool hidden;		/* a key in the credentials file takes precedence */
} kinds[] = {
	{ .key = "web_identity_token_file", .says = "a web identity" },
	{ .key = "role_arn", .says = "the role", .quoted = true },
	{ .key = "sso_session", .says = "the SSO session", .quoted = true },
	{ .key = "sso_start_url", .says = "an SSO sign-in" },
	{ .key = "sso_account_id", .says = "an SSO sign-in" },
	{ .key = "login_session", .says = "a console sign-in", .hidden = true },
	{ .key = "credential_process", .says = "the output of a program", .hidden = true },
};

/* The profile in each of the two files; the trees own the values. */
struct sides {
	char path[2][4096];		/* credentials, config */
	struct json *tree[2];
	const struct json *values[2];	/* NULL: no such profile */
};

static bool profile_resolve_read_side(struct sides *s, int i, const char *profile,
				      struct err *err)
{
	struct buf text = BUF(KEYS_FILE_MAX);
	bool ok = key_files_read(s->path[i], &text, err) &&
		  key_files_parse(s->tree[i], &text, i ? INI_CONFIG : INI_CREDENTIALS,
			     s->path[i], err);

	buf_free(&text);
	s->values[i] = json_get(json_get(s->tree[i], "profiles"), profile);
	return ok;
}

bool profile_resolves(const char *profile, const char *own, struct buf *what,
		      struct err *err)
{
	struct sides s = { .tree = { json_object_new(), json_object_new() } };
	bool ok;

	profile_files(s.path[0], s.path[1]);
	ok = profile_resolve_read_side(&s, 0, profile, err) &&
		(str_eq(s.path[0], s.path[1]) ||
		 profile_resolve_read_side(&s, 1, profile, err));
	for (size_t k = 0; ok && k < sizeof(kinds) / sizeof(*kinds) && !what->len; k++)
		for (int i = 0; i < 2 && !what->len && !(*own && kinds[k].hidden); i++)
			if (*json_str(s.values[i], kinds[k].key)) {
				buf_str(what, kinds[k].says);
				if (kinds[k].quoted)
					buf_fmt(what, " '%s'",
						json_str(s.values[i], kinds[k].key));
				buf_fmt(what, " (%s in '%s')", kinds[k].key, s.path[i]);
			}
	if (ok && !what->len) {
		/* A key other than the one that is expected in the credentials file. */
		for (int i = 0; i < 2 && !*own && !what->len; i++) {
			const char *id = json_str(s.values[i], ID);

			if (*id)
				buf_fmt(what, "another access key (%s in '%s')",
					access_key_is_secret(id) ? ID : id, s.path[i]);
			else if (*json_str(s.values[i], "aws_secret_access_key"))
				buf_fmt(what,
					"a secret access key without its ID (in '%s')",
					s.path[i]);
		}
	}
	json_free(s.tree[0]);
	json_free(s.tree[1]);
	return ok;
}

bool profile_is_free(const char *profile, const char *own, struct err *err)
{
	struct buf what = BUF(1000);
	bool ok = profile_resolves(profile, own, &what, err);

	if (ok && what.len)
		ok = err_set(err, ERR_CHOICE,
			     "profile '%.100s' is already used for something else: %s",
			     profile, what.s);
	buf_free(&what);
	return ok;
}
