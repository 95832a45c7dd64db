import { story, assert, until } from '../harness/world.js';

const all = {
  nick: 'Al 茶', avatar: 'http://pic/a.png', gender: 'Gender_Type_Female', birthday: 19930214, location: 'Sichuan', selfSignature: 'tea, please',
  allowType: 'AllowType_Type_NeedConfirm', language: 3, messageSettings: 1, level: 7, role: 9,
};
const custom = [{ key: 'Tag_Profile_Custom_Team', value: 'blue' }, { key: 'Tag_Profile_Custom_Rank', value: '' }];
const chosen = (profile) => Object.fromEntries(Object.keys(all).map((k) => [k, profile[k]]));
const team = (profile) => profile.profileCustomField.find((f) => f.key === 'Tag_Profile_Custom_Team')?.value;

story('every field of a profile is there on the other device, after a reload and for strangers', {
  proves: ['updateMyProfile', 'getUserProfile'],
}, async (w) => {
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  const from = phone.mark();

  await alice.call('updateMyProfile', { ...all, profileCustomField: custom });

  await alice.sees('PROFILE_UPDATED', (list) => list[0].nick === all.nick);
  await phone.sees('PROFILE_UPDATED', (list) => list[0].userID === 'alice' && list[0].nick === all.nick && list[0].level === 7, { from });
  const mini = await w.login('alice', { device: 'mini' });
  for (const user of [phone, mini]) {
    await until(`${user.label} has it all`, async () => team((await user.call('getMyProfile')).data) === 'blue');
    assert.deepEqual(chosen((await user.call('getMyProfile')).data), all, user.label);
  }
  const { data } = await bob.call('getUserProfile', { userIDList: ['alice', 'nobody'] });
  assert.deepEqual(data.map((p) => p.userID), ['alice']);
  assert.deepEqual([chosen(data[0]), team(data[0])], [all, 'blue']);
  const rest = await w.app.restOK('profile/portrait_get', { To_Account: ['alice'], TagList: ['Tag_Profile_IM_Nick', 'Tag_Profile_IM_Level', 'Tag_Profile_Custom_Team'] });
  assert.deepEqual(rest.UserProfileItem[0].ProfileItem.map((i) => i.Value), [all.nick, 7, 'blue']);
});

story('what the server API writes is seen on all devices at once', async (w) => {
  const [alice, phone] = await w.logins('alice', ['alice', { device: 'mobile' }]);
  await w.app.restOK('profile/portrait_set', { From_Account: 'alice', ProfileItem: [
    { Tag: 'Tag_Profile_IM_Nick', Value: 'Queen' }, { Tag: 'Tag_Profile_IM_Role', Value: 42 }, { Tag: 'Tag_Profile_Custom_Team', Value: 'red' }] });
  for (const user of [alice, phone]) {
    await user.sees('PROFILE_UPDATED', (list) => list.some((p) => p.nick === 'Queen' && p.role === 42 && team(p) === 'red'));
  }
});

story('an administrator can keep a user from asking for friends', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await assert.rejects(alice.call('updateMyProfile', { adminForbidType: 'AdminForbid_Type_SendOut' }), { code: 40008 });
  await w.app.restOK('profile/portrait_set', { From_Account: 'alice', ProfileItem: [{ Tag: 'Tag_Profile_IM_AdminForbidType', Value: 'AdminForbid_Type_SendOut' }] });
  await assert.rejects(alice.call('addFriend', { to: 'bob', source: 'AddSource_Type_Web', type: 'Add_Type_Both' }), { code: 30009 });
  const { data } = await bob.call('addFriend', { to: 'alice', source: 'AddSource_Type_Web', type: 'Add_Type_Both' });
  assert.equal(data.code, 0, 'others may still ask her');
});
