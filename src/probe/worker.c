/* worker.c - see worker.h. */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "probe/worker.h"

#define PATIENCE 90
#define SAID_MAX 600		/* bytes kept of what the CLI said */
#define SAID_MIN 160
#define BLOCK_MAX 20000		/* of one block: two fit into the 64 KiB EC2 keeps */
#define LINE_REST 110		/* bytes of a line that are not what was said */
#define CALLS_MAX 36		/* of 17 s each: all time-outs, and still in time */
#define CANARY_CALLS 6

static const char head[] =
	"#!/bin/bash\n"
	"# Written by accredit. This machine tries what its role may do, says so on\n"
	"# its console, and ends itself. There is no secret in here.\n"
	"exec </dev/null 2>&1\n"
	"if ! shutdown -h +15; then (sleep 900; shutdown -h now) & fi\n"
	"tidy() { :; }\n"
	"trap 'tidy; shutdown -h now' EXIT\n"
	"trap 'exit 1' HUP INT TERM\n"
	"PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
	"export PATH LC_ALL=C AWS_PAGER= AWS_MAX_ATTEMPTS=2 AWS_RETRY_MODE=standard\n"
	"export AWS_METADATA_SERVICE_TIMEOUT=2 AWS_METADATA_SERVICE_NUM_ATTEMPTS=2\n"
	"cd \"$(mktemp -d)\" || cd /tmp\n";

static const char functions[] =
	"line() {\n"
	"\tlocal sum\n"
	"\tsum=$(printf %s \"$N $1 $2\" | sha256sum)\n"
	"\tprintf '" WORKER_SAYS " %s %s %s %s\\n' \"$N\" \"$1\" \"${sum:0:8}\" \"$2\"\n"
	"}\n"
	"aws_() {\n"
	"\ttimeout -k 2 15 aws \"$@\" --output json --cli-connect-timeout 5"
	" --cli-read-timeout 10\n"
	"}\n"
	"call() { aws_ \"$@\" 2>&1 >/dev/null; }\n"
	"M=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}\n"
	"M=${M%/}/latest\n"
	"get() { curl -sf --noproxy '*' --connect-timeout 2 -m 5 \"$@\"; }\n"
	"TOKEN=$(get -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 1800'"
	" \"$M/api/token\")\n"
	"meta() { get -H \"X-aws-ec2-metadata-token: $TOKEN\" \"$M/meta-data/$1\"; }\n"
	"word() {\n"
	"\tlocal w\n"
	"\tw=$(meta \"$1\")\n"
	"\t[[ $w =~ ^[A-Za-z0-9._-]+$ ]] && printf %s \"$w\"\n"
	"}\n"
	"IMAGE_ID=$(word ami-id)\n"
	"INSTANCE_ID=$(word instance-id)\n"
	"INSTANCE_TYPE=$(word instance-type)\n"
	"# Why there are no credentials; never the credentials.\n"
	"why() {\n"
	"\tlocal role doc\n"
	"\trole=$(meta iam/security-credentials/) || return\n"
	"\tdoc=$(meta \"iam/security-credentials/${role%%[[:space:]]*}\" | tr -d '\\n')\n"
	"\t[[ $doc == *SecretAccessKey* ]] || printf %s \"$doc\" | sed -n"
	" 's/.*\"Code\" *: *\"\\([^\"]*\\)\".*\"Message\" *: *\"\\([^\"]*\\)\".*/"
	" \\1: \\2/p'\n"
	"}\n"
	"identity() {\n"
	"\tlocal rc\n"
	"\taws_ sts get-caller-identity 2>&1\n"
	"\trc=$?\n"
	"\t[ $rc = 0 ] || why\n"
	"\treturn $rc\n"
	"}\n";

/*
 * Deletes what it put, whatever came between; in a bucket with versions also
 * the version and the mark of its deletion. What may have been put and not
 * deleted stands in left.*, for the trap.
 */
