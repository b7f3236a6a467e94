/*
 * test_pack_shapes.c - any JSON at any position of a template: it is reported or
 * it works, and nothing crashes. A child process checks the broken templates, so
 * that a crash costs one case and names it.
 *
 * Every shape at every position is many: a random part is taken (the seed is
 * printed), or all with ACCREDIT_SHAPES=all. ACCREDIT_SEED repeats a run. The
 * positions that name values and conditions are always taken, in every shape.
 */
#include "config.h"

#include "unit.h"

#include <dirent.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include "base/errors.h"
#include "base/str.h"
#include "pack/answers.h"
#include "pack/render.h"
#include "pack/risk.h"
#include "pack/value.h"
#include "pack/pack_load.h"
#include "resource/kind.h"
#include "sample.h"

#define SOME 40		/* cases of each shipped template */
#define SOME_SMALL 600		/* of the small one */

/* What stands at the position instead; the words are made from what was there. */
static const char *const shapes[] = {
	"null", "true", "false", "0", "-7", "1e300", "\"\"", "\"x\"", "\"${\"", "\"$policy\"",
	"\"${NO_SUCH}\"", "\"../../x\"", "\"\\u202e\\u001b[2J%s%n\"", "[]", "{}", "[null]", "[[]]",
	"[\"x\"]", "[{}]", "{\"x\": null}", "{\"\": \"x\"}", "{\"x\": []}", "LONG", "GONE", "LISTED",
	"NESTED", "TWICE",
};

#define SHAPES (sizeof(shapes) / sizeof(*shapes))
#define FILES 64

struct victim {
	char folder[64];		/* the copy that is broken */
	const char *names[FILES];	/* "pack.json", "documents/x.json" */
	struct json *trees[FILES];
	size_t files;
	bool rows;			/* the table below, not random positions */
};

/* What the child did, seen by the parent also after its end. */
struct progress {
	size_t next, checked, refused, good;
	char at[200];
};

static size_t nodes(const struct json *j)
{
	size_t n = 1;

	json_each(child, j)
		n += nodes(child);
	return n;
}

static struct json *long_text(void)
{
	char text[6000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	return json_string_new(text);
}

/* The node in another shape; NULL: it is left out. */
static struct json *reshape(const struct json *was, const char *shape)
{
	struct json *made;

	if (str_eq(shape, "GONE"))
		return NULL;
	if (str_eq(shape, "LONG"))
		return long_text();
	if (str_eq(shape, "NESTED")) {
		made = json_object_new();
		json_put(made, "x", json_copy(was));
	} else if (str_eq(shape, "LISTED") || str_eq(shape, "TWICE")) {
		made = json_list_new();
		json_push(made, json_copy(was));
		if (*shape == 'T')
			json_push(made, json_copy(was));
	} else {
		made = sample_parse(shape);
	}
	return made;
}

/* A copy of j with its node number *n, counted from the top, in another shape. */
static struct json *spoil(const struct json *j, size_t *n, const char *shape)
{
	enum json_type type = json_type(j);
	struct json *made;

