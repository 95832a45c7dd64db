import { story, assert, platforms } from '../harness/world.js';
import { assertSame, conversations, one, wholeHistory } from '../harness/compare.js';

const kinds = [
  ['text', { text: 'Hello, 世界 🫖 <b>"quoted"</b>\n\u0000 tail' }],
  ['custom', { data: '{"price":12}', description: 'an offer', extension: 'ext\\"' }],
  ['face', { index: 3, data: 'smile' }],
  ['location', { description: 'Hangzhou, West Lake', longitude: 120.1551, latitude: 30.2741 }],
];

const more = { cloudCustomData: '{"color":"red"}', needReadReceipt: true, isSupportExtension: true };

story('text, custom, face and location arrive unchanged at the peer and on the own other device', {
  proves: [
    'sendMessage', 'createTextMessage', 'createCustomMessage', 'createFaceMessage', 'createLocationMessage',
    'MESSAGE_RECEIVED',
  ],
}, async (w) => {
  const [alice, phone, bob, mini] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob', ['bob', { device: 'mini' }]);
  for (const user of [alice, phone, bob, mini]) {
    assert.equal(user.frames[0].head.platform, platforms[user.device], `${user.label} looks like its device`);
  }
  await alice.call('updateMyProfile', { nick: 'Alice A.' });

  for (const [kind, payload] of kinds) {
    const sent = await alice.sendTo('bob', kind, payload, more);
    assert.equal(sent.status, 'success');
    assert.deepEqual(sent.payload, payload, `${kind}: the SDK kept the payload`);
    const same = (m) => m.ID === sent.ID;

    const incoming = { flow: 'in', conversationID: 'C2Calice', nick: 'Alice A.' };
    assertSame(await bob.receives(same), sent, incoming, `${kind} at bob`);
    assertSame(await mini.receives(same), sent, incoming, `${kind} on bob's second device`);
    assertSame(await phone.receives(same), sent, { flow: 'out', conversationID: 'C2Cbob' }, `${kind} on alice's phone`);
  }
  await bob.writes('alice', 'that is all');
  await alice.receives('that is all');
  assert.deepEqual(alice.texts(), ['that is all'], 'alice was not shown her own messages');
  assert.equal(bob.received().length, kinds.length, 'bob saw each once');
});

story('messages sent to one who is away are there at the next login', async (w) => {
  const [alice, before] = await w.logins('alice', 'bob');
  await before.vanish();
  const sent = [];
  for (const [kind, payload] of kinds) sent.push(await alice.sendTo('bob', kind, payload, more));

  const bob = await w.login('bob');

  await bob.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', (n) => n === kinds.length);
  const conversation = one(await conversations(bob), 'C2Calice');
  assert.equal(conversation.unreadCount, kinds.length);
  assert.equal(conversation.lastMessage.type, 'TIMLocationElem');
  const { messages } = await wholeHistory(bob, 'C2Calice');
  assert.deepEqual(messages.map((m) => m.ID), sent.map((m) => m.ID), 'all of them, in order');
  messages.forEach((m, i) => assertSame(m, sent[i], { flow: 'in', conversationID: 'C2Calice' }, `${kinds[i][0]} from the history`));
});

story('a message that is only for those online leaves no trace', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');

  await alice.sendTo('bob', 'custom', { data: 'typing', description: '', extension: '' }, {}, { onlineUserOnly: true });
  await bob.receives((m) => m.payload.data === 'typing');
  await alice.writes('bob', 'hello');
  await bob.receives('hello');

  await bob.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', (n) => n === 1);
  const later = await w.login('bob', { device: 'mobile' });
  const { messages } = await wholeHistory(later, 'C2Calice');
  assert.deepEqual(messages.map((m) => m.payload), [{ text: 'hello' }]);
  await later.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', (n) => n === 1);
});

story('many messages arrive in the order in which they were sent', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const texts = Array.from({ length: 60 }, (_, i) => `number ${i}`);

  await Promise.all(texts.map((text) => alice.writes('bob', text)));

  await bob.receives('number 59');
  assert.deepEqual(bob.texts(), texts);
});
