import { story, assert, until } from '../harness/world.js';
import { conversations, one, wholeHistory } from '../harness/compare.js';

const ids = (list) => list.map((m) => m.ID);

story('a recalled message is gone for everybody, at once and later', { proves: ['revokeMessage', 'MESSAGE_REVOKED'] }, async (w) => {
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  await alice.writes('bob', 'stays');
  const sent = await alice.writes('bob', 'a slip');
  await bob.receives('a slip');
  await phone.receives('a slip');

  await alice.call('revokeMessage', { $message: sent.ID });

  for (const device of [bob, phone]) {
    const [revoked] = await device.sees('MESSAGE_REVOKED', (list) => list.some((m) => m.ID === sent.ID));
    assert.equal(revoked.isRevoked, true, device.label);
    assert.equal(revoked.revoker, 'alice', device.label);
  }
  const later = await w.login('bob', { device: 'mobile' });
  const { messages } = await wholeHistory(later, 'C2Calice');
  assert.deepEqual(messages.map((m) => [m.ID, m.isRevoked]).at(-1), [sent.ID, true]);
  assert.deepEqual(messages.map((m) => m.isRevoked), [false, true]);
  const conversation = one(await conversations(later), 'C2Calice');
  assert.equal(conversation.lastMessage.isRevoked, true);
  assert.equal(conversation.unreadCount, 1, 'a recalled message is not unread');
});

story('a message is recalled in time or not at all, and by its sender only', { settings: { recall_seconds: 1 } }, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const sent = await alice.writes('bob', 'too late');
  await bob.receives('too late');

  const byPeer = await bob.call('revokeMessage', { $message: sent.ID }).catch((e) => e);
  assert.ok(byPeer instanceof Error, 'the receiver may not recall it');
  await until('the time for a recall is over', () => Date.now() / 1000 > sent.time + 2);
  const late = await alice.call('revokeMessage', { $message: sent.ID }).catch((e) => e);
  assert.equal(late.code, 20016, late.message);

  await alice.writes('bob', 'fence');
  await bob.receives('fence');
  assert.ok(!bob.events.some((e) => e.name === 'MESSAGE_REVOKED'));
  const { messages } = await wholeHistory(await w.login('bob', { device: 'mobile' }), 'C2Calice');
  assert.deepEqual(messages.map((m) => m.isRevoked), [false, false]);
});

story('a recall that a user missed is known when he is back', { settings: { hello_seconds: 1 } }, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const sent = await alice.writes('bob', 'a slip');
  await bob.receives('a slip');
  await bob.offline();

  await alice.call('revokeMessage', { $message: sent.ID });
  await bob.online();

  await bob.sees('MESSAGE_REVOKED', (list) => ids(list).includes(sent.ID));
});

story('a recall in a group that a member missed is known when he is back', { settings: { hello_seconds: 1 } }, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const { data: { group: { groupID } } } = await alice.call('createGroup', { type: 'Private', name: 'Table', memberList: [{ userID: 'bob' }] });
  const sent = await alice.writesIn(groupID, 'a slip');
  await bob.receives('a slip');
  await bob.offline();

  await alice.call('revokeMessage', { $message: sent.ID });
  await bob.online();

  // The SDK need not have the message in memory; then it names it by its number.
  await bob.sees('MESSAGE_REVOKED', (list) => list.some((m) => m.conversationID === `GROUP${groupID}` && m.sequence === sent.sequence && m.revoker === 'alice'));
});

story('an edited message changes everywhere, at once and later', { proves: ['modifyMessage', 'MESSAGE_MODIFIED'] }, async (w) => {
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  const sent = await alice.sendTo('bob', 'text', { text: 'teh' }, { cloudCustomData: 'v1' });
  await bob.receives('teh');
  await phone.receives('teh');

  await alice.edit(sent.ID, { payload: { text: 'the' }, cloudCustomData: 'v2' });

  for (const device of [bob, phone]) {
    const list = await device.sees('MESSAGE_MODIFIED', (l) => ids(l).includes(sent.ID));
    const edited = list.find((m) => m.ID === sent.ID);
    assert.deepEqual([edited.payload, edited.cloudCustomData, edited.isModified, edited.time], [{ text: 'the' }, 'v2', true, sent.time], device.label);
  }
  const later = await w.login('bob', { device: 'mobile' });
  const { messages } = await wholeHistory(later, 'C2Calice');
  assert.deepEqual(messages.map((m) => [m.ID, m.payload, m.cloudCustomData, m.version]), [[sent.ID, { text: 'the' }, 'v2', 1]]);
  assert.equal(one(await conversations(later), 'C2Calice').lastMessage.payload.text, 'the');
  assert.equal(later.events.filter((e) => e.name === 'MESSAGE_MODIFIED').length, 0, 'history is no change');
});

story('two edits at the same time end in one state for all', async (w) => {
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  const sent = await alice.writes('bob', 'v0');
  await bob.receives('v0');
  await phone.receives('v0');

  const results = await Promise.allSettled([
    alice.edit(sent.ID, { payload: { text: 'by alice' } }),
    phone.edit(sent.ID, { payload: { text: 'by the phone' } }),
    bob.edit(sent.ID, { payload: { text: 'by bob' } }),
  ]);

  assert.ok(results.some((r) => r.status === 'fulfilled'), 'one of them got through');
  for (const { reason } of results.filter((r) => r.status === 'rejected')) assert.equal(reason.code, 2480, String(reason));
  const { messages: [truth] } = await wholeHistory(await w.login('bob', { device: 'mini' }), 'C2Calice');
  assert.ok(truth.version >= 1);
  await until('all devices show what the server has', async () => {
    const texts = await Promise.all([alice, phone, bob].map(async (d) => (await d.look(sent.ID)).payload.text));
    return texts.every((text) => text === truth.payload.text);
  });
});

story('a deleted message is gone for the one who deleted it, and only for him', { proves: ['deleteMessage'] }, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const sent = [];
  for (const text of ['one', 'two', 'three']) sent.push(await alice.writes('bob', text));
  await bob.receives('three');

  await bob.call('deleteMessage', [{ $message: sent[1].ID }, { $message: sent[2].ID }]);

  const later = await w.login('bob', { device: 'mobile' });
  assert.deepEqual(ids((await wholeHistory(later, 'C2Calice')).messages), [sent[0].ID]);
  assert.equal(one(await conversations(later), 'C2Calice').lastMessage.payload.text, 'one');
  const aliceLater = await w.login('alice', { device: 'mobile' });
  assert.deepEqual(ids((await wholeHistory(aliceLater, 'C2Cbob')).messages), ids(sent));
});
