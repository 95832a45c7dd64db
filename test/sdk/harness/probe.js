// Tries every way out that a library could take, and reports what happened. Started by harness.test.js.

import { attempts } from './device/guard.js';
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { WebSocket } from 'ws';

const host = 'chat.example';
const address = '192.0.2.1'; // of the block for documentation: nobody has it

const ways = {
  'dns.lookup': () => new Promise((resolve, reject) => { dns.lookup(host, (e, a) => (e ? reject(e) : resolve(a))); }),
  'dns.promises.lookup': () => dns.promises.lookup(host),
  'dns.resolve4': () => new Promise((resolve, reject) => { dns.resolve4(host, (e, a) => (e ? reject(e) : resolve(a))); }),
  'net.connect by name': () => once(net.connect(443, host), 'connect'),
  'net.connect by address': () => once(net.connect({ host: address, port: 443 }), 'connect'),
  'tls.connect': () => once(tls.connect(443, address), 'secureConnect'),
  'http.get': () => once(http.get(`http://${address}/`), 'response'),
  'https.get': () => once(https.get(`https://${host}/`), 'response'),
  fetch: () => fetch(`https://${host}/`),
  WebSocket: () => once(new WebSocket(`wss://${host}/binfo`), 'open'),
  dgram: async () => dgram.createSocket('udp4').send('x', 53, address),
};

const tried = [];
for (const [way, go] of Object.entries(ways)) {
  const before = attempts.length;
  const outcome = await go().then(() => 'reached', () => (attempts.length > before ? 'refused' : 'failed unseen'));
  tried.push({ way, outcome });
}

const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1');
await once(server, 'listening');
const local = await once(net.connect(server.address().port, 'localhost'), 'connect').then(() => 'reached', String);

process.send({ tried, local, attempts: attempts.map((a) => `${a.how} ${a.target}`) }, () => process.exit());
