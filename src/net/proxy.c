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

static void proxy_show(struct proxy *p, const char *value)
{
	const char *host = strstr(value, "://"), *at;
	struct buf shown = BUF(sizeof(p->shown));

	host = host ? host + 3 : value;
	at = strrchr(host, '@');
	buf_add(&shown, value, (size_t)(host - value));
	buf_str(&shown, at ? at + 1 : host);
	str_clean(p->shown, sizeof(p->shown), shown.len ? shown.s : "");
	buf_free(&shown);
}

/* Whether the entry of NO_PROXY is the host or a domain that contains it. */
static bool proxy_covers(const char *word, size_t n, const char *host, size_t len)
{
	while (n && *word == '.') {
		word++;
		n--;
	}
	if (!n || n > len || strncasecmp(host + len - n, word, n))
		return false;
	return n == len || host[len - n - 1] == '.';
}

static bool proxy_spared(const char *host)
{
	const char *at = *proxy_set("no_proxy") ? proxy_set("no_proxy") :
						  proxy_set("NO_PROXY");
	size_t len = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");

	if (str_eq(at, "*"))
		return true;
	while (*at) {
		size_t n = strcspn(at, ", ");

		if (proxy_covers(at, n, host, len))
			return true;
		at += n;
		at += strspn(at, ", ");
	}
	return false;
}

void proxy_find(struct proxy *p, const char *host)
{
	static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy",
					     "ALL_PROXY" };

	*p = (struct proxy){ .name = NULL };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !p->name; i++)
		if (*proxy_set(names[i]))
			p->name = names[i];
	if (!p->name)
		return;
	proxy_show(p, proxy_set(p->name));
	p->used = !proxy_spared(host);
}
