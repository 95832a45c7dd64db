// Keeps a client on this machine. The SDK knows public hosts by name and by address; a story that reached one of
// them would prove nothing about our server. So whatever is not loopback is refused before a packet leaves, written
// down, and fails the story (world.js asks for `attempts` at its end).

'use strict';

const dgram = require('node:dgram');
const dns = require('node:dns');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');

/** What was tried, each as `{ how, target, stack }`. */
const attempts = [];

const listeners = [];

/** Calls f with every refused attempt, also with those from before the call. */
function onAttempt(f) {
  attempts.forEach(f);
  listeners.push(f);
}

/** Tells whether a host name or address is this machine's loopback. */
function isLocal(host) {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d+){3}$/.test(host ?? '');
}

/** Writes an attempt down and returns the error to refuse it with. */
function refuse(how, target) {
  const error = new Error(`outside host refused: ${how} ${target}`);
  error.code = 'ENOTFOUND';
  const attempt = { how, target, stack: error.stack };
  attempts.push(attempt);
  listeners.forEach((f) => f(attempt));
  return error;
}

function guardNames() {
  for (const name of Object.keys(dns).filter((n) => n === 'lookup' || n.startsWith('resolve'))) {
    guardName(dns, name);
    if (dns.promises[name]) guardPromisedName(dns.promises, name);
  }
  for (const name of Object.keys(dns.Resolver.prototype).filter((n) => n.startsWith('resolve'))) {
    guardName(dns.Resolver.prototype, name);
  }
}

function guardName(owner, name) {
  const real = owner[name];
  owner[name] = function (host, ...rest) {
    if (isLocal(host)) return real.call(this, host, ...rest);
    const error = refuse(`dns.${name}`, host);
    const done = rest.at(-1);
    if (typeof done !== 'function') throw error;
    process.nextTick(done, error);
    return undefined;
  };
}

function guardPromisedName(owner, name) {
  const real = owner[name];
  owner[name] = async function (host, ...rest) {
    if (!isLocal(host)) throw refuse(`dns.promises.${name}`, host);
    return real.call(this, host, ...rest);
  };
}

function guardConnections() {
  const real = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    // net.connect hands its arguments over in one normalized array, others call with (options), (port, host) or (path).
    const first = Array.isArray(args[0]) ? args[0][0] : args[0];
    const options = typeof first === 'object' ? first : { port: first, host: typeof args[1] === 'string' ? args[1] : undefined };
    const host = options.host ?? 'localhost';
    if (options.path || isLocal(host)) return real.apply(this, args);
    const error = refuse('connect', `${host}:${options.port}`);
    process.nextTick(() => this.destroy(error));
    return this;
  };
  const send = dgram.Socket.prototype.send;
  dgram.Socket.prototype.send = function (...args) {
    const host = args.slice(1).find((a) => typeof a === 'string') ?? 'localhost';
    if (isLocal(host)) return send.apply(this, args);
    throw refuse('udp', host);
  };
}

guardNames();
guardConnections();
syncBuiltinESMExports();

module.exports = { attempts, onAttempt, isLocal, refuse };
