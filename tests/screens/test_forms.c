/* test_forms.c - the parts of a form, and the questions of every template group by group. */
#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "format/json.h"
#include "pack/answers.h"
#include "pack/pack_load.h"
#include "pack/part_uses.h"
#include "pack/templates.h"
#include "screens/question_form.h"
#include "snapshot.h"
#include "tests/unit/unit.h"
#include "wizard_fixture.h"

static const struct box all = { 0, 0, 24, 80 };

static enum form_result hit(struct form *f, int code)
{
	return form_key(f, KEY_CODE(code));
}

static void type(struct form *f, const char *s)
{
	for (; *s; s++)
		form_key(f, KEY_CHAR((wchar_t)*s));
}

static void draw(const struct form *f, struct box at)
{
	put_begin();
	form_draw(f, at);
	put_end();
}

/* --- the parts of a form ---------------------------------------------------- */

/* A list that comes while it is open. */
static struct fruits {
	size_t count;
	int opened;
} fruits;

static void fruits_row(const void *data, size_t i, struct list_row *out)
{
	static const char *const names[] = { "apple", "banana", "cherry", "date" };

	(void)data;
	out->text = names[i];
	out->note = i == 2 ? "red" : NULL;
}

static void fruits_open(const void *data)
{
	(void)data;
	fruits.opened++;
}

static struct list_source fruits_rows(const void *data, char note[200])
{
	(void)data;
	snprintf(note, 200, "%s", fruits.count < 4 ? "loading ..." : "");
	return (struct list_source){ fruits.count, fruits_row, NULL };
}

static const struct field_list fruits_list = { fruits_open, fruits_rows, NULL };

static bool check_short(const void *data, const struct field *f, const char *value,
			struct err *err)
{
	(void)data;
	return strlen(value) < 30 || err_set(err, ERR_INPUT, "%s is too long", f->label);
}

static const struct field fields[] = {
	{ .name = "ONE", .label = "One", .kind = FIELD_TEXT, .required = true, .list = &fruits_list,
	  .help = "Help of one.", .vendor = "Step of one." },
	{ .name = "MANY", .label = "Many", .kind = FIELD_TEXT, .optional = true, .many = true,
	  .list = &fruits_list, .check = check_short, .placeholder = "stands-for" },
	{ .name = "PARTS", .label = "Parts", .kind = FIELD_CHECKS, .value = "c,a",
	  .choices = (const char *const[]){ "a", "b", "c", NULL },
	  .shown = (const char *const[]){ "The first", "The second", "The third", NULL },
	  .notes = (const char *const[]){ "", "Needs the first.", "", NULL } },
	{ .name = "MORE", .label = "More settings", .kind = FIELD_MORE },
	{ .name = "RARE", .label = "Rare", .kind = FIELD_TEXT, .rare = true },
};

static struct form *five(void)
{
	fruits = (struct fruits){ .count = 4 };
	return form_new(fields, 5, "Continue");
}

/* Down opens the list, typing filters it, Enter takes the row. */
static void list_is_picked(void **state)
{
	struct form *f = five();

	(void)state;
	draw(f, all);
	assert_true(snapshot_has("One (required)"));
	assert_true(snapshot_has("One \342\200\242 required"));
	assert_true(snapshot_has("Help of one."));
	assert_true(snapshot_has("In the vendor's guide: Step of one."));
	hit(f, K_DOWN);
	assert_int_equal(fruits.opened, 1);
	assert_true(form_typing(f));
	draw(f, all);
	assert_true(snapshot_has("banana"));
	assert_false(snapshot_has("Help of one."));
	type(f, "red");
	draw(f, all);
	assert_false(snapshot_has("banana"));
	assert_int_equal(hit(f, K_ENTER), FORM_CHANGED);
	assert_string_equal(form_value(f, 0), "cherry");
	assert_int_equal(form_current(f), 0);
	draw(f, all);
	assert_true(snapshot_has("Help of one."));
	form_free(f);
}

