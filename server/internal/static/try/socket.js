// The connection: one WebSocket that logs in, keeps itself alive and comes back
// by itself. It knows frames, and nothing of chat.

import { sentence } from './forms.js';

const PING_AFTER = 10_000; // without any frame from the server
const PING_WAIT = 3_000;
const ANSWER_WAIT = 15_000;
const RETRY = [0, 1000, 2000, 5000, 10_000];
const PASSING = new Set([60008, 60018, 70169, 70500, 91000]); // errors of the server that a second try may not have

/** What a request fails with: the server's ErrorCode, or -1 when there was no answer. */
export class WireError extends Error {
  constructor(code, info) {
    super(sentence(code > 0 ? `${info} (${code})` : info));
    this.code = code;
  }
}

/**
 * Callbacks, all optional: state(name, text) with online, connecting, offline; push(event) for each event; ready(fresh)
 * after each login, fresh unless the session before it goes on; ended(why) when it will not come back; frame(way, head, body).
 */
export class Socket {
  #on; #url; #user; #renew; #ws; #ticker;
  #seq = Math.floor(Math.random() * 1e8);
  #session = {}; // a2, tinyid, instance, hello
  #open = new Map(); // servcmd+seq -> request that has no answer yet
  #online = false; #ended = false; #tries = 0; #retry;
  #heard = 0; #pinged = 0; #helloAt = 0; #renewed = false;
  #instance = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
  skew = 0; // seconds that the server's clock is ahead of ours

  /** user is {SDKAppID, UserID, UserSig}; renew() gives a new one when its UserSig is over. */
  constructor(url, user, renew, on) {
    this.#url = url; this.#user = user; this.#renew = renew; this.#on = on;
  }

