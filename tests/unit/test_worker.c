/* The worker's script: what it is made of, and what it does among fake tools. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/probe_check.h"
#include "probe/console.h"
#include "probe/worker.h"

#include "vectors.h"

#include "folder.h"

#define NONCE "0123456789abcdef"

static struct json *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "test", &err);

	if (!j)
		fail_msg("%s", err.text);
	return j;
}

/* Seconds that an expected allow is tried: long where a later try must be made
 * however slow the machine is, short where all of them must be over. */
static unsigned patience = 1;

static bool make_script(struct buf *out, const struct json *probes, struct err *err)
{
	struct checks checks = checks_read_rows(probes, CHECK_BY_ANY);
	struct worker_request request = { .nonce = NONCE, .region = "eu-west-1",
					  .checks = &checks, .patience = patience };
	bool ok = worker_script(out, &request, err);

	checks_free(&checks);
	return ok;
}

/* --- fake tools ------------------------------------------------------------------ */

static char *in_folder(const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

static void put_file(const char *name, const char *text, mode_t mode)
{
	struct err err = ERR_INIT;
	char *path = in_folder(name);

	assert_true(file_replace(path, text, strlen(text), &err));
	assert_int_equal(chmod(path, mode), 0);
	free(path);
}

static void remove_file(const char *name)
{
	char *path = in_folder(name);

	unlink(path);
	free(path);
}

static void put_tool(const char *name, const char *text)
{
	char *path = xasprintf("bin/%s", name), *all = xasprintf("#!/bin/bash\n%s", text);

	put_file(path, all, 0700);
	free(path);
	free(all);
}

/* Appends its words to $FAKE/log, then does what $FAKE/say.SERVICE.OPERATION does. */
static const char fake_aws[] =
	"{ printf '<%s>' \"$@\"; echo; } >>\"$FAKE/log\"\n"
	"one=$1.$2\n"
	"n=$(cat \"$FAKE/n.$one\" 2>/dev/null || echo 0)\n"
	"echo $((n + 1)) >\"$FAKE/n.$one\"\n"
	"if [ -f \"$FAKE/say.$one\" ]; then . \"$FAKE/say.$one\"; fi\n"
	"echo '{}'\n";

static const char fake_curl[] =
	"for last; do :; done\n"
	"case \"$*\" in *'-X PUT'*) [[ $* == *ttl-seconds:* ]] && echo TOKEN; exit ;; esac\n"
	"[[ $* == *'X-aws-ec2-metadata-token: TOKEN'* ]] || exit 22\n"
	"case $last in\n"
	"*/latest/meta-data/ami-id) echo ami-1 ;;\n"
	"*/latest/meta-data/instance-id) echo 'i-1; touch /tmp/never' ;;\n"
	"*/latest/meta-data/instance-type) echo t3.micro ;;\n"
	"*/security-credentials/) echo R ;;\n"
	"*/security-credentials/R) cat \"$FAKE/credentials\" ;;\n"
	"*) exit 22 ;;\n"
	"esac\n";

static int make_tools(void **state)
{
	char *bin, *home;

	if (folder_make(state))
		return -1;
	bin = in_folder("bin");
	home = in_folder("tmp");
	mkdir(bin, 0700);
	mkdir(home, 0700);
	free(bin);
	free(home);
	put_tool("aws", fake_aws);
	put_tool("curl", fake_curl);
	put_tool("shutdown", "echo \"shutdown $*\" >>\"$FAKE/log\"\n");
	put_tool("sleep", "echo \"sleep $*\" >>\"$FAKE/log\"\n");
	/* timeout -k 2 15 aws SERVICE OPERATION */
	put_tool("timeout", "shift 3; [ -e \"$FAKE/hang.$2.$3\" ] && exit 124; exec \"$@\"\n");
	put_file("say.sts.get-caller-identity",
		 "echo '{\"Arn\": \"arn:aws:sts::1:assumed-role/R/i-1\"}'; exit\n", 0600);
	return 0;
}

static void read_output(struct buf *out, const char *command)
{
	FILE *f = popen(command, "r");
	char part[4096];

	assert_non_null(f);
	for (size_t n; (n = fread(part, 1, sizeof(part), f)) > 0; )
		buf_add(out, part, n);
	assert_int_equal(pclose(f), 0);
}

/* Runs the script of these probes; what it printed, and what it answered. */
static struct json *run_worker(const char *probes, struct buf *console)
{
	struct json *list = parse(probes), *answers = json_object_new();
	struct err err = ERR_INIT;
	struct buf script = BUF(BUF_TEXT);
	char *command;
	bool started = false;

	if (!make_script(&script, list, &err))
		fail_msg("%s", err.text);
	put_file("script", script.s, 0600);
	command = xasprintf("cd '%s' && FAKE='%s' TMPDIR='%s/tmp' PATH='%s/bin':\"$PATH\" "
			    "bash script 2>&1", folder, folder, folder, folder);
	read_output(console, command);
	console_read(answers, console->s, console->len, NONCE, json_count(list), &started);
	assert_true(started);
	free(command);
	buf_free(&script);
	json_free(list);
	return answers;
}

static void read_log(struct buf *log)
{
	struct err err = ERR_INIT;
	char *path = in_folder("log");

	assert_true(file_read(path, log, NULL, &err));
	free(path);
}

static const char *rc_of(const struct json *answers, const char *number)
{
	return json_str(json_get(answers, number), "rc");
}

static const char *text_of(const struct json *answers, const char *number)
{
	return json_str(json_get(answers, number), "text");
}

#define ALLOW(call) "{\"id\":\"a\",\"expected\":\"allow\",\"call\":" call "}"
#define DENY(call) "{\"id\":\"d\",\"expected\":\"deny\",\"call\":" call "}"

/* --- what it is made of ------------------------------------------------------------ */

static void is_plain_bash(void **state)
{
	struct json *probes = parse("[" ALLOW("{\"identity\":\"R\"}") ","
				    ALLOW("{\"canary\":\"b\"}") ","
				    ALLOW("{\"spare-ip\":\"eni-1\"}") ","
				    DENY("[\"ec2\",\"x\",\"$IMAGE_ID\",\"$HOME\"]") "]");
	struct buf script = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	const char *timer, *first_call;
	char *command;

	(void)state;
	assert_true(make_script(&script, probes, &err));
	assert_true(str_starts(script.s, "#!/bin/bash\n"));
	assert_true(script.len < 8192);
	timer = strstr(script.s, "shutdown -h +15");
	first_call = strstr(script.s, "mktemp");
	assert_true(timer && timer < first_call);
	assert_non_null(strstr(script.s, "trap 'tidy; untie; shutdown -h now' EXIT"));
	assert_non_null(strstr(script.s, "REGION='eu-west-1'"));
	assert_non_null(strstr(script.s, "call 'ec2' 'x' \"$IMAGE_ID\" '$HOME'"));
	assert_null(strstr(script.s, "--debug"));
	put_file("script", script.s, 0600);
	command = xasprintf("bash -n '%s/script'", folder);
	assert_int_equal(system(command), 0);
	free(command);
	buf_free(&script);
	json_free(probes);
}

static void refuse(const char *probes, const char *why)
{
	struct json *list = parse(probes);
	struct buf script = BUF(BUF_TEXT);
	struct err err = ERR_INIT;

	assert_false(make_script(&script, list, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	if (!strstr(err.text, why))
		fail_msg("%s", err.text);
	buf_free(&script);
	json_free(list);
}

static void refuses_what_cannot_be(void **state)
{
	struct buf many = BUF(BUF_TEXT);

	(void)state;
	refuse("[]", "nothing");
	refuse("[" ALLOW("[]") "]", "no call");
	refuse("[" ALLOW("\"ls\"") "]", "no call");
	refuse("[" ALLOW("{\"canary\":\"\"}") "]", "no call");
	refuse("[" ALLOW("[\"ec2\",1]") "]", "no text");
	refuse("[" ALLOW("[\"ec2\",\"a\\nb\"]") "]", "control");
	refuse("[" ALLOW("{\"canary\":\"a\\u0007\"}") "]", "control");
	refuse("[" ALLOW("[\"ec2\",\"--debug\"]") "]", "--debug");
	refuse("[" ALLOW("[\"ec2\",\"--endpoint-url=http://x\"]") "]", "--endpoint");
	refuse("[" ALLOW("{\"canary\":\"--endpoint-url=http://x\"}") "]", "--endpoint");
	buf_str(&many, "[" ALLOW("[\"a\",\"b\"]"));
	for (int i = 0; i < 36; i++)
		buf_str(&many, "," ALLOW("[\"a\",\"b\"]"));
	buf_str(&many, "]");
	refuse(many.s, "37 calls");
	buf_free(&many);
}

static void refuses_what_is_too_long(void **state)
{
	struct buf text = BUF(BUF_TEXT);

	(void)state;
	buf_str(&text, "[{\"id\":\"a\",\"call\":[\"ec2\",\"");
	for (int i = 0; i < WORKER_SCRIPT_MAX; i++)
		buf_char(&text, 'x');
	buf_str(&text, "\"]}]");
	refuse(text.s, "EC2 allows 16384");
	buf_free(&text);
}

/* Whatever the words, the shell hands them on as they are. */
static void words_stay_words(void **state)
{
	char *suite = vectors_folder("naughty-strings"), *command;
	struct json *words = suite ? vectors_json(suite, "blns.json") :
		parse("[\"'; touch x; '\",\"$(id)\",\"`id`\",\"\\\\\",\"!!\",\"*\"]");
	struct buf script = BUF(BUF_TEXT), wanted = BUF(BUF_TEXT), out = BUF(BUF_TEXT);

	(void)state;
	buf_str(&script, "printf '<%s>\\n'");
	json_each(word, words) {
		if (!json_text(word))
			continue;
		buf_char(&script, ' ');
		worker_quote(&script, json_text(word));
		buf_fmt(&wanted, "<%s>\n", json_text(word));
	}
	put_file("words", script.s, 0600);
	command = xasprintf("bash '%s/words'", folder);
	read_output(&out, command);
	assert_string_equal(out.s, wanted.s);
	free(command);
	buf_free(&script);
	buf_free(&wanted);
	buf_free(&out);
	json_free(words);
	free(suite);
}

/* --- what it does --------------------------------------------------------------------- */

static void makes_the_checks(void **state)
{
	struct buf console = BUF(BUF_TEXT), log = BUF(BUF_TEXT);
	struct json *answers;

	(void)state;
	put_file("say.ec2.run-instances", "echo 'An error occurred (DryRunOperation) when' >&2; "
		 "exit 254\n", 0600);
	put_file("say.redshift.describe-clusters",
		 "echo 'An error occurred (AccessDenied) when Encoded authorization failure "
		 "message: zzzz' >&2; exit 254\n", 0600);
	answers = run_worker("["
		DENY("[\"redshift\",\"describe-clusters\"]") ","
		ALLOW("[\"ec2\",\"run-instances\",\"$IMAGE_ID\",\"$INSTANCE_ID\",\"$REGION\","
		      "\"{\\\"a\\\":\\\"$IMAGE_ID\\\",\\\"b\\\":\\\"it's $(id) $REGION\\\"}\"]") ","
		ALLOW("{\"identity\":\"R\"}") "]", &console);
	assert_int_equal(json_count(answers), 3);
	assert_string_equal(rc_of(answers, "1"), "254");
	assert_string_equal(text_of(answers, "1"), "An error occurred (AccessDenied) when");
	assert_string_equal(rc_of(answers, "2"), "254");
	assert_string_equal(rc_of(answers, "3"), "0");
	assert_non_null(strstr(text_of(answers, "3"), "assumed-role/R/i-1"));
	read_log(&log);
	/* the timer first, identity, allows, denies, and the end after half a minute */
	assert_true(str_starts(log.s, "shutdown -h +15\n<sts><get-caller-identity>"));
	assert_non_null(strstr(log.s, "<ec2><run-instances><ami-1><><eu-west-1>"
			       "<{\"a\":\"ami-1\",\"b\":\"it's $(id) eu-west-1\"}><--output>"));
	assert_true(strstr(log.s, "<ec2>") < strstr(log.s, "<redshift>"));
	assert_true(str_ends(log.s, "sleep 15\nsleep 15\nshutdown -h now\n"));
	assert_null(strstr(console.s, "TOKEN"));
	buf_free(&console);
	buf_free(&log);
	json_free(answers);
}

/* What EC2 encoded into a refusal goes along, where the words tell nothing; twice at most. */
static void hands_on_what_is_hidden(void **state)
{
	struct buf console = BUF(BUF_TEXT);
	struct json *answers;

	(void)state;
	put_file("say.ec2.run-instances", "echo 'An error occurred (UnauthorizedOperation) when "
		 "Encoded authorization failure message: aB-_9' >&2; exit 254\n", 0600);
	put_file("say.ec2.create-tags", "echo 'not authorized to perform: ec2:CreateTags. "
		 "Encoded authorization failure message: zz' >&2; exit 254\n", 0600);
	answers = run_worker("[" DENY("[\"ec2\",\"run-instances\",\"x\"]") ","
			     ALLOW("[\"ec2\",\"run-instances\",\"a\"]") ","
			     ALLOW("[\"ec2\",\"create-tags\",\"b\"]") ","
			     ALLOW("[\"ec2\",\"run-instances\",\"c\"]") ","
			     ALLOW("[\"ec2\",\"run-instances\",\"d\"]") "]", &console);
	assert_null(json_get(answers, "m1"));	/* it was to be refused */
	assert_null(json_get(answers, "m3"));	/* the words tell it */
	assert_int_equal(json_count(answers), 5 + 2);
	json_each(answer, answers)
		if (*json_key(answer) == 'm')
			assert_string_equal(json_text(answer), "aB-_9");
	assert_string_equal(text_of(answers, "2"), "An error occurred (UnauthorizedOperation) when");
	assert_null(strstr(console.s, "aB-_9"));
	buf_free(&console);
	json_free(answers);
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

static void says_all_twice_at_the_end(void **state)
{
	struct buf console = BUF(BUF_TEXT);
	const char *begin;

	(void)state;
	json_free(run_worker("[" ALLOW("[\"ec2\",\"a\"]") "," ALLOW("[\"ec2\",\"b\"]") "]",
			     &console));
	begin = strstr(console.s, " begin ");
	assert_non_null(begin);
	assert_int_equal(count(begin, WORKER_SAYS " " NONCE " 1 "), 2);
	assert_int_equal(count(begin, WORKER_SAYS " " NONCE " 2 "), 2);
	assert_int_equal(count(begin, WORKER_SAYS " " NONCE " end "), 2);
	buf_free(&console);
}

/* A fresh profile has no credentials, and denies at first. */
static void waits_for_a_fresh_profile(void **state)
{
	struct buf console = BUF(BUF_TEXT), log = BUF(BUF_TEXT);
	struct json *answers;

	(void)state;
	patience = 60;
	put_file("say.sts.get-caller-identity", "[ $n -ge 2 ] || { echo 'Unable to locate "
		 "credentials' >&2; exit 253; }\necho '{\"Arn\":\"me\"}'; exit\n", 0600);
	put_file("say.ec2.describe-x", "[ $n -ge 2 ] || { echo '(UnauthorizedOperation)' >&2; "
		 "exit 254; }\n", 0600);
	answers = run_worker("[" ALLOW("{\"identity\":\"R\"}") ","
			     ALLOW("[\"ec2\",\"describe-x\"]") "]", &console);
	patience = 1;
	assert_string_equal(rc_of(answers, "1"), "0");
	assert_string_equal(rc_of(answers, "2"), "0");
	read_log(&log);
	assert_int_equal(count(log.s, "<get-caller-identity>"), 3);
	assert_int_equal(count(log.s, "<describe-x>"), 3);
	buf_free(&console);
	buf_free(&log);
	json_free(answers);
}

#define MAY_COME(call) "{\"id\":\"l\",\"expected\":\"allow\",\"call\":" call \
	",\"may_come\":true}"

/* What is not there is asked for once; only what this run made may still come. */
static void what_is_missing_is_final(void **state)
{
	struct buf console = BUF(BUF_TEXT), log = BUF(BUF_TEXT);
	struct json *answers;

	(void)state;
	patience = 60;
	put_file("say.s3api.head-x", "echo 'An error occurred (NoSuchBucket) when calling' >&2; "
		 "exit 254\n", 0600);
	put_file("say.iam.get-x", "echo 'An error occurred (NoSuchEntity) when calling' >&2; "
		 "exit 254\n", 0600);
	put_file("say.s3api.put-x", "echo 'An error occurred (NoSuchBucket) when calling' >&2; "
		 "exit 254\n", 0600);
	put_file("say.s3api.get-x", "[ $n -ge 2 ] || { echo '(NoSuchBucket)' >&2; exit 254; }\n",
		 0600);
	answers = run_worker("[" ALLOW("[\"s3api\",\"head-x\"]") ","
			     ALLOW("[\"iam\",\"get-x\"]") ","
			     DENY("[\"s3api\",\"put-x\"]") ","
			     MAY_COME("[\"s3api\",\"get-x\"]") "]", &console);
	patience = 1;
	assert_string_equal(rc_of(answers, "1"), "254");
	assert_string_equal(rc_of(answers, "4"), "0");
	read_log(&log);
	assert_int_equal(count(log.s, "<head-x>"), 1);
	assert_int_equal(count(log.s, "<iam><get-x>"), 1);
	assert_int_equal(count(log.s, "<put-x>"), 1);
	assert_int_equal(count(log.s, "<s3api><get-x>"), 3);
	buf_free(&console);
	buf_free(&log);
	json_free(answers);
}

static void says_why_there_are_no_credentials(void **state)
{
	struct buf console = BUF(BUF_TEXT);
	struct json *answers;

	(void)state;
	put_file("say.sts.get-caller-identity", "echo 'Unable to locate credentials' >&2; "
		 "exit 253\n", 0600);
	put_file("credentials", "{\n \"Code\" : \"AssumeRoleUnauthorizedAccess\",\n \"Message\""
		 " : \"EC2 cannot assume the role R.\"\n}\n", 0600);
	answers = run_worker("[" ALLOW("{\"identity\":\"R\"}") "]", &console);
	assert_string_equal(rc_of(answers, "1"), "253");
	assert_string_equal(text_of(answers, "1"), "Unable to locate credentials  "
			    "AssumeRoleUnauthorizedAccess: EC2 cannot assume the role R.");
	json_free(answers);
	buf_reset(&console);
	put_file("credentials", "{\"Code\":\"Success\",\"Message\":\"m\",\"SecretAccessKey\":"
		 "\"hush\"}\n", 0600);
	answers = run_worker("[" ALLOW("{\"identity\":\"R\"}") "]", &console);
	assert_string_equal(text_of(answers, "1"), "Unable to locate credentials");
	assert_null(strstr(console.s, "hush"));
	json_free(answers);
	buf_free(&console);
}

/* Without a way to AWS the worker says so first; where only the checks hang it does not. */
static void says_that_aws_is_out_of_reach(void **state)
{
	static const struct { const char *hangs; bool cut_off; } rows[] = {
		{ "hang.sts.get-caller-identity", true }, { "hang.ec2.a", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf console = BUF(BUF_TEXT);
		struct json *answers;

		remove_file("hang.sts.get-caller-identity");
		put_file(rows[i].hangs, "", 0600);
		answers = run_worker("[" ALLOW("{\"identity\":\"R\"}") ","
				     ALLOW("[\"ec2\",\"a\"]") "]", &console);
		assert_int_equal(json_get(answers, WORKER_NO_NETWORK) != NULL, rows[i].cut_off);
		if (rows[i].cut_off)
			assert_string_equal(rc_of(answers, WORKER_NO_NETWORK), "124");
		assert_string_equal(rc_of(answers, "1"), rows[i].cut_off ? "124" : "0");
		json_free(answers);
		buf_free(&console);
	}
}

static void ends_what_hangs(void **state)
{
	struct buf console = BUF(BUF_TEXT);
	struct json *answers;

	(void)state;
	put_file("hang.ec2.a", "", 0600);
	put_file("hang.ec2.b", "", 0600);
	answers = run_worker("[" ALLOW("[\"ec2\",\"a\"]") "," DENY("[\"ec2\",\"b\"]") "]",
			     &console);
	assert_string_equal(rc_of(answers, "1"), "124");
	assert_string_equal(rc_of(answers, "2"), "124");
	json_free(answers);
	buf_free(&console);
}

/* A throttled call says nothing about who may make it. */
static void asks_again_after_a_throttle(void **state)
{
	struct buf console = BUF(BUF_TEXT), log = BUF(BUF_TEXT);
	struct json *answers;

	(void)state;
	patience = 60;
	put_file("say.ec2.a", "[ $n -ge 1 ] && echo '(AccessDenied)' >&2 || echo "
		 "'(Throttling)' >&2; exit 254\n", 0600);
	answers = run_worker("[" DENY("[\"ec2\",\"a\"]") "]", &console);
	patience = 1;
	assert_string_equal(text_of(answers, "1"), "(AccessDenied)");
	read_log(&log);
	assert_int_equal(count(log.s, "<ec2><a>"), 2);
	json_free(answers);
	buf_free(&console);
	buf_free(&log);
}

/* put and get like a bucket with versions. */
#define BUCKET_SAYS \
	"cp put \"$FAKE/object\"; echo '{\"ETag\": \"e\", \"VersionId\": \"v1\"}'; exit\n"

static void cleans_up_the_canary(void **state)
{
	static const char name[] = "o'; touch broken; echo 'x$(touch broken)";
	struct buf console = BUF(BUF_TEXT), log = BUF(BUF_TEXT), probe = BUF(BUF_TEXT);
	struct json *answers;
	char *path = in_folder("broken");

	(void)state;
	put_file("say.s3api.put-object", BUCKET_SAYS, 0600);
	put_file("say.s3api.get-object", "cp \"$FAKE/object\" \"$5\"; exit\n", 0600);
	put_file("say.s3api.delete-object", "echo '{\"VersionId\": \"m1\"}'; exit\n", 0600);
	buf_str(&probe, "[{\"id\":\"c\",\"expected\":\"allow\",\"call\":{\"canary\":");
	json_quote(&probe, name);
	buf_str(&probe, "}}]");
	answers = run_worker(probe.s, &console);
	assert_string_equal(text_of(answers, "1"), "");
	assert_string_equal(rc_of(answers, "1"), "0");
	assert_int_equal(access(path, F_OK), -1);
	read_log(&log);
	buf_reset(&probe);
	buf_fmt(&probe, "<s3api><put-object><--bucket=%s><--key=accredit-canary-" NONCE ">",
		name);
	assert_non_null(strstr(log.s, probe.s));
	assert_int_equal(count(log.s, "<delete-object>"), 3);
	assert_non_null(strstr(log.s, "<--version-id><v1>"));
	assert_non_null(strstr(log.s, "<--version-id><m1>"));
	buf_free(&console);
	buf_free(&log);
	buf_free(&probe);
	json_free(answers);
	free(path);
}

static void cleans_up_after_a_failure(void **state)
{
	struct buf console = BUF(BUF_TEXT), log = BUF(BUF_TEXT);
	struct json *answers;

	(void)state;
	put_file("say.s3api.put-object", BUCKET_SAYS, 0600);
	put_file("say.s3api.get-object", "echo 'An error occurred (AccessDenied) when calling "
		 "the GetObject operation: no' >&2; exit 254\n", 0600);
	put_file("say.s3api.delete-object", "case \"$*\" in *version-id*) echo 'An error "
		 "occurred (AccessDenied)' >&2; exit 254;; esac\n", 0600);
	answers = run_worker("[" ALLOW("{\"canary\":\"b\"}") "]", &console);
	assert_string_not_equal(rc_of(answers, "1"), "0");
	assert_non_null(strstr(text_of(answers, "1"), "calling the GetObject"));
	read_log(&log);
	assert_true(count(log.s, "<delete-object>") >= 2);
	buf_free(&console);
	buf_free(&log);
	json_free(answers);
}

/* What was taken is given back, and where that fails no second one is taken. */
static void gives_back_the_address(void **state)
{
	static const char assigned[] = "echo '{\"AssignedPrivateIpAddresses\": ["
		"{\n  \"PrivateIpAddress\": \"10.0.0.7\"}]}'; exit\n";
	static const char *const ends[] = { "exit 0\n", "exit 254\n" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct buf console = BUF(BUF_TEXT), log = BUF(BUF_TEXT);
		struct json *answers;

		put_file("say.ec2.assign-private-ip-addresses", assigned, 0600);
		put_file("say.ec2.unassign-private-ip-addresses", ends[i], 0600);
		answers = run_worker("[" ALLOW("{\"spare-ip\":\"eni-1\"}") "]", &console);
		assert_string_equal(rc_of(answers, "1"), i ? "254" : "0");
		read_log(&log);
		assert_int_equal(count(log.s, "<ec2><assign-private-ip-addresses>"), i + 1);
		assert_true(count(log.s, "<unassign-private-ip-addresses>"
				  "<--network-interface-id=eni-1><--private-ip-addresses>"
				  "<10.0.0.7>") > (size_t)i);
		buf_free(&console);
		buf_free(&log);
		json_free(answers);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH_TOOLS(test) cmocka_unit_test_setup_teardown(test, make_tools, folder_remove)
		WITH_TOOLS(is_plain_bash),
		cmocka_unit_test(refuses_what_cannot_be),
		cmocka_unit_test(refuses_what_is_too_long),
		WITH_TOOLS(words_stay_words),
		WITH_TOOLS(makes_the_checks),
		WITH_TOOLS(hands_on_what_is_hidden),
		WITH_TOOLS(says_all_twice_at_the_end),
		WITH_TOOLS(waits_for_a_fresh_profile),
		WITH_TOOLS(what_is_missing_is_final),
		WITH_TOOLS(says_why_there_are_no_credentials),
		WITH_TOOLS(says_that_aws_is_out_of_reach),
		WITH_TOOLS(ends_what_hangs),
		WITH_TOOLS(asks_again_after_a_throttle),
		WITH_TOOLS(cleans_up_the_canary),
		WITH_TOOLS(gives_back_the_address),
		WITH_TOOLS(cleans_up_after_a_failure),
	};

	return run_all(tests);
}
