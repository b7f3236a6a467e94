/*
 * hcl.h - text in Terraform's language, formatted as 'terraform fmt' does (rules of
 * hclwrite/format.go of github.com/hashicorp/hcl/v2). Pure.
 *
 * A text can have marks: HCL_MARK(ROLE_NAME) stands for the variable role_name.
 */
#ifndef ACCREDIT_HCL_H
#define ACCREDIT_HCL_H

#include <stddef.h>

#include "base/buf.h"

struct json;

/* Bytes that no UTF-8 text has, so that no text can look like a mark. */
#define HCL_MARK_OPEN "\xfe"
#define HCL_MARK_CLOSE "\xff"
#define HCL_MARK(name) HCL_MARK_OPEN name HCL_MARK_CLOSE
enum { HCL_NAME_MAX = 128 };
/* The bytes of a mark that begins at s, the name in it copied; 0: none begins there. */
size_t hcl_mark(const char *s, char name[HCL_NAME_MAX]);
/* The variable's name: in lowercase, and none that Terraform reserves. */
void hcl_variable(const char *value, char name[HCL_NAME_MAX]);

/* A file as it is written; {.out = BUF(BUF_TEXT)} is an empty one. */
struct hcl {
	struct buf out;
	int depth;
};

/* A block: hcl_open(f, "resource \"%s\" \"%s\"", ...), ended by hcl_close. */
void hcl_open(struct hcl *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void hcl_close(struct hcl *f);
void hcl_blank(struct hcl *f); /* none after an opening brace or another blank line */
void hcl_comment(struct hcl *f, const char *text); /* on lines of at most 80 characters */

/* Arguments: by an expression, by a text, and by a JSON tree between two texts. */
void hcl_set(struct hcl *f, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void hcl_set_text(struct hcl *f, const char *name, const char *text);
void hcl_set_json(struct hcl *f, const char *name, const char *before, const struct json *j,
		  const char *after);

/* The expression of a text, onto out: quoted, or the variable alone. */
void hcl_text(struct buf *out, const char *text);

/* Appends the file, its arguments aligned, and empties f. */
void hcl_end(struct hcl *f, struct buf *into);

#endif
