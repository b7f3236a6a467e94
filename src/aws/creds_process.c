/* creds_process.c - the credential_process provider: a program that prints credentials. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aws/creds_internal.h"
#include "base/argv.h"
#include "base/str.h"
#include "format/json.h"

#define ANSWER_MAX (64u << 10)
#define LOOK_MS 50	/* between two checks whether the program has ended */
#define SAID_MAX 1024	/* the last bytes of its standard error are kept */
#define SECRET_MIN 32	/* a word of so many letters and digits may be a secret */

int64_t creds_process_ms = 60000;

struct program {
	const char *profile;
	pid_t pid;
	int fd;			/* its standard output */
	int said_fd;		/* its standard error, not blocking */
	char said[SAID_MAX + 1];
	size_t said_len;
	int64_t until;
	struct stop *stop;
	int status;		/* of waitpid, once it ended */
};

/*
 * Starts the program in a session of its own: it cannot write on the terminal, and its
 * child processes end with it.
 */
static int creds_process_spawn(struct program *g, char **words, int out, int said)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, usual;
	int failed;

	sigemptyset(&none);
	sigfillset(&usual);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, 1);
	posix_spawn_file_actions_adddup2(&files, said, 2);
	posix_spawn_file_actions_addclosefrom_np(&files, 3);
	posix_spawnattr_init(&how);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &usual);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
				 POSIX_SPAWN_SETSIGDEF);
	failed = posix_spawnp(&g->pid, *words, &files, &how, words, environ);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	return failed;
}

static bool creds_process_start(struct program *g, char **words, struct err *err)
{
	int ends[2], said[2], failed;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_set(err, ERR_FILE, "no pipe for a program: %s",
			       strerror(errno));
	if (pipe2(said, O_CLOEXEC) < 0 || fcntl(said[0], F_SETFL, O_NONBLOCK) < 0) {
		close(ends[0]);
		close(ends[1]);
		return err_set(err, ERR_FILE, "no pipe for a program: %s", strerror(errno));
	}
	failed = creds_process_spawn(g, words, ends[1], said[1]);
	close(ends[1]);
	close(said[1]);
	g->fd = ends[0];
	g->said_fd = said[0];
	if (!failed)
		return true;
	close(g->fd);
	close(g->said_fd);
	g->said_fd = -1;
	err_set(err, ERR_LOGIN, "the credential_process of the profile '%.64s' cannot be "
		"started: '%.64s': %s", g->profile, *words, strerror(failed));
	return err_hint(err,
			"it runs without a shell: use the program's full path, and put "
			"pipes and variables in a script");
}

/* --- what it says on standard error ------------------------------------------------------- */

/* Reads its standard error, so that it never blocks on a full pipe, and keeps the end. */
static void creds_process_hear(struct program *g)
{
	char part[512];
	ssize_t n;

	while ((n = read(g->said_fd, part, sizeof(part))) > 0) {
		size_t len = (size_t)n, gone = g->said_len + len > SAID_MAX ?
						g->said_len + len - SAID_MAX : 0;

		memmove(g->said, g->said + gone, g->said_len - gone);
		memcpy(g->said + g->said_len - gone, part, len);
		g->said_len += len - gone;
	}
	explicit_bzero(part, sizeof(part));
}

/* Replaces words that may be a secret or a token by "***". */
static void creds_process_hide_secrets(char *s)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789+/=_-";

	for (size_t n; *s; s += n ? n : 1) {
		n = strspn(s, chars);
		if (n < SECRET_MIN)
			continue;
		memmove(s + 3, s + n, strlen(s + n) + 1);
		memcpy(s, "***", 3);
		n = 3;
	}
}

/* Adds ": it says 'the last line'" to err, or nothing where it printed nothing. */
static void creds_process_add_said(struct program *g, struct err *err)
{
	char text[sizeof(err->text)], *line;

	creds_process_hear(g);
	while (g->said_len && strchr(" \t\r\n", g->said[g->said_len - 1]))
		g->said_len--;
	g->said[g->said_len] = '\0';
	line = strrchr(g->said, '\n');
	line = line ? line + 1 : g->said;
	creds_process_hide_secrets(line);
	if (!*line)
		return;
	snprintf(text, sizeof(text), "%.200s: it says '%.250s'", err->text, line);
	str_clean(err->text, sizeof(err->text), text);
}

static bool creds_process_stopped(const struct program *g)
{
	return g->stop && atomic_load(&g->stop->asked);
}