  start() {
    this.#ticker = new Worker('tick.js');
    this.#ticker.onmessage = () => this.#tick();
    addEventListener('online', this.#wake);
    this.#connect();
  }

  /** Logs out and closes for good. */
  async stop() {
    if (this.#online) {
      await Promise.race([this.#ask('im_open_status.wslogout', { wslogout_type: 0, is_web_uniapp: 0 }).catch(() => {}),
        new Promise((done) => { setTimeout(done, 1000); })]);
    }
    this.#end();
  }

  /** Sends a request and gives the body of its answer. Until the socket is back it waits, and is sent again. */
  request(servcmd, body) {
    if (this.#ended) return Promise.reject(new WireError(-1, 'You are signed out.'));
    return this.#ask(servcmd, body, true);
  }

  #wake = () => { if (!this.#online && !this.#ended) { this.#tries = 0; this.#connect(); } };

  #connect() {
    clearTimeout(this.#retry);
    this.#drop();
    this.#state('connecting');
    const query = new URLSearchParams({
      sdkappid: this.#user.SDKAppID, instanceid: this.#instance, random: Math.random(), platform: 7,
      host: 'unknown', version: -1, sdkversion: 'try',
    });
    const ws = new WebSocket(`${this.#url}/binfo?${query}`);
    this.#ws = ws;
    this.#heard = Date.now();
    ws.binaryType = 'arraybuffer';
    ws.onopen = () => { if (ws === this.#ws) { this.#heard = Date.now(); this.#login(); } };
    ws.onclose = () => { if (ws === this.#ws) this.#lost(); };
    ws.onmessage = (m) => { if (ws === this.#ws) this.#receive(m.data); };
  }

  #drop() {
    const ws = this.#ws;
    this.#ws = null; this.#online = false; this.#pinged = 0;
    ws?.close();
    for (const [key, r] of this.#open) {
      r.sent = 0; // lasting ones are sent again after the next login
      if (!r.lasting) this.#fail(key, new WireError(-1, 'The connection was lost.'));
    }
  }

  #lost() {
    if (this.#ended) return;
    this.#drop();
    const wait = RETRY[Math.min(this.#tries++, RETRY.length - 1)];
    this.#state(wait ? 'offline' : 'connecting');
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #end() {
    this.#ended = true;
    clearTimeout(this.#retry);
    removeEventListener('online', this.#wake);
    this.#ticker?.terminate();
    this.#drop();
    for (const key of [...this.#open.keys()]) this.#fail(key, new WireError(-1, 'You are signed out.'));
  }

  async #login() {
    const resumed = Boolean(this.#session.a2);
    const ws = this.#ws;
    try {
      const a = await this.#ask('im_open_status.wslogin', { State: 'Online', is_web_uniapp: 0, InstType: 0, CustomInfo: '' });
      if (ws !== this.#ws) return;
      this.#session = { a2: a.A2Key || this.#session.a2, tinyid: a.TinyId, instance: a.InstId, hello: (a.HelloInterval || 60) * 1000 };
      this.skew = a.TimeStamp - Math.floor(Date.now() / 1000);
      this.#helloAt = Date.now() + this.#session.hello;
      this.#online = true;
      this.#tries = 0;
      this.#renewed = false;
      this.#state('online');
      this.#on.ready?.(!resumed);
      for (const r of this.#open.values()) if (r.lasting && !r.sent) this.#write(r);
    } catch (error) {
      if (ws === this.#ws) await this.#refused(error, resumed);
    }
  }

  // A session that the server does not take any more becomes a fresh login, with a new UserSig if that is over too.
  async #refused(error, resumed) {
    if (error.code <= 0 || PASSING.has(error.code)) { this.#ws?.close(); return; }
    if (resumed) { this.#session = {}; this.#login(); return; }
    if (error.code === 70001 && !this.#renewed) {
      this.#renewed = true;
      try {
        this.#user = await this.#renew();
        this.#login();
        return;
      } catch { /* the first error says more */ }
    }
    this.#finish(error.message);
  }

  #finish(why) { this.#end(); this.#state('offline'); this.#on.ended?.(why); }

  #ask(servcmd, body, lasting = false) {
    return new Promise((resolve, reject) => {
      const r = { servcmd, body, lasting, resolve, reject, seq: ++this.#seq, sent: 0 };
      this.#open.set(r.servcmd + r.seq, r);
      if (!lasting || this.#online) this.#write(r);
    });
  }

  #write(r) { r.sent = Date.now(); this.#send(r.servcmd, r.seq, r.body); }

  #send(servcmd, seq, body) {
    const s = this.#session;
    const head = {
      ver: 'v4', platform: 7, websdkappid: 537048168, websdkversion: '1.7.3',
      ...(s.a2 ? { a2: s.a2, tinyid: s.tinyid } : { identifier: this.#user.UserID, usersig: this.#user.UserSig }),
      status_instid: s.instance || 0, sdkappid: this.#user.SDKAppID, contenttype: 'json',
      reqtime: Math.floor(Date.now() / 1000), sdkability: 75689843, sdkability_ext: '', cappid: 0, seq, cs: 0, servcmd,
    };
    if (this.#ws?.readyState === WebSocket.OPEN) this.#ws.send(new TextEncoder().encode(JSON.stringify({ head, body })));
    this.#on.frame?.('sent', head, body);
  }

  #fail(key, error) { const r = this.#open.get(key); this.#open.delete(key); r.reject(error); }

  #receive(data) {
    this.#heard = Date.now();
    this.#pinged = 0;
    let head, body;
    try {
      ({ head, body } = JSON.parse(new TextDecoder().decode(data)));
    } catch { return; }
    this.#on.frame?.('received', head, body);
    const r = this.#open.get(head.servcmd + head.seq);
    if (!r) { this.#pushed(head.servcmd, body); return; }
    this.#open.delete(head.servcmd + head.seq);
    if (!body.ErrorCode) { r.resolve(body); return; }
    r.reject(new WireError(body.ErrorCode, body.ErrorInfo || 'The server refused.'));
    if (body.ErrorCode === 70001 && r.lasting && this.#online) this.#ws.close(); // logs in anew
  }

  #pushed(servcmd, body) {
    if (body.NeedAck) this.#send('openim.ws_msg_push_ack', ++this.#seq, { SessionData: body.SessionData });
    if (servcmd === 'StatSvc.KickOther') { this.#login(); return; }
    for (const event of body.EventArray ?? []) {
      const kick = event.C2cNotifyMsgArray?.find((n) => n.KickoutMsgNotify)?.KickoutMsgNotify;
      if (kick) { this.#kicked(kick.KickType); return; }
      this.#on.push?.(event);
    }
  }

  #kicked(type) {
    if (type !== 3) this.#send('im_open_status.wslogout', ++this.#seq, { wslogout_type: 1, is_web_uniapp: 0 });
    this.#finish(type === 3 ? 'An administrator signed you out.' : 'This name signed in somewhere else.');
  }

  // Once a second: heartbeats, hellos, and requests that nobody answers.
  #tick() {
    const now = Date.now();
    if (!this.#ws || this.#ended) return;
    if (this.#pinged ? now - this.#pinged > PING_WAIT : now - this.#heard > PING_AFTER + PING_WAIT) { this.#lost(); return; }
    if (!this.#pinged && this.#online && now - this.#heard > PING_AFTER) {
      this.#pinged = now;
      this.#ask('heartbeat.alive', {}).catch(() => {});
    }
    if (this.#online && now >= this.#helloAt) this.#hello(now);
    for (const [key, r] of this.#open) if (r.sent && now - r.sent > ANSWER_WAIT) this.#fail(key, new WireError(-1, 'The server does not answer.'));
  }

  async #hello(now) {
    this.#helloAt = now + this.#session.hello;
    try {
      await this.#ask('im_open_status.wshello', { is_web_uniapp: 0 });
    } catch (error) {
      if (error.code === 1002) this.#kicked(1);
    }
  }

  #state(name) { this.#on.state?.(name); }
}
