/*
 * store_command.c - the new key written to the standard input of an operator's command,
 * and nowhere else; and the pack's checks, which must pass before the old key is
 * deactivated.
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
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/stage.h"
#include "plan/run.h"
#include "probe/key_check.h"
#include "probe/probe.h"
#include "probe/probe_steps.h"
#include "rotate/rotate_internal.h"

#define OUTPUT_MAX 4096		/* of the command, quoted when it fails */
#define GRACE_MS 2000		/* for a command that must end */

extern char **environ;

static struct json *store_command_prepare(struct step_ctx *c, struct err *err)
{
	(void)err;
	return json_copy(c->step->settings);
}

/* The child does not get accredit's credentials in its environment. */
static void store_command_clean_environment(char *list[512])
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

/*
 * Its standard input is in[0]; its output goes to out[1], for the error text. It has a
 * session of its own, so that a stop ends all processes that it started.
 */
static bool store_command_start(const char *command, int in[2], int out[2], pid_t *pid)
{
	char shell[] = "sh", option[] = "-c";
	char *const argv[] = { shell, option, (char *)(uintptr_t)command, NULL };
	posix_spawn_file_actions_t acts;
	posix_spawnattr_t how;
	char *environment[512];
	sigset_t none;
	int bad;

	store_command_clean_environment(environment);
	posix_spawn_file_actions_init(&acts);
	posix_spawn_file_actions_adddup2(&acts, in[0], 0);
	posix_spawn_file_actions_adddup2(&acts, out[1], 1);
	posix_spawn_file_actions_adddup2(&acts, out[1], 2);
	posix_spawn_file_actions_addclosefrom_np(&acts, 3);
	sigemptyset(&none);
	posix_spawnattr_init(&how);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
	bad = posix_spawn(pid, "/bin/sh", &acts, &how, argv, environment);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&acts);
	return !bad;
}

static void store_command_close_all(int fds[2])
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* Waits until it has ended; a stop ends it. Its exit status, or -1. */
static int store_command_await(struct step_ctx *c, pid_t pid, int fd, char said[OUTPUT_MAX],
			       struct err *err)
{
	int status;
	char more[OUTPUT_MAX];
	size_t have;
	ssize_t n;

	for (;;) {
		pid_t got = waitpid(pid, &status, WNOHANG);

		/* The beginning is kept for the error text; the rest is read so that the command does not block. */
		have = strlen(said);
		while ((n = read(fd, more, sizeof(more))) > 0) {
			size_t take = (size_t)n < OUTPUT_MAX - 1 - have ?
				(size_t)n :
				OUTPUT_MAX - 1 - have;

			memcpy(said + have, more, take);
			said[have + take] = '\0';
			have = strlen(said);
		}
		explicit_bzero(more, sizeof(more));
		if (got == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		if (got < 0)
			return -1;
		if (!step_sleep(c, 50, err))
			break;
	}
	/* SIGTERM, and SIGKILL for what is still running after GRACE_MS */
	kill(-pid, SIGTERM);
	for (int64_t since = clock_ms(); clock_ms() - since < GRACE_MS;
	     clock_sleep(20, NULL))
		if (waitpid(pid, &status, WNOHANG))
			break;
	kill(-pid, SIGKILL);
	waitpid(pid, &status, 0);
	return -1;
}

/* Less than the capacity of a pipe: the write never blocks. */
static bool store_command_send_key(struct step_ctx *c, const struct access_key *key, int fd)
{
	struct buf text = BUF(2048);
	bool ok;
	const char *user = json_str(c->step->params, "user");

	/* Like the output of an SDK's credential_process, with the user's name. */
	buf_str(&text, "{\"Version\":1,\"UserName\":");
	json_quote(&text, user);
	buf_str(&text, ",\"AccessKeyId\":");
	json_quote(&text, key->id);
	buf_str(&text, ",\"SecretAccessKey\":");
	json_quote(&text, key->secret.s);
	buf_str(&text, "}\n");
	ok = write(fd, text.s, text.len) == (ssize_t)text.len;
	buf_free(&text);
	return ok;
}

static bool store_command_run(struct step_ctx *c, const char *command,
			       const struct access_key *key, struct err *err)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, status = -1;
	char said[OUTPUT_MAX] = "", clean[240];
	pid_t pid;
	bool ok;

