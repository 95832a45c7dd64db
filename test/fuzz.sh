#!/usr/bin/env bash
# Runs each fuzz target of the repository for some time, two at once, and prints a
# line for each. A finding stays in the package's testdata/fuzz, as a test.
#
#   test/fuzz.sh TIME [NAME]    NAME: only targets whose name matches
set -uo pipefail
lines=$(mktemp -d)
trap 'rm -rf "$lines"' EXIT

# one DIRECTORY NAME TIME: runs a target on half of the processors.
one() {
	local log=$lines/$2 verdict=ok half=$((($(nproc) + 1) / 2)) counts
	${GO:-go} test "./$1" -run '^$' -fuzz "^$2\$" -fuzztime "$3" -parallel "$half" >"$log" 2>&1 || verdict=FAIL
	# the last count of executions, and of inputs that reached something new
	counts=$(grep -oE 'execs: [0-9]+|new interesting: [0-9]+' "$log" | tail -2 | tr '\n' ' ')
	printf '%-4s %-14s %-32s %s %s\n' "$verdict" "$2" "$1" "$3" "$counts"
	[ $verdict = ok ] || tail -40 "$log"
	[ $verdict = ok ]
}
export -f one
export lines GO

git grep -nE '^func Fuzz' -- '*_test.go' | sed -E 's/^([^:]+):[0-9]+:func (Fuzz[A-Za-z0-9_]+).*/\1 \2/' |
	while read -r file name; do if [[ $name =~ ${2:-.} ]]; then echo "$(dirname "$file") $name $1"; fi; done |
	xargs -P 2 -L 1 bash -c 'one "$@"' one
