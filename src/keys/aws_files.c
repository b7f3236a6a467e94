/* aws_files.c - see aws_files.h. */
#include "config.h"

#include <stdio.h>
#include <sys/stat.h>

#include "aws/profile.h"
#include "base/str.h"
#include "keys/aws_files.h"

bool aws_files_same(const char *a, const char *b)
{
	struct stat x, y;

	return str_eq(a, b) || (!stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev &&
				x.st_ino == y.st_ino);
}

static void aws_files_in_home(char path[4096], const char *name)
{
	const char *home = profile_home();

	if (snprintf(path, 4096, "%s/.aws/%s", home, name) >= 4096 || !*home)
		*path = '\0';
}

size_t aws_files(struct aws_file files[AWS_FILES])
{
	struct aws_file all[AWS_FILES] = {
		{ .kind = INI_CREDENTIALS, .configured = true },
		{ .kind = INI_CONFIG, .configured = true },
		{ .kind = INI_CREDENTIALS }, { .kind = INI_CONFIG },
	};
	size_t n = 0;

	profile_files(all[0].path, all[1].path);
	aws_files_in_home(all[2].path, "credentials");
	aws_files_in_home(all[3].path, "config");
	for (size_t i = 0; i < AWS_FILES; i++) {
		size_t same = 0;

		if (!*all[i].path)
			continue;
		while (same < n && !aws_files_same(files[same].path, all[i].path))
			same++;
		if (same == n)
			files[n++] = all[i];
	}
	return n;
}

bool aws_files_config(const char *path)
{
	struct aws_file files[AWS_FILES];
	size_t n = aws_files(files);

	for (size_t i = 0; i < n; i++)
		if (str_eq(files[i].path, path))
			return files[i].kind == INI_CONFIG;
	return false;
}
