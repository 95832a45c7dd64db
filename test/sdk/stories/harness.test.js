// The harness's own promises: nothing leaves this machine unseen, and the table of coverage is about the SDK as it is and has no
// empty row.

import { test } from 'node:test';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { assert } from '../harness/world.js';
import * as sdk from '../harness/surface.js';

const probe = new URL('../harness/probe.js', import.meta.url);
const read = (file) => readFileSync(new URL(file, import.meta.url), 'utf8');

test('every way out of a client process is refused and written down', async () => {
  const child = fork(probe, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ tried, attempts, local }] = await once(child, 'message');

  assert.equal(local, 'reached', 'loopback stays open');
  for (const { way, outcome } of tried) assert.equal(outcome, 'refused', way);
  assert.ok(attempts.length >= tried.length, attempts.join(', '));
});

test('surface.json lists what the SDK has', () => {
  const { methods, events, signals } = JSON.parse(read('../surface.json'));
  assert.deepEqual({ methods, events, signals }, { methods: sdk.methodsOf(), events: sdk.events, signals: sdk.signals });
});

test('every method and every event of the SDK has a story', () => {
  const rows = read('../../../docs/reference/sdk-coverage.md').split('\n').filter((line) => line.startsWith('| `'));
  const empty = rows.filter((line) => line.includes('| no story |')).map((line) => line.split('`')[1]);
  assert.deepEqual(empty, []);
});