static const char canary[] =
	"canary() {\n"
	"\tlocal at=--bucket=$2 key=--key=accredit-canary-$N v m rc=0\n"
	"\tremove() { aws_ s3api delete-object \"$at\" \"$key\" \"$@\" >said 2>&1; }\n"
	"\tfail() { [ -s bad ] || cat said >bad; rc=1; }\n"
	"\trm -f got bad\n"
	"\tprintf '%s\\n' \"$N\" >put\n"
	"\tprintf %s \"$2\" >\"left.$1\"\n"
	"\taws_ s3api put-object \"$at\" \"$key\" --body put >said 2>&1\n"
	"\trc=$?\n"
	"\tif [ $rc != 0 ]; then\n"
	"\t\t[ $rc -ge 124 ] && [ $rc -le 137 ] || rm -f \"left.$1\"\n"
	"\t\tcat said\n"
	"\t\treturn $rc\n"
	"\tfi\n"
	"\tv=$(version)\n"
	"\taws_ s3api get-object \"$at\" \"$key\" got >said 2>&1 || fail\n"
	"\tif [ $rc = 0 ] && ! cmp -s put got; then\n"
	"\t\techo 'the object that came back is not the one that was put' >said\n"
	"\t\tfail\n"
	"\tfi\n"
	"\tif remove; then m=$(version); rm -f \"left.$1\"; else fail; fi\n"
	"\tif [ -n \"$v\" ] && ! { remove --version-id \"$v\" &&"
	" { [ -z \"$m\" ] || remove --version-id \"$m\"; }; }; then\n"
	"\t\t[ $rc != 0 ] || printf 'a version of the test object stays,"
	" accredit-canary-%s: %s\\n' \"$N\" \"$(cat said)\"\n"
	"\tfi\n"
	"\t[ $rc = 0 ] || cat bad\n"
	"\treturn $rc\n"
	"}\n"
	"version() { sed -n 's/.*\"VersionId\": *\"\\([^\"]*\\)\".*/\\1/p' said; }\n"
	"tidy() {\n"
	"\tlocal f\n"
	"\tfor f in left.*; do\n"
	"\t\t[ -f \"$f\" ] && call s3api delete-object \"--bucket=$(cat \"$f\")\""
	" \"--key=accredit-canary-$N\"\n"
	"\tdone\n"
	"}\n";

static const char body[] =
	"declare -A LINE\n"
	"try() { WHEN=$(date -u +%Y-%m-%dT%H:%M:%SZ); TEXT=$(\"c$1\"); RC=$?; }\n"
	"good() { [ $RC = 0 ] || [[ $TEXT == *'(DryRunOperation)'* ]]; }\n"
	"note() {\n"
	"\tlocal t=${TEXT%%Encoded authorization failure*}\n"
	"\tt=$(printf '%s\\n%s\\n%s' $RC $WHEN \"${t:0:$CAP}\" | base64 -w0)\n"
	"\tLINE[$1]=$(line $1 $t)\n"
	"\techo \"${LINE[$1]}\"\n"
	"}\n"
	"# All of them again and again, until each is good or the patience is over.\n"
	"insist() {\n"
	"\tlocal end=$((SECONDS + PATIENCE)) left=$* again i\n"
	"\twhile [ -n \"$left\" ]; do\n"
	"\t\tagain=\n"
	"\t\tfor i in $left; do\n"
	"\t\t\ttry $i\n"
	"\t\t\tif good || [ $SECONDS -ge $end ] || [ $RC = 127 ] || [ $RC = 252 ]\n"
	"\t\t\tthen note $i; else again=\"$again $i\"; fi\n"
	"\t\tdone\n"
	"\t\tleft=$again\n"
	"\t\t[ -z \"$left\" ] || sleep 3\n"
	"\tdone\n"
	"}\n"
	"block() {\n"
	"\tlocal i\n"
	"\tline begin $COUNT\n"
	"\tfor ((i = 1; i <= COUNT; i++)); do echo \"${LINE[$i]}\"; done\n"
	"\tline end $COUNT\n"
	"}\n"
	"line start $COUNT\n"
	"RC=0\n"
	"insist $FIRST\n"
	"[ $RC = 0 ] || PATIENCE=0\n"
	"insist $ALLOW\n"
	"for i in $DENY; do try $i; note $i; done\n"
	"block\n"
	"sleep 15\n"
	"block\n"
	"sleep 15\n";

struct json *worker_probes(const struct json *wanted)
{
	struct json *out = json_list_new();

	json_each(probe, json_get(wanted, "probes"))
		if (str_eq(json_str(probe, "where"), "worker"))
			json_push(out, json_copy(probe));
	return out;
}

void worker_quote(struct buf *out, const char *s)
{
	buf_char(out, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			buf_str(out, "'\\''");
		else
			buf_char(out, *s);
	}
	buf_char(out, '\'');
}

/* What the worker knows of itself: the only words that are not taken as they are. */
static bool is_own_word(const char *s)
{
	static const char *const words[] = {
		"$IMAGE_ID", "$INSTANCE_TYPE", "$INSTANCE_ID", "$REGION", NULL
	};

	return str_in(s, words);
}