/* A required field that is empty opens it with Enter; what was typed into it stays. */
static void list_is_closed(void **state)
{
	struct form *f = five();

	(void)state;
	hit(f, K_ENTER);
	assert_int_equal(fruits.opened, 1);
	type(f, "quince");
	draw(f, all);
	assert_true(snapshot_has("no match"));
	assert_int_equal(hit(f, K_ESC), FORM_CHANGED);
	assert_string_equal(form_value(f, 0), "quince");
	hit(f, K_DOWN);
	type(f, "x");
	assert_int_equal(hit(f, K_ESC), FORM_MOVED);	/* the field is not empty */
	assert_string_equal(form_value(f, 0), "quince");
	hit(f, K_DOWN);
	type(f, "zzz");
	hit(f, K_ENTER);				/* no row: it closes */
	assert_string_equal(form_value(f, 0), "quince");
	assert_int_equal(hit(f, K_ESC), FORM_PASS);
	form_free(f);
}

/* Rows come while it is open: the row of the value is selected unless a key was pressed. */
static void list_comes_late(void **state)
{
	struct form *f = five();

	(void)state;
	form_set(f, 0, "cherry");
	fruits.count = 0;
	hit(f, K_DOWN);
	draw(f, all);
	assert_true(snapshot_has("loading ..."));
	assert_false(snapshot_has("empty"));
	fruits.count = 4;
	form_list_news(f);
	hit(f, K_ENTER);
	assert_string_equal(form_value(f, 0), "cherry");
	hit(f, K_DOWN);
	hit(f, K_DOWN);
	form_list_news(f);
	hit(f, K_ENTER);
	assert_string_equal(form_value(f, 0), "date");
	form_free(f);
}

static void list_adds_members(void **state)
{
	struct form *f = five();

	(void)state;
	hit(f, K_TAB);
	draw(f, all);
	assert_true(snapshot_has("[ stands-for"));
	assert_true(snapshot_has("Default: stands-for"));
	for (int i = 0; i < 3; i++) {
		hit(f, K_DOWN);
		type(f, i == 1 ? "date" : "apple");
		hit(f, K_ENTER);
	}
	assert_string_equal(form_value(f, 1), "date,apple");
	draw(f, all);
	assert_false(snapshot_has("stands-for  "));
	form_free(f);
}

static void checklist(void **state)
{
	struct form *f = five();

	(void)state;
	assert_string_equal(form_value(f, 2), "c,a");	/* as it was given */
	form_focus(f, 2);
	assert_int_equal(form_key(f, KEY_CHAR(' ')), FORM_CHANGED);
	assert_string_equal(form_value(f, 2), "c");
	form_key(f, KEY_CHAR(' '));
	assert_string_equal(form_value(f, 2), "c,a");
	form_key(f, KEY_CHAR(' '));
	hit(f, K_DOWN);
	draw(f, all);
	assert_true(snapshot_has("[ ] The first"));
	assert_true(snapshot_has("[\342\234\223] The third"));
	assert_true(snapshot_has("Needs the first."));
	form_key(f, KEY_CHAR(' '));
	assert_string_equal(form_value(f, 2), "b,c");
	form_key(f, KEY_CHAR('k'));
	assert_int_equal(form_key(f, KEY_CHAR('q')), FORM_PASS);
	hit(f, K_UP);
	assert_int_equal(form_current(f), 1);
	form_focus(f, 2);
	for (int i = 0; i < 3; i++)
		hit(f, K_DOWN);
	assert_int_equal(form_current(f), 3);
	form_free(f);
}

/* Rare fields are shown after their row was opened, and Enter does not stop there before. */
static void more_settings(void **state)
{
	struct form *f = five();

	(void)state;
	form_set(f, 0, "x");
	draw(f, all);
	assert_true(snapshot_has("+ More settings (1)"));
	assert_false(snapshot_has("Rare"));
	form_focus(f, 2);
	assert_int_equal(hit(f, K_ENTER), FORM_DONE);
	form_focus(f, 3);
	hit(f, K_ENTER);
	draw(f, all);
	assert_true(snapshot_has("- More settings (1)"));
	assert_true(snapshot_has("Rare"));
	form_focus(f, 2);
	assert_int_equal(hit(f, K_ENTER), FORM_MOVED);
	assert_int_equal(form_current(f), 3);
	hit(f, K_DOWN);
	assert_int_equal(form_current(f), 4);
	assert_int_equal(hit(f, K_ENTER), FORM_DONE);
	form_show(f, 4, false);
	draw(f, all);
	assert_false(snapshot_has("More settings"));
	form_free(f);
}

