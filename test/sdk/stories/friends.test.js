import { story, assert, until } from '../harness/world.js';
import { nextSecond } from '../harness/until.js';

const both = 'Add_Type_Both';
const friendsOf = async (user) => (await user.call('getFriendList')).data;
const applicationsOf = async (user) => (await user.call('getFriendApplicationList')).data;
const groupsOf = async (user) => (await user.call('getFriendGroupList')).data;
const ids = (list) => list.map((f) => f.userID).sort();
const one = (list, userID) => list.find((f) => f.userID === userID);

/**
 * Waits until a user's own list has these friends, with all that the SDK asks of new ones: it throws if one is deleted
 * before it has its answer.
 */
const hasFriends = (user, ...wanted) => until(`${user.label} has the friends ${wanted}`, async () => {
  const list = await friendsOf(user);
  const have = ids(list);
  return have.length === wanted.length && wanted.every((w) => have.includes(w)) && list.every((f) => f.addTime > 0);
});

const hasApplications = (user, unread, ...wanted) => until(`${user.label} has the applications ${wanted}, ${unread} unread`, async () => {
  const { friendApplicationList: list, unreadCount } = await applicationsOf(user);
  const have = list.map((a) => `${a.userID} ${a.type.replace('Pendency_Type_', '')}`).sort();
  return unreadCount === unread && have.join() === wanted.sort().join();
});

const confirms = (user) => user.call('updateMyProfile', { allowType: 'AllowType_Type_NeedConfirm' });

/** The same user after a reload: what the server has kept. */
async function reload(w, user) {
  await user.vanish();
  return w.login(user.name, { device: user.device });
}