/* Options that would send a signed request elsewhere, or print one. */
static bool is_refused(const char *s)
{
	static const char *const options[] = {
		"--debug", "--end", "--no-v", "--no-si", "--prof", "--ca-b", "--cli-i",
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (str_starts(s, options[i]))
			return true;
	return false;
}

static bool check_word(const char *id, const char *s, struct err *err)
{
	if (!s || is_refused(s))
		return err_set(err, ERR_INPUT, "the check '%s' has '%s' among the words "
			       "of its call, which no check may have", id,
			       s ? s : "something that is no text");
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return err_set(err, ERR_INPUT, "the check '%s' has a control "
				       "character in its call", id);
	return true;
}

static bool add_words(struct buf *out, const struct json *probe, struct err *err)
{
	json_each(word, json_get(probe, "call")) {
		const char *s = json_text(word);

		if (!check_word(json_str(probe, "id"), s, err))
			return false;
		buf_char(out, ' ');
		if (is_own_word(s))
			buf_fmt(out, "\"%s\"", s);
		else
			worker_quote(out, s);
	}
	return true;
}

/* One check is one function of the script: "c3() { call 'ec2' ...; }". */
static bool add_check(struct buf *out, const struct json *probe, size_t number,
		      struct err *err)
{
	const struct json *made = json_get(probe, "call");
	const char *bucket = json_text(json_get(made, "canary"));

	buf_fmt(out, "c%zu() { ", number);
	if (json_count(made) && json_type(made) == JSON_LIST) {
		buf_str(out, "call");
		if (!add_words(out, probe, err))
			return false;
	} else if (bucket && *bucket) {
		if (!check_word(json_str(probe, "id"), bucket, err))
			return false;
		buf_fmt(out, "canary %zu ", number);
		worker_quote(out, bucket);
	} else if (json_text(json_get(made, "identity"))) {
		buf_str(out, "identity");
	} else {
		return err_set(err, ERR_INPUT, "the check '%s' has no call that a worker "
			       "could make", json_str(probe, "id"));
	}
	buf_str(out, "; }\n");
	return true;
}

/* Denies come last: a fresh profile denies everything. */
static const char *turn_of(const struct json *probe)
{
	if (str_eq(json_str(probe, "expected"), "deny"))
		return "DENY";
	return json_get(json_get(probe, "call"), "identity") ? "FIRST" : "ALLOW";
}

static void add_turn(struct buf *out, const struct json *probes, const char *turn)
{
	size_t number = 0;

	buf_fmt(out, "%s='", turn);
	json_each(probe, probes) {
		number++;
		if (str_eq(turn_of(probe), turn))
			buf_fmt(out, " %zu", number);
	}
	buf_str(out, "'\n");
}

static size_t count_calls(const struct json *probes)
{
	size_t n = 0;

	json_each(probe, probes)
		n += json_get(json_get(probe, "call"), "canary") ? CANARY_CALLS : 1;
	return n;
}

static void add_settings(struct buf *out, const struct worker_wish *wish)
{
	size_t count = json_count(wish->probes);
	size_t room = (BLOCK_MAX / count - LINE_REST) * 3 / 4;

	buf_fmt(out, "N=%s COUNT=%zu PATIENCE=%u CAP=%zu\n", wish->nonce, count,
		wish->patience ? wish->patience : PATIENCE,
		room > SAID_MAX ? (size_t)SAID_MAX : room);
	buf_str(out, "REGION=");
	worker_quote(out, wish->region);
	buf_str(out, "\nexport AWS_DEFAULT_REGION=$REGION AWS_REGION=$REGION\n");
	add_turn(out, wish->probes, "FIRST");
	add_turn(out, wish->probes, "ALLOW");
	add_turn(out, wish->probes, "DENY");
}

static bool has_canary(const struct json *probes)
{
	json_each(probe, probes)
		if (json_get(json_get(probe, "call"), "canary"))
			return true;
	return false;
}

static bool check_wish(const struct worker_wish *wish, struct err *err)
{
	size_t calls = count_calls(wish->probes);

	_Static_assert((BLOCK_MAX / CALLS_MAX - LINE_REST) * 3 / 4 >= SAID_MIN,
		       "the answers of all checks fit into the console");
	if (!calls)
		return err_set(err, ERR_INPUT, "there is nothing for a worker to check");
	if (calls > CALLS_MAX) {
		err_set(err, ERR_INPUT, "the template asks a worker for %zu calls, and %d "
			"is the most that it does in time", calls, CALLS_MAX);
		return err_hint(err, "leave some of the template's probes out");
	}
	if (!*wish->nonce || strspn(wish->nonce, "0123456789abcdef") != strlen(wish->nonce))
		return err_set(err, ERR_INPUT, "the worker's nonce is not hexadecimal");
	return true;
}

bool worker_script(struct buf *out, const struct worker_wish *wish, struct err *err)
{
	size_t number = 0;

	if (!check_wish(wish, err))
		return false;
	buf_str(out, head);
	add_settings(out, wish);
	buf_str(out, functions);
	if (has_canary(wish->probes))
		buf_str(out, canary);
	json_each(probe, wish->probes)
		if (!add_check(out, probe, ++number, err))
			return false;
	buf_str(out, body);
	if (out->len <= WORKER_SCRIPT_MAX && !out->cut)
		return true;
	err_set(err, ERR_INPUT, "the worker's script would have %zu bytes, and EC2 takes %d",
		out->len, WORKER_SCRIPT_MAX);
	return err_hint(err, "shorten the template's probes");
}
