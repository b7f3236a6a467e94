/* templates.c - see templates.h. */
#include "config.h"

#include <dirent.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/templates.h"

static bool templates_file_exists(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool yes = access(path, F_OK) == 0;

	free(path);
	return yes;
}

/* Whether folder or one above it is a build tree: unit tests are several levels down. */
static bool templates_in_build_tree(const char *folder)
{
	char *up = xstrdup(folder), *slash = up + strlen(up);
	bool yes = false;

	while (slash && slash != up && !yes) {
		*slash = '\0';
		yes = templates_file_exists(up, "config.status");
		slash = strrchr(up, '/');
	}
	free(up);
	return yes;
}

/* Absolute and without links; as given where there is no such folder. */
static char *templates_real_path(const char *path)
{
	char real[PATH_MAX];

	return xstrdup(realpath(path, real) ? real : path);
}

static char *templates_find(void)
{
	const char *set = getenv("ACCREDIT_TEMPLATES");
	char exe[PATH_MAX] = "", *path, *found, *slash;

	if (set && *set)
		return templates_real_path(set);
	if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) < 0)
		return templates_real_path(PKGDATADIR "/templates");
	slash = strrchr(exe, '/');
	if (slash)
		*slash = '\0';
	path = xasprintf("%s/templates", exe);
	if (templates_file_exists(path, "pack.schema.json")) {
		found = templates_real_path(path);
	} else if (templates_in_build_tree(exe) &&
		   templates_file_exists(TOP_SRCDIR, "templates/pack.schema.json")) {
		found = templates_real_path(TOP_SRCDIR "/templates");
	} else {
		free(path);
		path = xasprintf("%s/../share/accredit/templates", exe);
		found = templates_real_path(templates_file_exists(path, "") ? path :
							    PKGDATADIR "/templates");
	}
	free(path);
	return found;
}

static char templates_path[PATH_MAX];

static void templates_keep(void)
{
	char *path = templates_find();

	strncpy(templates_path, path, sizeof(templates_path) - 1);
	free(path);
}

const char *templates_folder(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, templates_keep);
	return templates_path;
}

static bool templates_name_fits(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n && n < 64 && !name[n] && *name != '-';
}

static int templates_is_pack(const struct dirent *entry)
{
	char *path = xasprintf("%s/pack.json", entry->d_name);
	bool yes = templates_name_fits(entry->d_name) && templates_file_exists(templates_folder(), path);

	free(path);
	return yes;
}

struct json *templates_list(struct err *err)
{
	struct dirent **found;
	struct json *names;
	int n = scandir(templates_folder(), &found, templates_is_pack, alphasort);

	if (n < 0) {
		err_set(err, ERR_FILE, "there is no folder of templates at '%s'",
			templates_folder());
		err_hint(err, "set ACCREDIT_TEMPLATES to the folder that contains them");
		return NULL;
	}
	names = json_list_new();
	for (int i = 0; i < n; i++) {
		json_push(names, json_string_new(found[i]->d_name));
		free(found[i]);
	}
	free(found);
	return names;
}

bool templates_have(const char *name)
{
	char *path = xasprintf("%s/pack.json", name);
	bool have = templates_name_fits(name) && templates_file_exists(templates_folder(), path);

	free(path);
	return have;
}
