// Runs the stories: `node run.js` all of them, `node run.js login kick` some. Prepares this folder and builds the server
// first, unless TEAHOUSE_BIN names a binary. Uses nothing from node_modules before setup.sh has filled it.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const trial = (command, args, env = process.env) => {
  const { status, error } = spawnSync(command, args, { cwd: here, stdio: 'inherit', env });
  if (error) throw error;
  return status ?? 1;
};
const run = (...args) => {
  const status = trial(...args);
  if (status !== 0) process.exit(status);
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
const tell = (concurrency, files, names = []) => {
  const list = path.join(mkdtempSync(path.join(tmpdir(), 'stories-')), 'failed');
  const status = trial(process.execPath, ['--test', `--test-concurrency=${concurrency}`, ...names.map((n) => `--test-name-pattern=${exactly(n)}`),
    '--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=./harness/failed.js', `--test-reporter-destination=${list}`,
    ...files], env);
  const failed = readFileSync(list, 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t'));
  return { status, failed: failed.map(([file, name]) => ({ file, name })) };
};
const exactly = (name) => `/^${name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$/`;

const first = tell(concurrency, files.map((f) => path.join('stories', f)));
if (first.status !== 0) {
  // The SDK has races of its own, which a machine at its limit brings out: a few stories that failed are told again, alone.
  // That is a defect of the story all the same, so it is said aloud.
  if (first.failed.length === 0 || first.failed.length > 3) process.exit(first.status);
  const second = tell(1, [...new Set(first.failed.map((f) => f.file))], first.failed.map((f) => f.name));
  for (const { name } of first.failed) console.error(`FLAKY: ${name}: failed beside other stories${second.status === 0 ? ', passed alone' : ''}`);
  process.exit(second.status);
}
