/* profile.c - see profile.h. */
#include "config.h"

#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aws/profile.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "format/cli_ini.h"
#include "format/json.h"

#define FILE_MAX (1u << 20)
#define PATH_ROOM 4096

/* --- the environment ---------------------------------------------------------------- */

const char *profile_raw_env(const char *name)
{
	const char *s = getenv(name);

	return s ? s : "";
}

const char *profile_env(const char *name)
{
	const char *s = profile_raw_env(name);

	return s[strspn(s, " \t\r\n")] ? s : "";
}

const char *profile_home(void)
{
	const char *s = getenv("HOME");
	const struct passwd *pw = s && *s ? NULL : getpwuid(getuid());

	return s && *s ? s : pw ? pw->pw_dir : "";
}

/* --- where the files are ------------------------------------------------------------ */

void profile_expand_home(char out[4096], const char *path)
{
	size_t n = *path == '~' ? strcspn(path, "/") : 0, home_len;
	char user[256];
	const char *home = NULL;

	if (n && n < sizeof(user)) {
		const struct passwd *pw;

		snprintf(user, sizeof(user), "%.*s", (int)n - 1, path + 1);
		pw = *user ? getpwnam(user) : NULL;
		home = *user ? pw ? pw->pw_dir : NULL : profile_home();
	}
	if (!home) {
		snprintf(out, PATH_ROOM, "%s", path);
		return;
	}
	home_len = strlen(home);
	while (home_len && home[home_len - 1] == '/')
		home_len--;
	snprintf(out, PATH_ROOM, "%.*s%s", (int)home_len, home, path + n);
	if (!*out)
		snprintf(out, PATH_ROOM, "/");
}

