// Runs the stories: `node run.js` all of them, `node run.js login kick` some. Prepares this folder and builds the server
// first, unless TEAHOUSE_BIN names a binary. Uses nothing from node_modules before setup.sh has filled it.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const run = (command, args, env = process.env) => {
  const { status, error } = spawnSync(command, args, { cwd: here, stdio: 'inherit', env });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

run('sh', ['setup.sh']);

const all = readdirSync(path.join(here, 'stories')).filter((file) => file.endsWith('.test.js'));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(`${name}.test.js`));
if (unknown.length) {
  console.error(`no story ${unknown.join(', ')}; there are: ${all.map((f) => f.replace('.test.js', '')).join(' ')}`);
  process.exit(2);
}
const files = wanted.length ? wanted.map((name) => `${name}.test.js`) : all;

const { binary } = await import('./harness/server.js');
const env = { ...process.env, TEAHOUSE_BIN: await binary() };
// Stories wait as much as they work.
const concurrency = process.env.TEAHOUSE_TEST_CONCURRENCY ?? String(availableParallelism() + 1);
run(process.execPath, ['--test', `--test-concurrency=${concurrency}`, '--test-reporter=spec', ...files.map((f) => path.join('stories', f))], env);
