// What a user makes of his list: marks, groups of conversations, filters.

import { story, assert, until } from '../harness/world.js';
import { conversations, one } from '../harness/compare.js';
import { accounts, group, writes, wrote } from '../harness/others.js';

const [star, unreadMark] = [1, 2];
const ids = (list) => list.map((c) => c.conversationID).toSorted();

/** Alice with two devices, and conversations with bob, carol, dave and a Work group. */
async function world(w) {
  await accounts(w, 'alice', 'bob', 'carol', 'dave');
  for (const [i, name] of ['bob', 'carol', 'dave'].entries()) await wrote(w, name, 'alice', `from ${name}`, 30 - i);
  const groupID = await group(w, 'Private', 'alice', 'bob');
  const [alice, phone] = await w.logins('alice', ['alice', { device: 'mobile' }]);
  return { alice, phone, groupConv: `GROUP${groupID}` };
}

story('marks are on the other device and there after a login', { proves: ['markConversation'] }, async (w) => {
  const { alice, phone, groupConv } = await world(w);

  const marked = await alice.call('markConversation', { conversationIDList: ['C2Cbob', groupConv], markType: star, enableMark: true });
  assert.deepEqual(marked.data.successConversationIDList.toSorted(), ['C2Cbob', groupConv].toSorted());
  await alice.call('markConversation', { conversationIDList: ['C2Cbob'], markType: unreadMark, enableMark: true });
  await phone.sees('CONVERSATION_LIST_UPDATED', (l) => one(l, 'C2Cbob')?.markList.length === 2 && one(l, groupConv)?.markList.includes(star));
  await alice.sees('CONVERSATION_LIST_UPDATED', (l) => one(l, 'C2Cbob')?.markList.length === 2);
  await phone.call('markConversation', { conversationIDList: ['C2Cbob'], markType: unreadMark, enableMark: false });
  await until('the first device has it too', async () => one(await conversations(alice), 'C2Cbob').markList.length === 1);

  const mini = await w.login('alice', { device: 'mini' });
  const list = await conversations(mini);
  assert.deepEqual(['C2Cbob', groupConv, 'C2Ccarol'].map((c) => one(list, c).markList), [[star], [star], []]);
});

story('groups of conversations are made, renamed, filled, emptied and deleted on all devices', {
  proves: [
    'createConversationGroup', 'renameConversationGroup', 'addConversationsToGroup', 'deleteConversationsFromGroup', 'deleteConversationGroup',
    'getConversationGroupList', 'CONVERSATION_GROUP_LIST_UPDATED', 'CONVERSATION_IN_GROUP_UPDATED',
  ],
}, async (w) => {
  const { alice, phone, groupConv } = await world(w);
  const inGroup = async (user, groupName) => ids((await user.call('getConversationList', { groupName })).data.conversationList);

  await alice.call('createConversationGroup', { groupName: 'work', conversationIDList: ['C2Cbob', groupConv] });
  await phone.sees('CONVERSATION_GROUP_LIST_UPDATED', (names) => names.includes('work'));
  await phone.sees('CONVERSATION_LIST_UPDATED', (l) => ['C2Cbob', groupConv].every((c) => one(l, c)?.conversationGroupList.includes('work')));
  assert.deepEqual(await inGroup(phone, 'work'), ['C2Cbob', groupConv].toSorted());

  await alice.call('renameConversationGroup', { oldName: 'work', newName: 'friends' });
  await phone.sees('CONVERSATION_GROUP_LIST_UPDATED', (names) => names.includes('friends') && !names.includes('work'));
  let mark = phone.mark();
  await alice.call('addConversationsToGroup', { groupName: 'friends', conversationIDList: ['C2Ccarol'] });
  await phone.sees('CONVERSATION_IN_GROUP_UPDATED', (d) => d.groupName === 'friends', { from: mark });
  mark = phone.mark();
  await alice.call('deleteConversationsFromGroup', { groupName: 'friends', conversationIDList: [groupConv] });
  await phone.sees('CONVERSATION_IN_GROUP_UPDATED', (d) => d.groupName === 'friends', { from: mark });
  await alice.call('createConversationGroup', { groupName: 'later', conversationIDList: ['C2Cdave'] });

  const mini = await w.login('alice', { device: 'mini' });
  await mini.sees('CONVERSATION_GROUP_LIST_UPDATED', (names) => names.includes('friends') && names.includes('later'));
  for (const device of [phone, mini]) {
    await until(`${device.label} has both`, async () => (await device.call('getConversationGroupList')).data.length === 2);
    assert.deepEqual((await device.call('getConversationGroupList')).data.toSorted(), ['friends', 'later']);
    assert.deepEqual(await inGroup(device, 'friends'), ['C2Cbob', 'C2Ccarol'], device.label);
    assert.deepEqual(one(await conversations(device), 'C2Ccarol').conversationGroupList, ['friends']);
  }

  await mini.call('deleteConversationGroup', 'friends');
  for (const device of [alice, phone]) await device.sees('CONVERSATION_GROUP_LIST_UPDATED', (names) => names.length === 1 && names[0] === 'later');
  assert.deepEqual(one(await conversations(phone), 'C2Cbob').conversationGroupList, []);
  assert.equal((await conversations(phone)).length >= 4, true, 'its conversations stay');
});

