/*
 * sign_many.c - signs requests for test_sign_many.py. With the one argument "-"
 * it reads a request as JSON a line and prints its signature a line; without, as
 * "make check" starts it, it has nothing to do.
 *
 * {method, path, query: [[name, value]...], headers: [[name, value]...], body,
 *  key, secret, token, region, service, time, expires} - expires: pre-signed.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/sigv4.h"
#include "base/str.h"
#include "format/json.h"
#include "net/hash.h"

static void pairs(struct sig *s, const struct json *list,
		  void (*add)(struct sig *, const char *, const char *))
{
	json_each(pair, list)
		add(s, json_text(json_first(pair)), json_text(json_next(json_first(pair))));
}

static void sign(const struct json *j)
{
	struct buf out = BUF(1u << 20);
	struct secret secret = { 0 }, token = { 0 };
	char hash[HASH_HEX];
	struct sig s = {
		.method = json_str(j, "method"), .path = json_str(j, "path"),
		.key_id = json_str(j, "key"), .region = json_str(j, "region"),
		.service = json_str(j, "service"), .secret = &secret, .token = &token,
		.when = (time_t)json_number(json_get(j, "time")),
		.path_once = str_eq(json_str(j, "service"), "s3"),
		.normalize = !str_eq(json_str(j, "service"), "s3"), .payload = hash,
	};
	int expires = (int)json_number(json_get(j, "expires"));

	secret_set(&secret, json_str(j, "secret"), strlen(json_str(j, "secret")));
	if (*json_str(j, "token"))
		secret_set(&token, json_str(j, "token"), strlen(json_str(j, "token")));
	hash_sha256_hex(hash, json_str(j, "body"), strlen(json_str(j, "body")));
	pairs(&s, json_get(j, "query"), sig_query);
	pairs(&s, json_get(j, "headers"), sig_field);
	if (s.path_once && expires)
		s.payload = "UNSIGNED-PAYLOAD";
	else if (s.path_once)
		sig_field(&s, "X-Amz-Content-Sha256", hash);
	if (expires)
		sig_presign(&s, expires, &out);
	else
		sig_sign(&s, &out);
	puts(strstr(out.s, "Signature=") + strlen("Signature="));
	secret_close(&secret);
	secret_close(&token);
	buf_free(&out);
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	if (argc != 2 || strcmp(argv[1], "-")) {
		puts("sign_many: driven by test_sign_many.py");
		return 0;
	}
	json_start();
	while ((n = getline(&line, &room, stdin)) > 0) {
		struct json *j = json_parse(line, (size_t)n, "request", &err);

		if (!j) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		sign(j);
		json_free(j);
	}
	free(line);
	return 0;
}
