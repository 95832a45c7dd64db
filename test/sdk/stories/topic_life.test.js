import { story, assert } from '../harness/world.js';

/** A community with topics that alice owns, and the others' devices are in. */
async function community(w, alice, ...others) {
  const { data: { group: { groupID } } } = await alice.call('createGroup', { type: 'Community', name: 'Club', isSupportTopic: true });
  for (const user of others) await user.call('joinGroup', { groupID, type: 'Community' });
  return groupID;
}

const topics = async (user, groupID, topicIDList) => (await user.call('getTopicList', { groupID, topicIDList })).data.successTopicList;

story('topics are made, listed, changed and deleted, and every member hears of it', {
  proves: [
    'createTopicInCommunity', 'getTopicList', 'updateTopicProfile', 'deleteTopicFromCommunity', 'getJoinedCommunityList',
    'TOPIC_CREATED', 'TOPIC_UPDATED', 'TOPIC_DELETED',
  ],
}, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const groupID = await community(w, alice, bob);
  const phone = await w.login('bob', { device: 'mobile' });

  const { data: { topicID } } = await alice.call('createTopicInCommunity', { groupID, topicName: 'General', customData: 'cat=1', introduction: 'all', notification: 'be kind' });
  assert.ok(topicID.startsWith(`${groupID}@TOPIC#_`), topicID);
  for (const device of [bob, phone]) await device.sees('TOPIC_CREATED', (d) => d.groupID === groupID && d.topicID === topicID);
  const chosen = `${groupID}@TOPIC#_news`;
  assert.equal((await alice.call('createTopicInCommunity', { groupID, topicID: chosen, topicName: 'News' })).data.topicID, chosen);
  await bob.sees('TOPIC_CREATED', (d) => d.topicID === chosen);
  await assert.rejects(bob.call('createTopicInCommunity', { groupID, topicName: 'Mine' }), { code: 10007 });
  await assert.rejects(alice.call('createTopicInCommunity', { groupID, topicID: chosen, topicName: 'Twice' }), { code: 10025 });

  const list = await topics(bob, groupID);
  assert.deepEqual(list.map((t) => [t.topicID, t.topicName]), [[topicID, 'General'], [chosen, 'News']]);
  const { customData, introduction, notification, muteAllMembers, unreadCount } = list[0];
  assert.deepEqual({ customData, introduction, notification, muteAllMembers, unreadCount },
    { customData: 'cat=1', introduction: 'all', notification: 'be kind', muteAllMembers: false, unreadCount: 0 });
  const some = await bob.call('getTopicList', { groupID, topicIDList: [chosen, `${groupID}@TOPIC#_none`] });
  assert.deepEqual(some.data.successTopicList.map((t) => t.topicID), [chosen]);
  assert.deepEqual(some.data.failureTopicList.map((t) => [t.topicID, t.code]), [[`${groupID}@TOPIC#_none`, 110003]]);

  await topics(phone, groupID);
  await alice.call('updateTopicProfile', { groupID, topicID, topicName: 'Everything', customData: 'cat=2', introduction: '' });
  for (const device of [bob, phone]) {
    const { topic } = await device.sees('TOPIC_UPDATED', (d) => d.topic.topicID === topicID && d.topic.topicName === 'Everything');
    assert.equal(topic.customData, 'cat=2', device.label);
  }
  await assert.rejects(bob.call('updateTopicProfile', { groupID, topicID, topicName: 'No' }), { code: 10007 });

  const { data } = await alice.call('deleteTopicFromCommunity', { groupID, topicIDList: [topicID, `${groupID}@TOPIC#_none`] });
  assert.deepEqual(data.successTopicList.map((t) => t.topicID), [topicID]);
  assert.deepEqual(data.failureTopicList.map((t) => t.code), [110003]);
  for (const device of [bob, phone]) await device.sees('TOPIC_DELETED', (d) => d.groupID === groupID && d.topicIDList.includes(topicID));
  const later = await w.login('bob', { device: 'mini' });
  assert.deepEqual((await topics(later, groupID)).map((t) => t.topicID), [chosen]);

  const { data: { groupList } } = await later.call('getJoinedCommunityList');
  assert.deepEqual(groupList.map((g) => [g.groupID, g.isSupportTopic]), [[groupID, true]]);
});
