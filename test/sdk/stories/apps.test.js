import { story, assert } from '../harness/world.js';
import { conversations, wholeHistory } from '../harness/compare.js';

story('two applications never see each other, even with the same names', async (w) => {
  const other = await w.createApp('other');
  const [alice, bob, otherAlice, otherBob] = await w.logins('alice', 'bob', ['alice', { app: other }], ['bob', { app: other }]);
  const create = { type: 'Public', name: 'club', groupID: 'club', joinOption: 'FreeAccess' };
  const live = { type: 'AVChatRoom', name: 'stage', groupID: 'stage' };

  await alice.writes('bob', 'here');
  await otherAlice.writes('bob', 'there');
  await bob.receives('here');
  await otherBob.receives('there');
  await alice.call('createGroup', create);
  await otherAlice.call('createGroup', create);
  await alice.call('createGroup', live);
  await otherAlice.call('createGroup', live);
  for (const user of [alice, bob, otherAlice, otherBob]) await user.call('joinGroup', { groupID: 'stage', type: 'AVChatRoom' });
  await bob.call('joinGroup', { groupID: 'club', type: 'Public' });
  await otherBob.call('joinGroup', { groupID: 'club', type: 'Public' });
  for (const [user, word] of [[alice, 'here'], [otherAlice, 'there']]) {
    await user.writesIn('club', `club ${word}`);
    await user.writesIn('stage', `stage ${word}`);
  }
  await bob.receives('club here');
  await bob.receives('stage here');
  await otherBob.receives('club there');
  await otherBob.receives('stage there');

  assert.deepEqual(bob.texts().toSorted(), ['club here', 'here', 'stage here']);
  assert.deepEqual(otherBob.texts().toSorted(), ['club there', 'stage there', 'there']);
  for (const user of [alice, bob, otherAlice, otherBob]) {
    assert.ok(!user.events.some((e) => e.name === 'KICKED_OUT'), `${user.label}: the same name elsewhere kicks nobody`);
  }
  const { messages } = await wholeHistory(await w.login('bob', { app: other, device: 'mobile' }), 'C2Calice');
  assert.deepEqual(messages.map((m) => m.payload.text), ['there']);
});

story('a group, a user or a UserSig of one application is nothing in another', async (w) => {
  const other = await w.createApp('other');
  const [alice, stranger] = await w.logins('alice', ['stranger', { app: other }]);
  await alice.call('createGroup', { type: 'Public', name: 'club', groupID: 'club', joinOption: 'FreeAccess' });

  const join = await stranger.call('joinGroup', { groupID: 'club', type: 'Public' }).catch((e) => e);
  assert.equal(join.code, 10010, join.message);
  const write = await stranger.writes('alice', 'hello?').catch((e) => e);
  assert.ok([90048, 20003].includes(write.code), write.message);
  const visitor = await w.user('alice', { app: other });
  const login = await visitor.call('login', { userID: 'alice', userSig: w.app.userSig('alice') }).catch((e) => e);
  assert.ok([70014, 70003, 70009].includes(login.code), login.message);

  assert.deepEqual(alice.received().filter((m) => m.conversationType === 'C2C'), []);
  assert.deepEqual((await conversations(stranger)).filter((c) => c.type !== '@TIM#SYSTEM'), []);
});
