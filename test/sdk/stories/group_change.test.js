import { story, assert, until } from '../harness/world.js';
import { conversations, one, textsOf } from '../harness/compare.js';

const group = (w) => w.app.restOK('group_open_http_svc/create_group', {
  Type: 'Public', Name: 'tea', GroupId: 'tea', Owner_Account: 'olga', MemberList: ['bob', 'carol'].map((u) => ({ Member_Account: u })),
});
const texts = async (user, conversationID, count) => (await textsOf(user, conversationID, count)).map((m) => m.payload.text);

story('in a group members recall their own in time, and the owner what others said', { settings: { recall_seconds: 2 } }, async (w) => {
  const [olga, bob, carol] = await w.logins('olga', 'bob', 'carol');
  await group(w);
  const first = await bob.writesIn('tea', 'first');
  const second = await bob.writesIn('tea', 'second');
  await olga.receives('second');
  await carol.receives('second');
  await assert.rejects(carol.call('revokeMessage', { $message: first.ID }), { code: 10007 });
  await until('the time for a recall is over', () => Date.now() / 1000 > second.time + 3);
  await assert.rejects(bob.call('revokeMessage', { $message: first.ID }), { code: 10031 });

  await olga.call('revokeMessage', { $message: first.ID });
  for (const user of [bob, carol]) {
    const [revoked] = await user.sees('MESSAGE_REVOKED', (list) => list.some((m) => m.ID === first.ID));
    assert.equal(revoked.revoker, 'olga', user.label);
  }
  await assert.rejects(olga.call('revokeMessage', { $message: first.ID }));
  const later = await w.login('carol', { device: 'mobile' });
  assert.deepEqual((await textsOf(later, 'GROUPtea', 2)).map((m) => m.isRevoked), [true, false]);
});

story('of two who edit a group message at once one wins, and the other gets what it is now', async (w) => {
  const [olga, bob, carol] = await w.logins('olga', 'bob', 'carol');
  await group(w);
  const list = await olga.writesIn('tea', 'who comes? olga');
  await bob.receives('who comes? olga');
  await carol.receives('who comes? olga');
  // Now and then the second has heard of the first's change before he sends his own: then both are in time.
  let won;
  for (let round = 1; !won; round += 1) {
    assert.ok(round <= 20, 'of two who edit at once one comes too late');
    const texts = [`${round}: bob`, `${round}: carol`];
    const outcomes = await Promise.all([bob, carol].map((user, i) => user.edit(list.ID, { payload: { text: texts[i] } })
      .then(() => 0, (e) => e.code)));
    if (outcomes.every((code) => code === 0)) continue;
    assert.deepEqual(outcomes.toSorted((x, y) => x - y), [0, 2480]);
    won = texts[outcomes.indexOf(0)];
  }
  await olga.sees('MESSAGE_MODIFIED', (l) => l.some((m) => m.ID === list.ID && m.payload.text === won));
  assert.deepEqual(await texts(await w.login('bob', { device: 'mobile' }), 'GROUPtea', 1), [won]);
});

story('who deletes messages or clears a history does so for himself, on all devices', async (w) => {
  const [olga, bob] = await w.logins('olga', 'bob', 'carol');
  await group(w);
  const sent = [];
  for (const text of ['one', 'two', 'three']) sent.push(await olga.writesIn('tea', text));
  for (const text of ['uno', 'due', 'tre']) sent.push(await olga.writes('bob', text));
  await bob.receives('three');
  await bob.receives('tre');

  await bob.call('deleteMessage', [{ $message: sent[1].ID }]);
  await bob.call('deleteMessage', [{ $message: sent[4].ID }]);
  const phone = await w.login('bob', { device: 'mobile' });
  assert.deepEqual(await texts(phone, 'GROUPtea', 2), ['one', 'three']);
  assert.deepEqual(await texts(phone, 'C2Colga', 2), ['uno', 'tre']);

  await bob.call('clearHistoryMessage', 'GROUPtea');
  await bob.call('clearHistoryMessage', 'C2Colga');
  await olga.writesIn('tea', 'four');
  await bob.receives('four');
  const mini = await w.login('bob', { device: 'mini' });
  assert.deepEqual(await texts(mini, 'GROUPtea', 1), ['four']);
  assert.deepEqual(await texts(mini, 'C2Colga', 0), []);
  assert.equal(one(await conversations(mini), 'GROUPtea').lastMessage.payload.text, 'four');
  const others = await w.login('olga', { device: 'mobile' });
  assert.deepEqual(await texts(others, 'GROUPtea', 4), ['one', 'two', 'three', 'four']);
  assert.deepEqual(await texts(others, 'C2Cbob', 3), ['uno', 'due', 'tre']);
});

story('after a login the groups are listed as they are now, with one\'s part in them', { proves: ['getGroupList'] }, async (w) => {
  const [alice] = await w.logins('alice', 'bob');
  const made = {};
  for (const type of ['Private', 'Public', 'ChatRoom']) {
    const { data: { group } } = await alice.call('createGroup', {
      type, name: `${type} of alice`, introduction: `about ${type}`, notification: 'be kind', memberList: [{ userID: 'bob' }],
    });
    made[group.groupID] = type;
  }

  const phone = await w.login('bob', { device: 'mobile' });

  await phone.sees('GROUP_LIST_UPDATED', (l) => l.length === 3 && l.every((g) => g.ownerID === 'alice'));
  const { data: { groupList } } = await phone.call('getGroupList');
  assert.deepEqual(groupList.map((g) => g.groupID).toSorted(), Object.keys(made).toSorted());
  for (const g of groupList) {
    const type = made[g.groupID];
    assert.deepEqual([g.name, g.introduction, g.notification, g.ownerID, g.memberCount, g.selfInfo.role],
      [`${type} of alice`, `about ${type}`, 'be kind', 'alice', 2, 'Member'], type);
  }
});
