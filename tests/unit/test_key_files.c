/* test_key_files.c - an access key in a profile, in a CSV file, and found again. */
#include "config.h"

#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/edit_file.h"
#include "folder.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/csv_file.h"
#include "keys/find_json.h"
#include "keys/profile_file.h"

#define OLD_ID "AKIAIOSFODNN7EXAMPLE"
#define OLD_SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define NEW_ID "AKIAI44QH8DHBEXAMPLE"
#define NEW_SECRET "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"
#define OTHER_ID "AKIAOTHEROTHEROTHER1"

static char credentials[300], config[300], csv[300];
static struct access_key old_key, new_key;
static struct buf notices = BUF(BUF_TEXT);

static int fresh(void **state)
{
	if (folder_make(state))
		return -1;
	snprintf(credentials, sizeof(credentials), "%s/.aws/credentials", folder);
	snprintf(config, sizeof(config), "%s/.aws/config", folder);
	snprintf(csv, sizeof(csv), "%s/key.csv", folder);
	setenv("AWS_SHARED_CREDENTIALS_FILE", credentials, 1);
	setenv("AWS_CONFIG_FILE", config, 1);
	setenv("HOME", folder, 1);
	unsetenv("AWS_ACCESS_KEY_ID");
	unsetenv("AWS_REGION");
	unsetenv("AWS_DEFAULT_REGION");
	access_key_set(&old_key, OLD_ID, OLD_SECRET, strlen(OLD_SECRET));
	access_key_set(&new_key, NEW_ID, NEW_SECRET, strlen(NEW_SECRET));
	buf_reset(&notices);
	return 0;
}

static int done(void **state)
{
	access_key_free(&old_key);
	access_key_free(&new_key);
	buf_free(&notices);
	return folder_remove(state);
}

static void put(const char *path, const char *text)
{
	struct err err = ERR_INIT;
	char *copy = xstrdup(path);

	*strrchr(copy, '/') = '\0';
	assert_true(file_folder(copy, &err));
	assert_true(file_replace(path, text, strlen(text), &err));
	free(copy);
}

static void holds(const char *path, const char *want)
{
	struct buf text = BUF(1u << 20);
	struct err err = ERR_INIT;

	assert_true(file_read(path, &text, NULL, &err));
	assert_string_equal(text.s, want);
	buf_free(&text);
}

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

static void refused(bool ok, const struct err *err, enum err_kind kind, const char *says)
{
	assert_false(ok);
	assert_int_equal(err->kind, kind);
	assert_non_null(strstr(err->text, says));
	assert_true(*err->hint);
	assert_null(strstr(err->text, "wJalr"));
	assert_null(strstr(err->text, "je7Mt"));
}

/* --- a profile -------------------------------------------------------------------- */

static struct profile_file profile(const char *name)
{
	return (struct profile_file){ .profile = name, .state = folder, .notices = &notices };
}

static void reads_profile(void **state)
{
	struct profile_file f = profile("work");
	struct access_key key = ACCESS_KEY_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(profile_file_read(&f, &key, &err));
	assert_string_equal(key.id, "");
	assert_false(is_there(credentials));
	put(credentials, "[work]\naws_access_key_id = " OLD_ID "\n");
	assert_true(profile_file_read(&f, &key, &err));
	assert_string_equal(key.id, OLD_ID);
	assert_null(key.secret.s);
	put(credentials, "[work]\naws_access_key_id = " OLD_ID "\n"
	    "AWS_Secret_access_key=" OLD_SECRET "\n");
	assert_true(profile_file_read(&f, &key, &err));
	assert_string_equal(key.secret.s, OLD_SECRET);
	f.profile = NULL;
	assert_true(profile_file_read(&f, &key, &err));
	assert_string_equal(key.id, "");
	assert_null(key.secret.s);
	put(credentials, "[work\n" OLD_SECRET "\n");
	refused(profile_file_read(&f, &key, &err), &err, ERR_INPUT, "line 1");
	f.profile = "a\nb";
	refused(profile_file_read(&f, &key, &err), &err, ERR_INPUT, "profile name");
}

