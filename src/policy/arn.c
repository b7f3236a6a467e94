/* arn.c - see arn.h. */
#include "config.h"

#include <string.h>

#include "policy/arn.h"

#define ACCOUNT_LEN 12

bool arn_is_account_id(const char *s)
{
	return strlen(s) == ACCOUNT_LEN && strspn(s, "0123456789") == ACCOUNT_LEN;
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
