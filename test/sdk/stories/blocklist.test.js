import { story, assert, until } from '../harness/world.js';

const soon = { settings: { hello_seconds: 1 } }; // how soon an idle SDK finds a server that is back
const blockedBy = async (user) => (await user.call('getBlacklist')).data.sort();
const hasBlocked = (user, ...wanted) => until(`${user.label} blocks ${wanted}`, async () => (await blockedBy(user)).join() === wanted.join());
const texts = async (user, peer) => (await user.call('getMessageList', { conversationID: `C2C${peer}` })).data.messageList.map((m) => m.payload.text);

story('who is blocked cannot write, on every device and after a reload, until he is unblocked', {
  proves: ['addToBlacklist', 'removeFromBlacklist', 'getBlacklist', 'BLACKLIST_UPDATED'],
  ...soon,
}, async (w) => {
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  const marks = [alice, phone].map((u) => u.mark());

  await alice.call('addToBlacklist', { userIDList: ['bob'] });

  for (const [i, user] of [alice, phone].entries()) await user.sees('BLACKLIST_UPDATED', (list) => list.includes('bob'), { from: marks[i] });
  await assert.rejects(bob.writes('alice', 'hello?'), { code: 20007 });
  await alice.writes('bob', 'I may');
  await bob.receives('I may');
  const mini = await w.login('alice', { device: 'mini' });
  for (const user of [alice, phone, mini]) await hasBlocked(user, 'bob');
  await assert.rejects(bob.call('addFriend', { to: 'alice', source: 'AddSource_Type_Web', type: 'Add_Type_Both' }), { code: 30525 });
  await assert.rejects(alice.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', type: 'Add_Type_Both' }), { code: 30515 });

  const all = [alice, phone, mini, bob].map((user) => [user, user.mark()]);
  await w.kill();
  await w.start();
  await Promise.all(all.map(([user, from]) => user.connected(from)));
  await assert.rejects(bob.writes('alice', 'and now?'), { code: 20007 });

  const from = mini.mark();
  await phone.call('removeFromBlacklist', { userIDList: ['bob'] });
  await mini.sees('BLACKLIST_UPDATED', (list) => !list.includes('bob'), { from });
  await bob.writes('alice', 'thank you');
  await alice.receives('thank you');
  await hasBlocked(alice);
  assert.ok(!(await texts(alice, 'bob')).includes('hello?'));
});

story('a block ends a friendship on both sides', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await alice.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', type: 'Add_Type_Both' });
  const friends = async (user) => (await user.call('getFriendList')).data.map((f) => f.userID).join();
  await until('they are friends', async () => (await friends(alice)) === 'bob' && (await friends(bob)) === 'alice');
  // The SDK asks who a new friend is before it tells of him, and does not forget one who went meanwhile.
  await bob.sees('FRIEND_LIST_UPDATED', (list) => list.some((f) => f.userID === 'alice'));

  await alice.call('addToBlacklist', { userIDList: ['bob'] });

  await until('they are friends no longer', async () => (await friends(alice)) === '' && (await friends(bob)) === '');
  await alice.call('removeFromBlacklist', { userIDList: ['bob'] });
  const again = await w.login('alice', { device: 'mobile' });
  assert.equal(await friends(again), '');
});

story('where block lists are hidden, the blocked keeps what he wrote and the other never sees it', { settings: { hide_block: 'on' } }, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await alice.call('addToBlacklist', { userIDList: ['bob'] });
  await bob.writes('alice', 'into the void');
  await alice.call('removeFromBlacklist', { userIDList: ['bob'] });
  await bob.writes('alice', 'heard');
  await alice.receives('heard');

  assert.deepEqual(alice.texts(), ['heard']);
  const phone = await w.login('alice', { device: 'mobile' });
  assert.deepEqual(await texts(phone, 'bob'), ['heard']);
  assert.deepEqual(await texts(await w.login('bob', { device: 'mobile' }), 'alice'), ['into the void', 'heard']);
});

story('an application may let friends alone write to each other', { settings: { friends_only: 'both' } }, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await assert.rejects(alice.writes('bob', 'hello'), { code: 20009 });
  await alice.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', type: 'Add_Type_Single' });
  await assert.rejects(alice.writes('bob', 'hello'), { code: 20010 });
  await assert.rejects(bob.writes('alice', 'hello'), { code: 20011 });
  await bob.call('addFriend', { to: 'alice', source: 'AddSource_Type_Web', type: 'Add_Type_Single' });
  await alice.writes('bob', 'at last');
  await bob.receives('at last');
});
