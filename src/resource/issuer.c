/* issuer.c - see issuer.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/call.h"
#include "base/str.h"
#include "net/certificate.h"
#include "resource/issuer.h"

/* Who signs the certificates of AWS's own hosts. */
static const char *const authorities[] = { "Amazon", "Starfield" };

static size_t host_len(const char *issuer)
{
	return strcspn(issuer, "/");
}

/* Without slashes at its end. */
static size_t path_len(const char *path)
{
	size_t n = strlen(path);

	while (n && path[n - 1] == '/')
		n--;
	return n;
}

bool issuer_like(const char *a, const char *b)
{
	size_t n = path_len(a);

	return n == path_len(b) && !strncasecmp(a, b, n);
}

static bool is_under(const char *host, const char *const *domains)
{
	char bare[256];

	snprintf(bare, sizeof(bare), "%s", host);
	bare[strcspn(bare, ":")] = '\0';
	for (; *domains; domains++)
		if (str_ends(bare, *domains))
			return true;
	return false;
}

static bool is_aws_host(const char *host)
{
	static const char *const domains[] = { ".amazonaws.com", ".amazonaws.com.cn",
					       ".amazonaws.eu", ".api.aws", NULL };

	return is_under(host, domains);
}

/* Elsewhere, as in China, others sign for AWS's hosts too. */
static bool is_signed_by_amazon(const char *host)
{
	static const char *const domains[] = { ".amazonaws.com", ".api.aws", NULL };

	return is_under(host, domains);
}

static bool is_authority(const char *root)
{
	for (size_t i = 0; i < sizeof(authorities) / sizeof(*authorities); i++)
		if (str_starts(root, authorities[i]))
			return true;
	return false;
}

/* HOST:PORT that stands in for the issuer; only where a cloud of one's own does too. */
static const char *stand_in(struct aws *a, bool *custom)
{
	const char *connect = getenv("ACCREDIT_ISSUER_CONNECT"), *url;

	*custom = aws_custom_endpoint(a, &url);
	return *custom && connect && *connect ? connect : NULL;
}

bool issuer_thumbprint(struct aws *a, const char *issuer, char out[HASH_SHA1_HEX],
		       struct err *err)
{
	struct certificate c;
	char host[256];
	bool custom;
	const char *connect = stand_in(a, &custom);

	out[0] = '\0';
	snprintf(host, sizeof(host), "%.*s", (int)host_len(issuer), issuer);
	/* a cloud of one's own never has the real one's hosts */
	if (custom && !connect && is_aws_host(host))
		return true;
	if (!certificate_look(&c, host, connect, aws_ca_bundle(a), err))
		return false;
	if (c.reached && is_signed_by_amazon(host) && !is_authority(c.root)) {
		err_set(err, ERR_NET, "the certificate of %s goes back to '%s', not to "
			"Amazon: something between here and AWS looks into TLS, and its "
			"thumbprint must not get into IAM", host, c.root);
		return err_hint(err, "run this from a network without such a proxy, or leave "
				"the host out of what it opens");
	}
	snprintf(out, HASH_SHA1_HEX, "%s", c.thumbprint);
	return true;
}
