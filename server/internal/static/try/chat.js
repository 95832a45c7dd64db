// The chat of one user: conversations and their messages, kept up to date by
// requests and pushes. It knows nothing of the page; `changed` tells it.

import { Socket } from './socket.js';
import { endsMembership, fromC2C, fromGroup, mentions, noticeText, textOf } from './forms.js';

const PAGE = 20;
const KEPT = 1000; // messages of a conversation in memory

/** A conversation: kind is user, group or room (a live room: nothing of it is stored). */
class Conversation {
  constructor(kind, id) { Object.assign(this, { kind, id, name: id, owner: '', members: 0, who: [], about: null, online: null }); }

  unread = 0; last = ''; time = 0; peerRead = 0; loaded = false; complete = true; cursor = null; messages = [];

  get key() { return `${this.kind === 'user' ? 'u' : 'g'}:${this.id}`; }

  /** Adds messages; those that are there already are replaced. */
  add(...more) {
    const known = new Map(this.messages.map((m) => [m.key, m]));
    for (const m of more) if (m) known.set(m.key, { ...known.get(m.key), ...m });
    // what is on its way has no number yet and stays at the end
    const order = this.kind === 'user' ? (m) => [m.time, m.seq] : (m) => [m.seq || Infinity, m.time];
    this.messages = [...known.values()].sort((x, y) => {
      const [a, b] = [order(x), order(y)];
      return a[0] === b[0] ? a[1] - b[1] : a[0] - b[0];
    }).slice(-KEPT);
    const newest = this.messages.at(-1);
    if (newest) { this.last = newest.recalled ? 'Message recalled' : newest.text; this.time = Math.max(this.time, newest.time); }
  }
}

export class Chat {
  conversations = new Map();
  selected = null;
  state = 'connecting';
  #socket; #on; #cookie = ''; #seq = 0; #poll;

  /** user as for Socket. on: changed(), trouble(text), ended(why), frame(way, head, body). */
  constructor(url, user, renew, on) {
    this.me = user.UserID;
    this.#on = on;
    this.#socket = new Socket(url, user, renew, {
      state: (name) => { this.state = name; on.changed(); },
      ready: (fresh) => this.#ready(fresh),
      push: (event) => this.#pushed(event),
      ended: (why) => { clearInterval(this.#poll); on.ended(why); }, frame: on.frame,
    });
  }

  start() { this.#socket.start(); }

  stop() { clearInterval(this.#poll); return this.#socket.stop(); }

  get now() { return Math.floor(Date.now() / 1000) + this.#socket.skew; }

  #ask(servcmd, body) { return this.#socket.request(servcmd, body); }

  #conversation(kind, id) {
    const key = new Conversation(kind, id).key;
    if (!this.conversations.has(key)) this.conversations.set(key, new Conversation(kind, id));
    return this.conversations.get(key);
  }

  // ---- after a login

  async #ready(fresh) {
    for (const c of this.conversations.values()) c.loaded = c.kind === 'room';
    const rooms = [...this.conversations.values()].filter((c) => c.kind === 'room');
    const steps = [
      () => fresh && Promise.all(rooms.map((c) => this.#apply(c.id))),
      () => this.#contacts(),
      () => this.#sync(), // behind the contacts: it has the unread counts
      () => this.selected && this.select(this.selected),
      () => this.#watch(this.#users()),
    ];
    for (const step of steps) {
      try { await step(); } catch (error) { this.#on.trouble(error.message); }
    }
    this.#on.changed();
  }

  #users() { return [...this.conversations.values()].filter((c) => c.kind === 'user').map((c) => c.id).slice(0, 100); }

  async #contacts() {
    const at = { TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0 };
    for (let page = 0; page < 20; page++) {
      const a = await this.#ask('recentcontact.page_get', { From_Account: this.me, ...at, OrderType: 1, MsgAssistFlags: 15, AssistFlags: 31 });
      for (const s of a.SessionItem ?? []) this.#contact(s);
      if (a.CompleteFlag === 1) return;
      for (const k of Object.keys(at)) at[k] = a[k] ?? 0;
    }
  }

  #contact(s) {
    const id = s.Type === 1 ? s.To_Account : s.ToAccount;
    if (!id || id === '@TIM#SYSTEM') return;
    const c = this.#conversation(s.Type === 1 ? 'user' : 'group', id);
    c.name = (s.Type === 1 ? s.C2cNick : s.GroupNick) || id;
    c.time = s.MsgTimeStamp || c.time;
    if (s.LastMsg?.MsgBody) c.last = s.LastMsgFlags ? 'Message recalled' : textOf(s.LastMsg.MsgBody);
    if (s.Type === 1) c.peerRead = Math.max(c.peerRead, s.C2cPeerReadTime || 0);
    else c.unread = Math.max(0, (s.UnreadMsgCount || 0) - (s.GroupIgnoredUnreadSeqCount || 0));
  }

  async #sync() {
    for (let round = 0; round < 20; round++) {
      const a = await this.#ask('openim.getmsg', {
        Cookie: this.#cookie, SyncFlag: 0, NeedAbstract: 1, IsOnlineSync: this.#cookie ? 1 : 0, NeedSignaling: 1, NeedCachedMsg: 1,
      });
      this.#cookie = a.Cookie || this.#cookie;
      for (const m of a.MsgList ?? []) if (m.MsgBody) this.#direct(m, false);
      for (const n of a.C2CPairUnreadCount ?? []) this.#conversation('user', n.From_Account).unread = n.UnreadCount;
      if (a.SyncFlag === 2 || !a.Cookie) return;
    }
  }

