import { story, assert, until } from '../harness/world.js';
import { assertSame } from '../harness/compare.js';

const live = (groupID) => ({ groupID, type: 'AVChatRoom' });
const tip = (operationType, who) => (m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === operationType && m.payload.userIDList.includes(who);
const notice = (operationType) => (m) => m.type === 'TIMGroupSystemNoticeElem' && m.payload.operationType === operationType;

/** A live room of alice, joined by all the users. */
async function room(w, ...names) {
  const users = await w.logins('alice', ...names);
  const { data: { group } } = await users[0].call('createGroup', { type: 'AVChatRoom', name: 'Stage' });
  for (const user of users) {
    const { data } = await user.call('joinGroup', live(group.groupID));
    assert.ok(['JoinedSuccess', 'AlreadyInGroup'].includes(data.status), `${user.label}: ${data.status}`);
  }
  return { users, groupID: group.groupID, conversationID: `GROUP${group.groupID}` };
}

story('everybody in a live room sees who comes, what is said and who goes', async (w) => {
  const { users: [alice, bob, carol], groupID, conversationID } = await room(w, 'bob', ['carol', { device: 'mini' }]);
  await alice.receives(tip(1, 'bob'));
  await alice.receives(tip(1, 'carol'));
  await bob.receives(tip(1, 'carol'));

  const sent = await bob.sendIn(groupID, 'text', { text: 'hello' }, { cloudCustomData: 'x', priority: 'High' });
  const gift = await carol.sendIn(groupID, 'custom', { data: 'gift', description: 'rose', extension: '' });
  for (const user of [alice, carol]) {
    assertSame(await user.receives((m) => m.ID === sent.ID), sent, { flow: 'in', conversationID }, user.label);
  }
  for (const user of [alice, bob]) {
    assertSame(await user.receives((m) => m.ID === gift.ID), gift, { flow: 'in', conversationID }, user.label);
  }
  assert.deepEqual(bob.texts(), [], 'nobody is shown his own');
  assert.deepEqual(alice.texts(), ['hello'], 'each once');

  const members = await alice.call('getGroupMemberList', { groupID, count: 15, offset: 0 });
  assert.deepEqual(members.data.memberList.map((m) => m.userID).toSorted(), ['alice', 'bob', 'carol']);
  // The SDK goes by the tips while there are any.
  await until('three are counted', async () => (await alice.call('getGroupOnlineMemberCount', groupID)).data.memberCount === 3);

  await carol.call('quitGroup', groupID);
  await bob.receives(tip(2, 'carol'));
  await bob.writesIn(groupID, 'she is gone');
  await alice.receives('she is gone');
  await bob.writes('carol', 'fence');
  await carol.receives('fence');
  assert.ok(!carol.texts().includes('she is gone'));
});

story('a live room has no history', async (w) => {
  const { users: [alice, bob], groupID, conversationID } = await room(w, 'bob');
  await alice.writesIn(groupID, 'long ago');
  await bob.receives('long ago');

  const late = await w.login('carol');
  await late.call('joinGroup', live(groupID));
  await alice.writesIn(groupID, 'now');
  await late.receives('now');

  assert.deepEqual(late.texts(), ['now']);
  const { data } = await late.call('getMessageList', { conversationID });
  assert.ok(!data.messageList.some((m) => m.payload.text === 'long ago'));
});

story('its owner dismisses a live room', async (w) => {
  const { users: [alice, bob], groupID } = await room(w, 'bob');
  const mayNot = await alice.call('quitGroup', groupID).catch((e) => e);
  assert.ok(mayNot instanceof Error, 'the owner may not leave it');

  await alice.call('dismissGroup', groupID);

  await bob.receives(notice(5));
  const gone = await bob.writesIn(groupID, 'anybody?').catch((e) => e);
  assert.ok(gone instanceof Error);
  const join = await bob.call('joinGroup', live(groupID)).catch((e) => e);
  assert.equal(join.code, 10010, join.message);
});

story('a live room goes on after a broken socket, without a call by the app', async (w) => {
  const { users: [alice, bob], groupID } = await room(w, 'bob');
  await alice.writesIn(groupID, 'before');
  await bob.receives('before');
  const [mark, frames] = [alice.mark(), bob.frameMark()];

  await bob.cut();
  await until('bob is logged in again', () => bob.framesOf('got', 'im_open_status.wslogin', frames).length > 0);
  await alice.writesIn(groupID, 'after');
  await bob.receives('after');
  await bob.writesIn(groupID, 'still here');
  await alice.receives('still here');

  assert.equal(bob.framesOf('sent', 'group_open_http_svc.apply_join_group', frames).length, 0, 'the app did not join again');
  const tips = alice.received(mark).filter((m) => m.type === 'TIMGroupTipElem' && m.payload.userIDList?.includes('bob'));
  assert.deepEqual(tips.map((m) => m.payload), [], 'nobody was told of a coming or going of bob');
  assert.deepEqual(bob.texts(), ['before', 'after']);
});

story('a live room goes on after the server was killed and started again', { settings: { hello_seconds: 1 } }, async (w) => {
  const { users: [alice, bob, carol], groupID } = await room(w, 'bob', 'carol');
  for (let i = 0; i < 10; i++) await alice.writesIn(groupID, `before ${i}`);
  await bob.receives('before 9');
  const marks = w.users.map((u) => [u, u.mark(), u.frameMark()]);

  await w.kill();
  await w.start();
  for (const [user, mark, frames] of marks) {
    await user.connected(mark);
    await user.frame('got', 'im_open_status.wslogin', (b) => b.ErrorCode === 0, { from: frames });
  }
  // The SDK drops a room message whose number it has seen: the numbers must go on behind the old ones.
  for (let i = 0; i < 10; i++) await alice.writesIn(groupID, `after ${i}`);
  for (const user of [bob, carol]) {
    await user.receives('after 9');
    assert.deepEqual(user.texts().filter((t) => t.startsWith('after')), Array.from({ length: 10 }, (_, i) => `after ${i}`), user.label);
  }
  for (const [user, , frames] of marks) {
    assert.equal(user.framesOf('sent', 'group_open_http_svc.apply_join_group', frames).length, 0, `${user.label} did not join again`);
  }
});

story('a user is in one live room at a time', async (w) => {
  const { users: [alice, bob], groupID } = await room(w, 'bob');
  const carol = await w.login('carol');
  const { data: { group: second } } = await carol.call('createGroup', { type: 'AVChatRoom', name: 'Second stage' });
  await carol.call('joinGroup', live(second.groupID));

  await bob.call('joinGroup', live(second.groupID));

  await alice.receives((m) => tip(2, 'bob')(m) && m.to === groupID);
  await alice.writesIn(groupID, 'in the first');
  await carol.writesIn(second.groupID, 'in the second');
  await bob.receives('in the second');
  assert.deepEqual(bob.texts(), ['in the second']);
});
