#!/bin/sh
# Prepares this folder: the npm packages of the lock file, and a Chromium for the two browser stories.
# Does nothing when both are there. Where it may not install, it says what to install and fails.
set -eu
cd "$(dirname "$0")"

if ! command -v node >/dev/null || [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" != true ]; then
	echo "test/sdk: install Node.js 20 or newer" >&2
	exit 1
fi

# npm leaves a copy of what it installed in node_modules; the stamp says from which lock file.
stamp=node_modules/.from-lock
if [ ! -f "$stamp" ] || ! cmp -s package-lock.json "$stamp"; then
	npm ci --no-audit --no-fund
	cp package-lock.json "$stamp"
fi

chromium=${TEAHOUSE_CHROMIUM:-/usr/bin/chromium}
if [ ! -x "$chromium" ]; then
	if [ -z "${TEAHOUSE_CHROMIUM:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		apt-get update -q
		DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium
	else
		echo "test/sdk: no Chromium at $chromium: install the package chromium, or set TEAHOUSE_CHROMIUM to one" >&2
		exit 1
	fi
fi
