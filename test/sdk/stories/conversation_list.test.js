// The list as a whole: its pages, what comes back after a reconnect, what it shows of groups, and what is deleted.

import { story, assert, until } from '../harness/world.js';
import { conversations, one, wholeHistory } from '../harness/compare.js';
import { accounts, group, writes, writesIn, wrote } from '../harness/others.js';

const order = (list) => list.filter((c) => c.type !== '@TIM#SYSTEM').map((c) => c.conversationID);
const texts = ({ messages }) => messages.map((m) => m.payload.text);

story('a long list is there whole and in order', { proves: ['getConversationList', 'CONVERSATION_LIST_UPDATED'] }, async (w) => {
  const names = Array.from({ length: 230 }, (_, i) => `user-${String(i).padStart(3, '0')}`);
  await accounts(w, 'alice', ...names);
  for (const [i, name] of names.entries()) await wrote(w, name, 'alice', `from ${name}`, 3600 + i - (i % 3));

  const alice = await w.login('alice');

  assert.ok(alice.framesOf('got', 'recentcontact.page_get').length > 1, 'in pages');
  const list = (await conversations(alice)).filter((c) => c.type === 'C2C');
  assert.deepEqual(order(list).toSorted(), names.map((n) => `C2C${n}`));
  const times = list.map((c) => c.lastMessage.lastTime);
  assert.deepEqual(times, times.toSorted((a, b) => b - a));
  for (const c of list) assert.equal(c.lastMessage.payload.text, `from ${c.conversationID.slice(3)}`);
});

story('what changed in the list while a user was away is there when he is back', { settings: { hello_seconds: 1 } }, async (w) => {
  await accounts(w, 'bob', 'carol', 'dave');
  const alice = await w.login('alice');
  for (const [i, name] of ['bob', 'carol', 'dave'].entries()) await wrote(w, name, 'alice', `from ${name}`, 30 - i);
  const groupID = await group(w, 'Private', 'bob', 'alice');
  await writesIn(w, 'bob', groupID, 'known');
  await alice.receives('known');
  await alice.offline();

  await writes(w, 'bob', 'alice', 'while you were away');
  await writesIn(w, 'bob', groupID, 'missed');
  await w.app.restOK('recentcontact/top', { From_Account: 'alice', OperationType: 1, RecentContactItem: [{ Type: 1, To_Account: 'carol' }] });
  await w.app.restOK('recentcontact/mark_contact', {
    From_Account: 'alice', MarkItem: [{ OptType: 3, ContactItem: { Type: 1, To_Account: 'dave' }, SetMark: [0], CustomMark: 'v' }],
  });
  await alice.online();

  await until('the list is up to date', async () => {
    const list = await conversations(alice);
    const [bob, carol, dave, room] = ['C2Cbob', 'C2Ccarol', 'C2Cdave', `GROUP${groupID}`].map((c) => one(list, c));
    return bob?.lastMessage.payload.text === 'while you were away' && bob.unreadCount === 2 && carol?.isPinned
      && dave?.markList.includes(1) && dave.customData === 'v' && room?.lastMessage.payload.text === 'missed';
  });
  assert.equal(order(await conversations(alice))[0], 'C2Ccarol');
});

story('the profile of a conversation has what its peer or its group is called now', { proves: ['getConversationProfile'] }, async (w) => {
  await accounts(w, 'alice', 'bob');
  await writes(w, 'bob', 'alice', 'hello');
  const groupID = await group(w, 'Public', 'bob', 'alice');
  await writesIn(w, 'bob', groupID, 'hello all');
  const alice = await w.login('alice');
  await w.app.restOK('profile/portrait_set', { From_Account: 'bob', ProfileItem: [{ Tag: 'Tag_Profile_IM_Nick', Value: 'Bobby' }] });
  const phone = await w.login('alice', { device: 'mobile' });

  const { data: { conversation: withBob } } = await phone.call('getConversationProfile', 'C2Cbob');
  const { data: { conversation: inGroup } } = await phone.call('getConversationProfile', `GROUP${groupID}`);

  assert.deepEqual([withBob.userProfile.userID, withBob.userProfile.nick, withBob.unreadCount], ['bob', 'Bobby', 1]);
  assert.deepEqual([inGroup.groupProfile.groupID, inGroup.groupProfile.name, inGroup.groupProfile.type], [groupID, 'Public of bob', 'Public']);
  assert.equal(inGroup.groupProfile.selfInfo.role, 'Member');
  assert.equal(alice.gone, undefined);
});

