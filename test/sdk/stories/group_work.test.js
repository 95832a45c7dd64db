import { story, assert, until } from '../harness/world.js';
import { assertSame, conversations, one, wholeHistory } from '../harness/compare.js';

const tip = (operationType) => (m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === operationType;
const notice = (operationType) => (m) => m.type === 'TIMGroupSystemNoticeElem' && m.payload.operationType === operationType;
const inGroup = (groupID) => (list) => list.some((g) => g.groupID === groupID);
const [joined, left, kicked, changed] = [1, 2, 3, 6];
const [wasKicked, dismissed, invited] = [4, 5, 7];

async function workGroup(w, ...members) {
  const users = await w.logins('alice', ...members);
  const memberList = users.slice(1).map((u) => ({ userID: u.name }));
  const { data: { group } } = await users[0].call('createGroup', { type: 'Private', name: 'Tea tasters', memberList });
  return { users, group, groupID: group.groupID, conversationID: `GROUP${group.groupID}` };
}

story('a Work group is created, its members are told and talk', { proves: ['createGroup', 'getGroupOnlineMemberCount'] }, async (w) => {
  const { users: [alice, bob], group, groupID, conversationID } = await workGroup(w, 'bob');
  const phone = await w.login('alice', { device: 'mobile' });

  assert.match(groupID, /^@TGS#(?!_)/);
  assert.deepEqual([group.type, group.name, group.ownerID, group.selfInfo.role], ['Private', 'Tea tasters', 'alice', 'Owner']);
  await bob.sees('GROUP_LIST_UPDATED', inGroup(groupID));
  const told = await bob.receives(notice(invited));
  assert.deepEqual([told.payload.operatorID, told.payload.groupProfile.groupID ?? told.payload.groupProfile.to], ['alice', groupID]);
  assert.equal((await alice.call('getGroupOnlineMemberCount', groupID)).data.memberCount, 2, 'whoever is there is counted once');

  const payload = { data: 'd', description: 'e', extension: 'f' };
  const sent = [
    await alice.sendIn(groupID, 'text', { text: 'welcome' }, { cloudCustomData: 'c', priority: 'High' }),
    await alice.sendIn(groupID, 'custom', payload),
    await alice.sendIn(groupID, 'face', { index: 1, data: 'x' }),
    await alice.sendIn(groupID, 'location', { description: 'here', longitude: 1.5, latitude: -2.25 }),
  ];
  for (const message of sent) {
    assertSame(await bob.receives((m) => m.ID === message.ID), message, { flow: 'in', conversationID }, `${message.type} at bob`);
    assertSame(await phone.receives((m) => m.ID === message.ID), message, { flow: 'out', conversationID }, `${message.type} on the phone`);
  }
  assert.equal((await bob.receives('welcome')).priority, 'High');
  sent.slice(1).forEach((m, i) => assert.equal(m.sequence, sent[i].sequence + 1, 'numbers follow each other'));
  await bob.writesIn(groupID, 'thank you');
  assert.equal((await alice.receives('thank you')).from, 'bob');
});

story('an invited member is announced, sees the group and takes part', { proves: ['addGroupMember'] }, async (w) => {
  const { users: [alice, bob, carol], groupID, conversationID } = await (async () => {
    const group = await workGroup(w, 'bob');
    return { ...group, users: [...group.users, await w.login('carol')] };
  })();
  await alice.writesIn(groupID, 'before carol');
  await bob.receives('before carol');

  const { data } = await alice.call('addGroupMember', { groupID, userIDList: ['carol'] });

  assert.deepEqual([data.successUserIDList, data.failureUserIDList, data.existedUserIDList], [['carol'], [], []]);
  for (const user of [alice, bob]) {
    const { payload } = await user.receives(tip(joined));
    assert.deepEqual([payload.userIDList, payload.operatorID], [['carol'], 'alice'], user.label);
    assert.equal(payload.memberCount ?? payload.memberNum, 3, user.label);
  }
  await carol.sees('GROUP_LIST_UPDATED', inGroup(groupID));
  await carol.receives(notice(invited));
  await carol.writesIn(groupID, 'hello all');
  for (const user of [alice, bob]) assert.equal((await user.receives('hello all')).from, 'carol');

  const again = await alice.call('addGroupMember', { groupID, userIDList: ['bob'] });
  assert.deepEqual([again.data.successUserIDList, again.data.existedUserIDList], [[], ['bob']]);
  const later = await w.login('carol', { device: 'mobile' });
  const { messages } = await wholeHistory(later, conversationID);
  const texts = messages.filter((m) => m.type === 'TIMTextElem').map((m) => m.payload.text);
  assert.deepEqual(texts, ['hello all'], 'a Work group hides what was before');
});

story('nobody joins a Work group by himself', async (w) => {
  const { groupID } = await workGroup(w, 'bob');
  const carol = await w.login('carol');

  const error = await carol.call('joinGroup', { groupID, type: 'Private' }).catch((e) => e);
  assert.ok(error instanceof Error, 'refused');
  const write = await carol.writesIn(groupID, 'let me in').catch((e) => e);
  assert.ok(write instanceof Error, 'not a member, not a word');
});

story('the member list has everybody with his role', { proves: ['getGroupMemberList'] }, async (w) => {
  const { groupID, users: [alice] } = await workGroup(w, 'bob', 'carol', 'dave');

  const { data: { memberList } } = await alice.call('getGroupMemberList', { groupID, count: 30, offset: 0 });

  const roles = Object.fromEntries(memberList.map((m) => [m.userID, m.role]));
  assert.deepEqual(roles, { alice: 'Owner', bob: 'Member', carol: 'Member', dave: 'Member' });
  const { data: { group } } = await alice.call('getGroupProfile', { groupID });
  assert.equal(group.memberCount ?? group.memberNum, 4);
  const page = await alice.call('getGroupMemberList', { groupID, count: 2, offset: 2 });
  assert.deepEqual(page.data.memberList.map((m) => m.userID).toSorted(), memberList.slice(2).map((m) => m.userID).toSorted());
});

story('unread messages of a group are counted and read on all devices', async (w) => {
  const { users: [alice, bob], groupID, conversationID } = await workGroup(w, 'bob');
  await alice.writesIn(groupID, '1');
  await bob.receives('1');
  await bob.call('setMessageRead', { conversationID });
  const phone = await w.login('bob', { device: 'mobile' });
  await phone.frame('got', 'recentcontact.page_get', (b) => b.CompleteFlag === 1);
  for (const text of ['2', '3']) await alice.writesIn(groupID, text);
  for (const device of [bob, phone]) {
    await device.sees('CONVERSATION_LIST_UPDATED', (l) => one(l, conversationID)?.unreadCount === 2);
  }

  const mark = phone.mark();
  await bob.call('setMessageRead', { conversationID });
  await phone.sees('CONVERSATION_LIST_UPDATED', (l) => one(l, conversationID)?.unreadCount === 0, { from: mark });
  await alice.writesIn(groupID, '4');
  await bob.receives('4');
  await bob.writesIn(groupID, 'my own');

  const mini = await w.login('bob', { device: 'mini' });
  await until('one is unread after a login', async () => one(await conversations(mini), conversationID)?.unreadCount === 1);
});

story('a message of a group is recalled, edited and deleted', async (w) => {
  const { users: [alice, bob], groupID, conversationID } = await workGroup(w, 'bob');
  const [slip, typo, private_] = [
    await alice.writesIn(groupID, 'a slip'), await alice.writesIn(groupID, 'teh'), await alice.writesIn(groupID, 'not for me'),
  ];
  await bob.receives('not for me');

  await alice.call('revokeMessage', { $message: slip.ID });
  await alice.edit(typo.ID, { payload: { text: 'the' } });

  await bob.sees('MESSAGE_REVOKED', (l) => l.some((m) => m.ID === slip.ID));
  const [edited] = await bob.sees('MESSAGE_MODIFIED', (l) => l.some((m) => m.ID === typo.ID));
  assert.equal(edited.payload.text, 'the');
  await bob.call('deleteMessage', [{ $message: private_.ID }]);
  const later = await w.login('bob', { device: 'mobile' });
  const { messages } = await wholeHistory(later, conversationID);
  const byID = new Map(messages.map((m) => [m.ID, m]));
  assert.equal(byID.get(slip.ID).isRevoked, true);
  assert.equal(byID.get(typo.ID).payload.text, 'the');
  assert.ok(!byID.has(private_.ID));
  const { messages: hers } = await wholeHistory(await w.login('alice', { device: 'mobile' }), conversationID);
  assert.ok(hers.some((m) => m.ID === private_.ID), 'alice still has it');
});

story('a changed profile is announced', { proves: ['updateGroupProfile', 'getGroupProfile'] }, async (w) => {
  const { users: [, bob], groupID, users: [alice] } = await workGroup(w, 'bob');
  await bob.sees('GROUP_LIST_UPDATED', inGroup(groupID));

  await alice.call('updateGroupProfile', { groupID, name: 'Green tea', notification: 'tonight at eight' });

  const { payload } = await bob.receives(tip(changed));
  assert.equal(payload.operatorID, 'alice');
  assert.equal(payload.newGroupProfile.name ?? payload.newGroupProfile.groupName, 'Green tea');
  await bob.sees('GROUP_LIST_UPDATED', (l) => l.some((g) => g.groupID === groupID && g.name === 'Green tea'));
  const { data: { group } } = await (await w.login('bob', { device: 'mobile' })).call('getGroupProfile', { groupID });
  assert.deepEqual([group.name, group.notification], ['Green tea', 'tonight at eight']);
});

story('who leaves or is removed is announced, and takes part no more', { proves: ['quitGroup', 'deleteGroupMember'] }, async (w) => {
  const { users: [alice, bob, carol], groupID } = await workGroup(w, 'bob', 'carol');
  await alice.writesIn(groupID, 'hello');
  for (const user of [bob, carol]) await user.receives('hello');

  await carol.call('quitGroup', groupID);
  for (const user of [alice, bob]) {
    const { payload } = await user.receives(tip(left));
    assert.deepEqual(payload.userIDList, ['carol'], user.label);
  }
  assert.ok((await carol.writesIn(groupID, 'one more thing').catch((e) => e)) instanceof Error);

  await alice.call('deleteGroupMember', { groupID, userIDList: ['bob'], reason: 'spoilt the tea' });
  assert.deepEqual((await alice.receives(tip(kicked))).payload.userIDList, ['bob']);
  const { payload } = await bob.receives(notice(wasKicked));
  assert.equal(payload.operatorID, 'alice');
  await bob.sees('GROUP_LIST_UPDATED', (l) => !inGroup(groupID)(l));
  await alice.writesIn(groupID, 'alone');
  await alice.writes('bob', 'fence');
  await alice.writes('carol', 'fence');
  for (const user of [bob, carol]) {
    await user.receives('fence');
    assert.ok(!user.texts().includes('alone'), `${user.label} hears no more`);
  }
  const { data: { memberList } } = await alice.call('getGroupMemberList', { groupID, count: 30, offset: 0 });
  assert.deepEqual(memberList.map((m) => m.userID), ['alice']);
});

story('a Work group is dismissed by the server API only', async (w) => {
  const { users: [alice, bob], groupID } = await workGroup(w, 'bob');
  await alice.writesIn(groupID, 'hello');
  await bob.receives('hello');

  const error = await alice.call('dismissGroup', groupID).catch((e) => e);
  assert.ok(error instanceof Error, 'its owner may not');
  await w.app.restOK('group_open_http_svc/destroy_group', { GroupId: groupID });

  await bob.receives(notice(dismissed));
  await bob.sees('GROUP_LIST_UPDATED', (l) => !inGroup(groupID)(l));
  assert.equal((await bob.writesIn(groupID, 'hello?').catch((e) => e)) instanceof Error, true);
  const later = await w.login('bob', { device: 'mobile' });
  await later.frame('got', 'group_open_http_svc.get_joined_group_list');
  assert.deepEqual((await later.call('getGroupList')).data.groupList, []);
});
