import { story, assert } from '../harness/world.js';
import { wholeHistory } from '../harness/compare.js';

/** Merges messages that a device knows into one. */
const merge = (user, to, sent, inGroup) => user[inGroup ? 'sendIn' : 'sendTo'](to, 'merger', {
  messageList: sent.map((m) => ({ $message: m.ID })), title: 'Chat of alice and bob', abstractList: ['alice: one', 'bob: two'], compatibleText: 'Update to see merged messages',
});
const inside = (list) => list.map((m) => [m.from, m.messageBody?.[0].payload.text ?? m.payload.text]);

story('a short merged message carries its list', { proves: ['createMergerMessage'] }, async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  const one = await alice.writes('bob', 'one');
  await bob.receives('one');
  const two = await bob.writes('alice', 'two');
  await alice.receives('two');

  const sent = await merge(alice, 'carol', [one, two]);
  const got = await carol.receives((m) => m.ID === sent.ID);
  assert.equal(got.type, 'TIMRelayElem');
  assert.equal(got.payload.title, 'Chat of alice and bob');
  assert.deepEqual(inside(got.payload.messageList), [['alice', 'one'], ['bob', 'two']]);
  assert.deepEqual(alice.framesOf('sent', 'im_long_msg.save_relay_json_msg'), []);
});

story('a long merged message is fetched by its receivers, on any device, also after a crash', {
  proves: ['downloadMergerMessage'],
}, async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  await w.app.restOK('group_open_http_svc/create_group', { Type: 'Public', Name: 'tea', GroupId: 'tea', Owner_Account: 'alice', MemberList: [{ Member_Account: 'carol' }] });
  const long = (i) => `${i} ${'tea and biscuits '.repeat(200)}`;
  const sent = [];
  for (let i = 0; i < 6; i += 1) sent.push(await alice.writes('bob', long(i)));

  const merged = await merge(alice, 'carol', sent);
  const inGroup = await merge(alice, 'tea', sent, true);
  for (const [user, ID] of [[carol, merged.ID], [carol, inGroup.ID]]) {
    const got = await user.receives((m) => m.ID === ID);
    assert.ok(got.payload.downloadKey, 'it came by its key');
    const full = await user.call('downloadMergerMessage', { $message: ID });
    assert.deepEqual(inside(full.payload.messageList), sent.map((_, i) => ['alice', long(i)]));
  }
  await w.kill();
  await w.start();
  const later = await w.login('carol', { device: 'mobile' });
  await wholeHistory(later, 'C2Calice');
  const full = await later.call('downloadMergerMessage', { $message: merged.ID });
  assert.deepEqual(inside(full.payload.messageList), sent.map((_, i) => ['alice', long(i)]));
  await bob.receives((m) => m.payload.text === long(5));
});
