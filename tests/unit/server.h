/*
 * server.h - a small HTTP server in a thread, for faults no real one has. It
 * answers requests in the order they come, whatever connection they come on.
 */
#ifndef ACCREDIT_TEST_SERVER_H
#define ACCREDIT_TEST_SERVER_H

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

enum then { KEEP, CLOSE, RESET, HANG };

struct reply {
	const char *text;	/* the whole answer, head and all; NULL: none */
	size_t len;		/* 0: strlen(text) */
	enum then then;
};

#define LINES 16
#define SEEN 64

struct server {
	int fd, port;
	pthread_t thread;
	const struct reply *replies;	/* the last one is repeated */
	int count;
	atomic_bool over;
	atomic_int requests, connections;
	char *seen[SEEN];	/* the requests; read after server_stop, or as counted */
	struct line { int fd; struct buf in; } lines[LINES];
};

static inline void server_drop(struct line *l, bool reset)
{
	struct linger hard = { .l_onoff = 1 };

	if (reset)
		setsockopt(l->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	close(l->fd);
	l->fd = -1;
	buf_free(&l->in);
}

static inline bool server_write(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t did = send(fd, s, n, MSG_NOSIGNAL);

		if (did <= 0)
			return false;
		s += did;
		n -= (size_t)did;
	}
	return true;
}

/* Whether l->in holds a whole request. */
static inline bool server_has(const struct line *l)
{
	const char *end = strstr(l->in.s, "\r\n\r\n");
	const char *at = strcasestr(l->in.s, "\r\nContent-Length:");
	size_t body = at && at < end ? (size_t)atol(at + 17) : 0;

	return end && l->in.len >= (size_t)(end - l->in.s) + 4 + body;
}

static inline void server_answer(struct server *s, struct line *l)
{
	int n = atomic_load(&s->requests);
	const struct reply *r = &s->replies[n < s->count ? n : s->count - 1];
	bool ok = true;

	if (n < SEEN)
		s->seen[n] = xstrdup(l->in.s);
	atomic_fetch_add(&s->requests, 1);
	buf_reset(&l->in);
	if (r->text)
		ok = server_write(l->fd, r->text, r->len ? r->len : strlen(r->text));
	if (!ok || r->then == CLOSE || r->then == RESET)
		server_drop(l, r->then == RESET);
}

static inline void server_read(struct server *s, struct line *l)
{
	char part[65536];
	ssize_t n = recv(l->fd, part, sizeof(part), 0);

	if (n <= 0) {
		server_drop(l, false);
		return;
	}
	buf_add(&l->in, part, (size_t)n);
	if (*part == 0x16) {		/* TLS: answered as a plain server would */
		server_write(l->fd, s->replies->text, strlen(s->replies->text));
		server_drop(l, false);
	} else if (server_has(l))
		server_answer(s, l);
}

static inline void server_accept(struct server *s)
{
	int fd = accept(s->fd, NULL, NULL);

	if (fd < 0)
		return;
	atomic_fetch_add(&s->connections, 1);
	for (int i = 0; i < LINES; i++) {
		if (s->lines[i].fd >= 0)
			continue;
		s->lines[i] = (struct line){ fd, BUF(16u << 20) };
		return;
	}
	close(fd);
}

static inline void *server_run(void *with)
{
	struct server *s = with;

	while (!atomic_load(&s->over)) {
		struct pollfd p[LINES + 1];

		for (int i = 0; i < LINES; i++)
			p[i] = (struct pollfd){ .fd = s->lines[i].fd, .events = POLLIN };
		p[LINES] = (struct pollfd){ .fd = s->fd, .events = POLLIN };
		poll(p, LINES + 1, 10);
		for (int i = 0; i < LINES; i++)
			if (p[i].fd >= 0 && p[i].revents)
				server_read(s, &s->lines[i]);
		if (p[LINES].revents)
			server_accept(s);
	}
	return NULL;
}

static inline void server_start(struct server *s, const struct reply *replies, int count)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);

	*s = (struct server){ .replies = replies, .count = count };
	for (int i = 0; i < LINES; i++)
		s->lines[i].fd = -1;
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&at, size) < 0 ||
	    listen(s->fd, 16) < 0 ||
	    getsockname(s->fd, (struct sockaddr *)&at, &size) < 0)
		abort();
	s->port = ntohs(at.sin_port);
	pthread_create(&s->thread, NULL, server_run, s);
}

static inline void server_stop(struct server *s)
{
	atomic_store(&s->over, true);
	pthread_join(s->thread, NULL);
	for (int i = 0; i < LINES; i++)
		if (s->lines[i].fd >= 0)
			server_drop(&s->lines[i], false);
	close(s->fd);
}

static inline void server_forget(struct server *s)
{
	for (int i = 0; i < SEEN; i++)
		free(s->seen[i]);
}

#endif
