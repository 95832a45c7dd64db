import { story, assert } from '../harness/world.js';
import { conversations, one, wholeHistory } from '../harness/compare.js';

const tip = (operationType) => (m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === operationType;

story('a Community is joined, listed page by page and talked in', { proves: ['getGroupList'] }, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const { data: { group } } = await alice.call('createGroup', { type: 'Community', name: 'Town' });
  const { groupID } = group;
  assert.match(groupID, /^@TGS#_/);
  await alice.writesIn(groupID, 'welcome');

  assert.equal((await bob.call('joinGroup', { groupID, type: 'Community' })).data.status, 'JoinedSuccess');
  assert.deepEqual((await alice.receives(tip(1))).payload.userIDList, ['bob']);
  await bob.writesIn(groupID, 'good morning');
  assert.equal((await alice.receives('good morning')).to, groupID);
  assert.equal(one(await conversations(alice), `GROUP${groupID}`).unreadCount > 0, true);
  const { messages } = await wholeHistory(bob, `GROUP${groupID}`);
  assert.ok(messages.some((m) => m.payload?.text === 'welcome'), 'history from before joining');

  const names = Array.from({ length: 120 }, (_, i) => `u${String(i).padStart(3, '0')}`);
  for (const some of [names.slice(0, 60), names.slice(60)]) {
    await w.app.restOK('im_open_login_svc/multiaccount_import', { AccountList: some.map((UserID) => ({ UserID })) });
  }
  await w.app.restOK('million_group_open_http_svc/add_group_member', { GroupId: groupID, Silence: 1, MemberList: names.map((n) => ({ Member_Account: n })) });
  const seen = [];
  for (let offset = ''; ;) {
    const { data } = await bob.call('getGroupMemberList', { groupID, count: 100, offset });
    seen.push(...data.memberList.map((m) => m.userID));
    if (!data.offset) break;
    offset = data.offset;
  }
  assert.deepEqual(seen.toSorted(), ['alice', 'bob', ...names].toSorted());

  const later = await w.login('bob', { device: 'mobile' });
  const { data: { groupList } } = await later.call('getGroupList');
  assert.deepEqual(groupList.map((g) => [g.groupID, g.type, g.memberCount]), [[groupID, 'Community', 122]]);
});