static void button(void **state)
{
	struct form *f = five();
	int row, col;

	(void)state;
	for (int i = 0; i < 4; i++)
		hit(f, K_TAB);
	assert_int_equal(form_current(f), 5);
	assert_int_equal(hit(f, K_TAB), FORM_MOVED);
	assert_int_equal(form_current(f), 5);
	draw(f, all);
	assert_true(snapshot_has("[ Continue ]"));
	snapshot_cursor(&row, &col);
	assert_int_equal(col, 4);
	assert_int_equal(form_key(f, KEY_CHAR('x')), FORM_PASS);
	assert_int_equal(hit(f, K_ENTER), FORM_DONE);
	hit(f, K_BACKTAB);
	assert_int_equal(form_current(f), 3);
	form_free(f);
}

/* A note is below a field that was left, until it changes; an error comes before it. */
static void notes(void **state)
{
	struct form *f = five();

	(void)state;
	hit(f, K_TAB);
	type(f, "a");
	assert_true(form_is_left(f, 0));
	assert_false(form_is_left(f, 1));
	hit(f, K_TAB);
	assert_true(form_is_left(f, 1));
	form_note(f, 1, R_DONE, "it exists");
	draw(f, all);
	assert_true(snapshot_has("it exists"));
	hit(f, K_UP);
	type(f, "b");
	draw(f, all);
	assert_false(snapshot_has("it exists"));
	assert_false(form_is_left(f, 1));
	hit(f, K_TAB);
	form_note(f, 1, R_DONE, "it exists");
	hit(f, K_UP);
	type(f, "ccccccccccccccccccccccccccccccc");
	draw(f, all);
	assert_true(snapshot_has("Many is too long"));
	assert_false(snapshot_has("it exists"));
	assert_false(form_is_left(f, 1));
	form_free(f);
}

/* --- the questions of the templates ----------------------------------------- */

static const struct box boxes[] = {
	{ 0, 0, 13, 58 },	/* of a screen of 60x16 */
	{ 0, 0, 18, 57 },	/* 80x24 */
	{ 0, 0, 34, 91 },	/* 120x40 */
	{ 0, 0, 54, 171 },	/* 200x60 */
};

/* What was drawn, with single spaces. */
static void read_words(struct buf *out)
{
	struct buf now = BUF(BUF_TEXT);

	snapshot_read(&now, false);
	for (const char *s = now.s; *s; s++)
		if (!strchr(" \n", *s) || (out->len && out->s[out->len - 1] != ' '))
			buf_char(out, strchr(" \n", *s) ? ' ' : *s);
	buf_free(&now);
}

/* The help of the field is there whole, and so is the vendor's step where there is room. */
static void check_help(const struct question_form *a, size_t i, struct box at)
{
	const struct field *f = &a->fields[i];
	struct buf now = BUF(BUF_TEXT);
	int row, col;

	draw(a->form, at);
	read_words(&now);
	if (!strstr(now.s, f->help) || strstr(now.s, "F1 shows") ||
	    (at.h > 18 && f->vendor && !strstr(now.s, f->vendor)))
		fail_msg("%s at %dx%d:\n%s", f->name, at.w, at.h, now.s);
	for (size_t n = 0; f->kind == FIELD_PICK && f->choices[n]; n++)
		if (!strstr(now.s, f->shown[n]))
			fail_msg("%s at %dx%d: no '%s':\n%s", f->name, at.w, at.h, f->shown[n],
				 now.s);
	snapshot_cursor(&row, &col);
	assert_in_range(row, 0, at.h - 1);
	assert_in_range(col, 0, at.w - 1);
	buf_free(&now);
}

static void check_group(struct question_form *a)
{
	for (size_t i = 0; i < a->count; i++) {
		if (a->fields[i].kind == FIELD_MORE) {
			form_focus(a->form, i);
			hit(a->form, K_ENTER);
		}
		if (!form_is_shown(a->form, i))
			continue;
		form_focus(a->form, i);
		for (size_t b = 0; b < sizeof(boxes) / sizeof(*boxes); b++)
			check_help(a, i, boxes[b]);
	}
}

static size_t check_questions(struct context *d, bool early)
{
	struct question_form a = { .form = NULL };
	size_t asked = 0;

	question_form_enter(&a, d, early);
	for (size_t g = 0; g < a.group_count; g++) {
		question_fields_close(&a);
		a.group = g;
		question_fields_build(&a, d);
		check_group(&a);
		asked += a.count;
	}
	question_form_drop(&a);
	return asked;
}

