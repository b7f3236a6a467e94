/*
 * xml.h - XML answers in, trees out. The only door to expat.
 *
 * A DOCTYPE, a cut document, depth over 64 or more than 200,000 elements is an
 * error. Names come without their namespace prefix; attributes are dropped.
 */
#ifndef ACCREDIT_XML_H
#define ACCREDIT_XML_H

#include <stddef.h>

#include "base/buf.h"
#include "base/mem.h"

struct xml {
	const char *name;
	const char *text;	/* of an element without children; "" if none */
	struct xml *first;	/* the first child, or NULL */
	struct xml *next;	/* the next child of the same parent, or NULL */
	size_t count;		/* children */
};

/*
 * The root, in the arena; the caller caps n. NULL: *why (a constant, never
 * the server's words) says what is wrong.
 */
struct xml *xml_parse(struct arena *a, const char *text, size_t n, const char **why);

/* The first child with this name, or NULL; x may be NULL. */
const struct xml *xml_get(const struct xml *x, const char *name);
const char *xml_text(const struct xml *x, const char *name);	/* "" if none */

/* The text as it stands inside an element. */
void xml_escape(struct buf *out, const char *s);

#endif
