import { story, assert, until } from '../harness/world.js';
import { assertSame, wholeHistory } from '../harness/compare.js';

async function club(w, alice, ...others) {
  const { data: { group: { groupID } } } = await alice.call('createGroup', { type: 'Community', name: 'Club', isSupportTopic: true });
  for (const user of others) await user.call('joinGroup', { groupID, type: 'Community' });
  const made = [];
  for (const name of ['general', 'other']) {
    made.push((await alice.call('createTopicInCommunity', { groupID, topicID: `${groupID}@TOPIC#_${name}`, topicName: name })).data.topicID);
  }
  return [groupID, ...made];
}

const topicsOf = async (user, groupID) => Object.fromEntries(
  (await user.call('getTopicList', { groupID })).data.successTopicList.map((t) => [t.topicName, t]));
const counts = async (user, groupID) => Object.fromEntries(
  Object.entries(await topicsOf(user, groupID)).map(([name, t]) => [name, t.unreadCount]));
const updated = (topicID, fits) => (d) => d.topic.topicID === topicID && fits(d.topic);

story('messages are sent and received in a topic, with unread counts and history of its own', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const phone = await w.login('bob', { device: 'mobile' });
  const [groupID, general, other] = await club(w, alice, bob);
  for (const device of [bob, phone]) await topicsOf(device, groupID);

  await assert.rejects(alice.writesIn(groupID, 'to nobody'), { code: 2115 }); // the SDK itself knows that
  const sent = await alice.writesIn(general, 'hello');
  for (const device of [bob, phone]) {
    assertSame(await device.receives('hello'), sent, { flow: 'in', conversationID: `GROUP${general}` }, device.label);
    const { topic } = await device.sees('TOPIC_UPDATED', updated(general, (t) => t.unreadCount === 1));
    assert.equal(topic.lastMessage.payload?.text ?? topic.lastMessage.messageForShow, 'hello');
  }
  const marked = bob.mark();
  await phone.writesIn(general, 'from the phone');
  const alsoHere = await bob.receives('from the phone');
  assert.equal(alsoHere.flow, 'out');
  await bob.sees('TOPIC_UPDATED', updated(general, (t) => t.unreadCount === 0), { from: marked });
  await alice.writesIn(other, 'elsewhere');
  const late = await alice.writesIn(general, 'again');
  await bob.receives('again');
  await bob.receives('elsewhere');
  assert.deepEqual(await counts(bob, groupID), { general: 1, other: 1 });

  const { messages } = await wholeHistory(bob, `GROUP${general}`);
  assert.deepEqual(messages.map((m) => m.payload.text), ['hello', 'from the phone', 'again']);
  const from = phone.mark();
  await bob.call('setMessageRead', { conversationID: `GROUP${general}` });
  await phone.sees('TOPIC_UPDATED', updated(general, (t) => t.unreadCount === 0), { from });
  const mini = await w.login('bob', { device: 'mini' });
  assert.deepEqual(await counts(mini, groupID), { general: 0, other: 1 });
  await wholeHistory(mini, `GROUP${general}`); // the SDK throws at the recall of a topic's message that it has not loaded

  // Recalled and edited, from both sides.
  await alice.edit(late.ID, { payload: { text: 'changed' } });
  await bob.sees('MESSAGE_MODIFIED', (list) => list.some((m) => m.payload.text === 'changed'));
  await alice.call('revokeMessage', { $message: sent.ID });
  await bob.sees('MESSAGE_REVOKED', (list) => list.some((m) => m.ID === sent.ID));
  await bob.writesIn(general, 'answer');
  assert.equal((await alice.receives('answer')).to, general);
  await bob.call('deleteMessage', [{ $message: late.ID }]);
  const again = await w.login('bob', { device: 'web' });
  const left = (await wholeHistory(again, `GROUP${general}`)).messages.filter((m) => !m.isRevoked).map((m) => m.payload.text);
  assert.deepEqual(left, ['from the phone', 'answer']);
});

