// The harness's own promises: nothing leaves this machine unseen, and a broken promise fails the story.

import { test } from 'node:test';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { assert } from '../harness/world.js';

const probe = new URL('../harness/probe.js', import.meta.url);

test('every way out of a client process is refused and written down', async () => {
  const child = fork(probe, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ tried, attempts, local }] = await once(child, 'message');

  assert.equal(local, 'reached', 'loopback stays open');
  for (const { way, outcome } of tried) assert.equal(outcome, 'refused', way);
  assert.ok(attempts.length >= tried.length, attempts.join(', '));
});
