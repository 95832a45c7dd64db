// A user as a story sees it: calls go to the SDK in the user's own worker, and what the SDK reports is collected.

import { Worker } from 'node:worker_threads';
import { patience } from './until.js';

const clientFile = new URL('./device/client.js', import.meta.url);

const creators = {
  text: 'createTextMessage',
  textAt: 'createTextAtMessage',
  custom: 'createCustomMessage',
  face: 'createFaceMessage',
  location: 'createLocationMessage',
  image: 'createImageMessage',
  audio: 'createAudioMessage',
  video: 'createVideoMessage',
  file: 'createFileMessage',
  merger: 'createMergerMessage',
  forward: 'createForwardMessage',
};

/** What the server lacks, see mutant.js: it is for the story to notice, not for the login. */
const broken = process.env.TEAHOUSE_SDK_MUTANT;

/** How long a socket must have been open so that the SDK reconnects by itself when it breaks (a rule of the SDK). */
const sturdy = 1100;

export class User {
  /** Starts the worker; `ready()` resolves when the SDK is loaded. */
  constructor({ app, name, device, proxyServer, label }) {
    Object.assign(this, { app, name, device, label, proxyServer });
    this.events = []; // { name, data }, in the order of arrival
    this.frames = []; // what went over the socket, see tap.js
    this.transcript = [];
    this.outside = []; // attempts to reach other hosts
    this.threw = []; // errors that the SDK did not catch
    this.used = []; // { method, ok }: the SDK's methods that ran, see trace.js
    this.#spawn();
  }

  #calls = new Map();
  #waiting = new Set();
  #ids = 0;
  #lastFrame = 0;
  #started;

  #spawn() {
    const { app, device, proxyServer } = this;
    this.worker = new Worker(clientFile, { workerData: { SDKAppID: app.id, proxyServer, device }, execArgv: [], stdout: true, stderr: true });
    this.#started = new Promise((resolve, reject) => {
      this.worker.on('message', (m) => (m.kind === 'started' ? resolve(this.compiled = m.compiled) : this.#hear(m)));
      this.worker.on('error', (error) => this.#hear({ kind: 'threw', text: String(error.stack) }));
      this.worker.on('exit', (code) => {
        this.gone = true;
        const error = new Error(`${this.label}'s worker ended (${code})`);
        reject(error);
        this.#calls.forEach((call) => call.reject(error));
        this.#calls.clear();
      });
    });
    this.#started.catch(() => {});
    for (const stream of [this.worker.stdout, this.worker.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => this.#note('prints', text.trimEnd()));
    }
  }

  ready() { return this.#started; }

  /** The last lines of what the user called, sent and saw. */
  told(lines) {
    const text = (detail) => (typeof detail === 'function' ? detail() : detail);
    return this.transcript.slice(-lines).map(({ at, what, detail }) => `${at.toISOString().slice(11, 23)} ${this.label} ${what} ${text(detail)}`);
  }

  // A story that passes prints nothing, so what costs to write out is given as a function.
  #note(what, detail) {
    this.transcript.push({ at: new Date(), what, detail });
  }

  #hear(message) {
    switch (message.kind) {
      case 'answer': return this.#answered(message);
      case 'event':
        this.events.push({ name: message.name, data: message.data });
        this.#note('event', () => `${message.name} ${brief(message.data)}`);
        return this.#check();
      case 'frame': {
        const { way, servcmd, seq, body } = message.frame;
        this.frames.push(message.frame);
        this.#lastFrame = Date.now();
        this.#note(way === 'sent' ? ' -->' : ' <--', () => `${servcmd} #${seq} ${brief(body)}`);
        return this.#check();
      }
      case 'used':
        return this.used.push(message.used);
      case 'outside':
        this.outside.push(message.attempt);
        return this.#note('OUTSIDE', `${message.attempt.how} ${message.attempt.target}`);
      default:
        this.threw.push(message.text);
        return this.#note('THREW', message.text);
    }
  }

