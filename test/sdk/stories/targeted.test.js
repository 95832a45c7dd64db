import { story, assert } from '../harness/world.js';
import { conversations, one, textsOf } from '../harness/compare.js';

async function group(w) {
  await w.app.restOK('group_open_http_svc/create_group', { Type: 'Public', Name: 'tea', GroupId: 'tea', Owner_Account: 'alice', MemberList: ['bob', 'carol'].map((u) => ({ Member_Account: u })) });
}
const texts = async (user, count) => (await textsOf(user, 'GROUPtea', count)).map((m) => m.payload.text);

story('a message to some members is for them and its sender alone', async (w) => {
  const [alice, phone, bob, carol] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob', 'carol');
  await group(w);
  await alice.writesIn('tea', 'for all');
  for (const user of [bob, carol, phone]) await user.receives('for all');

  await alice.sendIn('tea', 'text', { text: 'bob, a word' }, { receiverList: ['bob'] });
  await bob.receives('bob, a word');
  await phone.receives('bob, a word');
  await alice.writesIn('tea', 'for all again');
  await carol.receives('for all again');

  assert.deepEqual(carol.texts(), ['for all', 'for all again']);
  assert.equal(one(await conversations(bob), 'GROUPtea').unreadCount, 2, 'it does not count as unread');
  for (const [name, seen] of [['carol', 2], ['bob', 3], ['alice', 3]]) {
    const later = await w.login(name, { device: 'mini' });
    const all = await texts(later, seen);
    assert.deepEqual(all, ['for all', 'bob, a word', 'for all again'].filter((t) => seen === 3 || t !== 'bob, a word'), name);
  }
  await assert.rejects(alice.sendIn('tea', 'text', { text: 'to fifty-one' }, { receiverList: Array.from({ length: 51 }, (_, i) => `u${i}`) }));
});

story('what does not count, is not the last message, or is only for those online', async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  await group(w);
  await alice.writesIn('tea', 'counts');
  await alice.sendIn('tea', 'text', { text: 'does not count' }, {}, { messageControlInfo: { excludedFromUnreadCount: true } });
  await alice.sendIn('tea', 'text', { text: 'is not the last' }, {}, { messageControlInfo: { excludedFromLastMessage: true } });
  await alice.sendIn('tea', 'custom', { data: 'typing', description: '', extension: '' }, {}, { onlineUserOnly: true });
  await bob.receives((m) => m.payload.data === 'typing');
  const inGroup = one(await conversations(bob), 'GROUPtea');
  assert.equal(inGroup.unreadCount, 2);
  assert.equal(inGroup.lastMessage.payload.text, 'does not count');

  await alice.writes('bob', 'counts');
  await alice.sendTo('bob', 'text', { text: 'does not count' }, {}, { messageControlInfo: { excludedFromUnreadCount: true } });
  await alice.sendTo('bob', 'text', { text: 'is not the last' }, {}, { messageControlInfo: { excludedFromLastMessage: true } });
  await bob.receives((m) => m.conversationType === 'C2C' && m.payload.text === 'is not the last');
  assert.equal(one(await conversations(bob), 'C2Calice').unreadCount, 2);

  // The same after a login, from the server alone.
  const later = await w.login('bob', { device: 'mobile' });
  await later.sees('CONVERSATION_LIST_UPDATED', (list) => one(list, 'GROUPtea')?.unreadCount === 2 && one(list, 'C2Calice')?.unreadCount === 2);
  const list = await conversations(later);
  assert.equal(one(list, 'GROUPtea').lastMessage.payload.text, 'does not count');
  assert.equal(one(list, 'C2Calice').lastMessage.payload.text, 'does not count');
  await carol.receives('is not the last');
});
