import { story, assert } from '../harness/world.js';

const pinned = async (user) => (await user.call('getPinnedGroupMessageList', 'tea')).data.messageList.map((m) => [m.payload.text, m.pinnerInfo.userID]);

story('members pin messages of a group, all see it, and ten are the most', {
  proves: ['pinGroupMessage', 'getPinnedGroupMessageList', 'PINNED_GROUP_MESSAGE_UPDATED'],
  settings: { hello_seconds: 1 },
}, async (w) => {
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  await w.app.restOK('group_open_http_svc/create_group', { Type: 'Public', Name: 'tea', GroupId: 'tea', Owner_Account: 'alice', MemberList: [{ Member_Account: 'bob' }] });
  const sent = [];
  for (let i = 1; i <= 11; i += 1) sent.push(await alice.writesIn('tea', `text ${i}`));
  await bob.receives('text 11');
  await phone.receives('text 11');
  const pin = (user, m, isPinned = true) => user.call('pinGroupMessage', { groupID: 'tea', message: { $message: m.ID }, isPinned });

  await pin(bob, sent[0]);
  for (const user of [alice, phone, bob]) {
    const event = await user.sees('PINNED_GROUP_MESSAGE_UPDATED', (d) => d.isPinned);
    assert.equal(event.groupID, 'tea', user.label);
    assert.equal(event.message.ID, sent[0].ID, user.label);
    assert.equal(event.operatorInfo.userID, 'bob', user.label);
  }
  await assert.rejects(pin(alice, sent[0]), { code: 10071 });
  for (const m of sent.slice(1, 10)) await pin(alice, m);
  await assert.rejects(pin(alice, sent[10]), { code: 10070 });

  const mark = alice.mark();
  await w.kill();
  await w.start();
  await alice.connected(mark);
  const later = await w.login('bob', { device: 'mobile' });
  const list = await pinned(later);
  assert.equal(list.length, 10);
  assert.deepEqual(list[0], ['text 1', 'bob']);
  await pin(alice, sent[0], false);
  const gone = await later.sees('PINNED_GROUP_MESSAGE_UPDATED', (d) => !d.isPinned);
  assert.equal(gone.message.ID, sent[0].ID);
  await alice.call('revokeMessage', { $message: sent[1].ID });
  await later.sees('PINNED_GROUP_MESSAGE_UPDATED', (d) => !d.isPinned && d.message.ID === sent[1].ID);
  assert.deepEqual((await pinned(later)).map(([text]) => text), sent.slice(2, 10).map((m) => m.payload.text));
});
