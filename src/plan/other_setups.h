/*
 * other_setups.h - the other setups of this computer, and what they have in an account.
 */
#ifndef ACCREDIT_OTHER_SETUPS_H
#define ACCREDIT_OTHER_SETUPS_H

struct json;
struct resource;

/* A list of {setup, region, kind, name, wanted, made}, except of this setup. Yours. */
struct json *other_setups_things(const char *setup, const char *account);

/* The setup of which one of them is this wanted resource, or NULL. Borrowed. */
const char *other_setups_user(const struct json *things, const struct resource *wanted,
			      const char *region);

#endif
