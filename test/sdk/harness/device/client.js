// One user at one device: a worker of its own, with its own globals and its own copy of every module, because the SDK keeps one
// instance per application in its module and reads its platform from globals. user.js starts it and talks to it by messages.
//
// This folder is CommonJS: what a worker loads as ES modules costs it as much again as all the rest of its start.

'use strict';

const { parentPort, workerData } = require('node:worker_threads');
const { complete, keep } = require('./compiled.js');
const { onAttempt, refuse } = require('./guard.js');
const { become, refuseRequestsWith } = require('./kinds.js');
const { cut, network, openFor, tap } = require('./tap.js');
const { traced } = require('./trace.js');

const { device, SDKAppID, proxyServer } = workerData;
const tell = (kind, what) => parentPort.postMessage({ kind, ...what });

onAttempt((attempt) => tell('outside', { attempt }));
refuseRequestsWith(refuse);
tap.onFrame = (frame) => tell('frame', { frame });
// A browser page goes on after these. The story is told, and judges them when it ends.
process.on('uncaughtException', (error) => tell('threw', { text: String(error.stack) }));
process.on('unhandledRejection', (reason) => {
  if (typeof reason?.code !== 'number') tell('threw', { text: String(reason?.stack ?? JSON.stringify(reason)) });
});

become(device);
const TencentCloudChat = require('@tencentcloud/chat');
const TIMUploadPlugin = require('tim-upload-plugin');

const chat = traced(TencentCloudChat.create({ SDKAppID, proxyServer }), (used) => tell('used', { used }));
chat.setLogLevel(4);
chat.registerPlugin({ 'tim-upload-plugin': TIMUploadPlugin });

// Messages are class instances with private parts that the SDK wants back (recall, edit, delete), so they stay here
// and the story names them by ID.
const messages = new Map();

function remember(value, depth = 0) {
  if (value === null || typeof value !== 'object' || depth > 4) return;
  if (typeof value.ID === 'string' && 'payload' in value && 'conversationID' in value) messages.set(value.ID, value);
  else Object.values(value).forEach((v) => remember(v, depth + 1));
}

function plain(value) {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value, (key, v) => (key.startsWith('_') || typeof v === 'function' ? undefined : v));
  return text === undefined ? undefined : JSON.parse(text);
}

function revive(value) {
  if (Array.isArray(value)) return value.map(revive);
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.$message === 'string') return known(value.$message);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, revive(v)]));
}

function known(ID) {
  const message = messages.get(ID) ?? chat.findMessage(ID);
  if (!message) throw new Error(`this device knows no message ${ID}`);
  return message;
}

for (const name of Object.keys(TencentCloudChat.EVENT)) {
  chat.on(TencentCloudChat.EVENT[name], (event) => {
    remember(event.data);
    tell('event', { name, data: plain(event.data) });
  });
}

for (const [name, event] of Object.entries(TencentCloudChat.TSignaling)) {
  if (typeof event === 'string') chat.addSignalingListener(event, ({ data }) => { remember(data); tell('event', { name, data: plain(data) }); });
}

const listeners = new Map(); // of stories, by their names

const verbs = {
  async call({ method, args }) {
    if (typeof chat[method] !== 'function') throw new Error(`the SDK has no ${method}`);
    return chat[method](...args.map(revive));
  },
  async send({ create, message, options }) {
    const made = chat[create](revive(message));
    remember(made);
    return chat.sendMessage(made, options);
  },
  // The SDK's way to edit: change the message it gave, and hand the same object back. The payload must stay the same object.
  async edit({ ID, changes }) {
    const message = known(ID);
    Object.assign(message.payload, changes.payload);
    return chat.modifyMessage(Object.assign(message, { ...changes, payload: message.payload }));
  },
  // Methods that take functions: what the functions are given is the answer, or an event under the name of the listener.
  async invite({ method, options }) {
    return new Promise((resolve, reject) => { chat[method](revive(options), resolve, reject); });
  },
  async listen({ on, name, as }) {
    const signal = TencentCloudChat.TSignaling[name];
    const [add, remove] = signal ? ['addSignalingListener', 'removeSignalingListener'] : ['on', 'off'];
    if (on) listeners.set(as, (event) => tell('event', { name: as, data: plain(event.data) }));
    chat[on ? add : remove](signal ?? TencentCloudChat.EVENT[name], listeners.get(as));
  },
  async look({ ID }) { return known(ID); },
  async openFor() { return openFor(); },
  async cut() { cut(); },
  async network({ up }) { network(up); },
  async keep() { keep(); },
};

parentPort.on('message', async ({ id, verb, ...rest }) => {
  try {
    const result = await verbs[verb](rest);
    remember(result);
    tell('answer', { id, result: plain(result) });
  } catch (error) {
    tell('answer', { id, error: { code: error?.code, message: String(error?.message ?? error), data: plain(error?.data) } });
  }
});

tell('started', { compiled: complete() });
