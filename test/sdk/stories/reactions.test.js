import { story, assert } from '../harness/world.js';
import { wholeHistory } from '../harness/compare.js';

const counts = async (user, ID) => {
  const { data } = await user.call('getMessageReactions', { messageList: [{ $message: ID }], maxUserCountPerReaction: 10 });
  return data.resultList[0].reactionList.map((r) => [r.reactionID, r.totalUserCount, r.partialUserList.map((u) => u.userID), r.reactedByMyself]);
};

/** Waits for the state of a reaction as an event, and gives it. */
const told = (user, ID, reactionID, count, from = 0) => user.sees('MESSAGE_REACTIONS_UPDATED',
  (d) => d.messageID === ID && d.reactionList.some((r) => r.reactionID === reactionID && r.totalUserCount === count), { from });

async function react(alice, bob, phone, sent) {
  const message = { $message: sent.ID };
  await bob.call('addMessageReaction', message, 'smile');
  await told(alice, sent.ID, 'smile', 1);
  await told(bob, sent.ID, 'smile', 1);
  await phone.sees('MESSAGE_REACTIONS_UPDATED', (d) => d.reactionList.some((r) => r.reactionID === 'smile' && r.reactedByMyself));
  await alice.call('addMessageReaction', message, 'smile');
  await told(bob, sent.ID, 'smile', 2);
  await alice.call('addMessageReaction', message, 'tea');
  await told(bob, sent.ID, 'tea', 1);
  assert.deepEqual(await counts(bob, sent.ID), [['smile', 2, ['bob', 'alice'], true], ['tea', 1, ['alice'], false]]);
  await assert.rejects(bob.call('addMessageReaction', message, 'smile'), { code: 23007 });
  await assert.rejects(bob.call('removeMessageReaction', message, 'heart'), { code: 23008 });

  const mark = bob.mark();
  await alice.call('removeMessageReaction', message, 'tea');
  await told(bob, sent.ID, 'tea', 0, mark);
  const { data } = await bob.call('getAllUserListOfMessageReaction', { message, reactionID: 'smile', nextSeq: 0, count: 100 });
  assert.deepEqual(data.userList.map((u) => u.userID), ['bob', 'alice']);
  assert.equal(data.isCompleted, true);
}

story('reactions to a one-to-one message reach both sides and all devices, and stay', {
  proves: [
    'addMessageReaction', 'removeMessageReaction', 'getMessageReactions', 'getAllUserListOfMessageReaction',
    'MESSAGE_REACTIONS_UPDATED',
  ],
}, async (w) => {
  const [alice, bob, phone] = await w.logins('alice', 'bob', ['bob', { device: 'mobile' }]);
  const sent = await alice.writes('bob', 'good news');
  await bob.receives('good news');
  await phone.receives('good news');
  await react(alice, bob, phone, sent);
  await w.kill();
  await w.start();
  const later = await w.login('alice', { device: 'mobile' });
  await wholeHistory(later, 'C2Cbob');
  assert.deepEqual(await counts(later, sent.ID), [['smile', 2, ['bob', 'alice'], true]]);
});

story('reactions to a group message reach all members', async (w) => {
  const [alice, bob, phone, carol] = await w.logins('alice', 'bob', ['bob', { device: 'mobile' }], 'carol');
  await w.app.restOK('group_open_http_svc/create_group', { Type: 'Public', Name: 'tea', GroupId: 'tea', Owner_Account: 'alice', MemberList: ['bob', 'carol'].map((u) => ({ Member_Account: u })) });
  const sent = await alice.writesIn('tea', 'good news');
  for (const user of [bob, phone, carol]) await user.receives('good news');
  await react(alice, bob, phone, sent);
  await told(carol, sent.ID, 'tea', 0);
  const later = await w.login('carol', { device: 'mobile' });
  await wholeHistory(later, 'GROUPtea');
  assert.deepEqual(await counts(later, sent.ID), [['smile', 2, ['bob', 'alice'], false]]);
});
