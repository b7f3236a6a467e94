/*
 * facts_json.h - the facts of a rotation as the event "keys" has them.
 */
#ifndef ACCREDIT_ROTATE_FACTS_JSON_H
#define ACCREDIT_ROTATE_FACTS_JSON_H

struct json;
struct rotation_facts;

/*
 * Yours:
 * {"setup","user","resource","key_id","keys":[{"id","status","created","days","last_used"
 *   or "unknown","places","elsewhere": as find_json.h,"in_use": true and "why",
 *   "current", and whether it is the key of one of the two objects below}],
 *  "places":[resources, each with "holds"],"wanted","adopted","given_id",
 *  {"id","at","left": after a revert} of the deactivated key,"waiting": {"id","at"},
 *  "backups","renewal": the pack's notes,"now","unread":[{"file","why"}]}
 * What does not apply is absent.
 */
struct json *rotation_facts_save(const struct rotation_facts *f);

#endif
