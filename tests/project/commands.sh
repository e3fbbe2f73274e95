# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Extracts the commands of a document, for the tests that run them.
#
# An `sh` block is a script without output. In a `console` block, `$ ` begins a command. A command
# continues after a line that ends in `|` or `\`. The other lines are its output. A block can be indented,
# as in a list.

# commands_of NAME: reads Markdown and prints its commands as a script. The script prints each `console`
# block, with the output of this run. Preconditions: `substitute` is a filter that replaces the values of
# the document's example, and `die` ends the test.
commands_of() {
  local fence='' indent='' command='' line
  while IFS= read -r line; do
    if [ -z "$fence" ]; then
      indent=${line%%[! ]*}
    fi
    line=${line#"$indent"}
    case $fence:$line in
      :'```sh' | :'```console') fence=${line#'```'} ;;
      :'```'*) die "$1 has a block that is neither sh nor console: $line" ;;
      :*) ;;
      *:'```') fence='' ;;
      sh:*) substitute <<<"$line" ;;
      console:*)
        [ -n "$command" ] || [[ $line == '$ '* ]] || continue
        command+=$line$'\n'
        [[ $line != *[\|\\] ]] || continue
        printf 'printf %%s %q\n' "$command"
        substitute <<<"${command#'$ '}"
        command=''
        ;;
    esac
  done
}

# block SECTION NUMBER: prints the commands of this block of README's section. Root leaves out sudo. Precondition: as
# above, and the current folder is the project's.
block() {
  local commands
  commands=$(sed "1,/^### $1\$/d; /^##/,\$d" README.md |
    awk -v number="$2" '/^```/ {inside = !inside; count += inside; next} inside && count == number' | sed 's/^sudo //')
  [ -n "$commands" ] || die "README's section $1 has no block $2"
  printf '%s\n' "$commands"
}
