// What a story really did with the SDK: which of its methods ran, and which commands each of them sent. A method's commands
// are told apart by the asynchronous context in which they are sent, so calls that overlap do not mix.

'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');

const context = new AsyncLocalStorage();

/** The SDK's method that is sending right now; undefined when the SDK sends on its own. */
const inMethod = () => context.getStore();

/** The same SDK, whose methods tell `onUsed({ method, ok })` when they are done. */
function traced(chat, onUsed) {
  const wrap = (method) => (...args) => context.run(method, () => {
    const done = (ok) => onUsed({ method, ok });
    try {
      const result = chat[method](...args);
      if (typeof result?.then !== 'function') done(true);
      else result.then(() => done(true), () => done(false));
      return result;
    } catch (error) {
      done(false);
      throw error;
    }
  });
  return new Proxy(chat, { get: (_, name) => (typeof chat[name] === 'function' ? wrap(name) : chat[name]) });
}

/** The kinds of what a push carries, one for each event: its number and, where one number has many meanings, which. */
function kindsOf(servcmd, body) {
  if (!servcmd.startsWith('im_open_push.')) return [servcmd];
  return (body?.EventArray ?? []).map(kindOf);
}

/** The servcmds that a server sends of itself. */
const isPush = (servcmd) => /^(im_open_push\.|im_open_status\.stat_forceoffline|im_sdk_config_mgr\.push_|OverLoadPush\.|StatSvc\.)/.test(servcmd);

const details = {
  4: (e) => e.GroupTips?.[0]?.MsgBody?.OpType,
  5: (e) => notice(e.GroupTips?.[0]?.MsgBody ?? {}),
  6: (e) => tip(e.GroupTips?.[0]?.MsgBody ?? {}),
  7: (e) => e.FriendListMod?.[0]?.PushType,
  10: (e) => Object.keys(e.C2cNotifyMsgArray?.[0] ?? {})[0],
  17: (e) => e.RecentContactMod?.[0]?.PushType,
  19: (e) => (e.GroupMsgModNotifys ? 'group' : 'C2C'),
};

/** `17.2` is event 17 with PushType 2. */
function kindOf(event) {
  const detail = details[event.Event]?.(event);
  return detail === undefined ? String(event.Event) : `${event.Event}.${detail}`;
}

const notice = (body) => ['GroupWithdrawInfoArray', 'GroupMsgReceiptList'].find((key) => body[key]) ?? body.ReportType;

function tip(body) {
  if (body.GroupCounterInfo) return 'counters';
  return body.MsgGroupNewInfo?.GroupAttrOption ? 'attributes' : body.OpType;
}

module.exports = { inMethod, traced, kindsOf, isPush, kindOf };
