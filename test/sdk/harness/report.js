// What a story claims to prove, and what it left as its trace: out/trace/<story file>.jsonl, a line for each story. The table of
// coverage and the mutants are made from these.

import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { outDir } from './server.js';
import { isPush, kindsOf } from './device/trace.js';

export const traceDir = path.join(outDir, 'trace');

const file = path.basename(process.argv[1] ?? '', '.test.js');
let begun = false;

/** What the users of a story did and saw. `methods`: the commands that each method sent; of calls that succeeded. */
export function traceOf(users) {
  const methods = {};
  const [events, commands, pushes] = [new Set(), new Set(), new Set()];
  for (const user of users) {
    for (const { method, ok } of user.used) if (ok) methods[method] ??= new Set();
    for (const { name } of user.events) events.add(name);
    for (const { way, servcmd, body, by } of user.frames) {
      if (way === 'sent') commands.add(servcmd);
      if (way === 'sent' && methods[by]) methods[by].add(servcmd);
      if (way === 'got' && isPush(servcmd)) kindsOf(servcmd, body).forEach((kind) => pushes.add(kind));
    }
  }
  const sorted = (set) => [...set].toSorted();
  return {
    methods: Object.fromEntries(Object.entries(methods).map(([m, set]) => [m, sorted(set)])),
    events: sorted(events), commands: sorted(commands), pushes: sorted(pushes),
  };
}

/** Fails a story that claims a method which it did not call with success, or an event which none of its users saw. */
export function checkClaims(claims, trace) {
  const empty = claims.filter((name) => !(name in trace.methods) && !trace.events.includes(name));
  assert.deepEqual(empty, [], 'the story claims to prove what did not happen in it');
}

/** Writes the trace of a story. A mutant's run leaves none. */
export function leaveTrace(record) {
  if (process.env.TEAHOUSE_SDK_MUTANT) return;
  const target = path.join(traceDir, `${file}.jsonl`);
  if (!begun) {
    mkdirSync(traceDir, { recursive: true });
    rmSync(target, { force: true });
    begun = true;
  }
  appendFileSync(target, `${JSON.stringify({ file, ...record })}\n`);
}