static void writes_profile(void **state)
{
	struct profile_file f = profile(NULL);
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	assert_true(profile_file_write(&f, &old_key, "", &err));
	holds(credentials, "[default]\naws_access_key_id = " OLD_ID
	      "\naws_secret_access_key = " OLD_SECRET "\n");
	assert_int_equal(stat(credentials, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(profile_file_write(&f, &old_key, "", &err));	/* once more */
	assert_int_equal(stat(credentials, &st), 0);
	assert_true(profile_file_write(&f, &new_key, OLD_ID, &err));
	holds(credentials, "[default]\naws_access_key_id = " NEW_ID
	      "\naws_secret_access_key = " NEW_SECRET "\n");
	assert_string_equal(notices.s, "");
}

static void writes_only_what_it_may(void **state)
{
	static const struct { const char *text, *expected, *says; } rows[] = {
		{ "[a]\naws_access_key_id = " OTHER_ID "\n", "", "contains another key: " OTHER_ID },
		{ "[a]\naws_access_key_id = " OTHER_ID "\n", OLD_ID, "contains another key: " OTHER_ID },
		{ "[a]\naws_access_key_id = ASIAX\naws_session_token = x\n", "", "another key" },
		{ "[a]\nregion = x\n", OLD_ID, "no longer contains the key " OLD_ID },
		{ "", OLD_ID, "no longer contains" },
		{ "[a]\naws_secret_access_key = " OLD_SECRET "\n", "", "without its ID" },
	};
	struct profile_file f = profile("a");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct err err = ERR_INIT;

		put(credentials, rows[i].text);
		refused(profile_file_write(&f, &new_key, rows[i].expected, &err), &err,
			ERR_CHOICE, rows[i].says);
		holds(credentials, rows[i].text);
	}
}

static void writes_no_odd_key(void **state)
{
	struct profile_file f = profile("a");
	struct access_key odd = ACCESS_KEY_INIT;
	struct err err = ERR_INIT;

	(void)state;
	refused(profile_file_write(&f, &odd, "", &err), &err, ERR_INPUT, "missing");
	access_key_set(&odd, "ASIAIOSFODNN7EXAMPLE", OLD_SECRET, strlen(OLD_SECRET));
	refused(profile_file_write(&f, &odd, "", &err), &err, ERR_INPUT, "session token");
	assert_false(is_there(credentials));
	access_key_free(&odd);
}

static void keeps_the_rest(void **state)
{
	struct profile_file f = profile("a");
	struct err err = ERR_INIT;
	char *backup = xasprintf("%s%s", credentials, EDIT_FILE_BACKUP);
	static const char before[] = "# mine\n[b]\nx=1\n\n[a]\naws_access_key_id=" OLD_ID
		"\naws_secret_access_key=s\naws_session_token=t\nregion = eu-west-1 ; here\n";

	(void)state;
	put(credentials, before);
	assert_int_equal(chmod(credentials, 0644), 0);
	assert_true(profile_file_write(&f, &new_key, OLD_ID, &err));
	holds(credentials, "# mine\n[b]\nx=1\n\n[a]\naws_access_key_id=" NEW_ID
	      "\naws_secret_access_key=" NEW_SECRET "\nregion = eu-west-1 ; here\n");
	holds(backup, before);
	assert_non_null(strstr(notices.s, "0644 to 0600"));
	free(backup);
}

static void removes_from_profile(void **state)
{
	struct profile_file f = profile("a");
	struct err err = ERR_INIT;
	bool did;

	(void)state;
	assert_true(profile_file_remove(&f, OLD_ID, &did, &err));
	assert_false(did);
	put(credentials, "[b]\nx = 1\n");
	assert_true(profile_file_write(&f, &old_key, "", &err));
	assert_true(profile_file_remove(&f, NEW_ID, &did, &err));
	assert_false(did);
	assert_true(profile_file_remove(&f, OLD_ID, &did, &err));
	assert_true(did);
	holds(credentials, "[b]\nx = 1\n");
	assert_true(profile_file_remove(&f, OLD_ID, &did, &err));
	assert_false(did);
	put(credentials, "[a]\naws_access_key_id = " OLD_ID "\nregion = x\n");
	assert_true(profile_file_remove(&f, OLD_ID, NULL, &err));
	holds(credentials, "[a]\nregion = x\n");
}

static void region(void **state)
{
	struct profile_file f = profile("dev");
	struct err err = ERR_INIT;

	(void)state;
	assert_true(profile_file_region(&f, NULL, &err));
	assert_false(is_there(config));
	assert_true(profile_file_region(&f, "eu-central-1", &err));
	f.profile = "default";
	assert_true(profile_file_region(&f, "eu-west-1", &err));
	assert_true(profile_file_region(&f, "us-east-1", &err));
	holds(config, "[profile dev]\nregion = eu-central-1\n\n[default]\nregion = us-east-1\n");
	assert_true(profile_file_region(&f, NULL, &err));
	holds(config, "[profile dev]\nregion = eu-central-1\n");
	refused(profile_file_region(&f, "a\n[b]", &err), &err, ERR_INPUT, "control character");
}

static void ready_profile(void **state)
{
	struct profile_file f = profile("a");
	struct err err = ERR_INIT;

	(void)state;
	assert_true(profile_file_ready(&f, &err));
	assert_false(is_there(credentials));
	put(credentials, "no section\n");
	refused(profile_file_ready(&f, &err), &err, ERR_INPUT, "line 1");
	put(credentials, "");
	assert_true(profile_file_ready(&f, &err));
	assert_int_equal(chmod(credentials, 0400), 0);
	refused(profile_file_ready(&f, &err), &err, ERR_FILE, "read-only");
	f.profile = "]";
	refused(profile_file_ready(&f, &err), &err, ERR_INPUT, "profile name");
}

static void where_it_is(void **state)
{
	struct err err = ERR_INIT;
	char *path = profile_file_path(&err), *home = xstrdup(getenv("HOME"));

	(void)state;
	assert_string_equal(path, credentials);
	free(path);
	unsetenv("AWS_SHARED_CREDENTIALS_FILE");
	setenv("HOME", "/somewhere", 1);
	path = profile_file_path(&err);
	assert_string_equal(path, "/somewhere/.aws/credentials");
	free(path);
	setenv("HOME", home, 1);
	free(home);
}

/* --- other programs read the same --------------------------------------------------- */

/* argv: at most 7, the rest NULL. */
static bool output_of(const char *const argv[8], struct buf *out)
{
	char part[1000];
	int ends[2], status;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (!pid) {
		dup2(ends[1], 1);
		execl(argv[0], argv[0], argv[1], argv[2], argv[3], argv[4], argv[5], argv[6],
		      (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	while ((n = read(ends[0], part, sizeof(part))) > 0)
		buf_add(out, part, (size_t)n);
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	while (out->len && out->s[out->len - 1] == '\n')
		out->s[--out->len] = '\0';
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void says(const char *const argv[8], const char *want)
{
	struct buf out = BUF(10000);

	assert_true(output_of(argv, &out));
	assert_string_equal(out.s, want);
	buf_free(&out);
}

static void cli_says(const char *tool, const char *key, const char *name, const char *want)
{
	const char *argv[8] = { tool, "configure", "get", key, "--profile", name };

	says(argv, want);
}

static const char script[] =
	"import sys, botocore.session\n"
	"s = botocore.session.Session(profile=sys.argv[1])\n"
	"c = s.get_credentials()\n"
	"print(c.access_key, c.secret_key, c.token, s.get_config_variable('region'))\n";

static void others_read_the_same(void **state)
{
	const char *slash = strrchr(PRACTICE_PYTHON, '/');
	char *tool = xasprintf("%.*s/aws", slash ? (int)(slash - PRACTICE_PYTHON) : 0,
			       PRACTICE_PYTHON);
	static const char *const names[] = { "default", "dev" };
	struct err err = ERR_INIT;

	(void)state;
	if (access(tool, X_OK) || access(PRACTICE_PYTHON, X_OK)) {
		printf("SKIPPED: no AWS CLI beside the python '%s'\n", PRACTICE_PYTHON);
		free(tool);
		return;
	}
	put(credentials, "[dev]\naws_access_key_id = " OLD_ID " # old\n"
	    "aws_secret_access_key = x\naws_session_token = y\n");
	for (int i = 0; i < 2; i++) {
		struct profile_file f = profile(names[i]);
		const char *argv[8] = { PRACTICE_PYTHON, "-c", script, names[i] };

		assert_true(profile_file_write(&f, &new_key, i ? OLD_ID : "", &err));
		assert_true(profile_file_region(&f, "eu-central-1", &err));
		says(argv, NEW_ID " " NEW_SECRET " None eu-central-1");
	}
	cli_says(tool, "aws_access_key_id", "default", NEW_ID);
	cli_says(tool, "aws_secret_access_key", "dev", NEW_SECRET);
	cli_says(tool, "region", "dev", "eu-central-1");
	free(tool);
}

/* --- a CSV file --------------------------------------------------------------------- */

#define HEAD "User Name,Access Key Id,Secret Access Key\n"

static struct csv_file csv_of(void)
{
	return (struct csv_file){ .file = csv, .state = folder, .notices = &notices };
}

static void creates_csv(void **state)
{
	struct csv_file f = csv_of();
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	assert_true(csv_file_ready(&f, "", &err));
	assert_false(is_there(csv));
	assert_true(csv_file_create(&f, "Essie", &old_key, &err));
	holds(csv, HEAD "Essie," OLD_ID "," OLD_SECRET "\n");
	assert_int_equal(stat(csv, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(csv_file_create(&f, "Essie", &old_key, &err));	/* once more */
	refused(csv_file_create(&f, "Essie", &new_key, &err), &err, ERR_CHOICE, "never overwritten");
	refused(csv_file_ready(&f, "", &err), &err, ERR_CHOICE, "never overwritten");
	holds(csv, HEAD "Essie," OLD_ID "," OLD_SECRET "\n");
	put(csv, "");
	refused(csv_file_create(&f, "Essie", &new_key, &err), &err, ERR_CHOICE, "never overwritten");
}

static void quotes_csv(void **state)
{
	static const char *const users[] = { "a,b", "say \"so\"", "=1+2", "\"", "a\nb", "" };
	struct access_key key = ACCESS_KEY_INIT;
	struct csv_file f = csv_of();
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++) {
		struct buf user = BUF(100);
		bool did;

		assert_true(csv_file_create(&f, users[i], &old_key, &err));
		assert_true(csv_file_read(&f, &key, &user, &err));
		assert_string_equal(user.s, users[i]);
		assert_string_equal(key.secret.s, OLD_SECRET);
		assert_true(csv_file_remove(&f, OLD_ID, &did, &err));
		assert_true(did);
		buf_free(&user);
	}
	assert_true(csv_file_create(&f, "a,b", &old_key, &err));
	holds(csv, HEAD "\"a,b\"," OLD_ID "," OLD_SECRET "\n");
	access_key_free(&key);
}

static void reads_csv(void **state)
{
	static const struct { const char *text, *id, *user, *why; } rows[] = {
		{ "\xef\xbb\xbf" "Access key ID,Secret access key\r\n" OLD_ID "," OLD_SECRET "\r\n",
		  OLD_ID, "", NULL },
		{ HEAD "me," OLD_ID "," OLD_SECRET, OLD_ID, "me", NULL },
		{ "User name,Password,Access key ID,Secret access key,Console login link\n"
		  "me,,\"" OLD_ID "\",\"" OLD_SECRET "\",https://x\n\n", OLD_ID, "me", NULL },
		{ "Secret Access Key,Access Key Id\n" OLD_SECRET "," OLD_ID "\n", OLD_ID, "", NULL },
		{ "", "", "", NULL },
		{ HEAD, "", "", NULL },
		{ "User Name,Key\nme," OLD_SECRET "\n", "", "", "does not name the columns" },
		{ HEAD "me," OLD_ID "\n", "", "", "does not have the columns" },
		{ HEAD "me,\"" OLD_ID "," OLD_SECRET "\n", "", "", "does not have the columns" },
		{ HEAD "me," OLD_ID "," OLD_SECRET "\nme," NEW_ID "," NEW_SECRET "\n", "", "",
		  "more than one key" },
		{ "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,Access Key Id,Secret Access Key\n", "", "",
		  "does not name" },
	};
	struct csv_file f = csv_of();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct access_key key = ACCESS_KEY_INIT;
		struct buf user = BUF(100);
		struct err err = ERR_INIT;
		bool ok;

		put(csv, rows[i].text);
		ok = csv_file_read(&f, &key, &user, &err);
		if (rows[i].why)
			refused(ok, &err, ERR_INPUT, rows[i].why);
		else
			assert_true(ok);
		assert_string_equal(key.id, rows[i].id);
		assert_string_equal(user.s, rows[i].user);
		if (*key.id)
			assert_string_equal(key.secret.s, OLD_SECRET);
		access_key_free(&key);
		buf_free(&user);
	}
}

static void replaces_csv(void **state)
{
	struct csv_file f = csv_of();
	struct err err = ERR_INIT;
	bool did;

	(void)state;
	refused(csv_file_replace(&f, &new_key, OLD_ID, &err), &err, ERR_CHOICE, "no longer contains");
	put(csv, "\xef\xbb\xbfSecret Access Key,Access Key Id\r\n\"" OLD_SECRET "\"," OLD_ID "\r\n");
	refused(csv_file_replace(&f, &new_key, OTHER_ID, &err), &err, ERR_CHOICE,
		"contains another key: " OLD_ID);
	refused(csv_file_ready(&f, OTHER_ID, &err), &err, ERR_CHOICE, "another key");
	assert_true(csv_file_ready(&f, OLD_ID, &err));
	assert_true(csv_file_replace(&f, &new_key, OLD_ID, &err));
	assert_true(csv_file_replace(&f, &new_key, OLD_ID, &err));	/* once more */
	holds(csv, "\xef\xbb\xbfSecret Access Key,Access Key Id\r\n" NEW_SECRET "," NEW_ID "\r\n");
	assert_true(csv_file_remove(&f, OLD_ID, &did, &err));
	assert_false(did);
	put(csv, HEAD "\"a,b\"," OLD_ID "," OLD_SECRET "\n");
	assert_true(csv_file_replace(&f, &new_key, OLD_ID, &err));
	holds(csv, HEAD "\"a,b\"," NEW_ID "," NEW_SECRET "\n");
	assert_true(csv_file_remove(&f, NEW_ID, &did, &err));
	assert_true(did && !is_there(csv));
	assert_true(csv_file_remove(&f, NEW_ID, &did, &err));
	assert_false(did);
	assert_string_equal(notices.s, "");
}

/* Texts put together by chance: what is read as a key can be replaced as one. */
static void csv_by_chance(void **state)
{
	static const char *const parts[] = { HEAD, "Access Key Id,Secret Access Key\r\n", ",",
		"\"", "\"\"", "\n", "\r\n", OLD_ID, OLD_SECRET, "me", "me," OLD_ID "," OLD_SECRET "\n",
		"\"a,b\"," OLD_ID ",\"" OLD_SECRET "\"", "\xef\xbb\xbf", OLD_ID "," OLD_SECRET "\n" };
	struct access_key key = ACCESS_KEY_INIT;
	struct csv_file f = csv_of();
	unsigned seed = 20260102;
	int keys = 0;

	(void)state;
	for (int round = 0; round < 1500; round++) {
		struct err err = ERR_INIT;
		FILE *file = fopen(csv, "w");

		fputs(round % 4 ? HEAD : "", file);
		for (int i = 0; i < 4; i++) {
			seed = seed * 1103515245u + 12345u;
			fputs(parts[(seed >> 16) % (sizeof(parts) / sizeof(*parts))], file);
		}
		fclose(file);
		if (!csv_file_read(&f, &key, NULL, &err) || !str_eq(key.id, OLD_ID) || keys > 40)
			continue;
		keys++;
		assert_true(csv_file_replace(&f, &new_key, OLD_ID, &err));
		assert_true(csv_file_read(&f, &key, NULL, &err));
		assert_string_equal(key.id, NEW_ID);
		assert_string_equal(key.secret.s, NEW_SECRET);
	}
	assert_true(keys > 20);
	access_key_free(&key);
}

/* --- where a key lies ---------------------------------------------------------------- */

static void finds(void **state)
{
	const struct key_location at = { .kind = LOCATION_CSV, .file = csv };
	struct buf text = BUF(10000), want = BUF(10000);
	struct arena arena = { NULL };
	struct key_search s = { .arena = &arena };
	struct err err = ERR_INIT;
	struct json *list;

	(void)state;
	assert_true(keys_find(&s, OLD_ID, &at, 1, &err));
	assert_int_equal(s.locations_count, 0);
	put(credentials, "[default]\naws_access_key_id = " OLD_ID "\n[b]\naws_access_key_id = "
	    NEW_ID "\n[c]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET "\n");
	put(config, "[profile d]\naws_access_key_id = " OLD_ID "\n");
	put(csv, HEAD "me," OLD_ID "," OLD_SECRET "\n");
	assert_true(keys_find(&s, OLD_ID, &at, 1, &err));
	list = key_locations_save(s.locations, s.locations_count);
	json_print(&text, list);
	buf_fmt(&want, "[{\"kind\":\"profile\",\"file\":\"%s\",\"profile\":\"default\"},"
		"{\"kind\":\"profile\",\"file\":\"%s\",\"profile\":\"c\"},"
		"{\"kind\":\"profile\",\"file\":\"%s\",\"profile\":\"d\",\"config\":true},"
		"{\"kind\":\"csv\",\"file\":\"%s\"}]", credentials, credentials, config, csv);
	assert_string_equal(text.s, want.s);
	json_free(list);
	put(config, "[broken\n");
	refused(keys_find(&s, OLD_ID, &at, 1, &err), &err, ERR_INPUT, "line 1");
	assert_false(keys_find(&s, "", NULL, 0, &err));
	arena_free(&arena);
	buf_free(&text);
	buf_free(&want);
}

/* Nothing of a secret is in what the functions leave behind beside the files. */
static void nothing_else_is_left(void **state)
{
	struct profile_file f = profile("a");
	struct csv_file c = csv_of();
	struct err err = ERR_INIT;
	struct dirent **found;
	int n;

	(void)state;
	assert_true(profile_file_write(&f, &old_key, "", &err));
	assert_true(csv_file_create(&c, "me", &old_key, &err));
	n = scandir(folder, &found, NULL, alphasort);
	assert_int_equal(n, 6);		/* ., .., .aws, the lock and its queue, the CSV */
	for (int i = 0; i < n; i++)
		free(found[i]);
	free(found);
}

/* --- no copy stays in memory ----------------------------------------------------------- */

#define CANARY 40
#define CHUNK (1u << 20)

/* A secret that stands nowhere in the program: each byte is kept inverted. */
static void make_canary(unsigned char inverted[CANARY], struct secret *secret)
{
	char mark[CANARY + 1];

	str_random(mark, CANARY);
	secret_set(secret, mark, CANARY);
	for (size_t i = 0; i < CANARY; i++)
		inverted[i] = (unsigned char)~(unsigned char)mark[i];
	explicit_bzero(mark, sizeof(mark));
}

static int in_chunk(const unsigned char *s, size_t n, const unsigned char *inverted)
{
	int found = 0;

	for (size_t i = 0; i + CANARY <= n; i++) {
		size_t k = 0;

		while (k < CANARY && (s[i + k] ^ inverted[k]) == 0xff)
			k++;
		found += k == CANARY;
	}
	return found;
}

static int in_range(int memory, unsigned long from, unsigned long to,
		    const unsigned char *inverted, unsigned char *chunk)
{
	int found = 0;

	for (; from < to; from += CHUNK - CANARY) {
		size_t want = to - from < CHUNK ? to - from : CHUNK;
		ssize_t n = pread(memory, chunk, want, (off_t)from);

		found += n > 0 ? in_chunk(chunk, (size_t)n, inverted) : 0;
		explicit_bzero(chunk, CHUNK);
		if (want < CHUNK)
			break;
	}
	return found;
}

/* How often it stands in memory that can be written; the sanitizer's shadow is left out. */
static int in_memory(const unsigned char *inverted)
{
	int memory = open("/proc/self/mem", O_RDONLY), found = 0;
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned char *chunk = xcalloc(1, CHUNK);
	unsigned long from, to;
	char line[600], mode[8];

	assert_true(maps && memory >= 0);
	while (fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3 && mode[1] == 'w' &&
		    to - from < (1ul << 30))
			found += in_range(memory, from, to, inverted, chunk);
	fclose(maps);
	close(memory);
	free(chunk);
	return found;
}

static void use_key(const struct access_key *key)
{
	struct profile_file f = profile("a");
	struct csv_file c = csv_of();
	struct access_key again = ACCESS_KEY_INIT;
	struct arena arena = { NULL };
	struct key_search s = { .arena = &arena };
	struct err err = ERR_INIT;

	assert_true(profile_file_write(&f, &old_key, "", &err));
	assert_true(profile_file_write(&f, key, OLD_ID, &err));
	assert_true(profile_file_read(&f, &again, &err));
	assert_string_equal(again.secret.s, key->secret.s);
	assert_true(csv_file_create(&c, "me", key, &err));
	assert_true(csv_file_read(&c, &again, NULL, &err));
	assert_true(csv_file_replace(&c, &new_key, key->id, &err));
	assert_true(keys_find(&s, key->id, NULL, 0, &err));
	assert_int_equal(s.locations_count, 1);
	arena_free(&arena);
	access_key_free(&again);
	assert_true(profile_file_remove(&f, key->id, NULL, &err));
}

static void no_copy_in_memory(void **state)
{
	struct access_key key = { .id = "AKIACANARYCANARYCANA" };
	unsigned char inverted[CANARY];
	char *copy;

	(void)state;
	make_canary(inverted, &key.secret);
	copy = xstrdup(key.secret.s);
	assert_int_equal(in_memory(inverted), 2);	/* it can be found at all */
	explicit_bzero(copy, CANARY);
	free(copy);
	use_key(&key);
	assert_int_equal(in_memory(inverted), 1);
	access_key_free(&key);
	assert_int_equal(in_memory(inverted), 0);
}

#define one(test) cmocka_unit_test_setup_teardown(test, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		one(reads_profile), one(writes_profile), one(writes_only_what_it_may),
		one(writes_no_odd_key), one(keeps_the_rest), one(removes_from_profile),
		one(region), one(ready_profile), one(where_it_is), one(others_read_the_same),
		one(creates_csv), one(quotes_csv), one(reads_csv), one(replaces_csv), one(csv_by_chance),
		one(finds), one(nothing_else_is_left),
		one(no_copy_in_memory),
	};

	return run_all(tests);
}
