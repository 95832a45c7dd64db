// What V8 has compiled of the modules of a worker, kept in out/compiled for the workers after it: else each compiles the SDK anew,
// which is a fifth of its work. client.js loads this before anything that is worth keeping.

'use strict';

const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { deserialize, serialize } = require('node:v8');
const { Script } = require('node:vm');
const { threadId } = require('node:worker_threads');

const file = path.join(__dirname, '../../out/compiled', process.version);
const kept = read();
const scripts = new Map(); // by the hash of what they were compiled from
let all = true;

function read() {
  try {
    return deserialize(readFileSync(file));
  } catch {
    return new Map(); // none yet, or one cut short: it is made again
  }
}

// In the place of Node's own, which keeps nothing of what it compiles.
Module.prototype._compile = function (text, filename) {
  const hash = createHash('sha256').update(filename).update(text).digest('hex');
  const cachedData = kept.get(hash);
  const script = new Script(Module.wrap(text), { filename, cachedData });
  if (!cachedData || script.cachedDataRejected) all = false;
  scripts.set(hash, script);
  const make = script.runInThisContext();
  return make.call(this.exports, this.exports, Module.createRequire(filename), this, filename, path.dirname(filename));
};

/** Whether nothing had to be compiled anew. */
const complete = () => all;

/** Keeps what is compiled by now: with the functions that have run, as V8 compiles those no sooner. */
function keep() {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}-${process.pid}-${threadId}`; // others may read and write the same
  writeFileSync(draft, serialize(new Map([...scripts].map(([hash, script]) => [hash, script.createCachedData()]))));
  renameSync(draft, file);
}

module.exports = { complete, keep };
