import { story, assert } from '../harness/world.js';
import { wholeHistory } from '../harness/compare.js';

const asks = { needReadReceipt: true };

story('a receipt for a one-to-one message reaches its sender, at once and later', {
  proves: ['sendMessageReadReceipt', 'MESSAGE_READ_RECEIPT_RECEIVED'],
}, async (w) => {
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  const sent = await alice.sendTo('bob', 'text', { text: 'did you see this?' }, asks);
  const other = await alice.sendTo('bob', 'text', { text: 'and this?' }, asks);
  await bob.receives('and this?');
  await phone.receives('and this?');

  await bob.call('sendMessageReadReceipt', [{ $message: sent.ID }]);

  for (const device of [alice, phone]) {
    const [receipt] = await device.sees('MESSAGE_READ_RECEIPT_RECEIVED', (list) => list.some((r) => r.messageID === sent.ID));
    assert.equal(receipt.userID, 'bob', device.label);
    assert.equal(receipt.isPeerRead, true, device.label);
  }
  const later = await w.login('alice', { device: 'mini' });
  const { messages } = await wholeHistory(later, 'C2Cbob');
  assert.deepEqual(messages.map((m) => [m.ID, m.readReceiptInfo.isPeerRead]), [[sent.ID, true], [other.ID, false]]);
  const { data } = await later.call('getMessageReadReceiptList', messages.map((m) => ({ $message: m.ID })));
  assert.deepEqual(data.messageList.map((m) => m.readReceiptInfo.isPeerRead), [true, false]);
});

story('receipts in a group: how many, who, and who not', {
  proves: ['getMessageReadReceiptList', 'getGroupMessageReadMemberList'],
}, async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol', 'dave');
  await w.app.restOK('group_open_http_svc/create_group', { Type: 'Public', Name: 'tea', GroupId: 'tea', Owner_Account: 'alice', MemberList: ['bob', 'carol', 'dave'].map((u) => ({ Member_Account: u })) });
  const sent = await alice.sendIn('tea', 'text', { text: 'please read' }, asks);
  const plain = await alice.writesIn('tea', 'need not be read');
  await bob.receives('need not be read');
  await carol.receives('need not be read');
  const info = (user, count) => user.sees('MESSAGE_READ_RECEIPT_RECEIVED', (list) => list.some((r) => r.messageID === sent.ID && r.readCount === count));

  await bob.call('sendMessageReadReceipt', [{ $message: sent.ID }]);
  let [receipt] = await info(alice, 1);
  assert.deepEqual([receipt.groupID, receipt.readCount, receipt.unreadCount], ['tea', 1, 2]);
  await bob.call('sendMessageReadReceipt', [{ $message: sent.ID }]).catch(() => {}); // again: nothing changes
  await carol.call('sendMessageReadReceipt', [{ $message: sent.ID }]);
  [receipt] = await info(alice, 2);
  assert.deepEqual([receipt.readCount, receipt.unreadCount], [2, 1]);
  assert.ok(!bob.events.some((e) => e.name === 'MESSAGE_READ_RECEIPT_RECEIVED'), 'others are not told');

  const members = async (user, filter) => {
    const { data } = await user.call('getGroupMessageReadMemberList', { message: { $message: sent.ID }, filter, cursor: '', count: 100 });
    return (filter === 0 ? data.readUserIDList : data.unreadUserIDList).toSorted();
  };
  assert.deepEqual(await members(alice, 0), ['bob', 'carol']);
  assert.deepEqual(await members(alice, 1), ['dave']);
  const later = await w.login('alice', { device: 'mobile' });
  await wholeHistory(later, 'GROUPtea');
  const { data } = await later.call('getMessageReadReceiptList', [{ $message: sent.ID }]);
  assert.deepEqual([data.messageList[0].readReceiptInfo.readCount, data.messageList[0].readReceiptInfo.unreadCount], [2, 1]);
  const none = await w.app.restOK('group_open_http_svc/get_group_msg_receipt', { GroupId: 'tea', MsgSeqList: [{ MsgSeq: plain.sequence }] });
  assert.equal(none.GroupMsgReceiptList[0].Code, 10062);
});
