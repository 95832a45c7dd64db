// The chatbot of apps/aibot with the test model: both built from this repository, at ports of their own.

import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { freePort, outDir } from './server.js';
import { until } from './until.js';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../..', import.meta.url));

async function build(name, source) {
  mkdirSync(outDir, { recursive: true });
  const [fresh, target] = [path.join(outDir, `${name}-${process.pid}`), path.join(outDir, name)];
  await run('go', ['build', '-o', fresh, source], { cwd: repository });
  renameSync(fresh, target);
  return target;
}

// Starts a program; its output goes into the world's notes. Gives the first line that fits.
async function start(w, bin, args, env, sign) {
  const name = path.basename(bin);
  const child = spawn(bin, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => { child.once('exit', resolve); child.once('error', resolve); });
  w.cleanups.push(async () => { child.kill('SIGTERM'); await ended; });
  let found;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => { w.note(`${name}: ${line}`); found ??= line.match(sign); });
  }
  await until(`${name} is there`, () => found || (child.exitCode !== null && Promise.reject(new Error(`${name} ended`))));
  return found;
}

/** Settings of an application whose robots are the chatbot's, at a port of its own. */
export async function hooked(more = {}) {
  const settings = { webhook_url: `http://127.0.0.1:${await freePort()}/`, webhook_token: 'secret', webhook_events: 'Bot.*', ...more };
  return settings;
}

/**
 * Has the robots of a list of `{ id, nick, prompt }` answer for the world's application, which has the settings of `hooked`.
 * `pause` is how long the test model takes for a word.
 */
export async function chatbot(w, settings, app, robots, pause = '80ms') {
  const [bot, model] = [await build('aibot', './apps/aibot'), await build('test-model', './test/model/serve')];
  const [, modelURL] = await start(w, model, ['-pause', pause], {}, /(http:\S+)/);
  const dir = mkdtempSync(path.join(tmpdir(), 'aibot-'));
  w.cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
  const file = path.join(dir, 'aibot.toml');
  const text = (value) => JSON.stringify(value); // strings of TOML are written alike
  writeFileSync(file, [
    `listen = ${text(new URL(settings.webhook_url).host)}`,
    '[server]', `url = ${text(w.server.url)}`, `app = ${app.id}`, `key = ${text(app.key)}`, `token = ${text(settings.webhook_token)}`,
    '[model]', `url = ${text(modelURL)}`, 'name = "test"',
    ...robots.flatMap(({ id, nick, prompt }) => ['[[robot]]', `id = ${text(id)}`, `nick = ${text(nick)}`, `prompt = ${text(prompt)}`]),
  ].join('\n'));
  await start(w, bot, ['--verbose', file], {}, /robots are there/);
}
