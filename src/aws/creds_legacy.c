/* creds_legacy.c - the key files of older tools, which the AWS CLI still reads. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "aws/creds_internal.h"
#include "base/file.h"
#include "format/cli_ini.h"
#include "format/json.h"

#define FILE_MAX (1u << 20)

/* AWS_CREDENTIAL_FILE of the first EC2 tools: AWSAccessKeyId=... and AWSSecretKey=... */
enum found creds_ec2_file(struct creds_search *s, struct creds *c, struct err *err)
{
	struct buf text = BUF(FILE_MAX), id = BUF(256), secret = BUF(256);
	enum found found = NOT_HERE;
	char path[4096];

	(void)s;
	if (!getenv("AWS_CREDENTIAL_FILE"))
		return NOT_HERE;
	profile_expand_home(path, getenv("AWS_CREDENTIAL_FILE"));
	snprintf(c->source, sizeof(c->source), "file %.200s (AWS_CREDENTIAL_FILE)", path);
	if (!file_read(path, &text, NULL, err)) {
		err->kind = ERR_LOGIN;
		err_hint(err, "unset AWS_CREDENTIAL_FILE, or name a file");
		found = FAILED;
	} else if (cli_ini_line(text.s, "AWSAccessKeyId", &id)) {
		if (!cli_ini_line(text.s, "AWSSecretKey", &secret) || !*secret.s)
			creds_half_key(err, "AWSAccessKeyId", "AWSSecretKey", c->source);
		found = *secret.s && creds_set_key(c, id.s, secret.s, "", err) ?
			FOUND : FAILED;
	}
	buf_free(&text);
	buf_free(&id);
	buf_free(&secret);
	return found;
}

static enum found creds_legacy_boto_file(const char *path, struct creds *c, struct err *err)
{
	struct buf text = BUF(FILE_MAX);
	struct json *tree = json_object_new();
	const struct json *j;
	enum found found = NOT_HERE;

	if (!file_read(path, &text, NULL, err) ||
	    !cli_ini_read(tree, text.s, text.len, INI_CREDENTIALS, path, err))
		found = FAILED;
	j = profile_in(tree, "Credentials");
	if (!found && json_get(j, "aws_access_key_id")) {
		snprintf(c->source, sizeof(c->source), "file %.200s of boto 2", path);
		if (!*json_str(j, "aws_secret_access_key"))
			creds_half_key(err, "aws_access_key_id", "aws_secret_access_key",
				       c->source);
		found = *json_str(j, "aws_secret_access_key") &&
				creds_set_key(c, json_str(j, "aws_access_key_id"),
					      json_str(j, "aws_secret_access_key"), "",
					      err) ?
			FOUND :
			FAILED;
	}
	json_free(tree);
	buf_free(&text);
	return found;
}

/* [Credentials] of BOTO_CONFIG, else of /etc/boto.cfg and ~/.boto. */
enum found creds_boto(struct creds_search *s, struct creds *c, struct err *err)
{
	const char *named = getenv("BOTO_CONFIG");
	const char *const paths[] = { named ? named : "/etc/boto.cfg", named ? NULL : "~/.boto" };
	enum found found = NOT_HERE;

	(void)s;
	for (size_t i = 0; i < 2 && paths[i] && !found; i++) {
		char path[4096];
		struct stat st;

		profile_expand(path, paths[i]);
		if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
			found = creds_legacy_boto_file(path, c, err);
	}
	return found;
}
