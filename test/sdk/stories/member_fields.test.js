import { story, assert } from '../harness/world.js';

story('custom fields of a member are set by himself and by the owner, and every member sees them', {
  proves: ['setGroupMemberCustomField', 'getGroupMemberProfile'],
}, async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  const memberList = [{ userID: 'bob' }, { userID: 'carol' }];
  const { data: { group: { groupID } } } = await alice.call('createGroup', { type: 'Public', name: 'Club', memberList });
  const fields = async (user) => {
    const { data } = await user.call('getGroupMemberProfile', { groupID, userIDList: ['bob'], memberCustomFieldFilter: ['seat', 'diet'] });
    return Object.fromEntries(data.memberList[0].memberCustomField.map(({ key, value }) => [key, value]));
  };

  await bob.call('setGroupMemberCustomField', { groupID, memberCustomField: [{ key: 'seat', value: '12' }, { key: 'diet', value: 'none' }] });
  await alice.call('setGroupMemberCustomField', { groupID, userID: 'bob', memberCustomField: [{ key: 'seat', value: '1' }] });
  const mayNot = await carol.call('setGroupMemberCustomField', { groupID, userID: 'bob', memberCustomField: [{ key: 'seat', value: '99' }] }).catch((e) => e);
  assert.ok(mayNot instanceof Error, 'a member may not change another');

  assert.deepEqual(await fields(carol), { seat: '1', diet: 'none' });
  const phone = await w.login('bob', { device: 'mobile' });
  assert.deepEqual(await fields(phone), { seat: '1', diet: 'none' });
});