/* Each field of each method: its help is never cut, its cursor visible. */
static void every_template(void **state)
{
	struct err err = ERR_INIT;
	struct json *names;
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	names = templates_list(&err);
	snapshot_size(60, 200);
	json_each(name, names) {
		struct wizard *w = s.context.w;

		assert_true(wizard_begin(w, json_text(name), &err));
		if (pack_value(w->j.pack, "PARTS"))
			assert_true(wizard_answer(w, pack_value(w->j.pack, "PARTS"),
						  "bucket,engine,glue,unload,cross-account,cluster,"
						  "karpenter,alb,queue,mapping,service-account",
						  &err));
		for (const struct pack_method *m = w->j.pack->methods; m->name; m++)
			for (const struct pack_policy *p = w->j.pack->policies; p->name; p++) {
				if (!wizard_choose_method(w, m->name, &err) ||
				    !wizard_choose_policy(w, p->name, &err))
					continue;
				assert_in_range(check_questions(&s.context, true) +
							check_questions(&s.context, false),
						5, 60);
			}
	}
	json_free(names);
	snapshot_size(24, 80);
	fixture_close(&s);
}

static void part_needs(void **state)
{
	static const struct {
		const char *part, *uses, *missing;
	} parts[] = {
		{ "bucket", "", "" },
		{ "engine", "", "" },
		{ "unload", "engine", "" },
		{ "mapping", "cross-account, karpenter", "karpenter" },
		{ "service-account", "engine", "" },
	};
	struct answers a = { .values = NULL };
	struct err err = ERR_INIT;
	struct pack *p = pack_load("e6data", &err);

	(void)state;
	assert_non_null(p);
	answers_start(&a, p);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct buf uses = BUF(BUF_TEXT), missing = BUF(BUF_TEXT);

		part_uses(p, parts[i].part, &a, false, &uses);
		part_uses(p, parts[i].part, &a, true, &missing);
		assert_string_equal(uses.s, parts[i].uses);
		assert_string_equal(missing.s, parts[i].missing);
		buf_free(&uses);
		buf_free(&missing);
	}
	answers_free(&a);
	pack_free(p);
}

/* --- from group to group ---------------------------------------------------- */

static char home[] = "/tmp/accredit-forms-XXXXXX";

static void write_file(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", home, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	free(path);
}

static bool shows(struct fixture *s, const char *text)
{
	loop_refresh(s->loop);
	return snapshot_has(text);
}

/* The title of the group that is shown. */
static const char *group_of(struct fixture *s)
{
	const char *title;
	bool now = false;

	for (size_t i = 0;
	     (title = question_form_part(&s->context, loop_state(s->loop), i, &now)) && !now; i++)
		;
	return title;
}

static void open_settings(struct fixture *s, int method)
{
	fixture_open(s, false);
	fixture_go_to(s, &screen_method);
	for (int i = 0; i < method; i++)
		fixture_press(s, K_DOWN);
	fixture_go_to(s, &screen_values);
}

static void retype(struct fixture *s, const char *text)
{
	fixture_press(s, K_CTRL_OF('u'));
	loop_key(s->loop, KEY_TEXT(text));
	fixture_press(s, K_ENTER);
}

/* A default that does not exist; a folder is created only after a yes; a file never replaced. */
static void key_files(void **state)
{
	char *path = xasprintf("%s/missing/key.csv", home);
	struct fixture s;

	(void)state;
	write_file("essentia-key.csv", "mine");
	open_settings(&s, 2);
	assert_true(shows(&s, "essentia-key-2.csv"));
	retype(&s, path);
	assert_true(shows(&s, "Create the folder?"));
	fixture_type(&s, "n");
	assert_true(shows(&s, "does not exist"));
	fixture_press(&s, K_ENTER);
	assert_true(shows(&s, "Create the folder?"));
	fixture_type(&s, "y");
	assert_false(shows(&s, "Create the folder?"));
	assert_false(shows(&s, "does not exist"));
	fixture_press(&s, K_UP);
	free(path);
	path = xasprintf("%s/essentia-key.csv", home);
	retype(&s, path);
	assert_true(shows(&s, "never overwritten"));
	free(path);
	path = xasprintf("%s/mine.csv", home);
	retype(&s, path);
	assert_false(shows(&s, "never overwritten"));
	assert_string_equal(json_str(s.context.w->j.given.values, "KEY_FILE"), path);
	free(path);
	fixture_close(&s);
}

