/* secret.c - see secret.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mask.h"
#include "base/secret.h"

void secret_set(struct secret *x, const char *s, size_t n)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (n + page) / page * page;
	char *p = mmap(NULL, room, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		abort();
	mlock(p, room);		/* the limit may be small: best effort */
	madvise(p, room, MADV_DONTDUMP);
	madvise(p, room, MADV_WIPEONFORK);
	memcpy(p, s, n);
	secret_close(x);
	*x = (struct secret){ .s = p, .len = n, .room = room,
			      .known = mask_learn(p, n) };
}

void secret_copy(struct secret *to, const struct secret *from)
{
	if (from->s)
		secret_set(to, from->s, from->len);
	else
		secret_close(to);
}

void secret_close(struct secret *x)
{
	if (x->s) {
		mask_forget(x->known);
		explicit_bzero(x->s, x->room);
		munmap(x->s, x->room);
	}
	*x = (struct secret){ 0 };
}

void secret_harden(void)
{
	struct rlimit none = { 0, 0 };

#ifndef __SANITIZE_ADDRESS__	/* its leak check traces the process, and hangs */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
	setrlimit(RLIMIT_CORE, &none);
	umask(077);
	unsetenv("SSLKEYLOGFILE");	/* libcurl would write TLS keys there */
}