  #answered({ id, result, error }) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (!error) {
      this.#note('  ok', () => `${call.what} ${brief(result)}`);
      return call.resolve(result);
    }
    this.#note('  failed', `${call.what} ${error.code}: ${error.message}`);
    return call.reject(Object.assign(new Error(`${call.what}: ${error.code} ${error.message}`), { code: error.code, data: error.data }));
  }

  #ask(what, request) {
    if (this.gone) return Promise.reject(new Error(`${this.label} is gone`));
    const id = ++this.#ids;
    this.#note('calls', what);
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { what, resolve, reject });
      this.worker.postMessage({ id, ...request });
    });
  }

  /** Calls a method of the SDK. `{ $message: ID }` in an argument stands for a message that this device knows. */
  async call(method, ...args) {
    const answer = await this.#ask(`${method}(${args.map(brief).join(', ')})`, { verb: 'call', method, args });
    if (method === 'createGroup' || method === 'addGroupMember') await this.app.world.pause();
    return answer;
  }

  /** Logs in and waits until the SDK is ready and has synced. Without a userSig it makes a good one for this user. */
  async login(userSig = this.app.userSig(this.name)) {
    const [from, frames] = [this.mark(), this.frameMark()];
    const answer = await this.call('login', { userID: this.name, userSig });
    await this.sees('SDK_READY', undefined, { from });
    await this.synced(frames);
    return answer;
  }

  /** Waits for the sync after a login, or after a new connection. What changes in the middle of it the SDK itself may lose. */
  async synced(from) {
    if (broken !== 'answer recentcontact.page_get') {
      await this.frame('got', 'recentcontact.page_get', (b) => b.CompleteFlag === 1, { from });
      await this.frame('got', 'recentcontact.get_contact_group', undefined, { from });
    }
    if (broken !== 'answer openim.getmsg') await this.frame('got', 'openim.getmsg', (b) => b.SyncFlag === 2, { from });
    // The SDK asks for more when it has its first answers, and mixes up what a story asks for meanwhile.
    await this.#wait('the answers to its first requests', () => this.unanswered(from).length === 0 && this.#paused());
  }

  /** Sends a one-to-one message (`to` is a user) and gives the SDK's message as sent. `more`: cloudCustomData and so on. */
  sendTo(to, kind, payload, more, options) {
    return this.#send({ to: String(to), conversationType: 'C2C' }, kind, payload, more, options);
  }

  /** Sends into a group. */
  sendIn(groupID, kind, payload, more, options) {
    return this.#send({ to: groupID, conversationType: 'GROUP' }, kind, payload, more, options);
  }

  /** The common case: a text to a user. */
  writes(to, text) { return this.sendTo(to, 'text', { text }); }

  /** The common case: a text into a group. */
  writesIn(groupID, text) { return this.sendIn(groupID, 'text', { text }); }

  async #send(address, kind, payload, more, options) {
    const message = { ...address, payload, ...more };
    const answer = await this.#ask(`send ${kind} ${brief(message)}`, { verb: 'send', create: creators[kind], message, options });
    return answer.data.message;
  }

  /** Changes fields of a known message and hands it to modifyMessage. */
  edit(ID, changes) { return this.#ask(`edit ${ID} ${brief(changes)}`, { verb: 'edit', ID, changes }); }

  /** Adds a listener of the story's own to an event of the SDK or of signalling; what it hears is an event called `as`. */
  listen(name, as) { return this.#ask(`listen ${name} as ${as}`, { verb: 'listen', on: true, name, as }); }

  /** Takes that listener away. */
  unlisten(name, as) { return this.#ask(`unlisten ${as}`, { verb: 'listen', on: false, name, as }); }

  /** inviteSync or inviteInGroupSync: resolves or rejects with what the SDK gives the functions. */
  inviteSync(method, options) { return this.#ask(`${method} ${brief(options)}`, { verb: 'invite', method, options }); }

  /** The message as this device's SDK has it now. */
  look(ID) { return this.#ask(`look ${ID}`, { verb: 'look', ID }); }

  /** A place in the events; what comes later counts from here. */
  mark() { return this.events.length; }

  /** The same for frames. */
  frameMark() { return this.frames.length; }

  /** Waits for an event whose data fits (`from`: a mark; by default any event so far counts) and gives its data. */
  async sees(name, fits = () => true, { from = 0, limit } = {}) {
    const found = await this.#wait(`event ${name}`, () => this.events.slice(from).find((e) => e.name === name && fits(e.data)), limit);
    return found.data;
  }

  /** Waits for a received message that fits (a function, or the text it must have) and gives it. */
  async receives(fits, { from = 0, limit } = {}) {
    const test = typeof fits === 'function' ? fits : (m) => m.payload?.text === fits;
    return this.#wait(`message ${typeof fits === 'function' ? fits : brief(fits)}`, () => this.received(from).find(test), limit);
  }

  /** Every message that the SDK reported so far. */
  received(from = 0) {
    return this.events.slice(from).filter((e) => e.name === 'MESSAGE_RECEIVED').flatMap((e) => e.data);
  }

  /** The texts among them, in order. */
  texts(from = 0) {
    return this.received(from).filter((m) => m.type === 'TIMTextElem').map((m) => m.payload.text);
  }

  /** Waits for a frame: `way` is 'sent' or 'got'. */
  frame(way, servcmd, fits = () => true, { from = 0, limit } = {}) {
    return this.#wait(`frame ${way} ${servcmd}`, () => this.frames.slice(from).find((f) => f.way === way && f.servcmd === servcmd && fits(f.body)), limit);
  }

  /** The frames so far of one command. */
  framesOf(way, servcmd, from = 0) {
    return this.frames.slice(from).filter((f) => f.way === way && f.servcmd === servcmd);
  }

  /** The commands whose requests since `from` have no answer yet (an acknowledgement wants none). */
  unanswered(from = 0) {
    const open = new Map();
    for (const { way, servcmd, seq } of this.frames.slice(from)) {
      if (servcmd === 'openim.ws_msg_push_ack') continue;
      if (way === 'sent') open.set(`${servcmd}#${seq}`, servcmd);
      else open.delete(`${servcmd}#${seq}`);
    }
    return [...open.values()];
  }

  /** Takes the network away: sockets break, and new ones are refused, until `online()`. */
  async offline() {
    await this.sturdy();
    const from = this.mark();
    await this.#ask('loses the network', { verb: 'network', up: false });
    await this.sees('NET_STATE_CHANGE', (d) => d.state === 'disconnected', { from });
  }

  /** Gives the network back and waits until the SDK is connected: it tries again by itself, at its next request. */
  async online() {
    const from = this.mark();
    await this.#ask('has the network again', { verb: 'network', up: true });
    await this.connected(from);
  }

  /** Waits for the SDK's word that it is connected again. */
  connected(from = 0) {
    return this.sees('NET_STATE_CHANGE', (d) => d.state === 'connected', { from, limit: patience * 2 });
  }

  /** Waits until the socket is old enough that the SDK will reconnect when it breaks, and the SDK is not in the middle of something. */
  async sturdy() {
    await this.#wait('a socket that has been open for a second', async () => (await this.#quietly('openFor')) >= sturdy);
    await this.pause();
  }

  /** Waits until nothing is sent or got for a moment, as at the end of what the SDK does of itself. */
  async pause() { await this.#wait('a pause', () => this.#paused()); }

  #paused() { return Date.now() - this.#lastFrame > 50; }

  /** Breaks the socket as a failing network does, and waits until the SDK is connected again. */
  async cut() {
    await this.sturdy();
    const from = this.mark();
    await this.#ask('loses the socket', { verb: 'cut' });
    await this.connected(from);
  }

  #quietly(verb) {
    const id = ++this.#ids;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { what: verb, resolve, reject });
      this.worker.postMessage({ id, verb });
    });
  }

  #check() { this.#waiting.forEach((w) => w()); }

  // Waits by events, and looks again every 50 ms for conditions that no event announces.
  #wait(what, condition, limit = patience) {
    return new Promise((resolve, reject) => {
      let busy = false;
      const look = async () => {
        if (busy) return;
        busy = true;
        const found = await Promise.resolve().then(condition).catch(finishWith(reject));
        busy = false;
        if (found) finishWith(resolve)(found);
      };
      const finishWith = (f) => (value) => {
        this.#waiting.delete(look);
        clearInterval(again);
        clearTimeout(end);
        f(value);
      };
      const again = setInterval(look, 50);
      const end = setTimeout(() => finishWith(reject)(new Error(`${this.label} waited ${limit} ms in vain for ${what}`)), limit);
      this.#waiting.add(look);
      look();
    });
  }

  /** Ends the worker at once, as a device does that loses its power. */
  async vanish() {
    if (this.gone) return;
    await this.worker.terminate();
  }

  /** The same when the story is over: what the worker had to compile is kept for others. */
  async leave() {
    if (!this.gone && !this.compiled && this.events.some((e) => e.name === 'SDK_READY')) await this.#quietly('keep').catch(() => {});
    await this.vanish();
  }

  toString() { return this.name; }
}

/** A value in one short line. */
export function brief(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 400 ? `${text.slice(0, 400)}… (${text.length})` : text;
}