	if ((*n)-- == 0)
		return reshape(j, shape);
	if (type != JSON_LIST && type != JSON_OBJECT)
		return json_copy(j);
	made = type == JSON_LIST ? json_list_new() : json_object_new();
	json_each(child, j) {
		bool here = *n == 0;
		struct json *copy = spoil(child, n, shape);

		if (!copy && here)
			continue;
		if (type == JSON_LIST)
			json_push(made, copy);
		else
			json_put(made, json_key(child), copy);
	}
	return made;
}

static void write_to(const struct victim *v, const char *name, const struct json *j)
{
	struct sample s;

	snprintf(s.folder, sizeof(s.folder), "%s", v->folder);
	if (j)
		sample_tree(&s, name, j);
	else
		sample_text(&s, name, "", 0);
}

/* What reads a template that passed: every method, every policy, every value. */
static void use(const struct pack *p)
{
	for (const struct pack_method *m = p->methods; m->name; m++) {
		struct answers a = { .account = "123456789012", .region = "us-east-1" };
		struct errors wrong = { NULL };
		struct err err = ERR_INIT;
		struct json *wanted;

		snprintf(a.method, sizeof(a.method), "%s", m->name);
		a.values = json_object_new();
		answers_start(&a, p);
		for (const struct pack_value *v = p->values; v->name; v++)
			value_required(p, v, &a);
		pack_fits(p, &a, &err);
		json_free(pack_preview(p, &a));
		wanted = pack_wanted(p, &a, &err);
		if (wanted)
			json_free(risk_find(wanted, NULL));
		json_free(wanted);
		answers_problems(&a, p, &wrong);
		errors_free(&wrong);
		answers_free(&a);
	}
}

/* In a child process: a failed assertion of cmocka would continue with the next test. */
static void must(bool holds)
{
	if (!holds)
		_exit(7);
}

static void judge(const struct victim *v, struct progress *done)
{
	struct buf mistakes = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	bool ok = pack_check(v->folder, &mistakes);
	struct pack *p = NULL;

	must(ok == !mistakes.len);
	if (ok || done->checked % 8 == 0)
		p = pack_load_from(v->folder, &err);
	if (p)		/* a kind that does not exist is the one thing loading lets pass */
		use(p);
	else
		must(!ok && (!err.kind || (*err.text && *err.hint)));
	for (const char *c = mistakes.s; *c; c++)
		must((unsigned char)*c >= 0x20 || *c == '\n');
	done->refused += !ok;
	done->good += ok;
	done->checked++;
	pack_free(p);
	buf_free(&mistakes);
}

static void try_case(const struct victim *v, size_t number, struct progress *done)
{
	for (size_t i = 0; i < v->files; i++) {
		size_t here = nodes(v->trees[i]) * SHAPES, node = number / SHAPES;
		struct json *broken;

		if (number >= here) {
			number -= here;
			continue;
		}
		snprintf(done->at, sizeof(done->at), "%s, value %zu as %s", v->names[i], node,
			 shapes[number % SHAPES]);
		broken = spoil(v->trees[i], &node, shapes[number % SHAPES]);
		write_to(v, v->names[i], broken);
		judge(v, done);
		json_free(broken);
		write_to(v, v->names[i], v->trees[i]);
		return;
	}
}

static uint64_t seed;

static uint64_t draw(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return seed >> 33;
}

#define USER "{\"id\": \"r\", \"kind\": \"user\", \"name\": \"U\", "
#define KIND(kind) "{\"id\": \"r\", \"name\": \"u\", \"kind\": \"" kind "\", "
#define VALUE(kind) "{\"name\": \"V\", \"label\": \"l\", \"help\": \"h\", \"kind\": \"" kind "\", "
#define CHOICE VALUE("choice") "\"check\": [\"a\"], "
#define PROBE(where) "{\"id\": \"p\", \"says\": \"s\", \"expected\": \"allow\", \"where\": \"" where "\", "

/* Conditions, calls and maps of every form, each replaced by every shape. */
static const struct {
	const char *section, *row;
} rows[] = {
	{ "resources", USER "\"with\": SHAPE}" },
	{ "resources", USER "\"unless\": SHAPE}" },
	{ "resources", USER "\"with\": {\"BUCKET\": SHAPE}}" },
	{ "resources", USER "\"when\": SHAPE}" },
	{ "resources", USER "\"when\": {\"part\": SHAPE}}" },
	{ "resources", USER "\"needs\": SHAPE}" },
	{ "resources", USER "\"tags\": SHAPE}" },
	{ "resources", USER "\"tags\": {\"a\": SHAPE}}" },
	{ "resources", USER "\"others\": SHAPE}" },
	{ "resources", USER "\"stays\": SHAPE}" },
	{ "resources", KIND("access-key") "\"user\": SHAPE, \"given\": SHAPE}" },
	{ "resources", KIND("cluster-access") "\"cluster\": \"c\","
	  " \"principal\": \"p\", \"groups\": SHAPE}" },
	{ "resources", KIND("service-account") "\"cluster\": \"c\","
	  " \"namespace\": \"n\", \"annotations\": SHAPE, \"labels\": {\"a\": SHAPE}}" },
	{ "values", VALUE("choice") "\"check\": SHAPE}" },
	{ "values", CHOICE "\"warns\": SHAPE}" },
	{ "values", CHOICE "\"warns-in\": SHAPE}" },
	{ "values", CHOICE "\"warns-in\": {\"a\": SHAPE}}" },
	{ "values", CHOICE "\"titles\": SHAPE}" },
	{ "values", CHOICE "\"titles\": {\"a\": SHAPE}}" },
	{ "values", VALUE("text") "\"group\": SHAPE, \"rare\": SHAPE, \"picks\": SHAPE}" },
	{ "values", CHOICE "\"fixes\": SHAPE}" },
	{ "values", CHOICE "\"fixes\": {\"a\": SHAPE}}" },
	{ "values", VALUE("text") "\"check\":"
	  " {\"says\": \"s\", \"pattern\": SHAPE, \"min\": SHAPE}}" },
	{ "values", VALUE("tags") "\"default\": SHAPE}" },
	{ "values", VALUE("text") "\"cluster\": SHAPE}" },
	{ "policies", "{\"name\": \"p\", \"title\": \"t\", \"document\": \"wide.json\", \"grants\": \"g\","
	  " \"risks\": \"r\", \"refused\": SHAPE, \"instead\": \"wide\"}" },
	{ "probes", PROBE("worker") "\"call\": SHAPE}" },
	{ "probes", PROBE("key") "\"call\": SHAPE}" },
	{ "probes", PROBE("key") "\"call\": [\"sts\", SHAPE]}" },
	{ "probes", PROBE("here") "\"call\": SHAPE}" },
	{ "probes", PROBE("here") "\"call\": {\"simulate\": SHAPE}}" },
	{ "probes", "{\"id\": \"p\", \"says\": \"s\", \"call\": {\"simulate\": {\"principal\": SHAPE, \"actions\": SHAPE,"
	  " \"context\": SHAPE}}, \"expected\": \"allow\", \"where\": \"here\"}" },
	{ "probes", PROBE("cluster") "\"call\": {\"can\": SHAPE}}" },
	{ "probes", "{\"id\": \"p\", \"says\": \"s\", \"call\": {\"trust\": SHAPE}, \"expected\": \"allow\", \"where\": SHAPE}" },
	{ "probes", "{\"id\": \"p\", \"says\": \"s\", \"call\": {\"canary\": SHAPE}, \"expected\": SHAPE, \"where\": \"pod\","
	  " \"cluster\": SHAPE, \"namespace\": \"n\", \"account\": \"a\"}" },
	{ "probes", "{\"id\": \"p\", \"says\": \"s\", \"call\": [\"a\", \"b\"], \"expected\": \"allow\", \"where\": \"worker\","
	  " \"each\": SHAPE}" },
	{ "notes", "{\"label\": \"l\", \"text\": \"t\", \"at\": SHAPE, \"with\": SHAPE}" },
	{ "vendor", "{\"label\": \"l\", \"text\": SHAPE, \"unless\": SHAPE}" },
	{ "derived", "{\"name\": \"D\", \"of\": SHAPE, \"first\": SHAPE}" },
};

#define ROWS (sizeof(rows) / sizeof(*rows))

/* The row with the shape at each mark; yours. GONE and the like do not occur. */
static struct json *row_with(const char *row, const char *shape)
{
	struct buf text = BUF(65536);
	struct json *made;

