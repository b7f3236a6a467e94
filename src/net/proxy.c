/* proxy.c - see proxy.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "net/proxy.h"

static const char *proxy_set(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

/* Whether an entry of NO_PROXY is the host or a domain that contains it. */
static bool proxy_spared(const char *host)
{
	const char *at = *proxy_set("no_proxy") ? proxy_set("no_proxy") :
						  proxy_set("NO_PROXY");
	size_t len = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");

	if (str_eq(at, "*"))
		return true;
	for (; *at; at += strspn(at, ", ")) {
		size_t n;

		at += strspn(at, ".");
		n = strcspn(at, ", ");
		if (n && n <= len && !strncasecmp(host + len - n, at, n) &&
		    (n == len || host[len - n - 1] == '.'))
			return true;
		at += n;
	}
	return false;
}

void proxy_find(struct proxy *p, const char *host)
{
	static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy",
					     "ALL_PROXY" };
	struct buf shown = BUF(sizeof(p->shown));
	const char *value, *start, *at;

	*p = (struct proxy){ .name = NULL };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !p->name; i++)
		if (*proxy_set(names[i]))
			p->name = names[i];
	if (!p->name)
		return;
	/* it is shown without the user and the password */
	value = proxy_set(p->name);
	start = strstr(value, "://");
	start = start ? start + 3 : value;
	at = strrchr(start, '@');
	buf_add(&shown, value, (size_t)(start - value));
	buf_str(&shown, at ? at + 1 : start);
	str_clean(p->shown, sizeof(p->shown), shown.len ? shown.s : "");
	buf_free(&shown);
	p->used = !proxy_spared(host);
}
