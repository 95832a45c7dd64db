// Waiting. A story names the condition that it waits for; time is only the limit after which the condition counts as
// broken.

import { setTimeout as pause } from 'node:timers/promises';

/** The default limit in milliseconds; TEAHOUSE_TEST_PATIENCE sets another one for slow machines. */
export const patience = Number(process.env.TEAHOUSE_TEST_PATIENCE ?? 20_000);

/** Resolves to what `condition` gives once that is truthy. It may be async; what it throws is reported at the limit. */
export async function until(what, condition, limit = patience) {
  const end = Date.now() + limit;
  let last;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain: ${what}${last ? ` (${last.message})` : ''}`);
    await pause(20);
  }
}

/** Resolves when another second of the clock has begun, `n` of them. */
export async function nextSecond(n = 1) {
  const second = Math.floor(Date.now() / 1000);
  await until('the next second', () => Math.floor(Date.now() / 1000) >= second + n);
}
