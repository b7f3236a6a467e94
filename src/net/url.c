/* url.c - see url.h. */
#include "config.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "net/url.h"

static const char *const metadata_hosts[] = {
	"169.254.169.254", "[fd00:ec2::254]", "169.254.170.2", "169.254.170.23",
	"[fd00:ec2::23]", NULL
};

static bool url_take(CURLU *h, CURLUPart part, char *out, size_t size)
{
	char *s = NULL;
	bool fits = true;

	*out = '\0';
	if (!curl_url_get(h, part, &s, 0) && s) {
		fits = strlen(s) < size;
		if (fits)
			memcpy(out, s, strlen(s) + 1);
	}
	curl_free(s);
	return fits;
}

static bool url_has(CURLU *h, CURLUPart part)
{
	char *s = NULL;
	bool there = !curl_url_get(h, part, &s, 0) && s;

	curl_free(s);
	return there;
}

/* Parses the URL into u. Returns what is wrong with it, NULL: nothing. */
static const char *url_wrong(CURLU *h, struct url *u, const char *text)
{
	const char *host = strstr(text, "://");

	for (const char *s = text; *s; s++)
		if (*s <= ' ' || *s >= 0x7f || strchr("\\\"<>^`{|}", *s))
			return "it contains a character that is not allowed in a URL";
	if (!host || curl_url_set(h, CURLUPART_URL, text, CURLU_PATH_AS_IS))
		return "it is not a URL such as https://host";
	if (url_has(h, CURLUPART_USER) || url_has(h, CURLUPART_PASSWORD))
		return "it contains a user name or a password";
	if (url_has(h, CURLUPART_QUERY) || url_has(h, CURLUPART_FRAGMENT) ||
	    strpbrk(text, "?#"))
		return "it contains a query or a fragment";
	if (!url_take(h, CURLUPART_SCHEME, u->scheme, sizeof(u->scheme)) ||
	    !url_take(h, CURLUPART_HOST, u->host, sizeof(u->host)) ||
	    !url_take(h, CURLUPART_PORT, u->port, sizeof(u->port)) ||
	    !url_take(h, CURLUPART_PATH, u->path, sizeof(u->path)))
		return "it is too long, or neither https nor http";
	if (!str_eq(u->scheme, "https") && !str_eq(u->scheme, "http"))
		return "it is neither https nor http";
	if (strncasecmp(host + 3, u->host, strlen(u->host)))
		return "its IP address is not in the usual form";
	if (str_eq(u->path, "/"))
		u->path[0] = '\0';
	if (str_eq(u->port, str_eq(u->scheme, "https") ? "443" : "80"))
		u->port[0] = '\0';
	for (char *s = u->host; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
	return NULL;
}

static bool url_is_loopback_host(const char *host)
{
	return str_eq(host, "localhost") || str_eq(host, "[::1]") ||
	       (str_starts(host, "127.") &&
		strspn(host, "0123456789.") == strlen(host));
}

static bool url_split(struct url *u, const char *text, const char *name, struct err *err)
{
	CURLU *h = curl_url();
	const char *why;

	*u = (struct url){ 0 };
	why = url_wrong(h, u, text);
	curl_url_cleanup(h);
	if (!why)
		return true;
	/* The URL is not shown: it may contain a password. */
	err_set(err, ERR_INPUT, "%s is refused: %s", name, why);
	return err_hint(err, "set %s to a URL such as https://host", name);
}

bool url_endpoint(struct url *u, const char *text, const char *name, struct err *err)
{
	if (!url_split(u, text, name, err))
		return false;
	if (str_in(u->host, metadata_hosts))
		err_set(err, ERR_INPUT, "%s is refused: '%s' is the metadata address "
			"of an instance, not AWS", name, u->host);
	else if (str_eq(u->scheme, "http") && !url_is_loopback_host(u->host))
		err_set(err, ERR_INPUT, "%s is refused: plain http to '%s'", name,
			u->host);
	else
		return true;
	return err_hint(
		err, "use https, or an address of this computer (http://127.0.0.1:PORT)");
}

bool url_metadata(struct url *u, const char *text, const char *name, struct err *err)
{
	if (!url_split(u, text, name, err))
		return false;
	if (str_eq(u->scheme, "https") || url_is_loopback_host(u->host) ||
	    str_in(u->host, metadata_hosts))
		return true;
	err_set(err, ERR_INPUT, "%s is refused: plain http to '%s'", name, u->host);
	return err_hint(err, "use https, or one of the documented link-local addresses");
}

bool url_is_loopback(const char *text)
{
	const char *host = strstr(text, "://");
	char start[300];
	struct err err;
	struct url u;
	size_t n;

	if (!host)
		return false;
	n = (size_t)(host - text) + 3 + strcspn(host + 3, "/?#");
	if (n >= sizeof(start))
		return false;
	memcpy(start, text, n);
	start[n] = '\0';
	return url_split(&u, start, "", &err) && url_is_loopback_host(u.host);
}