static void groups_are_walked(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	open_settings(&s, 2);
	assert_string_equal(group_of(&s), "Access key");
	assert_true(shows(&s, "step 5 of 9 \342\200\242 1 of 2"));
	fixture_press(&s, K_ENTER);
	fixture_press(&s, K_ENTER);
	assert_string_equal(group_of(&s), "Master and bucket");
	assert_true(shows(&s, "step 5 of 9 \342\200\242 2 of 2"));
	fixture_press(&s, K_ESC);
	assert_string_equal(group_of(&s), "Access key");
	assert_true(shows(&s, "essentia-key"));
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_policy);
	fixture_go_to(&s, &screen_review);
	err_set(&err, ERR_INPUT, "that key is not right");
	err_field(&err, "ACCESS_KEY_ID");
	fixture_end_task(&s, &err);
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_values);
	assert_string_equal(group_of(&s), "Access key");
	assert_true(shows(&s, "that key is not right"));
	fixture_close(&s);
}

/* An answer that is missing in an earlier group leads there. */
static void missing_answers_lead_back(void **state)
{
	struct fixture s;

	(void)state;
	open_settings(&s, 2);
	fixture_press(&s, K_ENTER);
	fixture_press(&s, K_ENTER);
	assert_string_equal(group_of(&s), "Master and bucket");
	json_drop(s.context.w->j.given.values, "KEY_FILE");
	loop_jump(s.loop, &screen_names);
	fixture_press(&s, K_ESC);
	fixture_go_to(&s, &screen_values);
	assert_string_equal(group_of(&s), "Access key");
	fixture_close(&s);
}

/* The documented profile is taken: the key goes into a file to copy, or another profile. */
static void profile_is_taken(void **state)
{
	const struct json *values;
	struct fixture s;

	(void)state;
	write_file("credentials", "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
				  "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n");
	open_settings(&s, 1);
	assert_true(shows(&s, "(\342\200\242) on another computer"));
	assert_true(shows(&s, "Transfer file"));
	fixture_press(&s, K_LEFT);
	assert_false(shows(&s, "Transfer file"));
	assert_true(shows(&s, "[ essentia "));
	fixture_press(&s, K_DOWN);
	retype(&s, "default");
	assert_true(shows(&s, "AKIAIOSFODNN7EXAMPLE"));
	retype(&s, "mine");
	fixture_press(&s, K_UP);
	values = s.context.w->j.given.values;
	assert_string_equal(json_str(values, "PROFILE"), "mine");
	assert_string_equal(json_str(values, "CARRY_FILE"), "");
	fixture_press(&s, K_UP);
	fixture_press(&s, K_RIGHT);
	assert_true(shows(&s, "Transfer file"));
	assert_true(str_ends(json_str(s.context.w->j.given.values, "CARRY_FILE"),
			     "/essentia-credentials"));
	fixture_close(&s);
}

static int open_all(void **state)
{
	char *name;

	(void)state;
	snapshot_open();
	snapshot_style(SNAPSHOT_COLOR);
	snapshot_size(24, 80);
	if (!mkdtemp(home))
		return -1;
	setenv("HOME", home, 1);
	name = xasprintf("%s/credentials", home);
	setenv("AWS_SHARED_CREDENTIALS_FILE", name, 1);
	free(name);
	name = xasprintf("%s/config", home);
	setenv("AWS_CONFIG_FILE", name, 1);
	free(name);
	return 0;
}

static int close_all(void **state)
{
	static const char *const files[] = { "essentia-key.csv", "credentials", NULL };

	(void)state;
	snapshot_close();
	for (size_t i = 0; files[i]; i++) {
		char *path = xasprintf("%s/%s", home, files[i]);

		unlink(path);
		free(path);
	}
	rmdir(home);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list_is_picked),
		cmocka_unit_test(list_is_closed),
		cmocka_unit_test(list_comes_late),
		cmocka_unit_test(list_adds_members),
		cmocka_unit_test(checklist),
		cmocka_unit_test(more_settings),
		cmocka_unit_test(button),
		cmocka_unit_test(notes),
		cmocka_unit_test(every_template),
		cmocka_unit_test(part_needs),
		cmocka_unit_test(key_files),
		cmocka_unit_test(groups_are_walked),
		cmocka_unit_test(missing_answers_lead_back),
		cmocka_unit_test(profile_is_taken),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	json_start();
	return cmocka_run_group_tests(tests, open_all, close_all);
}
