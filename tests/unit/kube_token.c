/*
 * kube_token.c - prints tokens for test_kube_token.py. With the one argument "-"
 * it reads {key, secret, session, region, cluster, endpoint} a line and prints a
 * token a line; without, as "make check" starts it, it has nothing to do.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/call.h"
#include "aws/creds.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/kube.h"

static void set(struct secret *x, const char *s)
{
	if (*s)
		secret_set(x, s, strlen(s));
}

static struct json *described(const char *cluster)
{
	struct json *d = json_object_new();

	json_put_str(json_put(d, "cluster", json_object_new()), "name", cluster);
	return d;
}

static void print_token(const struct json *j)
{
	struct json *d = described(json_str(j, "cluster"));
	struct buf out = BUF(65536);
	struct err err = ERR_INIT;
	struct creds c = { 0 };
	struct kube *k = NULL;
	struct aws *a;

	snprintf(c.key_id, sizeof(c.key_id), "%s", json_str(j, "key"));
	set(&c.secret, json_str(j, "secret"));
	set(&c.token, json_str(j, "session"));
	if (*json_str(j, "endpoint"))
		setenv("AWS_ENDPOINT_URL_STS", json_str(j, "endpoint"), 1);
	else
		unsetenv("AWS_ENDPOINT_URL_STS");
	a = aws_open(&c, json_str(j, "region"), NULL, &err);
	if (a)
		k = kube_new(a, d, &err);
	if (k && kube_token(k, &out, &err))
		puts(out.s);
	else
		printf("failed: %s\n", err.text);
	fflush(stdout);
	kube_free(k);
	aws_close(a);
	creds_close(&c);
	buf_free(&out);
	json_free(d);
}

int main(int argc, char **argv)
{
	static char line[1u << 16];
	struct err err = ERR_INIT;

	json_start();
	while (argc > 1 && str_eq(argv[1], "-") && fgets(line, sizeof(line), stdin)) {
		struct json *j = json_parse(line, strlen(line), "line", &err);

		if (!j)
			return 1;
		print_token(j);
		json_free(j);
	}
	return 0;
}