  // Asks who is online and wants to be told of changes; not essential.
  async #watch(users) {
    if (!users.length) return;
    await this.#statusOf(users);
    await this.#ask('im_open_status.ws_status_subscribe', { To_Account: users }).catch(() => {
      this.#poll ??= setInterval(() => this.#statusOf(this.#users()), 20_000); // it does not tell, so ask
    });
  }

  async #statusOf(users) {
    if (users.length && this.state === 'online') await this.#ask('im_open_status.ws_get_user_status', { To_Account: users }).then((a) => this.#statuses(a.UserStatusList), () => {});
  }

  #statuses(list) {
    for (const s of list ?? []) {
      const c = this.conversations.get(`u:${s.To_Account}`);
      if (c) c.online = s.Status === 1;
    }
    this.#on.changed();
  }

  // ---- what the user does

  /** Opens the chat with a user. */
  async openUser(id) {
    const isNew = !this.conversations.has(`u:${id}`);
    const c = this.#conversation('user', id);
    try { await this.select(c); } catch (error) {
      throw error.code === 20003 ? new Error(`${id} has not been here yet: users begin with their first login.`) : error; // not registered
    }
    if (isNew) await this.#watch([id]);
  }

  /** Closes what is open; it stays in the list. */
  close() { this.selected = null; this.#on.changed(); }

  /** Creates a group (kind group) or a live room (kind room) and opens it. id may be ''. */
  async create(kind, id) {
    const own = id ? { GroupId: id } : {};
    const join = kind === 'group' ? { ApplyJoinOption: 'FreeAccess' } : {};
    const a = await this.#ask('group_open_http_svc.create_group', {
      Type: kind === 'room' ? 'AVChatRoom' : 'Public', Name: id || `${this.me}'s ${kind}`, ...own, Owner_Account: this.me,
      FaceUrl: '', ...join, MemberList: [], WebPushFlag: 1,
    });
    await this.join(a.GroupId, kind);
  }

  /** Joins a group or live room, or opens one that this user is in. */
  async join(id, made = '') {
    const kind = made === 'group' ? made : await this.#apply(id);
    if (!kind) { this.#on.trouble('The group was asked: an administrator decides.'); return; }
    const c = this.#conversation(kind, id);
    c.kind = kind;
    await this.select(c);
  }

  async #apply(id) {
    try {
      const a = await this.#ask('group_open_http_svc.apply_join_group', { GroupId: id, WebPushFlag: 1, HugeGroupHistoryMsgFlag: 1 });
      if (a.JoinedStatus === 'WaitAdminApproval') return '';
      if (a.HugeGroupFlag !== 1) return 'group';
      this.#conversation('room', id).add(...(a.RspMsgList ?? []).map((m) => fromGroup(m, this.me)));
      return 'room';
    } catch (error) {
      if (error.code !== 10013) throw error; // 10013: a member already
      return this.conversations.get(`g:${id}`)?.kind ?? 'group';
    }
  }

  async #about(c) {
    const a = await this.#ask('group_open_http_svc.get_group_self_member_info', { GroupIdList: [c.id] });
    const g = a.GroupInfo?.[0];
    if (!g || g.ErrorCode) return;
    c.kind = g.Type === 'AVChatRoom' ? 'room' : 'group';
    Object.assign(c, { name: g.Name || c.id, owner: g.Owner_Account ?? '', members: g.MemberNum ?? c.members, next: g.NextMsgSeq ?? 0 });
    if (c.kind === 'room') {
      const n = await this.#ask('group_open_http_svc.get_online_member_num', { GroupId: c.id }).catch(() => null);
      c.members = n?.OnlineMemberNum ?? c.members;
      return;
    }
    const list = await this.#ask('group_open_http_svc.get_group_member_info', { GroupId: c.id, Limit: 100, Offset: 0 }).catch(() => null);
    c.who = (list?.MemberList ?? []).map((m) => m.Member_Account);
  }

  /** Shows a conversation: loads its newest messages if need be, and marks it as read. */
  async select(c) {
    this.selected = c;
    this.#on.changed();
    if (!c) return;
    if (!c.loaded) {
      c.loaded = true;
      try {
        if (c.kind !== 'user') await (c.about = this.#about(c));
        c.cursor = null;
        await this.#page(c);
      } catch (error) { c.loaded = false; throw error; }
    }
    await this.read();
    this.#on.changed();
  }

  /** Loads the messages before the first one. */
  async earlier() { await this.#page(this.selected); this.#on.changed(); }

  async #page(c) {
    if (c.kind === 'room') { c.loaded = true; c.complete = true; return; }
    if (c.kind === 'user') {
      const a = await this.#ask('openim.getroammsg', {
        Peer_Account: c.id, MaxCnt: PAGE, LastMsgTime: 0, MsgKey: '', WithRecalledMsg: 1, GetDirection: 0, ...c.cursor,
      });
      c.add(...(a.MsgList ?? []).map((m) => fromC2C(m, this.me).message));
      c.cursor = { LastMsgTime: a.LastMsgTime, MsgKey: a.MsgKey };
      c.complete = a.Complete === 1;
      return;
    }
    const from = c.cursor ?? c.next - 1;
    if (from < 1) { c.complete = true; return; }
    const a = await this.#ask('group_open_http_svc.group_msg_get', { GroupId: c.id, ReqMsgNumber: PAGE, ReqMsgSeq: from, WithRecalledMsg: 1 });
    c.add(...(a.RspMsgList ?? []).map((m) => fromGroup(m, this.me)));
    c.cursor = a.NextReqMsgSeq;
    c.complete = a.IsFinished === 2 || !(a.NextReqMsgSeq >= 1);
  }

  /** Marks the open conversation as read, if somebody looks at it. */
  async read() {
    const c = this.selected;
    if (!c?.unread || document.hidden) return;
    c.unread = 0;
    this.#on.changed();
    if (c.kind === 'user') {
      await this.#ask('openim.msgreaded', { C2CMsgReaded: { Cookie: '', C2CMsgReadedItem: [{ To_Account: c.id, LastedMsgTime: c.time, Receipt: 1 }] } });
    } else if (c.kind === 'group') {
      const seq = Math.max(0, ...c.messages.map((m) => m.seq || 0));
      await this.#ask('group_open_http_svc.msg_read_report', { GroupId: c.id, MsgReadedSeq: seq });
    }
  }

  /** Sends a text to the open conversation. */
  send(text) {
    const c = this.selected;
    if (!this.#seq) this.#seq = (Date.now() % 86_400_000) * 10;
    const m = { from: this.me, mine: true, text, time: this.now, state: 'sending', random: crypto.getRandomValues(new Uint32Array(1))[0], client: ++this.#seq };
    m.key = c.kind === 'user' ? `${m.from}|${m.random}|${m.client}` : `${m.from}|${m.random}`;
    if (c.kind === 'user') m.seq = m.client;
    return this.deliver(c, m);
  }

  /** Sends a message, or again one that failed: with the same numbers, so that it cannot arrive twice. */
  async deliver(c, m) {
    c.add({ ...m, state: 'sending' });
    this.#on.changed();
    const body = {
      From_Account: this.me, MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: m.text } }], CloudCustomData: '', MsgClientTime: m.time,
    };
    try {
      await c.about?.catch(() => {}); // whom a message may mention
      const a = c.kind === 'user'
        ? await this.#ask('openim.sendmsg', { ...body, To_Account: c.id, MsgSeq: m.client, MsgRandom: m.random, From_AccountNick: '', From_AccountHeadurl: '', SendMsgControl: [], IsNeedReadReceipt: 0 })
        : await this.#ask('group_open_http_svc.send_group_msg', { ...body, GroupId: c.id, Random: m.random, ClientSeq: m.client, MsgPriority: 'Normal', OnlineOnlyFlag: 0, NeedReadReceipt: 0, ...mentions(m.text, c.who) });
      c.add({ ...m, state: 'sent', time: a.MsgTime, ...(a.MsgSeq ? { seq: a.MsgSeq } : {}) });
    } catch (error) {
      c.add({ ...m, state: 'failed', error: error.message });
    }
    this.#on.changed();
  }

  /** Leaves a group or room; its owner dismisses it. A chat with a user only goes from the list. */
  async leave(c) {
    if (c.kind === 'user') await this.#ask('recentcontact.batch_delete', { From_Account: this.me, ContactItem: [{ To_Account: c.id, Type: 1 }], ClearRamble: 0 });
    else await this.#ask(`group_open_http_svc.${c.owner === this.me ? 'destroy_group' : 'quit_group'}`, { GroupId: c.id });
    this.#forget(c.key);
  }

  #forget(key) {
    if (this.selected?.key === key) this.selected = null;
    this.conversations.delete(key);
    this.#on.changed();
  }

  // ---- what the server pushes

  #pushed(e) {
    for (const m of e.C2cMsgArray ?? []) this.#direct(m, true);
    for (const n of e.C2cNotifyMsgArray ?? []) this.#directNotice(n);
    for (const m of e.GroupMsgArray ?? []) this.#group(m, true);
    for (const t of e.GroupTips ?? []) {
      if (e.Event === 4 || e.Event === 6) this.#tip(t);
      else if (e.Event === 5) this.#notice(t);
    }
    for (const n of e.C2cMsgModNotifys ?? []) this.#edit(`u:${n.From_Account === this.me ? n.To_Account : n.From_Account}`, n);
    for (const n of e.GroupMsgModNotifys ?? []) this.#edit(`g:${n.GroupId}`, n);
    if (e.UserStatusList) this.#statuses(e.UserStatusList);
    this.#on.changed();
  }

  #arrived(c, m, counts) {
    const isNew = m && !c.messages.some((k) => k.key === m.key);
    c.add(m);
    if (!counts || !isNew || m.mine || m.tip) return;
    c.unread++;
    this.read().catch(() => {});
  }

  #direct(m, counts) {
    const { peer, message } = fromC2C(m, this.me);
    const isNew = !this.conversations.has(`u:${peer}`);
    const c = this.#conversation('user', peer);
    if (c.name === c.id && !message.mine) c.name = m.From_AccountNick || c.id;
    this.#arrived(c, message, counts);
    if (isNew && counts) this.#watch([peer]);
  }

  #group(m, counts) {
    const id = m.ToGroupId ?? m.GroupInfo?.GroupId;
    const c = this.#conversation(m.GroupInfo?.GroupType === 'AVChatRoom' ? 'room' : 'group', id);
    if (c.name === c.id) c.name = m.GroupInfo?.GroupName || c.id;
    this.#arrived(c, fromGroup(m, this.me), counts);
  }

  #tip(t) {
    const c = this.conversations.get(`g:${t.ToGroupId ?? t.GroupInfo?.GroupId}`);
    this.#group(t, false);
    if (!c) return;
    c.members = t.MsgBody?.OnlineMemberInfo?.OnlineMemberNum ?? t.MsgBody?.MemberNum ?? c.members;
    c.name = t.MsgBody?.MsgGroupNewInfo?.GroupName ?? c.name;
    c.owner = t.MsgBody?.MsgGroupNewInfo?.Owner_Account ?? c.owner;
  }

  #notice(t) {
    const b = t.MsgBody ?? {};
    for (const w of b.GroupWithdrawInfoArray ?? []) this.#recall(`g:${w.GroupId}`, (m) => m.seq === w.MsgSeq && !m.tip);
    for (const r of b.GroupReadInfoArray ?? []) this.#readElsewhere(`g:${r.GroupId}`);
    const group = t.GroupInfo?.GroupName || t.GroupInfo?.GroupId || '';
    const key = `g:${t.GroupInfo?.GroupId}`;
    const mine = b.ReportType === 8 || (b.ReportType === 5 && !this.conversations.has(key));
    const text = noticeText(b, group);
    if (text && !mine) this.#on.trouble(text);
    if (b.ReportType === 7 && t.GroupInfo?.GroupId) this.#conversation('group', t.GroupInfo.GroupId).name = group;
    if (endsMembership(b.ReportType)) this.#forget(key);
  }

  #directNotice(n) {
    for (const w of n.WithdrawC2cMsgNotify?.C2cWithdrawInfoArray ?? []) {
      this.#recall(`u:${w.From_Account === this.me ? w.To_Account : w.From_Account}`, (m) => m.seq === w.MsgSeq && m.random === w.MsgRandom);
    }
    for (const r of n.C2cReadedReceipt?.UinPairReadArray ?? []) {
      const c = this.conversations.get(`u:${n.C2cReadedReceipt.To_Account}`);
      if (c) c.peerRead = Math.max(c.peerRead, r.LastReadTime);
    }
    for (const r of n.ReadC2cMsgNotify?.UinPairReadArray ?? []) this.#readElsewhere(`u:${r.From_Account}`);
  }

  #readElsewhere(key) { const c = this.conversations.get(key); if (c) c.unread = 0; }

  #recall(key, which) {
    const c = this.conversations.get(key);
    if (c) c.add(...c.messages.filter(which).map((m) => ({ ...m, recalled: true })));
  }

  #edit(key, n) {
    const c = this.conversations.get(key);
    if (c) c.add(...c.messages.filter((m) => m.seq === n.MsgSeq && !m.tip && (key[0] === 'g' || m.random === n.MsgRandom)).map((m) => ({ ...m, text: textOf(n.MsgBody) })));
  }
}
