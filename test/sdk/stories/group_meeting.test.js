import { story, assert } from '../harness/world.js';
import { conversations, one, wholeHistory } from '../harness/compare.js';

const tip = (operationType) => (m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === operationType;
const refusal = (promise) => promise.then(() => assert.fail('not refused'), (e) => e);

story('a Meeting is entered freely, shows what was before and counts nothing as unread', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await alice.call('createGroup', { type: 'ChatRoom', name: 'Talk', groupID: 'talk' });
  await alice.writesIn('talk', 'before bob');

  assert.equal((await bob.call('joinGroup', { groupID: 'talk', type: 'ChatRoom' })).data.status, 'JoinedSuccess');
  const { messages } = await wholeHistory(bob, 'GROUPtalk');
  assert.ok(messages.some((m) => m.payload?.text === 'before bob'), 'history from before joining');
  await alice.writesIn('talk', 'welcome');
  await bob.receives('welcome');
  assert.equal(one(await conversations(bob), 'GROUPtalk').unreadCount, 0);
  const later = await w.login('bob', { device: 'mobile' });
  assert.equal(one(await conversations(later), 'GROUPtalk').unreadCount, 0);

  await bob.call('quitGroup', 'talk');
  await bob.writes('alice', 'I left');
  await alice.receives('I left');
  assert.deepEqual(alice.received().filter((m) => tip(1)(m) || tip(2)(m)), [], 'nobody is told who comes and goes');
});

story('mute-all in a Meeting leaves owner and admins the word', async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  await alice.call('createGroup', { type: 'ChatRoom', name: 'Talk', groupID: 'talk', memberList: [{ userID: 'bob' }, { userID: 'carol' }] });
  await alice.call('setGroupMemberRole', { groupID: 'talk', userID: 'bob', role: 'Admin' });

  await alice.call('updateGroupProfile', { groupID: 'talk', muteAllMembers: true });
  await carol.receives((m) => tip(6)(m) && m.payload.newGroupProfile.muteAllMembers === true);
  assert.equal((await refusal(carol.writesIn('talk', 'hm'))).code, 10017);
  await bob.writesIn('talk', 'quiet please');
  await carol.receives('quiet please');
});
