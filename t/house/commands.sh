#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every command has its source, its page, its test, its completion and its
# Japanese; its options stand in the table and on the page, or in neither.
test_description='commands, their pages, tests, completion and Japanese agree'
. "$(dirname "$0")/house.sh"

# The one list, cmd/commands.c.
commands() {
	grep -oE '&cmd_[a-z_]+' "$1/cmd/commands.c" | sed 's/^&cmd_//; s/_/-/g' | sort -u
}
exists() { for path; do [ -e "$path" ] && return 0; done; return 1; }

commands_amiss() {
	commands "$1" | while read -r command; do
		exists "$1/cmd/$command.c" "$1/cmd/$command/"*.c || echo "$command: no source in cmd/"
		[ -f "$1/man/nwops-$command.1" ] || echo "$command: no man/nwops-$command.1"
		exists "$1"/t/t[0-9]*-"$command".sh "$1"/t/t[0-9]*-"$command"-*.sh || echo "$command: no t/tNNNN-$command.sh"
		grep -qE "^\.(It )?Xr nwops-$command 1|^\.Ic $command|^\.It .*$command" "$1/man/nwops.1" ||
			echo "$command: nwops.1 does not name it"
	done
	for page in "$1"/man/nwops-*.1; do
		command=${page##*/nwops-}
		commands "$1" | grep -qxF "${command%.1}" || echo "${page##*/}: a page of no command"
	done
}
write cmd/commands.c <<'END'
	&cmd_check, &cmd_status, &cmd_case_book, NULL,
END
: | write cmd/check/check.c
: | write cmd/status.c
: | write man/nwops-status.1
: | write man/nwops-old.1
: | write t/t0004-status-long.sh
: | write t/t0005-checks.sh
echo '.It Xr nwops-check 1' | write man/nwops.1
notices commands_amiss 'commands that are half there' <<'END'
case-book: no source in cmd/
case-book: no man/nwops-case-book.1
case-book: no t/tNNNN-case-book.sh
case-book: nwops.1 does not name it
check: no man/nwops-check.1
check: no t/tNNNN-check.sh
status: nwops.1 does not name it
nwops-old.1: a page of no command
END
holds commands_amiss 'every command is whole'

# Options in the tables of these sources, and those with an entry on the page: "--name -n".
options_of() {
	cat /dev/null "$@" | sed -nE 's/^	+\{ ?"([a-z][a-z0-9-]*)", (.*)$/--\1 \2/p' |
		sed -E "s/^([^ ]*) '(.)'.*/\1 -\2/; s/^([^ ]*) [^-].*/\1/" | sort -u
}
options_on() {
	sed -nE 's/^\.It Fl -([a-z0-9-]+)(.*)/--\1\2/p' "$1" | sed -E 's/^([^ ]*).* , Fl ([A-Za-z])( .*)?$/\1 -\2/; t; s/ .*//' | sort -u
}
options_amiss() {
	{ echo; commands "$1"; } | while read -r command; do
		page=$1/man/nwops${command:+-$command}.1
		set -- "$1"
		if [ -z "$command" ]; then
			options_of "$1/cmd/commands.c" >table
		else
			exists "$1/cmd/$command.c" && set -- "$@" "$1/cmd/$command.c"
			exists "$1/cmd/$command/"*.c && set -- "$@" "$1/cmd/$command/"*.c
			(shift; options_of "$@") >table
		fi
		options_on "$page" >page
		comm -23 table page | sed "s#^#nwops $command: not on its page: #"
		comm -13 table page | sed "s#^#nwops $command: on its page alone: #"
	done
}
write cmd/commands.c <<'END'
	&cmd_check, NULL,
	{ "json", 0, 0, G_OPTION_ARG_NONE, &arg_json, N_("print"), NULL },
	{ "verbose", 'v', 0, G_OPTION_ARG_NONE, &arg_verbose, N_("all"), NULL },
	{ NULL }
END
write cmd/check.c <<'END'
	{ "all", 'a', 0, G_OPTION_ARG_NONE, &arg_all, N_("all"),
	  NULL },
	{ "as", 0, 0, G_OPTION_ARG_FILENAME, &arg_as, N_("as"), "host|service" },
END
printf '.It Fl -json\n.It Fl -verbose , Fl v\n' | write man/nwops.1
printf '.It Fl -all\n.Fl -json\n.It Fl -as Cm host Ns | Ns Cm service\n.It Fl -old Ar FILE\n' | write man/nwops-check.1
notices options_amiss 'options that table and page do not both have' <<'END'
nwops check: not on its page: --all -a
nwops check: on its page alone: --all
nwops check: on its page alone: --old
END
holds options_amiss 'tables and pages have the same options'

# What completion and Japanese help of the built nwops leave out.
completion_amiss() {
	for shell in bash zsh; do
		nwops help --completion $shell >completion.$shell || echo "$shell: no completion"
		$shell -n completion.$shell >&2 || echo "$shell: cannot read the completion"
		{ commands "$1"; options_of "$1/cmd/commands.c" "$1"/cmd/*.c "$1"/cmd/*/*.c | cut -d ' ' -f 1; } |
		while read -r word; do
			grep -qwF -e "${word#--}" completion.$shell || echo "$shell: does not complete $word"
		done
	done
}
write cmd/commands.c <<'END'
	&cmd_check, &cmd_lost, NULL,
END
write cmd/status.c <<'END'
	{ "lost-option", 0, 0, G_OPTION_ARG_NONE, &arg_all, N_("all"), NULL },
END
: | write cmd/a/a.c
notices completion_amiss 'a command and an option that nobody completes' <<'END'
bash: does not complete lost
bash: does not complete --lost-option
zsh: does not complete lost
zsh: does not complete --lost-option
END
holds completion_amiss 'bash and zsh complete every command and option'

japanese_amiss() {
	commands "$1" | while read -r command; do
		nwops --lang ja "$command" --help >help 2>&1 || { echo "$command: no help"; continue; }
		grep -qP '[\x{3040}-\x{30ff}\x{4e00}-\x{9fff}]' help || echo "$command: its help is not Japanese"
	done
}
write cmd/commands.c <<'END'
	&cmd_lost, NULL,
END
notices japanese_amiss 'a command without help' <<'END'
lost: no help
END
holds japanese_amiss 'every command helps in Japanese'

test_done
