/* creds.c - see creds.h. */
#include "config.h"

#include "aws/creds.h"

void creds_copy(struct creds *to, const struct creds *from)
{
	struct secret secret = { 0 }, token = { 0 };

	secret_copy(&secret, &from->secret);
	secret_copy(&token, &from->token);
	creds_close(to);
	*to = *from;
	to->secret = secret;
	to->token = token;
}

void creds_close(struct creds *c)
{
	secret_close(&c->secret);
	secret_close(&c->token);
	c->key_id[0] = '\0';
}
