import { story, assert } from '../harness/world.js';

const live = (groupID) => ({ groupID, type: 'AVChatRoom' });
const tip = (operationType, who) => (m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === operationType && m.payload.userIDList?.includes(who);
const notice = (operationType) => (m) => m.type === 'TIMGroupSystemNoticeElem' && m.payload.operationType === operationType;
const refusal = (promise) => promise.then(() => assert.fail('not refused'), (e) => e);

async function room(w, ...names) {
  const users = await w.logins('alice', ...names);
  await users[0].call('createGroup', { type: 'AVChatRoom', name: 'Stage', groupID: 'stage' });
  for (const user of users) await user.call('joinGroup', live('stage'));
  return users;
}

const list = async (user, more = {}) => (await user.call('getGroupMemberList', { groupID: 'stage', count: 30, offset: 0, ...more })).data.memberList;

story('members of a live room: the newest first, with their marks', { proves: ['markGroupMemberList'] }, async (w) => {
  const [alice, bob, carol] = await room(w, 'bob', 'carol');
  assert.deepEqual((await list(alice)).map((m) => m.userID), ['carol', 'bob', 'alice']);

  const marked = await alice.call('markGroupMemberList', { groupID: 'stage', markType: 1000, enableMark: true, userIDList: ['bob', 'nobody'] });
  assert.deepEqual(marked.data, { successUserIDList: ['bob'], failureUserIDList: ['nobody'] });
  assert.deepEqual((await list(carol, { filter: 1000 })).map((m) => m.userID), ['bob']);
  await list(carol); // the SDK keeps marks to itself
  await carol.frame('got', 'group_open_avchatroom_http_svc.get_members', (b) => b.MemberList.length === 3 && b.MemberList[1].Marks[0] === 1000);
  assert.equal((await refusal(bob.call('markGroupMemberList', { groupID: 'stage', markType: 1000, enableMark: true, userIDList: ['bob'] }))).code, 10007);
  await alice.call('markGroupMemberList', { groupID: 'stage', markType: 1000, enableMark: false, userIDList: ['bob'] });
  assert.deepEqual(await list(carol, { filter: 1000 }), []);

  await bob.call('quitGroup', 'stage');
  await carol.receives(tip(2, 'bob'));
  assert.deepEqual((await list(carol)).map((m) => m.userID), ['carol', 'alice']);
  assert.equal((await bob.app.restOK('group_open_http_svc/get_online_member_num', { GroupId: 'stage' })).OnlineMemberNum, 2);
});

story('the owner and a live admin mute; the muted is told and refused', async (w) => {
  const [alice, bob, carol] = await room(w, 'bob', 'carol');
  await alice.call('setGroupMemberMuteTime', { groupID: 'stage', userID: 'bob', muteTime: 600 });
  await bob.receives((m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === 7 && m.payload.memberList.some((u) => u.userID === 'bob' && u.muteTime === 600));
  assert.equal((await refusal(bob.writesIn('stage', 'hm'))).code, 10017);
  assert.equal((await refusal(carol.call('setGroupMemberMuteTime', { groupID: 'stage', userID: 'bob', muteTime: 0 }))).code, 10007);

  await w.app.restOK('group_open_avchatroom_http_svc/modify_admin', { GroupId: 'stage', CommandType: 1, Admin_Account: ['carol'] });
  await carol.receives(notice(9));
  await carol.call('setGroupMemberMuteTime', { groupID: 'stage', userID: 'bob', muteTime: 0 });
  await bob.writesIn('stage', 'thanks');
  await alice.receives('thanks');
  await alice.call('updateGroupProfile', { groupID: 'stage', muteAllMembers: true });
  assert.equal((await refusal(bob.writesIn('stage', 'hm'))).code, 10017);
  await carol.writesIn('stage', 'quiet please');
  await bob.receives('quiet please');
});

story('mutes are announced where the setting says so', { settings: { group_tips: 'AVChatRoom.mutes=online' } }, async (w) => {
  const [alice, , carol] = await room(w, 'bob', 'carol');
  await alice.call('setGroupMemberMuteTime', { groupID: 'stage', userID: 'bob', muteTime: 600 });
  await carol.receives((m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === 7 && m.payload.memberList.some((u) => u.userID === 'bob'));
});

story('who is removed from a live room is out for the time, and all see it', async (w) => {
  const [alice, bob, carol] = await room(w, 'bob', 'carol');
  await alice.call('deleteGroupMember', { groupID: 'stage', userIDList: ['bob'], duration: 3600, reason: 'noise' });

  await bob.receives(notice(21));
  await carol.receives(tip(10, 'bob'));
  assert.equal((await refusal(bob.call('joinGroup', live('stage')))).code, 10007);
  await alice.writesIn('stage', 'where were we');
  await carol.receives('where were we');
  await carol.writes('bob', 'sorry');
  await bob.receives('sorry');
  assert.ok(!bob.texts().includes('where were we'));

  await w.app.restOK('group_open_http_svc/unban_group_member', { GroupId: 'stage', Members_Account: ['bob'] });
  await carol.receives(tip(11, 'bob'));
  assert.equal((await bob.call('joinGroup', live('stage'))).data.status, 'JoinedSuccess');
});

story('newcomers get what was said lately', { settings: { live_history: 5 } }, async (w) => {
  const [alice, bob] = await room(w, 'bob');
  for (let i = 0; i < 8; i++) await alice.writesIn('stage', `line ${i}`);
  await bob.receives('line 7');
  const late = await w.login('carol');
  await late.call('joinGroup', live('stage'));
  await late.receives('line 7');
  await alice.writesIn('stage', 'now');
  await late.receives('now');
  assert.deepEqual(late.texts(), ['line 3', 'line 4', 'line 5', 'line 6', 'line 7', 'now']);
});

story('one live room at a time across a user\'s devices', { settings: { one_live_room: 'on' } }, async (w) => {
  const [alice, bob] = await room(w, 'bob');
  const phone = await w.login('bob', { device: 'mobile' });
  const carol = await w.login('carol');
  await carol.call('createGroup', { type: 'AVChatRoom', name: 'Second', groupID: 'second' });
  await carol.call('joinGroup', live('second'));

  await phone.call('joinGroup', live('second'));
  await alice.receives((m) => tip(2, 'bob')(m) && m.to === 'stage');
  await bob.receives(notice(8));
  await alice.writesIn('stage', 'in the first');
  await carol.writesIn('second', 'in the second');
  await phone.receives('in the second');
  await alice.writes('bob', 'fence');
  await bob.receives('fence');
  assert.ok(!bob.texts().includes('in the first'));
});

story('a broadcast reaches all live rooms', async (w) => {
  const [, bob] = await room(w, 'bob');
  const carol = await w.login('carol');
  await carol.call('createGroup', { type: 'AVChatRoom', name: 'Second', groupID: 'second' });
  await carol.call('joinGroup', live('second'));
  const outside = await w.login('dave');
  await w.app.restOK('group_open_http_svc/send_broadcast_msg',
    { From_Account: 'alice', Random: 7, MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'maintenance at 2' } }] });
  assert.equal((await bob.receives('maintenance at 2')).to, 'stage');
  assert.equal((await carol.receives('maintenance at 2')).to, 'second');
  await carol.writes('dave', 'fence');
  await outside.receives('fence');
  assert.deepEqual(outside.texts(), ['fence']);
});
