// Where the server of a story stores: a folder and, with LAYOUT=postgres, a database of its own. The operator's verb makes an
// application in the first one only, and the stories after it get copies of that, with the same key: a fifth of the work.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { binary, teahouse } from './server.js';

/** Makes an application with `app create`; gives `{ id, key }`. `place` is the arguments of verbs that say where. */
export async function makeApp(place, name) {
  const made = JSON.parse(await teahouse('app', 'create', ...place, '--json', '--name', name));
  assert.ok(made.SDKAppID && made.Key, 'app create prints the application');
  return { id: Number(made.SDKAppID), key: made.Key };
}

/** Gives `{ place, made }`: a place with the application `made`. */
export async function placeWithApp(dataDir) {
  if (layout() === 'postgres') {
    const { URL, Made } = await lend('/with-application', await binary());
    return { place: at(dataDir, URL), made: { id: Made.SDKAppID, key: Made.Key } };
  }
  const { folder, made } = await (prepared ??= prepare());
  cpSync(folder, dataDir, { recursive: true });
  return { place: at(dataDir), made };
}

/** Gives an empty place. */
export async function emptyPlace(dataDir) { return layout() === 'postgres' ? at(dataDir, (await lend('/empty')).URL) : at(dataDir); }

let prepared;

async function prepare() {
  const dir = mkdtempSync(path.join(tmpdir(), 'teahouse-prepared-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const folder = path.join(dir, 'data');
  return { folder, made: await makeApp(at(folder), 'story') };
}

const at = (dataDir, database) => ['--data', dataDir, ...(database ? ['--store', database] : [])];

function layout() {
  const name = process.env.LAYOUT || 'sqlite';
  if (name === 'sqlite' || (name === 'postgres' && process.env.DATABASES)) return name;
  throw new Error('LAYOUT is sqlite, or postgres with DATABASES: go run ./test/postgres/lend');
}

// The program behind DATABASES makes databases: test/postgres/lend.
async function lend(kind, body) {
  const answer = await fetch(process.env.DATABASES + kind, { method: 'POST', body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return JSON.parse(text);
}