	for (const char *at; (at = strstr(row, "SHAPE")); row = at + 5) {
		buf_add(&text, row, (size_t)(at - row));
		buf_str(&text, shape);
	}
	buf_str(&text, row);
	made = sample_parse(text.s);
	buf_free(&text);
	return made;
}

static void try_row(const struct victim *v, size_t number, struct progress *done)
{
	const char *shape = shapes[number % SHAPES];
	struct json *broken;

	if (*shape >= 'A' && *shape <= 'Z')
		return;
	broken = json_copy(v->trees[0]);
	json_push(json_get(broken, rows[number / SHAPES].section),
		  row_with(rows[number / SHAPES].row, shape));
	snprintf(done->at, sizeof(done->at), "%.120s as %s", rows[number / SHAPES].row, shape);
	write_to(v, "pack.json", broken);
	judge(v, done);
	json_free(broken);
}

/* Checks the cases from done->next on; the child's whole work. */
static void walk(const struct victim *v, const size_t *chosen, size_t count,
		 struct progress *done)
{
	while (done->next < count) {
		size_t i = done->next++;

		(v->rows ? try_row : try_case)(v, chosen ? chosen[i] : i, done);
	}
}

/* Returns how many cases ended the child. */
static size_t run(const struct victim *v, const size_t *chosen, size_t count,
		  struct progress *done)
{
	size_t crashes = 0;

