/* arn.c - see arn.h. */
#include "config.h"

#include <string.h>

#include "policy/arn.h"

#define ACCOUNT_LEN 12

bool arn_is_account_id(const char *s)
{
	return strlen(s) == ACCOUNT_LEN && strspn(s, "0123456789") == ACCOUNT_LEN;
}

bool arn_split(const char *arn, struct arn *parts)
{
	const struct {
		char *text;
		size_t size;
	} fields[] = {
		{ parts->partition, sizeof(parts->partition) },
		{ parts->service, sizeof(parts->service) },
		{ parts->region, sizeof(parts->region) },
		{ parts->account, sizeof(parts->account) },
	};

	if (strncmp(arn, "arn:", 4))
		return false;
	arn += 4;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		size_t n = strcspn(arn, ":");

		if (!arn[n] || n >= fields[i].size)
			return false;
		memcpy(fields[i].text, arn, n);
		fields[i].text[n] = '\0';
		arn += n + 1;
	}
	parts->resource = arn;
	return *arn;
}

bool arn_account(const char *arn, char account[13])
{
	account[0] = '\0';
	for (int colons = 0; arn && colons < 4; colons++) {
		arn = strchr(arn, ':');
		arn = arn ? arn + 1 : NULL;
	}
	if (!arn || strspn(arn, "0123456789") != ACCOUNT_LEN)
		return false;
	memcpy(account, arn, ACCOUNT_LEN);
	account[ACCOUNT_LEN] = '\0';
	return true;
}

const char *arn_last_part(const char *arn)
{
	const char *slash = strrchr(arn, '/');

	return slash ? slash + 1 : arn;
}