/* The length of "$NAME" or "${NAME}" at s, with the name; 0: neither. */
static size_t profile_variable_at(const char *s, char name[256])
{
	size_t braces = s[1] == '{', n = 0;

	s += 1 + braces;
	while (braces ? s[n] && s[n] != '}' : isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	if ((braces && !s[n]) || (!braces && !n) || n >= 256)
		return 0;
	snprintf(name, 256, "%.*s", (int)n, s);
	return n + 1 + 2 * braces;
}

void profile_expand(char out[4096], const char *path)
{
	struct buf full = BUF(PATH_ROOM - 1);
	char name[256];

	/* A reference to a variable that is not set is copied. */
	while (*path) {
		size_t n = *path == '$' ? profile_variable_at(path, name) : 0;
		const char *value = n ? getenv(name) : NULL;

		if (value)
			buf_str(&full, value);
		else
			buf_add(&full, path, n ? n : 1);
		path += n ? n : 1;
	}
	profile_expand_home(out, full.s);
	buf_free(&full);
}

static void profile_where(char out[4096], const char *variable, const char *unset)
{
	const char *set = getenv(variable);

	profile_expand(out, set ? set : unset);
}

void profile_files(char credentials[4096], char config[4096])
{
	if (config)
		profile_where(config, "AWS_CONFIG_FILE", "~/.aws/config");
	if (credentials)
		profile_where(credentials, "AWS_SHARED_CREDENTIALS_FILE",
			      "~/.aws/credentials");
}

/* --- what is in them ---------------------------------------------------------------- */

/* Only a regular file is read, as by the AWS CLI; one that cannot be read is an error. */
static bool profile_read_one(struct json *tree, const char *path, enum ini_file file,
			     struct err *err)
{
	struct buf text = BUF(FILE_MAX);
	struct stat st;
	bool missing, ok;

	if (!*path || (stat(path, &st) == 0 && !S_ISREG(st.st_mode)))
		return true;
	ok = file_read(path, &text, &missing, err);
	if (ok) {
		ok = cli_ini_read(tree, text.s, text.len, file, path, err);
	} else if (missing) {
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	buf_free(&text);
	return ok;
}

bool profile_load(struct profile *p, const char *name, struct err *err)
{
	static const char *const variables[] = { "AWS_DEFAULT_PROFILE", "AWS_PROFILE" };
	const char *set = name && *name ? name : NULL;
	struct json *tree;
	struct json *profiles;

	*p = (struct profile){ .config = json_object_new(),
			       .credentials = json_object_new() };
	for (size_t i = 0; i < 2 && !set; i++) {
		set = getenv(variables[i]);
		if (set)
			p->named = variables[i];
	}
	snprintf(p->name, sizeof(p->name), "%s", set ? set : "default");
	profile_files(p->credentials_file, p->config_file);
	if (!profile_read_one(p->config, p->config_file, INI_CONFIG, err) ||
	    !profile_read_one(p->credentials, p->credentials_file, INI_CREDENTIALS, err)) {
		profile_free(p);
		return false;
	}
	/* a value of the credentials file replaces the config file's */
	tree = json_copy(p->config);
	profiles = json_get(tree, "profiles");
	if (!profiles)
		profiles = json_put(tree, "profiles", json_object_new());
	json_each(from, json_get(p->credentials, "profiles")) {
		struct json *to = json_get(profiles, json_key(from));

		if (!to)
			to = json_put(profiles, json_key(from), json_object_new());
		json_each(value, from)
			json_put_str(to, json_key(value), json_text(value));
	}
	p->tree = tree;
	p->values = profile_in(p->tree, p->name);
	p->services = json_get(p->tree, "services");
	return true;
}

void profile_free(struct profile *p)
{
	json_free(p->tree);
	json_free(p->config);
	json_free(p->credentials);
	p->tree = p->config = p->credentials = NULL;
	p->values = p->services = NULL;
}

const struct json *profile_in(const struct json *tree, const char *name)
{
	return json_get(json_get(tree, "profiles"), name);
}

const char *profile_setting(const struct profile *p, const char *variable,
			    const char *key)
{
	const char *s = profile_env(variable);

	return *s ? s : json_str(p->values, key);
}

/* --- a profile that is not there ---------------------------------------------------- */

/* Whether a section heading, correctly written, would be the profile of this name. */
static bool profile_means(const char *head, const char *name)
{
	struct buf text = BUF(1024);
	size_t n = strlen("profile");
	bool same;

	head += strspn(head, " \t");
	if (!strncasecmp(head, "profile", n) && isspace((unsigned char)head[n]))
		head += n + strspn(head + n, " \t");
	head += strspn(head, "\"'");
	buf_str(&text, head);
	while (text.len && strchr(" \t\"'", text.s[text.len - 1]))
		text.s[--text.len] = '\0';
	same = text.len && !strcasecmp(text.s, name);
	buf_free(&text);
	return same;
}

bool profile_near(const struct profile *p, const char *name, char *out, size_t size)
{
	const char *quote = strpbrk(name, " \t'\\") ? "\"" : "";

	json_each(line, json_get(p->config, "others")) {
		if (!profile_means(json_key(line), name))
			continue;
		snprintf(out, size, "'%.150s', line %.0f, has [%.64s]: to be read, it must be "
			 "[profile %s%.64s%s]", p->config_file, json_number(line),
			 json_key(line), quote, name, quote);
		return true;
	}
	json_each(one, json_get(p->tree, "profiles")) {
		if (str_eq(json_key(one), name) || !profile_means(json_key(one), name))
			continue;
		snprintf(out, size, "'%.150s' has the profile '%.64s': its section must be "
			 "[%s%.64s]", profile_in(p->credentials, json_key(one)) ?
			 p->credentials_file : p->config_file, json_key(one),
			 profile_in(p->credentials, json_key(one)) ? "" : "profile ", name);
		return true;
	}
	return false;
}

bool profile_check(const struct profile *p, struct err *err)
{
	char near[400];

	if (p->values || !p->named)
		return true;
	if (!*p->name) {
		err_set(err, ERR_LOGIN,
			"%s is set but empty: the AWS CLI reads that as the name of a "
			"profile",
			p->named);
		return err_hint(err, "unset %s, or set it to a profile's name", p->named);
	}
	err_set(err, ERR_LOGIN, "there is no profile '%.64s' (%s) in '%.150s' or '%.150s'",
		p->name, p->named, p->credentials_file, p->config_file);
	if (profile_near(p, p->name, near, sizeof(near)))
		return err_hint(err, "%s", near);
	return err_hint(err, "name another one with %s, or create it: aws configure --profile "
			"'%.64s'", p->named, p->name);
}
