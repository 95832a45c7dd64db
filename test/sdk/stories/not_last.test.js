// Messages that are not to be shown as the last of a conversation are in its history all the same.

import { story, assert } from '../harness/world.js';
import { conversations, one, textsOf } from '../harness/compare.js';

const quiet = { messageControlInfo: { excludedFromLastMessage: true } };
const lastText = async (user, conversationID) => one(await conversations(user), conversationID).lastMessage.payload.text;

story('a new device loads a group\'s history wholly, though its newest message is not the last of the list', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const { data: { group: { groupID } } } = await alice.call('createGroup', { type: 'Private', name: 'Table', memberList: [{ userID: 'bob' }] });
  const conversationID = `GROUP${groupID}`;
  await alice.writesIn(groupID, 'shown');
  const sent = await alice.sendIn(groupID, 'text', { text: 'not shown' }, undefined, quiet);
  await bob.receives('not shown');
  assert.equal(await lastText(bob, conversationID), 'shown');

  const phone = await w.login('bob', { device: 'mobile' });
  assert.equal(await lastText(phone, conversationID), 'shown');
  const listed = await phone.frame('got', 'recentcontact.page_get');
  assert.deepEqual(listed.body.SessionItem.map((item) => item.MsgSeq), [sent.sequence]);
  assert.deepEqual((await textsOf(phone, conversationID, 2)).map((m) => m.payload.text), ['shown', 'not shown']);
  await alice.writesIn(groupID, 'next');
  await phone.receives('next');
  assert.equal(await lastText(phone, conversationID), 'next');
  assert.deepEqual((await textsOf(phone, conversationID, 3)).map((m) => m.payload.text), ['shown', 'not shown', 'next']);
});

story('what was missed is fetched also if it is not the last of the list', { settings: { hello_seconds: 1 } }, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const { data: { group: { groupID } } } = await alice.call('createGroup', { type: 'Private', name: 'Table', memberList: [{ userID: 'bob' }] });
  const conversationID = `GROUP${groupID}`;
  await alice.writesIn(groupID, 'shown');
  await bob.receives('shown');
  await bob.offline();
  await alice.sendIn(groupID, 'text', { text: 'missed' }, undefined, quiet);
  await bob.online();
  assert.deepEqual((await textsOf(bob, conversationID, 2)).map((m) => m.payload.text), ['shown', 'missed']);
  assert.equal(await lastText(bob, conversationID), 'shown');
});
