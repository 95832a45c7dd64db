import { story, assert } from '../harness/world.js';

const tip = (operationType) => (m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === operationType;
const notice = (operationType) => (m) => m.type === 'TIMGroupSystemNoticeElem' && m.payload.operationType === operationType;

story('a free Public group is joined by anybody who knows its ID, and dismissed by its owner', {
  proves: ['joinGroup', 'searchGroupByID', 'dismissGroup', 'GROUP_LIST_UPDATED'],
}, async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  const { data: { group } } = await alice.call('createGroup', { type: 'Public', name: 'Club', groupID: 'club', joinOption: 'FreeAccess' });
  assert.equal(group.groupID, 'club');
  const taken = await bob.call('createGroup', { type: 'Public', name: 'Other', groupID: 'club' }).catch((e) => e);
  assert.equal(taken.code, 10021, taken.message);

  const { data: { group: found } } = await bob.call('searchGroupByID', 'club');
  assert.deepEqual([found.name, found.ownerID, found.joinOption], ['Club', 'alice', 'FreeAccess']);
  const { data: { status } } = await bob.call('joinGroup', { groupID: 'club', type: 'Public' });
  assert.equal(status, 'JoinedSuccess');
  assert.deepEqual((await alice.receives(tip(1))).payload.userIDList, ['bob']);
  await bob.writesIn('club', 'hello');
  await alice.receives('hello');
  const missing = await carol.call('joinGroup', { groupID: 'no-such-group', type: 'Public' }).catch((e) => e);
  assert.equal(missing.code, 10010, missing.message);
  const mayNot = await bob.call('dismissGroup', 'club').catch((e) => e);
  assert.equal(mayNot.code, 10007, mayNot.message);

  await alice.call('dismissGroup', 'club');
  assert.equal((await bob.receives(notice(5))).payload.operatorID, 'alice');
  await bob.sees('GROUP_LIST_UPDATED', (l) => !l.some((g) => g.groupID === 'club'));
  const gone = await bob.writesIn('club', 'anybody?').catch((e) => e);
  assert.ok(gone instanceof Error);
});

/** A Public group `club` of alice, as its type is made: who wants in asks. */
async function club(w, ...names) {
  const users = await w.logins('alice', ...names);
  const { data: { group } } = await users[0].call('createGroup', { type: 'Public', name: 'Club', groupID: 'club', memberList: names.filter((n) => n !== 'mike').map((userID) => ({ userID })) });
  assert.equal(group.joinOption, 'NeedPermission');
  return users;
}

const joins = (user) => user.call('joinGroup', { groupID: 'club', type: 'Public', applyMessage: `${user.name} here` });
const refusal = (promise) => promise.then(() => assert.fail('not refused'), (e) => e);

story('who applies to a Public group is refused, applies again and is let in', {
  proves: ['getGroupApplicationList', 'handleGroupApplication'],
}, async (w) => {
  const [alice, bob, mike] = await club(w, 'bob', 'mike');

  assert.equal((await joins(mike)).data.status, 'WaitAdminApproval');
  const asked = await alice.receives(notice(1));
  assert.deepEqual([asked.payload.operatorID, asked.payload.handleMessage], ['mike', 'mike here']);
  const { data: { applicationList: [application, ...more] } } = await alice.call('getGroupApplicationList');
  assert.deepEqual([application.applicant, application.groupID, application.applicationType, application.note, more], ['mike', 'club', 0, 'mike here', []]);
  assert.equal((await refusal(bob.call('handleGroupApplication', { handleAction: 'Agree', application }))).code, 10007);

  await alice.call('handleGroupApplication', { handleAction: 'Reject', handleMessage: 'not today', application });
  assert.equal((await mike.receives(notice(3))).payload.handleMessage, 'not today');
  assert.deepEqual((await alice.call('getGroupApplicationList')).data.applicationList, []);
  assert.equal((await refusal(alice.call('handleGroupApplication', { handleAction: 'Agree', application }))).code, 10024);

  const mark = alice.mark();
  assert.equal((await joins(mike)).data.status, 'WaitAdminApproval');
  const again = await alice.receives(notice(1), { from: mark });
  await alice.call('handleGroupApplication', { handleAction: 'Agree', message: { $message: again.ID } });
  await mike.receives(notice(2));
  await mike.sees('GROUP_LIST_UPDATED', (l) => l.some((g) => g.groupID === 'club'));
  assert.deepEqual((await bob.receives(tip(1))).payload.userIDList, ['mike']);
  await mike.writesIn('club', 'thank you');
  assert.equal((await bob.receives('thank you')).from, 'mike');
});

story('an application waits for an owner who is away', async (w) => {
  const [alice, , mike] = await club(w, 'bob', 'mike');
  await alice.call('logout');
  await joins(mike);

  const later = await w.login('alice', { device: 'mobile' });
  const { data: { applicationList: [application] } } = await later.call('getGroupApplicationList');
  await later.call('handleGroupApplication', { handleAction: 'Agree', application });
  await mike.receives(notice(2));
});

