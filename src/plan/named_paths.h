/* named_paths.h - ARNs with the path that IAM's names do without. */
#ifndef ACCREDIT_NAMED_PATHS_H
#define ACCREDIT_NAMED_PATHS_H

struct json;

/*
 * What is wanted (pack_wanted's tree), with this role, user, policy or instance profile of
 * the account named under its path wherever an ARN names it; yours.
 */
struct json *named_paths_find(const struct json *wanted, const char *kind, const char *name,
			 const char *path);

#endif
