/*
 * shorthand.h - the AWS CLI's short way to write an object:
 * "Name=tag:x,Values=a,b" or "ResourceType=instance,Tags=[{Key=a,Value=b}]". Pure.
 */
#ifndef ACCREDIT_SHORTHAND_H
#define ACCREDIT_SHORTHAND_H

struct json;

/* The object, yours. NULL: it is not written so. */
struct json *shorthand_read(const char *s);

#endif