story('an owner appoints an admin, who mutes and removes; then hands the group over', {
  proves: [
    'setGroupMemberRole', 'setGroupMemberMuteTime', 'setGroupMemberNameCard', 'getGroupMemberProfile',
    'changeGroupOwner',
  ],
}, async (w) => {
  const [alice, bob, carol, dave] = await club(w, 'bob', 'carol', 'dave');

  await alice.call('setGroupMemberRole', { groupID: 'club', userID: 'bob', role: 'Admin' });
  await bob.receives(notice(9));
  assert.deepEqual((await carol.receives(tip(4))).payload.userIDList, ['bob']);
  await bob.call('setGroupMemberMuteTime', { groupID: 'club', userID: 'carol', muteTime: 600 });
  const muted = await carol.receives(tip(7));
  assert.deepEqual(muted.payload.memberList.map((m) => [m.userID, m.muteTime]), [['carol', 600]]);
  assert.equal((await refusal(carol.writesIn('club', 'hm'))).code, 10017);
  await bob.call('setGroupMemberMuteTime', { groupID: 'club', userID: 'carol', muteTime: 0 });
  await carol.writesIn('club', 'ah');
  await dave.receives('ah');
  assert.equal((await refusal(bob.call('setGroupMemberMuteTime', { groupID: 'club', userID: 'alice', muteTime: 600 }))).code, 10007);

  await carol.call('setGroupMemberNameCard', { groupID: 'club', nameCard: 'Caro' });
  const { data: { memberList: [card] } } = await dave.call('getGroupMemberProfile', { groupID: 'club', userIDList: ['carol'] });
  assert.deepEqual([card.nameCard, card.role], ['Caro', 'Member']);

  await bob.call('deleteGroupMember', { groupID: 'club', userIDList: ['carol'], reason: 'noise' });
  assert.equal((await carol.receives(notice(4))).payload.operatorID, 'bob');
  await carol.sees('GROUP_LIST_UPDATED', (l) => !l.some((g) => g.groupID === 'club'));
  assert.deepEqual((await dave.receives(tip(3))).payload.userIDList, ['carol']);

  await alice.call('changeGroupOwner', { groupID: 'club', newOwnerID: 'bob' });
  await dave.receives((m) => tip(6)(m) && m.payload.newGroupProfile.ownerID === 'bob');
  assert.equal((await refusal(alice.call('dismissGroup', 'club'))).code, 10007);
  const { data: { group } } = await bob.call('getGroupProfile', { groupID: 'club' });
  assert.deepEqual([group.ownerID, group.selfInfo.role], ['bob', 'Owner']);
  await alice.call('quitGroup', 'club');
  await bob.call('dismissGroup', 'club');
  await dave.receives(notice(5));
});

story('a member invites, and an admin permits it', async (w) => {
  const [alice, bob, carol] = await club(w, 'bob');
  const mike = await w.login('mike');
  assert.equal(carol, undefined);
  await alice.call('updateGroupProfile', { groupID: 'club', inviteOption: 'NeedPermission' });

  const { data } = await bob.call('addGroupMember', { groupID: 'club', userIDList: ['mike'] });
  assert.deepEqual(data.successUserIDList, []);
  const { data: { applicationList: [application] } } = await alice.call('getGroupApplicationList');
  assert.deepEqual([application.applicant, application.userID, application.applicationType], ['bob', 'mike', 2]);
  await alice.call('handleGroupApplication', { handleAction: 'Agree', application });
  await mike.receives(notice(7));
  await mike.writesIn('club', 'hello');
  await bob.receives('hello');
});

story('who is invited decides', { proves: ['callExperimentalAPI'], settings: { invite_consent: 'on' } }, async (w) => {
  const [alice, mike, eve] = await w.logins('alice', 'mike', 'eve');
  await alice.call('createGroup', { type: 'Private', name: 'Tea', groupID: 'tea' });

  await alice.call('addGroupMember', { groupID: 'tea', userIDList: ['mike', 'eve'] });
  const asked = await mike.receives(notice(12));
  assert.equal(asked.payload.operatorID, 'alice');
  const refused = await eve.receives(notice(12));
  await mike.call('callExperimentalAPI', 'handleGroupInvitation', { handleAction: 'Agree', message: { $message: asked.ID } });
  await alice.receives(notice(13));
  await mike.writesIn('tea', 'hello');
  await alice.receives('hello');
  await eve.call('callExperimentalAPI', 'handleGroupInvitation', { handleAction: 'Reject', handleMessage: 'busy', message: { $message: refused.ID } });
  assert.equal((await alice.receives(notice(14))).payload.handleMessage, 'busy');
  assert.equal((await refusal(eve.writesIn('tea', 'hm'))).code, 10007);
});
