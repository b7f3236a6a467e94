/*
 * mem.h - memory that never fails, and arenas.
 *
 * Out of memory ends the program with one sentence and exit 1: every change is in the
 * journal before it is made, so the next run can resume.
 */
#ifndef ACCREDIT_MEM_H
#define ACCREDIT_MEM_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Call once, before the first thread: all threads share one malloc arena. They mostly
 * wait for AWS, and an arena each would cost more than it saves.
 */
void mem_start(void);

/* Called once before that exit: the screens restore the terminal. NULL: nothing. */
void mem_at_end(void (*hook)(void));

void *xcalloc(size_t n, size_t size);		/* zeroed; never NULL */
void *xrealloc(void *p, size_t size);		/* never NULL; size > 0 */
char *xstrdup(const char *s);			/* yours: free() */
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* All zero is an empty arena, ready for use. Not safe between threads. */
struct arena {
	struct arena_block *last;
};

void *arena_zero(struct arena *a, size_t n);	/* zeroed, aligned, never NULL */
char *arena_str(struct arena *a, const char *s);	/* a copy; NULL gives NULL */
char *arena_fmt(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/*
 * A list of count elements of size bytes with room for one more, zeroed: list itself (NULL
 * where count is 0), or a copy of it in the arena. It grows by doubling: count is what it
 * was at every call.
 */
void *arena_more(struct arena *a, void *list, size_t count, size_t size);
void arena_free(struct arena *a);		/* empty again; may be used again */

#endif
