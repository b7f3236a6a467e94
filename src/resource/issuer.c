/* issuer.c - see issuer.h. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "resource/issuer.h"

/* Without slashes at its end. */
static size_t issuer_path_len(const char *path)
{
	size_t n = strlen(path);

	while (n && path[n - 1] == '/')
		n--;
	return n;
}

bool issuer_like(const char *a, const char *b)
{
	size_t n = issuer_path_len(a);

	return n == issuer_path_len(b) && !strncasecmp(a, b, n);
}