story('who joins later has nothing unread and sees what was said before', async (w) => {
  const [alice, carol] = await w.logins('alice', 'carol');
  const [groupID, general] = await club(w, alice);
  for (const text of ['one', 'two', 'three']) await alice.writesIn(general, text);
  await carol.call('joinGroup', { groupID, type: 'Community' });
  assert.deepEqual(await counts(carol, groupID), { general: 0, other: 0 });
  await alice.writesIn(general, 'four');
  await carol.receives('four');
  assert.deepEqual(await counts(carol, groupID), { general: 1, other: 0 });
  const { messages } = await wholeHistory(carol, `GROUP${general}`);
  assert.deepEqual(messages.map((m) => m.payload.text), ['one', 'two', 'three', 'four']);
  const phone = await w.login('carol', { device: 'mobile' });
  assert.deepEqual(await counts(phone, groupID), { general: 1, other: 0 });
});

story('members are muted in one topic, all of them by its mute-all, and each chooses what it receives', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const phone = await w.login('bob', { device: 'mobile' });
  const [groupID, general, other] = await club(w, alice, bob);
  for (const device of [alice, bob, phone]) await topicsOf(device, groupID);

  await alice.call('setGroupMemberMuteTime', { groupID: general, userID: 'bob', muteTime: 600 });
  for (const device of [bob, phone]) await device.sees('TOPIC_UPDATED', updated(general, (t) => t.selfInfo.muteTime === 600));
  await assert.rejects(bob.writesIn(general, 'muted'), { code: 10017 });
  await bob.writesIn(other, 'not muted here');
  await alice.receives('not muted here');
  await alice.call('setGroupMemberMuteTime', { groupID: general, userID: 'bob', muteTime: 0 });
  await bob.sees('TOPIC_UPDATED', updated(general, (t) => t.selfInfo.muteTime === 0));
  await bob.writesIn(general, 'free again');

  await alice.call('updateTopicProfile', { groupID, topicID: general, muteAllMembers: true });
  for (const device of [bob, phone]) await device.sees('TOPIC_UPDATED', updated(general, (t) => t.muteAllMembers === true));
  await assert.rejects(bob.writesIn(general, 'all muted'), { code: 10017 });
  await alice.writesIn(general, 'the owner speaks');
  await bob.receives('the owner speaks');
  await alice.call('updateTopicProfile', { groupID, topicID: general, muteAllMembers: false });
  await bob.sees('TOPIC_UPDATED', updated(general, (t) => t.muteAllMembers === false), { from: 1 });

  await bob.call('setMessageRemindType', { groupID: general, messageRemindType: 'Discard' });
  // The SDK stores it and reports no event for this one.
  await until('the other device knows it', async () => (await topicsOf(phone, groupID)).general.selfInfo.messageRemindType === 'Discard');
  await alice.writesIn(general, 'unheard');
  await alice.writesIn(other, 'heard');
  for (const device of [bob, phone]) {
    await device.receives('heard');
    assert.ok(!device.texts().includes('unheard'), device.label);
  }
  const mini = await w.login('bob', { device: 'mini' });
  const { general: now } = await topicsOf(mini, groupID);
  assert.equal(now.selfInfo.messageRemindType, 'Discard');
});

story('mentions in a topic reach their member, also at its next login', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const [groupID, general] = await club(w, alice, bob);
  await topicsOf(bob, groupID);
  await alice.sendIn(general, 'textAt', { text: '@bob hi', atUserList: ['bob'] });
  await bob.sees('TOPIC_UPDATED', updated(general, (t) => t.groupAtInfoList.some((at) => at.from === 'alice')));
  const phone = await w.login('bob', { device: 'mobile' });
  const { general: topic } = await topicsOf(phone, groupID);
  assert.deepEqual(topic.groupAtInfoList.map((at) => at.from), ['alice']);
});
