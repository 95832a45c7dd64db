// What is laid beside messages of topics, and what becomes of them: as in groups, and apart from other topics.

import { story, assert } from '../harness/world.js';
import { wholeHistory } from '../harness/compare.js';

/** A community of alice with a topic that bob, his phone and carol have open. */
async function club(w) {
  const users = await w.logins('alice', 'bob', ['bob', { device: 'mobile' }], 'carol');
  const [alice, bob, phone, carol] = users;
  const { data: { group: { groupID } } } = await alice.call('createGroup', { type: 'Community', name: 'Club', isSupportTopic: true });
  for (const user of [bob, carol]) await user.call('joinGroup', { groupID, type: 'Community' });
  const { data: { topicID } } = await alice.call('createTopicInCommunity', { groupID, topicID: `${groupID}@TOPIC#_general`, topicName: 'general' });
  for (const user of users) await user.call('getTopicList', { groupID });
  return { alice, bob, phone, carol, groupID, topicID };
}

/** Alice says something that all the others have. */
async function said({ alice, bob, phone, carol, topicID }, text, more) {
  const sent = await alice.sendIn(topicID, 'text', { text }, more);
  for (const user of [bob, phone, carol]) await user.receives(text);
  return sent;
}

/** A device of carol that was not there. */
async function later(w, c) {
  const mini = await w.login('carol', { device: 'mini' });
  await mini.call('getTopicList', { groupID: c.groupID });
  const { messages } = await wholeHistory(mini, `GROUP${c.topicID}`);
  return [mini, messages];
}

story('extensions of a message in a topic are seen by its members, at once and later', {
  proves: ['setMessageExtensions', 'getMessageExtensions', 'deleteMessageExtensions', 'MESSAGE_EXTENSIONS_UPDATED', 'MESSAGE_EXTENSIONS_DELETED'],
}, async (w) => {
  const c = await club(w);
  const { ID } = await said(c, 'who comes?', { isSupportExtension: true });

  await c.bob.call('setMessageExtensions', { $message: ID }, [{ key: 'bob', value: 'yes' }, { key: 'seat', value: '1' }]);
  for (const user of [c.alice, c.phone, c.carol]) {
    const { extensions } = await user.sees('MESSAGE_EXTENSIONS_UPDATED', (d) => d.messageID === ID);
    assert.deepEqual(extensions.map((e) => [e.key, e.value]), [['bob', 'yes'], ['seat', '1']], user.label);
  }
  await c.alice.call('getMessageExtensions', { $message: ID });
  await c.alice.call('deleteMessageExtensions', { $message: ID }, ['seat']);
  for (const user of [c.bob, c.carol]) {
    assert.deepEqual((await user.sees('MESSAGE_EXTENSIONS_DELETED', (d) => d.messageID === ID)).keyList, ['seat'], user.label);
  }
  const [mini] = await later(w, c);
  const { data } = await mini.call('getMessageExtensions', { $message: ID });
  assert.deepEqual(data.extensions.map((e) => [e.key, e.value]), [['bob', 'yes']]);
});

story('reactions to a message in a topic are seen by its members, at once and later', {
  proves: ['addMessageReaction', 'removeMessageReaction', 'getMessageReactions', 'getAllUserListOfMessageReaction', 'MESSAGE_REACTIONS_UPDATED'],
}, async (w) => {
  const c = await club(w);
  const { ID } = await said(c, 'good news');
  const told = (user, reactionID, count, from = 0) => user.sees('MESSAGE_REACTIONS_UPDATED',
    (d) => d.messageID === ID && d.reactionList.some((r) => r.reactionID === reactionID && r.totalUserCount === count), { from });

  await c.bob.call('addMessageReaction', { $message: ID }, 'smile');
  for (const user of [c.alice, c.bob, c.carol]) await told(user, 'smile', 1);
  await c.phone.sees('MESSAGE_REACTIONS_UPDATED', (d) => d.reactionList.some((r) => r.reactedByMyself));
  await c.carol.call('addMessageReaction', { $message: ID }, 'smile');
  await c.carol.call('addMessageReaction', { $message: ID }, 'tea');
  await told(c.bob, 'tea', 1);
  const from = c.alice.mark();
  await c.carol.call('removeMessageReaction', { $message: ID }, 'tea');
  await told(c.alice, 'tea', 0, from);

  const [mini] = await later(w, c);
  const { data } = await mini.call('getMessageReactions', { messageList: [{ $message: ID }], maxUserCountPerReaction: 10 });
  assert.deepEqual(data.resultList[0].reactionList.map((r) => [r.reactionID, r.totalUserCount, r.reactedByMyself]), [['smile', 2, true]]);
  const all = await mini.call('getAllUserListOfMessageReaction', { message: { $message: ID }, reactionID: 'smile', nextSeq: 0, count: 100 });
  assert.deepEqual(all.data.userList.map((u) => u.userID), ['bob', 'carol']);
});

