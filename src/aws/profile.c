/* profile.c - see profile.h. */
#include "config.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aws/profile.h"
#include "base/file.h"
#include "base/str.h"
#include "format/ini.h"
#include "format/json.h"

#define FILE_MAX (1u << 20)

const char *profile_env(const char *name)
{
	const char *s = getenv(name);

	return s && s[strspn(s, " \t\r\n")] ? s : "";
}

const char *profile_home(void)
{
	const char *s = getenv("HOME");
	const struct passwd *pw = s && *s ? NULL : getpwuid(getuid());

	return s && *s ? s : pw ? pw->pw_dir : "";
}

static void where(char out[4096], const char *variable, const char *base)
{
	const char *set = profile_env(variable);

	if (str_starts(set, "~/"))
		snprintf(out, 4096, "%s%s", profile_home(), set + 1);
	else if (*set)
		snprintf(out, 4096, "%s", set);
	else
		snprintf(out, 4096, "%s/.aws/%s", profile_home(), base);
}

void profile_files(char credentials[4096], char config[4096])
{
	if (config)
		where(config, "AWS_CONFIG_FILE", "config");
	if (credentials)
		where(credentials, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
}

static bool read_one(struct json *tree, const char *path, enum ini_file file,
		     struct err *err)
{
	struct buf text = BUF(FILE_MAX);
	bool missing, ok;

	ok = file_read(path, &text, &missing, err);
	if (ok) {
		ok = ini_read(tree, text.s, text.len, file, path, err);
	} else if (missing) {
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	buf_free(&text);
	return ok;
}

bool profile_load(struct profile *p, const char *name, struct err *err)
{
	const char *set = profile_env("AWS_PROFILE");

	*p = (struct profile){ .tree = json_object_new() };
	p->named = *set || (name && *name);
	snprintf(p->name, sizeof(p->name), "%s",
		 name && *name ? name : *set ? set : "default");
	profile_files(p->credentials_file, p->config_file);
	if (!read_one(p->tree, p->config_file, INI_CONFIG, err) ||
	    !read_one(p->tree, p->credentials_file, INI_CREDENTIALS, err)) {
		profile_free(p);
		return false;
	}
	p->values = json_get(json_get(p->tree, "profiles"), p->name);
	p->services = json_get(p->tree, "services");
	return true;
}

void profile_free(struct profile *p)
{
	json_free(p->tree);
	p->tree = NULL;
	p->values = p->services = NULL;
}

const char *profile_setting(const struct profile *p, const char *variable,
			    const char *key)
{
	const char *s = profile_env(variable);

	return *s ? s : json_str(p->values, key);
}
