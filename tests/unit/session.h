/* session.h - an AWS session against a server of server.h, in a clean environment. */
#ifndef ACCREDIT_TEST_SESSION_H
#define ACCREDIT_TEST_SESSION_H

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/creds.h"
#include "server.h"

static inline void clean_environment(void)
{
	static const char *const names[] = {
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
		"AWS_SECURITY_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION",
		"AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE",
		"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
		"AWS_ENDPOINT_URL_IAM", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
		"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CREDENTIAL_EXPIRATION",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
		"AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_CREDENTIAL_FILE", "BOTO_CONFIG", "AWS_ENDPOINT_URL_STS",
		"AWS_ENDPOINT_URL_SSO", "AWS_EC2_METADATA_SERVICE_ENDPOINT",
		"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "AWS_EC2_METADATA_V1_DISABLED",
		"AWS_METADATA_SERVICE_TIMEOUT", "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
		"http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy",
		"NO_PROXY", "no_proxy",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unsetenv(names[i]);
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);	/* no call leaves this machine */
	setenv("AWS_CONFIG_FILE", "/dev/null/config", 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null/credentials", 1);
}

static inline struct aws *session(const struct server *s, struct stop *stop,
				  const char *token, struct err *err)
{
	struct creds c = { .key_id = "AKIAIOSFODNN7EXAMPLE" };
	char url[64];
	struct aws *a;

	snprintf(url, sizeof(url), "http://127.0.0.1:%d", s->port);
	setenv("AWS_ENDPOINT_URL", url, 1);
	secret_set(&c.secret, "canary/secret", 13);
	if (*token)
		secret_set(&c.token, token, strlen(token));
	a = aws_open(&c, "us-east-1", stop, err);
	creds_close(&c);
	unsetenv("AWS_ENDPOINT_URL");
	return a;
}

/* A thread that requests a stop soon after the first request has arrived. */
struct stopper {
	struct server *server;
	struct stop stop;
	int64_t asked;		/* when */
	pthread_t thread;
};

static inline void *stopper_run(void *with)
{
	struct stopper *me = with;

	for (int i = 0; i < 3000 && !atomic_load(&me->server->requests); i++)
		clock_sleep(10, NULL);
	clock_sleep(150, NULL);
	me->asked = clock_ms();
	atomic_store(&me->stop.asked, true);
	return NULL;
}

static inline void stopper_start(struct stopper *me, struct server *server)
{
	*me = (struct stopper){ .server = server };
	pthread_create(&me->thread, NULL, stopper_run, me);
}

/* How long what was to stop has gone on. */
static inline int64_t stopper_end(struct stopper *me)
{
	int64_t now = clock_ms();

	pthread_join(me->thread, NULL);
	return now - me->asked;
}

#endif
