// A server with one thing broken, made between the SDK and its socket so that the product needs no switch for it.
// TEAHOUSE_SDK_MUTANT is `answer SERVCMD` (each request of that command gets an empty success and never reaches the server)
// or `push KIND` (pushes of that kind, see trace.js, never reach the SDK).

'use strict';

const { isPush, kindOf } = require('./trace.js');

const [what, name] = (process.env.TEAHOUSE_SDK_MUTANT ?? '').split(' ');

/** The answer that a request gets in the server's place; undefined: it goes to the server. */
function answerTo(text) {
  if (what !== 'answer') return undefined;
  const { head } = JSON.parse(text);
  if (head.servcmd !== name) return undefined;
  return JSON.stringify({ head: { servcmd: name, seq: head.seq }, body: { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' } });
}

/** What the SDK gets of a frame; undefined: nothing. */
function whatComesOf(text) {
  if (what !== 'push') return text;
  const frame = JSON.parse(text);
  const { servcmd } = frame.head;
  if (!isPush(servcmd)) return text;
  if (servcmd === name) return undefined;
  const events = frame.body?.EventArray;
  if (!events?.some((e) => kindOf(e) === name)) return text;
  // The frame still comes, so that it is acknowledged and nothing else that it carries is lost.
  return JSON.stringify({ ...frame, body: { ...frame.body, EventArray: events.filter((e) => kindOf(e) !== name) } });
}

const mutating = Boolean(what);

module.exports = { answerTo, whatComesOf, mutating };
