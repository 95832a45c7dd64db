// What must be the same in every form of a message: at its sender, at its receiver, on a second device, in the history.

import assert from 'node:assert/strict';
import { until } from './until.js';

const shared = [
  'ID', 'type', 'payload', 'cloudCustomData', 'from', 'to', 'time', 'clientTime', 'sequence', 'random',
  'conversationType', 'needReadReceipt', 'isSupportExtension', 'isRevoked', 'isDeleted', 'isModified', 'version',
];

/** The fields by which two forms of one message are compared. */
export function essence(message) {
  return Object.fromEntries(shared.map((name) => [name, message[name]]));
}

/** Asserts that `got` is the message `sent`, seen as `flow` ('in' or 'out') in the conversation `conversationID`. */
export function assertSame(got, sent, { flow, conversationID, nick }, where) {
  assert.deepEqual(essence(got), essence(sent), `${where}: the fields of the message`);
  assert.equal(got.flow, flow, `${where}: flow`);
  assert.equal(got.conversationID, conversationID, `${where}: conversationID`);
  if (nick !== undefined) assert.equal(got.nick, nick, `${where}: the sender's nick`);
}

/** Pages through a conversation's history as an app does; gives the messages oldest first, and the pages. */
export async function wholeHistory(user, conversationID) {
  const pages = [];
  let nextReqMessageID;
  for (;;) {
    const { data } = await user.call('getMessageList', nextReqMessageID ? { conversationID, nextReqMessageID } : { conversationID });
    pages.push(data.messageList);
    if (data.isCompleted) return { pages, messages: pages.toReversed().flat() };
    assert.ok(data.nextReqMessageID, 'a page that is not the last names the next');
    assert.notEqual(data.nextReqMessageID, nextReqMessageID, 'the pages go on');
    assert.ok(pages.length < 40, 'the history ends');
    nextReqMessageID = data.nextReqMessageID;
  }
}

/**
 * The texts of a conversation's history, once there are as many as wanted: the SDK loads the history of groups by itself after a
 * login, and meanwhile gives what it has. The story still says which they must be.
 */
export async function textsOf(user, conversationID, count) {
  await user.sees('GROUP_LIST_UPDATED');
  let texts = [];
  await until(`${user.label} has ${count} texts of ${conversationID}`, async () => {
    texts = (await wholeHistory(user, conversationID)).messages.filter((m) => m.type === 'TIMTextElem');
    return texts.length >= count;
  });
  return texts;
}

/** One conversation out of a list of them. */
export function one(conversations, conversationID) {
  return conversations.find((c) => c.conversationID === conversationID);
}

/** The conversation list as the app reads it. */
export async function conversations(user) {
  return (await user.call('getConversationList')).data.conversationList;
}
