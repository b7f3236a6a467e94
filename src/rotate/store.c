/*
 * store.c - the new key handed to a command of the operator's, on its standard
 * input and nowhere else; and the pack's checks, without whose yes the old key
 * is not parked.
 */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/stage.h"
#include "plan/run.h"
#include "probe/probe.h"
#include "probe/steps.h"
#include "rotate/inside.h"

#define OUTPUT_MAX 4096		/* of the command, quoted when it fails */

extern char **environ;

static struct json *prepare(struct step_ctx *c, struct err *err)
{
	(void)err;
	return json_copy(c->step->before);
}

/* As the SDKs' own processes say a key, and with its user. */
static void key_text(struct buf *out, const struct access_key *key, const char *user)
{
	buf_str(out, "{\"Version\":1,\"UserName\":");
	json_quote(out, user);
	buf_str(out, ",\"AccessKeyId\":");
	json_quote(out, key->id);
	buf_str(out, ",\"SecretAccessKey\":");
	json_quote(out, key->secret.s);
	buf_str(out, "}\n");
}

/* No credentials of ours go into the environment of a child. */
static void clean_environment(char *list[512])
{
	static const char *const secrets[] = { "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=",
					       "AWS_SESSION_TOKEN=", "AWS_SECURITY_TOKEN=" };
	size_t n = 0;

	for (char **at = environ; *at && n < 511; at++) {
		bool secret = false;

		for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++)
			secret |= str_starts(*at, secrets[i]);
		if (!secret)
			list[n++] = *at;
	}
	list[n] = NULL;
}

/* Its standard input is in[0]; what it says goes to out[1], for the message. */
static bool start(const char *command, int in[2], int out[2], pid_t *pid)
{
	char shell[] = "sh", option[] = "-c";
	char *const argv[] = { shell, option, (char *)(uintptr_t)command, NULL };
	posix_spawn_file_actions_t acts;
	char *environment[512];
	int bad;

	clean_environment(environment);
	posix_spawn_file_actions_init(&acts);
	posix_spawn_file_actions_adddup2(&acts, in[0], 0);
	posix_spawn_file_actions_adddup2(&acts, out[1], 1);
	posix_spawn_file_actions_adddup2(&acts, out[1], 2);
	bad = posix_spawn(pid, "/bin/sh", &acts, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&acts);
	return !bad;
}

static void close_all(int fds[2])
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* Until it has ended; a stop ends it. Its exit status, or -1. */
static int await(struct step_ctx *c, pid_t pid, struct err *err)
{
	int status;

	for (;;) {
		pid_t got = waitpid(pid, &status, WNOHANG);

		if (got == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		if (got < 0)
			return -1;
		if (!step_sleep(c, 50, err)) {
			kill(pid, SIGTERM);
			waitpid(pid, &status, 0);
			return -1;
		}
	}
}

static bool failed(int status, int fd, const struct access_key *key, struct err *err)
{
	char said[OUTPUT_MAX] = "", clean[240];
	ssize_t n = read(fd, said, sizeof(said) - 1);

	if (err->kind == ERR_STOPPED)
		return false;
	said[n > 0 ? n : 0] = '\0';
	/* whoever echoes its input must not make us say the secret */
	str_clean(clean, sizeof(clean), strstr(said, key->secret.s) ? "" : said);
	explicit_bzero(said, sizeof(said));
	err_set(err, ERR_SERVICE, "the command that stores the key failed (status %d)%s%s",
		status, *clean ? ": " : "", clean);
	return err_hint(err, "mend it; the key is safe, and 'accredit resume' runs the command "
			"again");
}

static bool feed(struct step_ctx *c, const char *command, const struct access_key *key,
		 struct err *err)
{
	struct buf text = BUF(2048);
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, status = -1;
	pid_t pid;
	bool ok;

	key_text(&text, key, json_str(c->step->params, "user"));
	ok = !pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC) &&
	     start(command, in, out, &pid);
	if (ok) {
		ssize_t sent = write(in[1], text.s, text.len);	/* less than a pipe holds */

		close_all(in);
		in[0] = in[1] = -1;
		close(out[1]);
		out[1] = -1;
		status = await(c, pid, err);
		ok = sent == (ssize_t)text.len && status == 0;
	}
	buf_free(&text);
	if (!ok)
		failed(status, out[0], key, err);
	close_all(in);
	close_all(out);
	return ok;
}

static bool store_stage(struct step_ctx *c, enum stage which, bool needed,
			struct err *err)
{
	const char *command = json_str(c->step->params, "command");
	struct access_key key = ACCESS_KEY_INIT;
	bool there = false;
	bool ok = stage_load(c->plan->setup, json_str(c->step->params, "resource"), which,
			     &key, &there, err);

	if (ok && there)
		ok = feed(c, command, &key, err);
	else if (ok && needed)
		ok = err_set(err, ERR_FILE, "the new key is not where it was staged") ||
		     err_hint(err, "'accredit resume --undo' goes back to the old one");
	access_key_free(&key);
	return ok;
}

static bool store(struct step_ctx *c, struct err *err)
{
	return store_stage(c, STAGE_NEW, true, err);
}

/* Where the old secret is known it goes back the same way. */
static bool unstore(struct step_ctx *c, struct err *err)
{
	return store_stage(c, STAGE_OLD, false, err);
}

const struct step_work rotate_store_work = {
	.kind = "key-store", .prepare = prepare, .run = store, .undo = unstore,
};

/* --- the checks -------------------------------------------------------------------- */

/* A no, or a cannot tell, stops the rotation before the old key is parked. */
static bool try_key(struct step_ctx *c, struct err *err)
{
	if (!key_check_work.run(c, err))
		return false;
	if (probe_passed(json_get(c->step->outputs, "checks")))
		return true;
	err_set(err, ERR_DENIED, "the new key did not pass all checks; the old key stays "
		"active");
	return err_hint(err, "see the checks marked no or cannot tell; 'accredit resume %s' "
			"tries again, 'accredit resume %s --undo' goes back to the old key",
			c->plan->setup, c->plan->setup);
}

const struct step_work rotate_try_work = {
	.kind = "key-try", .run = try_key,
};
