#!/usr/bin/env bash
# Runs each fuzz target of the repository for some time, one after the other, and
# prints a line for each. A finding stays in the package's testdata/fuzz, as a test.
#
#   test/fuzz.sh TIME [NAME]    NAME: only targets whose name matches
set -uo pipefail
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
while IFS=: read -r file _ line; do
	name=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]+).*/\1/' <<<"$line")
	[[ $name =~ ${2:-.} ]] || continue
	if ${GO:-go} test "./$(dirname "$file")" -run '^$' -fuzz "^$name\$" -fuzztime "$1" >"$log" 2>&1; then
		verdict=ok
	else
		verdict=FAIL failed=1
	fi
	# the last count of executions, and of inputs that reached something new
	counts=$(grep -oE 'execs: [0-9]+|new interesting: [0-9]+' "$log" | tail -2 | tr '\n' ' ')
	printf '%-4s %-14s %-32s %s %s\n' "$verdict" "$name" "$(dirname "$file")" "$1" "$counts"
	[ $verdict = ok ] || tail -40 "$log"
done < <(git grep -nE '^func Fuzz' -- '*_test.go')
exit $failed