story('the list is read by kind, by mark, by group and by unread', async (w) => {
  const { alice, phone, groupConv } = await world(w);
  const by = async (filter) => ids((await phone.call('getConversationList', filter)).data.conversationList).filter((c) => c !== '@TIM#SYSTEM');

  await alice.call('markConversation', { conversationIDList: ['C2Ccarol'], markType: star, enableMark: true });
  await alice.call('setMessageRead', { conversationID: 'C2Cbob' });
  await phone.sees('CONVERSATION_LIST_UPDATED', (l) => one(l, 'C2Ccarol')?.markList.includes(star) && one(l, 'C2Cbob')?.unreadCount === 0);

  assert.deepEqual(await by({ type: 'C2C' }), ['C2Cbob', 'C2Ccarol', 'C2Cdave']);
  assert.deepEqual(await by({ type: 'GROUP' }), [groupConv]);
  assert.deepEqual(await by({ markType: star }), ['C2Ccarol']);
  assert.deepEqual((await by({ hasUnreadCount: true })).filter((c) => c.startsWith('C2C')), ['C2Ccarol', 'C2Cdave']);
  assert.deepEqual(await by(['C2Cbob', groupConv]), ['C2Cbob', groupConv].toSorted());
});

story('what was kept of somebody is there when a conversation with him begins', {
  proves: ['setMessageRemindType'],
}, async (w) => {
  const { alice, phone } = await world(w);
  await accounts(w, 'erin');
  await w.app.restOK('recentcontact/mark_contact', {
    From_Account: 'alice', MarkItem: [{ OptType: 3, ContactItem: { Type: 1, To_Account: 'erin' }, SetMark: [0], CustomMark: 'from work' }],
  });
  await w.app.restOK('recentcontact/create_contact_group', {
    From_Account: 'alice', GroupContactItem: [{ GroupName: 'work', ContactItem: [{ Type: 1, To_Account: 'erin' }] }],
  });
  await phone.call('setMessageRemindType', { userIDList: ['erin'], messageRemindType: 'AcceptNotNotify' });

  await writes(w, 'erin', 'alice', 'hello');

  for (const device of [alice, phone]) {
    await device.receives('hello');
    await until(`${device.label} has what was kept`, async () => {
      const c = one(await conversations(device), 'C2Cerin');
      return c?.markList.includes(star) && c.customData === 'from work' && c.conversationGroupList.includes('work')
        && c.messageRemindType === 'AcceptNotNotify';
    });
  }
});