const kinds = [
  // type, listed after a login, unread after a login and two messages
  ['Private', true, 2],
  ['Public', true, 2],
  ['ChatRoom', true, 0],
  ['Community', true, 2],
  ['AVChatRoom', false],
];

story('the list shows of a group what its type gives', async (w) => {
  await accounts(w, 'alice', 'bob');
  const groups = [];
  for (const [type] of kinds) {
    const groupID = await group(w, type, 'bob', ...(type === 'AVChatRoom' ? [] : ['alice']));
    await writesIn(w, 'bob', groupID, `1 in ${type}`);
    await writesIn(w, 'bob', groupID, `2 in ${type}`);
    groups.push(groupID);
  }

  const alice = await w.login('alice');

  const list = await conversations(alice);
  for (const [i, [type, listed, unread]] of kinds.entries()) {
    const found = one(list, `GROUP${groups[i]}`);
    assert.equal(Boolean(found), listed, `${type} is listed`);
    if (!listed) continue;
    assert.deepEqual([found.type, found.subType, found.groupProfile.name], ['GROUP', type, `${type} of bob`]);
    assert.deepEqual([found.lastMessage.payload.text, found.lastMessage.fromAccount], [`2 in ${type}`, 'bob'], type);
    assert.equal(found.unreadCount, unread, `unread of ${type}`);
  }
});

story('a conversation is deleted with its history or without it', { proves: ['deleteConversation'] }, async (w) => {
  await accounts(w, 'alice', 'bob', 'carol', 'dave');
  for (const name of ['bob', 'carol', 'dave']) await wrote(w, name, 'alice', `old words of ${name}`, 30);
  const groupID = await group(w, 'Private', 'bob', 'alice');
  await writesIn(w, 'bob', groupID, 'old words of all');
  const [alice, phone] = await w.logins('alice', ['alice', { device: 'mobile' }]);
  const gone = ['C2Cbob', `GROUP${groupID}`];

  await alice.call('deleteConversation', { conversationIDList: gone, clearHistoryMessage: true });
  await alice.call('deleteConversation', { conversationIDList: ['C2Ccarol'], clearHistoryMessage: false });

  await phone.sees('CONVERSATION_LIST_UPDATED', (l) => [...gone, 'C2Ccarol'].every((c) => !one(l, c)) && one(l, 'C2Cdave'));
  const mini = await w.login('alice', { device: 'mini' });
  assert.deepEqual(order(await conversations(mini)), ['C2Cdave']);
  assert.equal(await mini.call('getTotalUnreadMessageCount'), 1, 'what is deleted is not unread');
  for (const name of ['bob', 'carol']) await writes(w, name, 'alice', `new words of ${name}`);
  await writesIn(w, 'bob', groupID, 'new words of all');
  await mini.receives('new words of all');
  assert.deepEqual(texts(await wholeHistory(mini, 'C2Cbob')), ['new words of bob']);
  assert.deepEqual(texts(await wholeHistory(mini, `GROUP${groupID}`)), ['new words of all']);
  assert.deepEqual(texts(await wholeHistory(mini, 'C2Ccarol')), ['old words of carol', 'new words of carol']);
});

story('a history is cleared for its owner alone, and the conversation stays', { proves: ['clearHistoryMessage'] }, async (w) => {
  await accounts(w, 'alice', 'bob');
  await wrote(w, 'bob', 'alice', 'old', 30);
  const groupID = await group(w, 'Private', 'bob', 'alice');
  await writesIn(w, 'bob', groupID, 'old');
  const alice = await w.login('alice');

  for (const conversationID of ['C2Cbob', `GROUP${groupID}`]) await alice.call('clearHistoryMessage', conversationID);

  const phone = await w.login('alice', { device: 'mobile' });
  for (const conversationID of ['C2Cbob', `GROUP${groupID}`]) {
    assert.ok(one(await conversations(phone), conversationID), 'it stays in the list');
    assert.deepEqual((await wholeHistory(phone, conversationID)).messages, [], conversationID);
  }
  await writes(w, 'bob', 'alice', 'new');
  await phone.receives('new');
  assert.deepEqual(texts(await wholeHistory(phone, 'C2Cbob')), ['new']);
  const bob = await w.login('bob');
  assert.deepEqual(texts(await wholeHistory(bob, 'C2Calice')), ['old', 'new']);
});