	memset(done, 0, sizeof(*done));
	while (done->next < count) {
		pid_t child = (fflush(NULL), fork());
		int status;

		assert_true(child >= 0);
		if (!child) {
			walk(v, chosen, count, done);
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		if (status) {
			crashes++;
			printf("  %s: ended with status %x\n", done->at, (unsigned)status);
			for (size_t i = 0; i < v->files; i++)
				write_to(v, v->names[i], v->trees[i]);
		}
		if (crashes > 20)
			break;
	}
	return crashes;
}

static size_t cases(const struct victim *v)
{
	size_t n = 0;

	if (v->rows)
		return ROWS * SHAPES;
	for (size_t i = 0; i < v->files; i++)
		n += nodes(v->trees[i]) * SHAPES;
	return n;
}

/* Numbers of cases, a random part; NULL: all of them. */
static size_t *choose(const struct victim *v, size_t most, size_t *count)
{
	size_t all = cases(v), *chosen = NULL;

	*count = all;
	if (all <= most || str_eq(getenv("ACCREDIT_SHAPES"), "all"))
		return NULL;
	*count = most;
	chosen = xcalloc(most, sizeof(*chosen));
	for (size_t i = 0; i < most; i++)
		chosen[i] = draw() % all;
	return chosen;
}

static void check(const struct victim *v, size_t most, const char *name)
{
	struct progress *done = mmap(NULL, sizeof(*done), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t count, crashes, *chosen = choose(v, most, &count);

	assert_true(done != MAP_FAILED);
	crashes = run(v, chosen, count, done);
	printf("  %s: %zu of %zu broken templates: %zu reported, %zu still good, %zu crashes\n",
	       name, done->checked, cases(v), done->refused, done->good, crashes);
	assert_int_equal(crashes, 0);
	assert_true(done->checked == count || (v->rows && done->checked > count * 3 / 4));
	assert_true(done->refused > done->good);
	free(chosen);
	munmap(done, sizeof(*done));
}

static void test_small(void **state)
{
	struct victim v = { .files = 4, .names = { "pack.json", "documents/trust.json",
			    "documents/wide.json", "documents/scoped.json" } };
	struct sample s;

	(void)state;
	sample_new(&s);
	sample_write(&s);
	snprintf(v.folder, sizeof(v.folder), "%s", s.folder);
	v.trees[0] = s.pack;
	v.trees[1] = s.trust;
	v.trees[2] = s.wide;
	v.trees[3] = s.scoped;
	check(&v, SOME_SMALL, "the small template");
	v.rows = true;
	check(&v, ROWS * SHAPES, "rows of every form");
	sample_free(&s);
}

static void take_in(struct victim *v, const char *from, const char *name)
{
	struct buf text = BUF(PACK_FILE_MAX);
	struct err err = ERR_INIT;

	if (!file_read_inside(from, name, &text, &err))
		fail_msg("%s", err.text);
	assert_true(v->files < FILES);
	v->names[v->files] = name;
	v->trees[v->files++] = sample_parse(text.s);
	write_to(v, name, v->trees[v->files - 1]);
	buf_free(&text);
}

static void check_shipped(const char *name)
{
	char *from = xasprintf("%s/templates/%s", getenv("top_srcdir"), name);
	char *documents = xasprintf("%s/documents", from), *taken[FILES] = { NULL };
	struct victim v = { .files = 0 };
	struct sample none = { .pack = NULL };
	struct dirent **found;
	int n = scandir(documents, &found, NULL, alphasort);

	snprintf(none.folder, sizeof(none.folder), "%s", "/tmp/accredit-pack-XXXXXX");
	assert_non_null(mkdtemp(none.folder));
	snprintf(v.folder, sizeof(v.folder), "%s", none.folder);
	take_in(&v, from, "pack.json");
	for (int i = 0; i < n; i++) {
		if (str_ends(found[i]->d_name, ".json")) {
			taken[v.files] = xasprintf("documents/%s", found[i]->d_name);
			take_in(&v, from, taken[v.files]);
		}
		free(found[i]);
	}
	free(found);
	check(&v, SOME, name);
	for (size_t i = 0; i < v.files; i++) {
		json_free(v.trees[i]);
		free(taken[i]);
	}
	sample_free(&none);
	free(documents);
	free(from);
}

static void test_shipped(void **state)
{
	(void)state;
	check_shipped("essentia");
	check_shipped("deadline");
	check_shipped("e6data");
	check_shipped("iguazio");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_shipped),
	};

	const char *given = getenv("ACCREDIT_SEED");

	if (!getenv("top_srcdir"))
		setenv("top_srcdir", TOP_SRCDIR, 1);
	seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
	printf("  ACCREDIT_SEED=%llu\n", (unsigned long long)seed);
	return run_all(tests);
}
