import { story, assert } from '../harness/world.js';
import { conversations, one } from '../harness/compare.js';
import { nextSecond } from '../harness/until.js';

const order = (list) => list.filter((c) => c.type !== '@TIM#SYSTEM').map((c) => c.conversationID);

/** Three conversations of alice, each a second later than the one before: with bob, carol and dave. */
async function threeConversations(w) {
  const [alice, bob, carol, dave] = await w.logins('alice', 'bob', 'carol', 'dave');
  for (const peer of [bob, carol, dave]) {
    await peer.writes('alice', `from ${peer}`);
    await alice.receives(`from ${peer}`);
    await nextSecond();
  }
  return { alice, bob, carol, dave };
}

// The list comes by one answer, what is unread one-to-one by the other.
async function synced(user) {
  await user.frame('got', 'recentcontact.page_get', (b) => b.CompleteFlag === 1);
  await user.frame('got', 'openim.getmsg', (b) => b.SyncFlag === 2);
}

story('the conversation list has the newest first, with its last message', async (w) => {
  const { alice, bob } = await threeConversations(w);
  const wanted = ['C2Cdave', 'C2Ccarol', 'C2Cbob'];
  assert.deepEqual(order(await conversations(alice)), wanted);

  const phone = await w.login('alice', { device: 'mobile' });
  await synced(phone);
  const list = await conversations(phone);
  assert.deepEqual(order(list), wanted, 'the same after a login');
  const carol = one(list, 'C2Ccarol');
  assert.deepEqual([carol.type, carol.lastMessage.payload.text, carol.lastMessage.fromAccount, carol.unreadCount], ['C2C', 'from carol', 'carol', 1]);
  assert.equal(carol.userProfile.userID, 'carol');

  await bob.writes('alice', 'again');
  for (const device of [alice, phone]) {
    await device.sees('CONVERSATION_LIST_UPDATED', (l) => order(l)[0] === 'C2Cbob' && one(l, 'C2Cbob').lastMessage.payload.text === 'again');
  }
});

story('a pinned conversation is on top, on the other device and after a login', { proves: ['pinConversation'] }, async (w) => {
  const { alice } = await threeConversations(w);
  const phone = await w.login('alice', { device: 'mobile' });
  await synced(phone);
  const mark = phone.mark();

  await alice.call('pinConversation', { conversationID: 'C2Cbob', isPinned: true });

  await phone.sees('CONVERSATION_LIST_UPDATED', (l) => one(l, 'C2Cbob')?.isPinned && order(l)[0] === 'C2Cbob', { from: mark });
  const mini = await w.login('alice', { device: 'mini' });
  await synced(mini);
  assert.deepEqual(order(await conversations(mini)), ['C2Cbob', 'C2Cdave', 'C2Ccarol']);
  assert.deepEqual((await conversations(mini)).map((c) => c.isPinned), [true, false, false]);

  const later = phone.mark();
  await alice.call('pinConversation', { conversationID: 'C2Cbob', isPinned: false });
  await phone.sees('CONVERSATION_LIST_UPDATED', (l) => one(l, 'C2Cbob')?.isPinned === false && order(l).at(-1) === 'C2Cbob', { from: later });
});

story('custom data of a conversation is on the other device and there after a login', {
  proves: ['setConversationCustomData'],
}, async (w) => {
  const { alice } = await threeConversations(w);
  const phone = await w.login('alice', { device: 'mobile' });
  await synced(phone);

  await alice.call('setConversationCustomData', { conversationIDList: ['C2Cbob', 'C2Ccarol'], customData: '{"tag":"茶"}' });

  await phone.sees('CONVERSATION_LIST_UPDATED', (l) => ['C2Cbob', 'C2Ccarol'].every((c) => one(l, c)?.customData === '{"tag":"茶"}'));
  const mini = await w.login('alice', { device: 'mini' });
  await synced(mini);
  const list = await conversations(mini);
  assert.deepEqual(['C2Cbob', 'C2Ccarol', 'C2Cdave'].map((c) => one(list, c).customData), ['{"tag":"茶"}', '{"tag":"茶"}', '']);
});

story('a draft stays on its device', { proves: ['setConversationDraft'] }, async (w) => {
  const { alice, bob } = await threeConversations(w);
  const phone = await w.login('alice', { device: 'mobile' });
  await synced(phone);

  await alice.call('setConversationDraft', { conversationID: 'C2Cbob', draftText: 'I was about to say' });
  await alice.sees('CONVERSATION_LIST_UPDATED', (l) => one(l, 'C2Cbob')?.draftText === 'I was about to say');
  await bob.writes('alice', 'well?');
  await alice.receives('well?');
  await phone.receives('well?');

  assert.equal(one(await conversations(alice), 'C2Cbob').draftText, 'I was about to say', 'a new message leaves the draft');
  assert.equal(one(await conversations(phone), 'C2Cbob').draftText, '');
});

story('a deleted conversation is gone everywhere until somebody writes again', async (w) => {
  const { alice, bob } = await threeConversations(w);
  const phone = await w.login('alice', { device: 'mobile' });
  await synced(phone);
  const mark = phone.mark();

  await alice.call('deleteConversation', 'C2Cbob');

  await phone.sees('CONVERSATION_LIST_UPDATED', (l) => !one(l, 'C2Cbob') && one(l, 'C2Ccarol'), { from: mark });
  const mini = await w.login('alice', { device: 'mini' });
  await synced(mini);
  assert.deepEqual(order(await conversations(mini)), ['C2Cdave', 'C2Ccarol']);

  await bob.writes('alice', 'still here');
  for (const device of [alice, phone, mini]) {
    await device.sees('CONVERSATION_LIST_UPDATED', (l) => one(l, 'C2Cbob')?.lastMessage.payload.text === 'still here');
  }
  const bobs = await conversations(bob);
  assert.equal(one(bobs, 'C2Calice').lastMessage.payload.text, 'still here', 'the peer keeps his');
});
