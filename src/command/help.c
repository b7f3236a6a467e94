/* help.c - help, man section and completion from the tables; see command.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "command/flag.h"

static bool help_is_shown(const struct command *c, const struct flag *f)
{
	return *f->says && flag_taken(c, f->name);
}

void help_print(const struct command *c)
{
	if (!c) {
		printf("accredit gives a platform its AWS access and proves that it works.\n\n"
		       "usage: accredit                the menu\n"
		       "       accredit COMMAND ...    one of these:\n\n");
		for (const struct command *const *one = commands; *one; one++)
			printf("  %-10s %-18s %s\n", (*one)->name, (*one)->words,
			       (*one)->says);
		printf("\n'accredit COMMAND --help' lists a command's flags. "
		       "'accredit --version' names the version.\n"
		       "To try it without an AWS account: accredit practice\n");
		return;
	}
	printf("%s\n\nusage: accredit %s%s%s [FLAGS]\n\n", c->says, c->name,
	       *c->words ? " " : "", c->words);
	for (const struct flag *f = flag_table; f->name; f++) {
		char left[64];

		if (!help_is_shown(c, f))
			continue;
		snprintf(left, sizeof(left), "--%s%s%s", f->name, f->value ? " " : "",
			 f->value ? f->value : "");
		printf("  %-22s %s\n", left, f->says);
	}
}

void help_man(void)
{
	for (const struct command *const *c = commands; *c; c++) {
		printf(".Ss accredit %s%s%s\n%s.\n.Bl -tag -width Ds\n", (*c)->name,
		       *(*c)->words ? " " : "", (*c)->words, (*c)->says);
		for (const struct flag *f = flag_table; f->name; f++)
			if (help_is_shown(*c, f))
				printf(".It Fl -%s%s%s\n%s.\n", f->name,
				       f->value ? " Ar " : "", f->value ? f->value : "",
				       f->says);
		printf(".El\n");
	}
}

void help_completion(void)
{
	printf("_accredit() {\n\tlocal word=${COMP_WORDS[COMP_CWORD]}\n"
	       "\tcase ${COMP_WORDS[1]} in\n");
	for (const struct command *const *c = commands; *c; c++) {
		printf("\t%s) COMPREPLY=($(compgen -W '", (*c)->name);
		for (const struct flag *f = flag_table; f->name; f++)
			if (help_is_shown(*c, f))
				printf("--%s ", f->name);
		printf("' -- \"$word\")) ;;\n");
	}
	printf("\tesac\n\t[ \"$COMP_CWORD\" -eq 1 ] && COMPREPLY=($(compgen -W '");
	for (const struct command *const *c = commands; *c; c++)
		printf("%s ", (*c)->name);
	printf("' -- \"$word\"))\n}\ncomplete -o default -F _accredit accredit\n");
}