story('messages of a topic are pinned there and nowhere else', {
  proves: ['pinGroupMessage', 'getPinnedGroupMessageList', 'PINNED_GROUP_MESSAGE_UPDATED'],
}, async (w) => {
  const c = await club(w);
  const { topicID: other } = (await c.alice.call('createTopicInCommunity', { groupID: c.groupID, topicID: `${c.groupID}@TOPIC#_other`, topicName: 'other' })).data;
  const rules = await said(c, 'the rules');
  const news = await said(c, 'the news');
  const pinned = async (user, topicID) => (await user.call('getPinnedGroupMessageList', topicID)).data.messageList.map((m) => [m.payload.text, m.pinnerInfo.userID]);

  for (const message of [rules, news]) await c.alice.call('pinGroupMessage', { groupID: c.topicID, message: { $message: message.ID }, isPinned: true });
  for (const user of [c.bob, c.phone, c.carol]) {
    const event = await user.sees('PINNED_GROUP_MESSAGE_UPDATED', (d) => d.isPinned && d.message.ID === rules.ID);
    assert.deepEqual([event.groupID, event.message.conversationID], [c.topicID, `GROUP${c.topicID}`], user.label);
  }
  await c.alice.call('pinGroupMessage', { groupID: c.topicID, message: { $message: news.ID }, isPinned: false });
  await c.carol.sees('PINNED_GROUP_MESSAGE_UPDATED', (d) => !d.isPinned && d.message.ID === news.ID);

  const [mini] = await later(w, c);
  assert.deepEqual(await pinned(mini, c.topicID), [['the rules', 'alice']]);
  assert.deepEqual(await pinned(mini, other), []);
});

story('a message of a topic is edited and recalled for all its members, at once and later', {
  proves: ['modifyMessage', 'revokeMessage', 'MESSAGE_MODIFIED', 'MESSAGE_REVOKED'],
}, async (w) => {
  const c = await club(w);
  const [old, gone] = [await said(c, 'tea at five'), await said(c, 'wrong topic')];
  for (const user of [c.bob, c.phone, c.carol]) await wholeHistory(user, `GROUP${c.topicID}`);

  await c.alice.edit(old.ID, { payload: { text: 'tea at six' }, cloudCustomData: 'edited' });
  for (const user of [c.bob, c.phone, c.carol]) {
    await user.sees('MESSAGE_MODIFIED', (l) => l.some((m) => m.ID === old.ID && m.payload.text === 'tea at six' && m.cloudCustomData === 'edited'));
  }
  await c.alice.call('revokeMessage', { $message: gone.ID });
  for (const user of [c.bob, c.phone, c.carol]) {
    await user.sees('MESSAGE_REVOKED', (l) => l.some((m) => m.ID === gone.ID && m.revoker === 'alice'));
    await user.sees('TOPIC_UPDATED', (d) => d.topic.topicID === c.topicID && d.topic.lastMessage.isRevoked);
  }
  await assert.rejects(c.carol.call('revokeMessage', { $message: old.ID }), { code: 10007 });

  const [, messages] = await later(w, c);
  assert.deepEqual(messages.map((m) => [m.ID, m.isRevoked, m.isRevoked || m.payload.text]), [[old.ID, false, 'tea at six'], [gone.ID, true, true]]);
});

story('communities have no read receipts: nobody is asked for one in a topic', async (w) => {
  const c = await club(w);
  const sent = await said(c, 'did you see this?', { needReadReceipt: true });
  const got = await c.bob.receives((m) => m.ID === sent.ID);
  assert.equal(got.needReadReceipt, false);
  await assert.rejects(c.bob.call('sendMessageReadReceipt', [{ $message: sent.ID }]));
  await assert.rejects(c.alice.call('getMessageReadReceiptList', [{ $message: sent.ID }]));
  assert.ok(!c.alice.events.some((e) => e.name === 'MESSAGE_READ_RECEIPT_RECEIVED'));
});

// Bits of permission groups: of topics to speak there, of communities to see what was said before.
const [speakHere, lookBack] = [8, 256];

story('what permission groups allow is felt by clients', async (w) => {
  const c = await club(w);
  const { groupID: GroupId, topicID: TopicId } = c;
  const rest = (command, body) => w.app.restOK(`group_open_http_svc/${command}`, { GroupId, ...body });
  await rest('modify_group_base_info', { EnablePermission: 1, DefaultPermission: lookBack });
  await assert.rejects(c.bob.writesIn(TopicId, 'may I?'), { code: 10007 });

  const { PermissionGroupId } = await rest('create_permission_group', { PermissionGroupName: 'speakers', Permission: 0 });
  await rest('add_topic_permission_group', { PermissionGroupId, TopicPermissionList: [{ TopicId, Permission: speakHere }] });
  await rest('add_permission_group_member', { PermissionGroupId, MemberList: [{ Member_Account: 'bob' }] });
  await c.bob.writesIn(TopicId, 'thank you');
  await c.carol.receives('thank you');
  await assert.rejects(c.carol.writesIn(TopicId, 'me too'), { code: 10007 });
});
