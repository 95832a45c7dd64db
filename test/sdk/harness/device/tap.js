// The WebSocket global that the SDK finds: a real socket of the `ws` package that also tells the story what went over
// it, and that a story can cut as a broken network would.

'use strict';

const { WebSocket } = require('ws');
const { answerTo, mutating, whatComesOf } = require('./mutant.js');
const { inMethod } = require('./trace.js');

const live = new Set();
const nobody = 1; // a port of the loopback address where nothing listens
let up = true;

/** Called with every frame: `{ way: 'sent' | 'got', servcmd, seq, head, body, by }`; `by` is the SDK's method that sent it. Set by client.js. */
const tap = { onFrame() {} };

const textOf = (data) => (typeof data === 'string' ? data : Buffer.from(data).toString('utf8'));

function tell(way, data) {
  const text = textOf(data);
  try {
    const { head, body } = JSON.parse(text);
    tap.onFrame({ way, servcmd: head.servcmd, seq: head.seq, head, body, by: way === 'sent' ? inMethod() : undefined });
  } catch {
    tap.onFrame({ way, servcmd: 'not JSON', seq: 0, head: {}, body: text.slice(0, 200) });
  }
}

class TappedWebSocket extends WebSocket {
  constructor(url, ...rest) {
    super(up ? url : url.replace(/:\d+\//, `:${nobody}/`), ...rest);
    live.add(this);
    this.openedAt = 0;
    this.addEventListener('open', () => { this.openedAt = Date.now(); });
    this.addEventListener('message', (event) => tell('got', event.data));
    this.addEventListener('close', () => live.delete(this));
  }

  send(data, ...rest) {
    tell('sent', data);
    const answer = mutating && answerTo(textOf(data));
    // As late as from a server: the SDK remembers a request only after it has sent it.
    if (answer) setTimeout(() => this.#receive(answer), 5);
    else super.send(data, ...rest);
  }

  emit(event, data, ...rest) {
    if (!mutating || event !== 'message') return super.emit(event, data, ...rest);
    const passed = whatComesOf(textOf(data));
    return passed === undefined ? false : this.#receive(passed);
  }

  // In the form that the SDK chose: it reads either texts or binary frames.
  #receive(text) {
    const binary = this.binaryType === 'arraybuffer';
    return super.emit('message', binary ? new TextEncoder().encode(text).buffer : Buffer.from(text), binary);
  }
}

/** How long the worker's open socket has been open, in milliseconds; -1 while there is none. */
function openFor() {
  const ages = [...live].filter((s) => s.readyState === WebSocket.OPEN).map((s) => Date.now() - s.openedAt);
  return ages.length ? Math.max(...ages) : -1;
}

/** Breaks every socket without a closing handshake. */
function cut() {
  live.forEach((socket) => socket.terminate());
}

/** Takes the network away from this worker (sockets break, new ones are refused) or gives it back. */
function network(isUp) {
  up = isUp;
  if (!up) cut();
}

module.exports = { tap, TappedWebSocket, openFor, cut, network };
