import { story, assert } from '../harness/world.js';
import { wholeHistory } from '../harness/compare.js';

const extensible = { isSupportExtension: true };
const pairs = async (user, ID) => Object.fromEntries((await user.call('getMessageExtensions', { $message: ID })).data.extensions.map((e) => [e.key, e.value]));
const outcome = ({ data }) => Object.fromEntries(data.extensions.map((e) => [e.key, e.code]));

/** What both kinds of conversations have: `to` sends, everybody in `others` sees. */
async function vote(w, alice, bob, others, sent) {
  const message = { $message: sent.ID };
  const answer = await bob.call('setMessageExtensions', message, [{ key: 'bob', value: 'yes' }, { key: 'more', value: '{"n":1}' }]);
  assert.deepEqual(outcome(answer), { bob: 0, more: 0 });
  for (const user of [alice, ...others]) {
    const { extensions } = await user.sees('MESSAGE_EXTENSIONS_UPDATED', (d) => d.messageID === sent.ID);
    assert.deepEqual(extensions.map((e) => [e.key, e.value]), [['bob', 'yes'], ['more', '{"n":1}']], user.label);
  }
  assert.deepEqual(await pairs(alice, sent.ID), { bob: 'yes', more: '{"n":1}' });

  // Who knows an older version is told, and gets the newer one.
  const mark = bob.mark();
  assert.deepEqual(outcome(await alice.call('setMessageExtensions', message, [{ key: 'bob', value: 'no' }, { key: 'alice', value: 'no' }])), { bob: 0, alice: 0 });
  await bob.sees('MESSAGE_EXTENSIONS_UPDATED', (d) => d.extensions.length === 2, { from: mark });

  await alice.call('deleteMessageExtensions', message, ['more']);
  for (const user of [bob, ...others]) {
    const { keyList } = await user.sees('MESSAGE_EXTENSIONS_DELETED', (d) => d.messageID === sent.ID);
    assert.deepEqual(keyList, ['more'], user.label);
  }
  assert.deepEqual(await pairs(bob, sent.ID), { bob: 'no', alice: 'no' });
}

story('extensions of a one-to-one message are seen by the other side, on other devices and after a crash', {
  proves: [
    'setMessageExtensions', 'getMessageExtensions', 'deleteMessageExtensions', 'MESSAGE_EXTENSIONS_UPDATED',
    'MESSAGE_EXTENSIONS_DELETED',
  ],
}, async (w) => {
  const [alice, bob, phone] = await w.logins('alice', 'bob', ['bob', { device: 'mobile' }]);
  const sent = await alice.sendTo('bob', 'text', { text: 'tea at five?' }, extensible);
  const plain = await alice.writes('bob', 'plain');
  await bob.receives('plain');
  await phone.receives('plain');
  await vote(w, alice, bob, [phone], sent);
  await assert.rejects(bob.call('setMessageExtensions', { $message: plain.ID }, [{ key: 'k', value: 'v' }]));

  await w.kill();
  await w.start();
  const later = await w.login('alice', { device: 'mobile' });
  await wholeHistory(later, 'C2Cbob');
  assert.deepEqual(await pairs(later, sent.ID), { bob: 'no', alice: 'no' });
  // This device has not looked: its versions are old, and the server keeps what it has.
  const stranger = await w.login('bob', { device: 'mini' });
  await wholeHistory(stranger, 'C2Calice');
  assert.deepEqual(outcome(await stranger.call('setMessageExtensions', { $message: sent.ID }, [{ key: 'bob', value: 'late' }])), { bob: 23001 });
  await later.call('deleteMessageExtensions', { $message: sent.ID });
  await stranger.sees('MESSAGE_EXTENSIONS_DELETED', (d) => d.messageID === sent.ID);
  assert.deepEqual(await pairs(await reader(w), sent.ID), {});
});

async function reader(w) {
  const again = await w.login('bob');
  await wholeHistory(again, 'C2Calice');
  return again;
}

story('extensions of a group message are seen by all members', async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  await w.app.restOK('group_open_http_svc/create_group', { Type: 'Public', Name: 'tea', GroupId: 'tea', Owner_Account: 'alice', MemberList: ['bob', 'carol'].map((u) => ({ Member_Account: u })) });
  const sent = await alice.sendIn('tea', 'text', { text: 'tea at five?' }, extensible);
  await bob.receives('tea at five?');
  await carol.receives('tea at five?');
  await vote(w, alice, bob, [carol], sent);
  const answer = await w.app.restOK('openim_msg_ext_http_svc/group_get_key_values', { GroupId: 'tea', MsgSeq: sent.sequence });
  assert.deepEqual(answer.ExtensionList.map((e) => e.Key), ['bob', 'alice']);
});
