/* kinds_local.c - what is on this computer: locations of access keys, and files. */
#include "config.h"

#include "kinds/kinds_rows.h"

#define PATH_MAX_OF_LINUX 4095

const struct kind kinds_local[] = {
	{
		.name = "credentials-profile",
		.label = "profile",
		.words.object = "profile '{}'",
		.words.create = "write profile '{}'",
		.words.summary = "Credentials file with profile {}",
		.rule.value = VALUE_PROFILE,
		.members = MEMBERS(REQUIRED("key", VALUE_UNKNOWN),
				   REQUIRED("user", VALUE_USER_NAME), OPTIONAL("region"),
				   OPTIONAL("file")),
		.limits = { .name = 128, .named = "profile" },
		.parent = "key",
		.needs = "access-key",
		.key = true,
		.here = true,
		.compares = COMPARES("key_id", "resolves_to", NULL),
	},
	{
		.name = "credentials-csv",
		.label = "key file",
		.words.object = "key file '{}'",
		.words.create = "write key file '{}'",
		.words.remove = "delete key file '{}'",
		.rule.value = VALUE_PATH,
		.members = MEMBERS(REQUIRED("key", VALUE_UNKNOWN),
				   REQUIRED("user", VALUE_USER_NAME)),
		.limits = { .name = PATH_MAX_OF_LINUX, .named = "key file" },
		.parent = "key",
		.needs = "access-key",
		.key = true,
		.here = true,
		.compares = COMPARES("key_id", "resolves_to", NULL),
	},
	{
		.name = "credentials-document",
		.label = "environment file",
		.words.object = "environment file '{}'",
		.words.create = "write environment file '{}'",
		.words.remove = "delete environment file '{}'",
		.words.summary = "Environment file",
		.document = DOCUMENT_KEY,
		.rule.value = VALUE_PATH,
		.members = MEMBERS(REQUIRED("key", VALUE_UNKNOWN),
				   REQUIRED("user", VALUE_USER_NAME), OPTIONAL("secret")),
		.limits = { .name = PATH_MAX_OF_LINUX, .named = "environment file" },
		.parent = "key",
		.needs = "access-key",
		.key = true,
		.here = true,
		.compares = COMPARES("key_id", "resolves_to", NULL),
	},
	{
		.name = "file",
		.label = "file",
		.words.object = "file '{}'",
		.words.create = "write file '{}'",
		.words.remove = "delete file '{}'",
		.document = DOCUMENT_PLAIN,
		.rule.value = VALUE_PATH,
		.limits = { .name = PATH_MAX_OF_LINUX, .named = "file" },
		.here = true,
		.plain = true,
		.compares = COMPARES("document", NULL),
	},
	{ .name = NULL }
};