story('a friend is added at once where he lets anybody, on all devices and after a reload', {
  proves: ['addFriend', 'getFriendList', 'FRIEND_LIST_UPDATED'],
}, async (w) => {
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  await bob.call('updateMyProfile', { nick: 'Bobby' });
  const marks = [alice, phone, bob].map((u) => u.mark());

  const { data } = await alice.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', wording: 'hi', type: both, remark: 'B', groupName: 'pals' });

  assert.deepEqual([data.userID, data.code], ['bob', 0]);
  for (const [i, user] of [alice, phone, bob].entries()) await user.sees('FRIEND_LIST_UPDATED', undefined, { from: marks[i] });
  for (const user of [alice, phone]) await hasFriends(user, 'bob');
  await hasFriends(bob, 'alice');
  for (const user of [phone, await reload(w, alice)]) {
    await until('the fields of the friend are there', async () => one(await friendsOf(user), 'bob')?.remark === 'B' && one(await friendsOf(user), 'bob').profile.nick === 'Bobby');
    const bobs = one(await friendsOf(user), 'bob');
    assert.deepEqual([bobs.source, bobs.groupList], ['AddSource_Type_Web', ['pals']]);
    assert.ok(Math.abs(bobs.addTime - Date.now() / 1000) < 120, `addTime ${bobs.addTime}`);
  }
  await assert.rejects(phone.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', type: both }), { code: 30520 });
});

story('an application is read, answered and gone on all devices', {
  proves: [
    'acceptFriendApplication', 'refuseFriendApplication', 'setFriendApplicationRead', 'getFriendApplicationList',
    'FRIEND_APPLICATION_LIST_UPDATED',
  ],
}, async (w) => {
  const [alice, bob, phone, carol] = await w.logins('alice', 'bob', ['bob', { device: 'mobile' }], 'carol');
  await confirms(bob);
  await carol.call('updateMyProfile', { nick: 'Caro' });
  const from = phone.mark();

  const { data } = await alice.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', wording: 'it is me', type: both, remark: 'B' });
  assert.equal(data.code, 30539);
  await carol.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', wording: 'and me', type: both });

  await phone.sees('FRIEND_APPLICATION_LIST_UPDATED', (d) => d.friendApplicationList.length === 2, { from });
  for (const user of [bob, phone]) await hasApplications(user, 2, 'alice ComeIn', 'carol ComeIn');
  await hasApplications(alice, 0, 'bob SendOut');
  const application = (await applicationsOf(phone)).friendApplicationList.find((a) => a.userID === 'carol');
  assert.deepEqual([application.nick, application.wording, application.source], ['Caro', 'and me', 'AddSource_Type_Web']);
  assert.deepEqual(ids(await friendsOf(bob)), []);

  await nextSecond(2); // the SDK reports what it has read by its idea of the server's time, which may be a second behind
  await bob.call('setFriendApplicationRead');
  for (const user of [bob, phone]) await hasApplications(user, 0, 'alice ComeIn', 'carol ComeIn');

  await bob.call('acceptFriendApplication', { userID: 'alice', remark: 'A', type: 'Response_Action_AgreeAndAdd' });
  for (const user of [bob, phone]) await hasFriends(user, 'alice');
  await hasFriends(alice, 'bob');
  await hasApplications(alice, 0);
  await bob.call('refuseFriendApplication', { userID: 'carol' });
  for (const user of [bob, phone, carol]) await hasApplications(user, 0);
  assert.deepEqual(ids(await friendsOf(carol)), []);

  const again = await reload(w, bob);
  await hasFriends(again, 'alice');
  await hasApplications(again, 0);
  assert.equal(one(await friendsOf(again), 'alice').remark, 'A');
  const later = await reload(w, alice);
  await until("alice's remark is there", async () => one(await friendsOf(later), 'bob')?.remark === 'B');
});

story('an application waits for who is offline, and either side may delete it', { proves: ['deleteFriendApplication'] }, async (w) => {
  const bob = await w.login('bob');
  await confirms(bob);
  await bob.vanish();
  const alice = await w.login('alice');
  assert.equal((await alice.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', wording: 'hello', type: both })).data.code, 30539);

  const back = await w.login('bob');
  await hasApplications(back, 1, 'alice ComeIn');
  await hasApplications(alice, 0, 'bob SendOut');
  await alice.call('deleteFriendApplication', { userID: 'bob', type: 'Pendency_Type_SendOut' });
  await hasApplications(alice, 0);
  await back.call('deleteFriendApplication', { userID: 'alice', type: 'Pendency_Type_ComeIn' });
  await hasApplications(back, 0);
  await hasApplications(await reload(w, back), 0);
});

story('a one-way friend, and a one-way yes', { proves: ['checkFriend'] }, async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  await alice.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', type: 'Add_Type_Single' });
  await hasFriends(alice, 'bob');
  await confirms(carol);
  await alice.call('addFriend', { to: 'carol', source: 'AddSource_Type_Web', type: both });
  await hasApplications(carol, 1, 'alice ComeIn');
  await carol.call('acceptFriendApplication', { userID: 'alice', type: 'Response_Action_Agree' });
  await hasFriends(alice, 'bob', 'carol');

  const [bobAgain, carolAgain] = [await reload(w, bob), await reload(w, carol)];
  for (const user of [bobAgain, carolAgain]) {
    await user.sees('FRIEND_LIST_UPDATED');
    assert.deepEqual(ids(await friendsOf(user)), [], 'they have not got her');
  }
  const check = async (user, type, ...userIDList) => (await user.call('checkFriend', { userIDList, type })).data.successUserIDList.map((u) => u.relation.replace('CheckResult_Type_', ''));
  assert.deepEqual(await check(alice, 'CheckResult_Type_Both', 'bob', 'carol', 'alice'), ['AWithB', 'AWithB', 'NoRelation']);
  assert.deepEqual(await check(bobAgain, 'CheckResult_Type_Both', 'alice', 'carol'), ['BWithA', 'NoRelation']);
  assert.deepEqual(await check(bobAgain, 'CheckResult_Type_Single', 'alice'), ['NoRelation']);
});

story('who takes no friends is not asked', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await bob.call('updateMyProfile', { allowType: 'AllowType_Type_DenyAny' });
  await assert.rejects(alice.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', type: both }), { code: 30516 });
  await assert.rejects(alice.call('addFriend', { to: 'nobody', source: 'AddSource_Type_Web', type: both }), { code: 30003 });
  assert.deepEqual((await applicationsOf(bob)).friendApplicationList, []);
});

story('a remark and a custom field are on the other device and after a reload; the friend sees nothing of them', {
  proves: ['updateFriend', 'getFriendProfile'],
}, async (w) => {
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  await alice.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', type: both });
  await hasFriends(phone, 'bob');
  await hasFriends(bob, 'alice');
  const from = bob.frames.length;

  await alice.call('updateFriend', { userID: 'bob', remark: 'Bobby', friendCustomField: [{ key: 'Tag_SNS_Custom_Pin', value: '7' }] });

  const fits = async (user) => {
    const bobs = one(await friendsOf(user), 'bob');
    return bobs?.remark === 'Bobby' && bobs.friendCustomField.some((f) => f.key === 'Tag_SNS_Custom_Pin' && f.value === '7');
  };
  await until('the phone has the remark', () => fits(phone));
  const again = await reload(w, alice);
  await until('it is there after a reload', () => fits(again));
  const { data } = await phone.call('getFriendProfile', { userIDList: ['bob', 'carol'] });
  assert.equal(data.friendList[0].remark, 'Bobby');
  assert.equal(data.failureUserIDList[0].userID, 'carol');
  assert.deepEqual(bob.frames.slice(from).filter((f) => f.servcmd === 'im_open_push.msg_push').map((f) => f.body), []);
  const mine = one(await friendsOf(bob), 'alice');
  assert.deepEqual([mine.remark, mine.friendCustomField], ['', []]);
});

story('a friend who changes his profile is seen by those who have him', { proves: ['PROFILE_UPDATED'] }, async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  await alice.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', type: 'Add_Type_Single' });
  await hasFriends(alice, 'bob');

  await bob.call('updateMyProfile', { nick: 'Bobby', avatar: 'http://pic/b.png' });

  await alice.sees('PROFILE_UPDATED', (list) => list.some((p) => p.userID === 'bob' && p.nick === 'Bobby'));
  await until('the list has it', async () => one(await friendsOf(alice), 'bob').profile.nick === 'Bobby');
  assert.ok(!carol.events.some((e) => e.name === 'PROFILE_UPDATED' && JSON.stringify(e.data).includes('Bobby')));
});

story('friends are deleted on one side or on both', { proves: ['deleteFriend'] }, async (w) => {
  const [alice, phone, bob, carol] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob', 'carol');
  for (const to of ['bob', 'carol']) await alice.call('addFriend', { to, source: 'AddSource_Type_Web', type: both });
  for (const user of [alice, phone]) await hasFriends(user, 'bob', 'carol');
  for (const user of [bob, carol]) await hasFriends(user, 'alice');

  const { data } = await alice.call('deleteFriend', { userIDList: ['bob'], type: 'Delete_Type_Both' });
  assert.deepEqual(data.successUserIDList.map((u) => u.userID), ['bob']);
  await alice.call('deleteFriend', { userIDList: ['carol'], type: 'Delete_Type_Single' });

  for (const user of [alice, phone]) await hasFriends(user);
  await hasFriends(bob);
  await hasFriends(carol, 'alice');
  await hasFriends(await reload(w, carol), 'alice');
  const again = await reload(w, alice);
  await again.sees('FRIEND_LIST_UPDATED');
  await hasFriends(again);
});

story('friend groups are made, changed, renamed and deleted, and are there after a reload', {
  proves: [
    'createFriendGroup', 'addToFriendGroup', 'removeFromFriendGroup', 'renameFriendGroup', 'deleteFriendGroup',
    'getFriendGroupList', 'FRIEND_GROUP_LIST_UPDATED',
  ],
}, async (w) => {
  const [alice, mini] = await w.logins('alice', ['alice', { device: 'mini' }], 'bob', 'carol');
  for (const to of ['bob', 'carol']) await alice.call('addFriend', { to, source: 'AddSource_Type_Web', type: both });
  for (const user of [alice, mini]) await hasFriends(user, 'bob', 'carol');
  const from = alice.mark();

  const made = (await alice.call('createFriendGroup', { name: 'pals', userIDList: ['bob', 'nobody'] })).data;
  assert.deepEqual([made.friendGroup.userIDList, made.failureUserIDList.map((f) => f.userID)], [['bob'], ['nobody']]);
  await alice.sees('FRIEND_GROUP_LIST_UPDATED', (list) => list.some((g) => g.name === 'pals'), { from });
  await alice.call('createFriendGroup', { name: 'work', userIDList: [] });
  await alice.call('addToFriendGroup', { name: 'pals', userIDList: ['carol'] });
  await alice.call('removeFromFriendGroup', { name: 'pals', userIDList: ['bob'] });
  await alice.call('renameFriendGroup', { oldName: 'pals', newName: 'mates' });

  await until('the other device sees in which groups a friend is', async () => one(await friendsOf(mini), 'carol').groupList.join() === 'mates' && one(await friendsOf(mini), 'bob').groupList.length === 0);
  const phone = await w.login('alice', { device: 'mobile' });
  const wanted = JSON.stringify([['mates', ['carol'], 1], ['work', [], 0]]);
  const have = async (user) => JSON.stringify((await groupsOf(user)).map((g) => [g.name, g.userIDList, g.count]));
  await until('the phone has the groups', async () => (await have(phone)) === wanted);
  assert.deepEqual((await groupsOf(alice)).map((g) => g.name).sort(), ['mates', 'work']);

  await alice.call('deleteFriendGroup', { name: 'mates' });
  const again = await reload(w, phone);
  await until('the group is gone after a reload', async () => (await have(again)) === JSON.stringify([['work', [], 0]]));
  await hasFriends(again, 'bob', 'carol');
});
