// A world is one story's own: a server with a data directory, its applications and the users at their devices.
// When a story fails the world prints what each user sent and saw, and the tail of the server's log.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { platforms } from './device/kinds.js';
import { checkClaims, leaveTrace, traceOf } from './report.js';
import { emptyPlace, makeApp, placeWithApp } from './place.js';
import { Server, freePort, teahouse } from './server.js';
import { User, brief } from './user.js';
import { makeUserSig } from './usersig.js';
import { until } from './until.js';

export { assert, until, brief, platforms };

/**
 * Tells a story: a test with a world of its own. Options: `settings` (of the first application, set before the server
 * starts), `app: false` (no application is made, so `serve` makes its own), `limit` (milliseconds for all of it), `proves` (the
 * methods and events of the SDK whose real effect the story shows: docs/reference/sdk-coverage.md is made from these).
 */
export function story(title, options, body = options) {
  const settings = body === options ? {} : options;
  test(title, { timeout: settings.limit ?? 180_000 }, async () => {
    const world = new World();
    const began = Date.now();
    let failure;
    try {
      await world.open(settings);
      await body(world);
      await world.judge();
      checkClaims(settings.proves ?? [], world.trace());
    } catch (error) {
      failure = error;
      world.print(title);
    }
    await world.close();
    leaveTrace({ title, ok: !failure, ms: Date.now() - began, proves: settings.proves ?? [], ...world.trace() });
    if (failure) throw failure;
  });
}

/** An application of the server under test. */
class App {
  constructor(world, { id, key }) { Object.assign(this, { world, id, key }); }

  userSig(user, options) { return makeUserSig(this, user, options); }

  /** Sets settings by the operator's verb: `{ hello_seconds: 1 }`. A running server sees them within a second. */
  async set(values) {
    const pairs = Object.entries(values).map(([k, v]) => `${k}=${v}`);
    if (pairs.length) await teahouse('app', 'settings', 'set', String(this.id), ...pairs, ...this.world.server.place);
  }

  /** A server API call as the application's admin; gives the answer, whatever its code. */
  async rest(command, body = {}) {
    const query = new URLSearchParams({
      sdkappid: this.id, identifier: 'administrator', usersig: this.userSig('administrator'),
      random: Math.floor(Math.random() * 2 ** 32), contenttype: 'json',
    });
    const url = `${this.world.server.url}/v4/${command}?${query}`;
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
    const answer = await response.json();
    this.world.note(`REST ${command} ${brief(body)} -> ${brief(answer)}`);
    if (command.endsWith('/create_group') || command.endsWith('/add_group_member')) await this.world.pause();
    return answer;
  }

  /** The same, and it must succeed. */
  async restOK(command, body) {
    const answer = await this.rest(command, body);
    assert.equal(answer.ErrorCode, 0, `${command}: ${brief(answer)}`);
    return answer;
  }
}

export class World {
  users = [];
  notes = [];
  cleanups = [];
  pageErrors = [];
  pages = []; // what the pages of browser.js did

  async open({ settings = {}, app = true }) {
    this.dir = mkdtempSync(path.join(tmpdir(), 'teahouse-sdk-'));
    const data = path.join(this.dir, 'data');
    const { place, made } = app ? await placeWithApp(data) : { place: await emptyPlace(data) };
    this.server = new Server(place, await freePort());
    if (made) {
      this.app = new App(this, made);
      await this.app.set(settings);
    }
    await this.server.start();
  }

  note(text) { this.notes.push(`${new Date().toISOString().slice(11, 23)} ${text}`); }

  /** Makes another application beside the running server, which sees within a second what another process changed. */
  async createApp(name) {
    const app = new App(this, await makeApp(this.server.place, name));
    await until('the server knows the new application', async () => (await app.rest('im_open_login_svc/account_check',
      { CheckItem: [{ UserID: 'nobody' }] })).ErrorCode === 0);
    return app;
  }

  /** A user at a device, not logged in. `device` is web, mobile or mini. */
  async user(name, { app = this.app, device = 'web' } = {}) {
    const twins = this.users.filter((u) => u.name === name && u.device === device && u.app === app).length;
    const label = `${name}@${device}${twins ? twins + 1 : ''}${app === this.app ? '' : `/${app.id}`}`;
    const user = new User({ app, name, device, label, proxyServer: this.server.socketURL });
    this.users.push(user);
    await user.ready();
    return user;
  }

  /** The same, logged in and ready. */
  async login(name, options) {
    const user = await this.user(name, options);
    await user.login();
    return user;
  }

  /** Several at once: `const [alice, bob] = await w.logins('alice', 'bob')`. */
  logins(...names) { return Promise.all(names.map((n) => (Array.isArray(n) ? this.login(...n) : this.login(n)))); }

  /** Lets every SDK do what it does of itself. One that is told of a group asks for it, and then forgets what came for it meanwhile. */
  async pause() { await Promise.all(this.users.filter((u) => !u.gone).map((u) => u.pause())); }

  /** SIGKILLs the server once every socket is old enough for its SDK to come back by itself. */
  async kill() {
    await Promise.all(this.users.filter((u) => !u.gone).map((u) => u.sturdy()));
    this.note('server: SIGKILL');
    await this.server.kill();
  }

  async start() {
    this.note('server: start');
    await this.server.start();
  }

  /** What no story may end with: a server that died, an SDK that threw, a host outside. */
  async judge() {
    assert.ok(this.server.running, 'the server is gone');
    for (const user of this.users) {
      assert.deepEqual(user.outside.map((a) => `${a.how} ${a.target}`), [], `${user.label} tried to reach other hosts`);
      assert.deepEqual(user.threw, [], `${user.label}: the SDK threw`);
    }
    const bad = this.server.log.filter((line) => /\bpanic\b|DATA RACE|fatal error:/.test(line));
    assert.deepEqual(bad, [], 'the server panicked');
  }

  trace() { return traceOf([...this.users, ...this.pages]); }

  print(title) {
    const out = [`\n===== ${title} =====`, ...this.notes];
    for (const user of this.users) out.push(`----- ${user.label}`, ...user.told(250));
    out.push('----- server log', ...(this.server?.log ?? []).slice(-80), '=====\n');
    process.stderr.write(`${out.join('\n')}\n`);
  }

  async close() {
    for (const cleanup of this.cleanups.reverse()) await Promise.resolve().then(cleanup).catch(() => {});
    await Promise.all(this.users.map((u) => u.leave()));
    await this.server?.kill();
    if (this.dir) rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}
