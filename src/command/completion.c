/*
 * completion.c - accredit completion: a script for bash, zsh or fish. Each asks the program
 * itself ('accredit --complete') what fits, so that it never differs from the tables of
 * commands and options, the templates and the setups of this computer.
 */
#include "config.h"

#include <stdio.h>

#include "base/near.h"
#include "base/str.h"
#include "command/commands.h"

/*
 * The line is split here: COMP_WORDS is split at '=' and '@', too. For the same reason readline
 * replaces only what comes after the last of these characters, and an '@' with what comes
 * after it.
 */
static const char bash[] =
	"# bash completion for accredit; needs no other package. Load it with:\n"
	"#   source <(accredit completion bash)\n"
	"_accredit() {\n"
	"\tlocal IFS=$' \\t\\n' line=${COMP_LINE:0:COMP_POINT} head= kind= before= row part c\n"
	"\tlocal -a words\n"
	"\tread -a words <<<\"$line\"\n"
	"\t[[ $line == *[[:space:]] ]] && words+=('')\n"
	"\tpart=${words[${#words[@]}-1]}\n"
	"\tfor c in = : @; do\n"
	"\t\t[[ $COMP_WORDBREAKS == *$c* && $part == *$c* ]] || continue\n"
	"\t\trow=${part%\"${part##*$c}\"}\n"
	"\t\t[[ $c == @ ]] && row=${row%@}\n"
	"\t\t(( ${#row} > ${#head} )) && head=$row\n"
	"\tdone\n"
	"\tCOMPREPLY=()\n"
	"\twhile IFS= read -r row; do\n"
	"\t\tcase $row in\n"
	"\t\t:file\\ *) kind=-f before=${row#:file } ;;\n"
	"\t\t:folder\\ *) kind=-d before=${row#:folder } ;;\n"
	"\t\t*) row=${row%%$'\\t'*}; COMPREPLY+=(\"${row#\"$head\"}\") ;;\n"
	"\t\tesac\n"
	"\tdone < <(\"${COMP_WORDS[0]/#~/$HOME}\" --complete \"${words[@]:1}\" 2>/dev/null)\n"
	"\tif [[ $kind ]]; then\n"
	"\t\t[[ $before == *@ ]] || compopt -o filenames 2>/dev/null\n"
	"\t\twhile IFS= read -r row; do\n"
	"\t\t\tif [[ $before == *@ ]]; then	# readline would quote the '@' of a file name\n"
	"\t\t\t\t[[ -d $row ]] && row+=/\n"
	"\t\t\t\tprintf -v row %q \"$row\"\n"
	"\t\t\tfi\n"
	"\t\t\trow=$before$row\n"
	"\t\t\tCOMPREPLY+=(\"${row#\"$head\"}\")\n"
	"\t\tdone < <(compgen $kind -- \"${part#\"$before\"}\")\n"
	"\tfi\n"
	"\t[[ ${COMPREPLY[0]} == *[=@/] ]] && compopt -o nospace 2>/dev/null\n"
	"\treturn 0\n"
	"}\n"
	"complete -F _accredit accredit\n";

static const char zsh[] =
	"#compdef accredit\n"
	"# zsh completion for accredit. Load it with: source <(accredit completion zsh)\n"
	"_accredit() {\n"
	"\tlocal row before\n"
	"\tlocal -a values shown open open_shown typed\n"
	"\ttyped=(\"${(@Q)words[2,CURRENT]}\")\n"
	"\tfor row in \"${(@f)$(\"${(Q)words[1]/#\\~/$HOME}\" --complete \"${typed[@]}\" "
	"2>/dev/null)}\"; do\n"
	"\t\tcase $row in\n"
	"\t\t'') ;;\n"
	"\t\t:file\\ *|:folder\\ *)\n"
	"\t\t\tbefore=${row#* }\n"
	"\t\t\t[[ -n $before ]] && compset -P \"${(b)before}\"\n"
	"\t\t\t[[ $row == :folder* ]] && _files -/ || _files ;;\n"
	"\t\t*)\n"
	"\t\t\tif [[ ${row%%$'\\t'*} == *[=@] ]]; then\n"
	"\t\t\t\topen+=(\"${row%%$'\\t'*}\") open_shown+=(\"${row/$'\\t'/  -- }\")\n"
	"\t\t\telse\n"
	"\t\t\t\tvalues+=(\"${row%%$'\\t'*}\") shown+=(\"${row/$'\\t'/  -- }\")\n"
	"\t\t\tfi ;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"\t(( $#values )) && compadd -l -d shown -a values\n"
	"\t(( $#open )) && compadd -l -S '' -d open_shown -a open\n"
	"\treturn 0\n"
	"}\n"
	"if [[ $funcstack[1] == _accredit ]]; then\n"
	"\t_accredit \"$@\"\n"
	"elif (( $+functions[compdef] )); then\n"
	"\tcompdef _accredit accredit\n"
	"fi\n";

static const char fish[] =
	"# fish completion for accredit. Load it with: accredit completion fish | source\n"
	"function __accredit_complete\n"
	"\tset -l words (commandline -opc)\n"
	"\tset -l current (commandline -ct)\n"
	"\tset -l program (string replace -r '^~' $HOME -- $words[1])\n"
	"\tset -e words[1]\n"
	"\tfor row in (command $program --complete $words \"$current\" 2>/dev/null)\n"
	"\t\tif string match -qr '^:(file|folder) ' -- $row\n"
	"\t\t\tset -l before (string replace -r '^:(file|folder) ' '' -- $row)\n"
	"\t\t\tset -l rest (string sub -s (math (string length -- \"$before\") + 1) "
	"-- \"$current\")\n"
	"\t\t\tfor path in (__fish_complete_path \"$rest\")\n"
	"\t\t\t\techo \"$before$path\"\n"
	"\t\t\tend\n"
	"\t\telse\n"
	"\t\t\techo $row\n"
	"\t\tend\n"
	"\tend\n"
	"end\n"
	"complete -c accredit -f -a '(__accredit_complete)'\n";

static const struct script {
	const char *shell, *text;
} scripts[] = {
	{ "bash", bash },
	{ "zsh", zsh },
	{ "fish", fish },
};

static int completion_run(const struct flags *f, const struct faces *faces, struct stop *stop)
{
	struct near near = { .word = f->words[0] };
	char ask[NEAR_QUESTION];
	struct err err = ERR_INIT;

	(void)faces;
	(void)stop;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++) {
		if (str_eq(scripts[i].shell, f->words[0])) {
			fputs(scripts[i].text, stdout);
			return 0;
		}
		near_try(&near, scripts[i].shell);
	}
	err_set(&err, ERR_INPUT, "no completion for the shell '%s'%s", f->words[0],
		near_question(&near, ask));
	err_hint(&err, "use bash, zsh or fish");
	return command_fail(&err);
}

const struct command command_completion = {
	.name = "completion",
	.words = "bash|zsh|fish",
	.flags = "",
	.says = "print a completion script for a shell",
	.about = "Prints a script that lets the shell complete commands, options, setups, "
		 "platforms, methods, policies, settings, profiles and files. 'make install' "
		 "installs it for all three shells; to load it for one session, use the line in "
		 "the examples or at the top of the script.",
	.examples = "completion bash >~/.local/share/bash-completion/completions/accredit\n"
		    "completion zsh >~/.zfunc/_accredit\n"
		    "completion fish >~/.config/fish/completions/accredit.fish\n",
	.takes = { TAKES_SHELL },
	.min_words = 1,
	.max_words = 1,
	.run = completion_run,
};
