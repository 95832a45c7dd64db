import { story, assert, until } from '../harness/world.js';
import { conversations, one } from '../harness/compare.js';

const unread = (n) => (total) => total === n;
const countOf = async (user, conversationID) => one(await conversations(user), conversationID)?.unreadCount;

story('unread messages are counted, and reading is seen by the peer and on the other device', {
  proves: ['setMessageRead', 'MESSAGE_READ_BY_PEER'],
}, async (w) => {
  const [alice, carol, bob, phone] = await w.logins('alice', 'carol', 'bob', ['bob', { device: 'mobile' }]);
  const sent = [];
  for (const text of ['1', '2', '3']) sent.push(await alice.writes('bob', text));
  await carol.writes('bob', 'from carol');

  for (const device of [bob, phone]) {
    await device.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', unread(4));
    assert.equal(await countOf(device, 'C2Calice'), 3, device.label);
    assert.equal(await countOf(device, 'C2Ccarol'), 1, device.label);
    assert.equal(await device.call('getTotalUnreadMessageCount'), 4, device.label);
  }
  const marks = [bob.mark(), phone.mark()];
  assert.ok(!alice.events.some((e) => e.name === 'MESSAGE_READ_BY_PEER'), 'nothing was read yet');

  await bob.call('setMessageRead', { conversationID: 'C2Calice' });

  const read = await alice.sees('MESSAGE_READ_BY_PEER', (list) => list.some((m) => m.ID === sent[2].ID));
  assert.deepEqual(read.map((m) => [m.ID, m.isPeerRead]), sent.map((m) => [m.ID, true]));
  await bob.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', unread(1), { from: marks[0] });
  await phone.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', unread(1), { from: marks[1] });
  assert.equal(await countOf(phone, 'C2Calice'), 0);
  assert.equal(await countOf(phone, 'C2Ccarol'), 1);
  assert.ok(!carol.events.some((e) => e.name === 'MESSAGE_READ_BY_PEER'), 'carol was not read');
});

story('what was read and what was not is the same after a login and after a restart', { settings: { hello_seconds: 1 } }, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await alice.writes('bob', 'read');
  await bob.receives('read');
  await bob.call('setMessageRead', { conversationID: 'C2Calice' });
  // The read mark is a time in seconds: what follows must be later than it.
  const second = Math.floor(Date.now() / 1000);
  await until('the next second', () => Math.floor(Date.now() / 1000) > second);
  await alice.writes('bob', 'unread 1');
  await alice.writes('bob', 'unread 2');
  await bob.writes('alice', 'one of my own');
  await bob.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', unread(2));

  const phone = await w.login('bob', { device: 'mobile' });
  await phone.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', unread(2));
  await w.kill();
  await w.start();
  const mini = await w.login('bob', { device: 'mini' });
  await mini.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', unread(2));
  assert.equal(await countOf(mini, 'C2Calice'), 2);

  const aliceAgain = await w.login('alice', { device: 'mobile' });
  const { data: { messageList } } = await aliceAgain.call('getMessageList', { conversationID: 'C2Cbob' });
  const states = Object.fromEntries(messageList.filter((m) => m.flow === 'out').map((m) => [m.payload.text, m.isPeerRead]));
  assert.deepEqual(states, { read: true, 'unread 1': false, 'unread 2': false });
});

story('a message sent without unread is not counted', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');

  await alice.sendTo('bob', 'text', { text: 'silent' }, {}, { messageControlInfo: { excludedFromUnreadCount: true } });
  await alice.writes('bob', 'counted');
  await bob.receives('counted');

  await bob.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', unread(1));
  const phone = await w.login('bob', { device: 'mobile' });
  await phone.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', unread(1));
  assert.equal(await countOf(phone, 'C2Calice'), 1);
});

story('a read receipt that was asked for comes back for just that message', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const asked = await alice.sendTo('bob', 'text', { text: 'please confirm' }, { needReadReceipt: true });
  const other = await alice.sendTo('bob', 'text', { text: 'and this' }, { needReadReceipt: true });
  await bob.receives('and this');

  await bob.call('sendMessageReadReceipt', [{ $message: asked.ID }]);

  const receipts = await alice.sees('MESSAGE_READ_RECEIPT_RECEIVED');
  assert.deepEqual(receipts.map((r) => [r.messageID, r.userID, r.isPeerRead]), [[asked.ID, 'bob', true]]);
  const later = await w.login('alice', { device: 'mobile' });
  const { data: { messageList } } = await later.call('getMessageList', { conversationID: 'C2Cbob' });
  assert.deepEqual(messageList.map((m) => [m.ID, m.readReceiptInfo.isPeerRead ?? false]), [[asked.ID, true], [other.ID, false]]);
});

story('all conversations are read at once', async (w) => {
  const [alice, carol, bob, phone] = await w.logins('alice', 'carol', 'bob', ['bob', { device: 'mobile' }]);
  await alice.writes('bob', 'a');
  await carol.writes('bob', 'c');
  for (const device of [bob, phone]) await device.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', unread(2));
  const mark = phone.mark();

  await bob.call('setAllMessageRead', { scope: 'readAllMessage' });

  await phone.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', unread(0), { from: mark });
  const mini = await w.login('bob', { device: 'mini' });
  await mini.frame('got', 'openim.getmsg', (b) => b.SyncFlag === 2);
  assert.equal(await mini.call('getTotalUnreadMessageCount'), 0);
});