static const char *creds_process_read_all(struct program *g, struct buf *out)
{
	char part[4096];

	for (;;) {
		struct pollfd p = { .fd = g->fd, .events = POLLIN };
		ssize_t n;

		if (creds_process_stopped(g) || clock_ms() > g->until)
			return "took too long";
		creds_process_hear(g);
		if (poll(&p, 1, LOOK_MS) <= 0)
			continue;
		n = read(g->fd, part, sizeof(part));
		if (n > 0)
			buf_add(out, part, (size_t)n);
		explicit_bzero(part, sizeof(part));
		if (out->cut)
			return "printed more than 64 KiB";
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
			return NULL;
	}
}

static bool creds_process_run(struct program *g, char **words, struct buf *out,
			      struct err *err)
{
	const char *why;

	if (!creds_process_start(g, words, err))
		return false;
	why = creds_process_read_all(g, out);
	while (!why && !waitpid(g->pid, &g->status, WNOHANG)) {
		if (creds_process_stopped(g) || clock_ms() > g->until) {
			why = "took too long";
		} else {
			creds_process_hear(g);
			clock_sleep(10, g->stop);
		}
	}
	close(g->fd);
	if (why) {
		kill(-g->pid, SIGKILL);
		waitpid(g->pid, &g->status, 0);
	}
	if (creds_process_stopped(g))
		return err_set(err, ERR_STOPPED, "stopped: ask a program for the key");
	if (why)
		err_set(err, ERR_LOGIN, "the credential_process of the profile '%.64s' %s",
			g->profile, why);
	else if (WIFSIGNALED(g->status))
		err_set(err, ERR_LOGIN,
			"the credential_process of the profile '%.64s' was killed by "
			"signal %d",
			g->profile, WTERMSIG(g->status));
	else if (WEXITSTATUS(g->status))
		err_set(err, ERR_LOGIN, "the credential_process of the profile '%.64s' "
			"failed with exit code %d", g->profile, WEXITSTATUS(g->status));
	else
		return true;
	return err_hint(err,
			"run the command of credential_process in a shell: when accredit "
			"runs it, it has no input, so it cannot prompt");
}

/* The errors of the JSON parser are not used: they may quote a part of a key. */
static bool creds_process_read_answer(const struct named_profile *p, const struct buf *out,
				      struct creds *c, struct err *err)
{
	static const struct creds_member_names names = { "AccessKeyId", "SecretAccessKey",
							 "SessionToken", "Expiration" };
	struct err why = ERR_INIT;
	struct json *j = json_parse(out->s, out->len, "answer", &why);
	double version = json_number(json_get(j, "Version"));
	bool ok = false;

	if (json_type(j) != JSON_OBJECT)
		err_set(err, ERR_LOGIN, "the credential_process of the profile '%.64s' "
			"printed no JSON object", p->name);
	else if (version < 1 || version > 1)
		err_set(err, ERR_LOGIN,
			"the credential_process of the profile '%.64s' did not print a "
			"Version 1 response",
			p->name);
	else
		ok = true;
	if (!ok)
		err_hint(err, "it must print {\"Version\": 1, \"AccessKeyId\": ..., "
			 "\"SecretAccessKey\": ...} and nothing else");
	ok = ok && creds_set_from_reply(c, j, &names, err) && creds_check_expiry(c, err);
	json_free(j);
	return ok;
}

enum found creds_process(struct creds_search *s, const struct named_profile *p,
			 struct creds *c, struct err *err)
{
	const char *line = json_str(p->values, "credential_process");
	struct program g = { .profile = p->name, .stop = s->stop, .said_fd = -1,
			     .until = clock_ms() + creds_process_ms };
	struct buf out = BUF(ANSWER_MAX + 1);
	char **words;
	bool ok;

	if (!creds_profile_has(p, "credential_process"))
		return NOT_HERE;
	words = *line == '\n' ? NULL : argv_split(line);
	if (!words || !*words) {
		err_set(err, ERR_LOGIN,
			words || *line == '\n' ? "the credential_process of the "
						 "profile '%.64s' names no program" :
						 "the credential_process of the profile "
						 "'%.64s' has an unclosed quote",
			p->name);
		err_hint(err, "fix it in '%.200s'",
			 profile_in(s->files.credentials, p->name) ?
				 s->files.credentials_file :
				 s->files.config_file);
		if (words)
			argv_free(words);
		return FAILED;
	}
	snprintf(c->source, sizeof(c->source), "credential_process of profile '%.80s'",
		 p->name);
	ok = creds_process_run(&g, words, &out, err) &&
		creds_process_read_answer(p, &out, c, err);
	if (g.said_fd >= 0) {
		if (!ok && err->kind == ERR_LOGIN)
			creds_process_add_said(&g, err);
		close(g.said_fd);
		explicit_bzero(g.said, sizeof(g.said));
	}
	argv_free(words);
	buf_free(&out);
	return ok ? FOUND : FAILED;
}
