// Communities that count as large: what is said in topics goes at once to those who look, the others hear of the newest.

import { story, assert } from '../harness/world.js';
import { wholeHistory } from '../harness/compare.js';

const updated = (topicID, fits) => (d) => d.topic.topicID === topicID && fits(d.topic);
const last = (topic) => topic.lastMessage.payload?.text;

story('in a large community those who do not look into a topic are told of its newest message alone', {
  proves: ['TOPIC_UPDATED'], settings: { topic_merge_from: 2 },
}, async (w) => {
  const [alice, bob, carol, dave] = await w.logins('alice', 'bob', 'carol', 'dave');
  const { data: { group: { groupID } } } = await alice.call('createGroup', { type: 'Community', name: 'Club', isSupportTopic: true });
  for (const user of [bob, carol, dave]) await user.call('joinGroup', { groupID, type: 'Community' });
  const { data: { topicID } } = await alice.call('createTopicInCommunity', { groupID, topicID: `${groupID}@TOPIC#_general`, topicName: 'general' });
  for (const user of [bob, carol, dave]) await user.call('getTopicList', { groupID });
  await wholeHistory(bob, `GROUP${topicID}`); // bob looks

  for (const text of ['one', 'two', 'three']) {
    await alice.writesIn(topicID, text);
    await bob.receives(text);
  }
  await carol.sees('TOPIC_UPDATED', updated(topicID, (t) => last(t) === 'three' && t.unreadCount === 3));
  assert.deepEqual(carol.texts(), [], 'none of them is delivered');

  // Who looks has them all, and what comes then.
  const { messages } = await wholeHistory(carol, `GROUP${topicID}`);
  assert.deepEqual(messages.map((m) => m.payload.text), ['one', 'two', 'three']);
  await carol.call('setMessageRead', { conversationID: `GROUP${topicID}` });
  await bob.writesIn(topicID, 'four');
  for (const user of [alice, carol]) await user.receives('four');
  const phone = await w.login('carol', { device: 'mobile' });
  await alice.writesIn(topicID, 'five');
  await phone.receives('five'); // carol reads this topic, on whatever device

  // So does who is mentioned.
  await alice.sendIn(topicID, 'textAt', { text: '@dave six', atUserList: ['dave'] });
  await dave.receives('@dave six');
  await dave.sees('TOPIC_UPDATED', updated(topicID, (t) => t.unreadCount === 6 && last(t) === '@dave six'));
  assert.deepEqual(dave.texts(), ['@dave six']);
  const all = (await wholeHistory(dave, `GROUP${topicID}`)).messages.map((m) => m.payload.text);
  assert.deepEqual(all, ['one', 'two', 'three', 'four', 'five', '@dave six']);
});
