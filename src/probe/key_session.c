/* key_session.c - see key_check.h. */
#include "config.h"

#include <stdio.h>

#include "aws/call.h"
#include "aws/creds.h"
#include "keys/access_key.h"
#include "plan/run.h"
#include "probe/key_check.h"

static key_check_loader *loader;

void key_check_loads(key_check_loader *load)
{
	loader = load;
}

bool key_check_session(struct step_ctx *c, struct aws **as_key, struct err *err)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct creds creds = { .key_id = "" };

	*as_key = NULL;
	if (!loader)
		return err_set(err, ERR_INPUT, "there is no access key to check with");
	if (loader(c, &key, err)) {
		snprintf(creds.key_id, sizeof(creds.key_id), "%s", key.id);
		secret_copy(&creds.secret, &key.secret);
		*as_key = aws_open(&creds, aws_region(c->aws), c->stop, err);
	}
	creds_close(&creds);
	access_key_free(&key);
	return *as_key;
}