	ok = !pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC) &&
		fcntl(out[0], F_SETFL, O_NONBLOCK) >= 0 &&
		store_command_start(command, in, out, &pid);
	if (ok) {
		ok = store_command_send_key(c, key, in[1]);
		store_command_close_all(in);
		in[0] = in[1] = -1;
		status = store_command_await(c, pid, out[0], said, err);
		ok = ok && status == 0;
	}
	if (!ok && err->kind != ERR_STOPPED) {
		/* a command that prints its input must not put the secret into the text */
		str_clean(clean, sizeof(clean), strstr(said, key->secret.s) ? "" : said);
		err_set(err, ERR_SERVICE,
			"the command that stores the key failed (status %d)%s%s", status,
			*clean ? ": " : "", clean);
		err_hint(
			err,
			"fix the command; accredit still has the key, and 'accredit resume' runs "
			"the command again");
	}
	explicit_bzero(said, sizeof(said));
	store_command_close_all(in);
	store_command_close_all(out);
	return ok;
}

static bool store_command_store_staged(struct step_ctx *c, enum stage which, bool needed,
				struct err *err)
{
	const char *command = json_str(c->step->params, "command");
	struct access_key key = ACCESS_KEY_INIT;
	bool there = false;
	bool ok = stage_load(c->plan->setup, json_str(c->step->params, "resource"), which,
			     &key, &there, err);

	if (ok && there)
		ok = store_command_run(c, command, &key, err);
	else if (ok && needed)
		ok = err_set(err, ERR_FILE,
			     "the temporary copy of the new key is missing") ||
			err_hint(err,
				 "'accredit resume --undo' switches back to the old one");
	access_key_free(&key);
	return ok;
}

static bool store_command_store(struct step_ctx *c, struct err *err)
{
	return store_command_store_staged(c, STAGE_NEW, true, err);
}

/* The old key is stored again, if its secret is staged. */
static bool store_command_unstore(struct step_ctx *c, struct err *err)
{
	return store_command_store_staged(c, STAGE_OLD, false, err);
}

const struct step_work rotate_store_work = {
	.kind = "key-store",
	.prepare = store_command_prepare,
	.run = store_command_store,
	.undo = store_command_unstore,
};

/* --- the checks -------------------------------------------------------------------- */

/* The name of the test object, as for the checks of a setup. */
static struct json *store_command_prepare_check(struct step_ctx *c, struct err *err)
{
	return key_check_work.prepare(c, err);
}

/*
 * A new key with fewer permissions than the old one, or with an inconclusive check, stops
 * the rotation before the old key is deactivated.
 */
static bool store_command_check_key(struct step_ctx *c, struct err *err)
{
	const struct step *deactivation = plan_step(c->plan, DEACTIVATE_STEP);
	struct access_key old = ACCESS_KEY_INIT;
	bool excused = json_true(json_get(c->step->settings, "adopted"));
	bool there, ok;

	/* The old key as it was in its locations; empty if no location contained it. */
	ok = !deactivation ||
		stage_load(c->plan->setup, json_str(deactivation->settings, "resource"),
			   STAGE_OLD, &old, &there, err);
	if (ok && deactivation && !str_eq(old.id, deactivation->name))
		access_key_free(&old);
	ok = ok && key_check_against(c, &old, excused, err);
	access_key_free(&old);
	if (!ok)
		return false;
	if (probe_passed(json_get(c->step->outputs, "checks")))
		return true;
	err_set(err, ERR_DENIED, "the new key did not pass all checks; the old key stays "
		"active");
	return err_hint(
		err,
		"see the checks marked failed or inconclusive; 'accredit resume %s' "
		"tests again, 'accredit resume %s --undo' switches back to the old key",
		c->plan->setup, c->plan->setup);
}

const struct step_work rotate_check_work = {
	.kind = "key-try",
	.prepare = store_command_prepare_check,
	.run = store_command_check_key,
	.undo = key_check_clear,
};
