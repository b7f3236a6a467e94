/*
 * shorthand.h - the AWS CLI's shorthand syntax for objects: "Name=tag:x,Values=a,b" or
 * "ResourceType=instance,Tags=[{Key=a,Value=b}]". Pure.
 */
#ifndef ACCREDIT_SHORTHAND_H
#define ACCREDIT_SHORTHAND_H

struct json;

/* The object, yours. NULL: the text is not in this syntax. */
struct json *shorthand_read(const char *s);

#endif
