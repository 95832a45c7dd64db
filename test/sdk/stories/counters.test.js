import { story, assert } from '../harness/world.js';

const counted = (groupID, key, value) => (d) => d.groupID === groupID && d.key === key && d.value === value;
const refusal = (promise) => promise.then(() => assert.fail('not refused'), (e) => e);

for (const [type, groupID] of [['Public', 'town'], ['AVChatRoom', 'stage']]) {
  story(`counters of a group of type ${type}: everybody sees them grow`, {
    proves: [
      'setGroupCounters', 'increaseGroupCounter', 'decreaseGroupCounter', 'getGroupCounters', 'GROUP_COUNTER_UPDATED',
    ],
  }, async (w) => {
    const [alice, bob, phone] = await w.logins('alice', 'bob', ['bob', { device: 'mobile' }]);
    const all = [alice, bob, phone];
    await alice.call('createGroup', { type, name: 'Table', groupID, ...(type === 'AVChatRoom' ? {} : { memberList: [{ userID: 'bob' }] }) });
    if (type === 'AVChatRoom') for (const user of all) await user.call('joinGroup', { groupID, type });

    const set = await alice.call('setGroupCounters', { groupID, counters: { likes: 5, cups: 1 } });
    assert.deepEqual(set.data.counters, { likes: 5, cups: 1 });
    for (const user of all) {
      await user.sees('GROUP_COUNTER_UPDATED', counted(groupID, 'likes', 5));
      await user.sees('GROUP_COUNTER_UPDATED', counted(groupID, 'cups', 1));
    }

    assert.deepEqual((await bob.call('increaseGroupCounter', { groupID, key: 'likes', value: 3 })).data.counters, { likes: 8 });
    for (const user of all) await user.sees('GROUP_COUNTER_UPDATED', counted(groupID, 'likes', 8));
    assert.deepEqual((await phone.call('decreaseGroupCounter', { groupID, key: 'likes', value: 10 })).data.counters, { likes: -2 });
    for (const user of all) await user.sees('GROUP_COUNTER_UPDATED', counted(groupID, 'likes', -2));

    await Promise.all(all.flatMap((user) => [1, 2, 3, 4].map(() => user.call('increaseGroupCounter', { groupID, key: 'cups', value: 1 }))));
    for (const user of all) await user.sees('GROUP_COUNTER_UPDATED', counted(groupID, 'cups', 13));

    const { GroupCounter } = await w.app.restOK('group_open_http_svc/get_group_counter', { GroupId: groupID });
    assert.deepEqual(GroupCounter, [{ Key: 'cups', Value: 13 }, { Key: 'likes', Value: -2 }]);
    const tablet = await w.login('bob', { device: 'mini' });
    if (type === 'AVChatRoom') await tablet.call('joinGroup', { groupID, type });
    assert.deepEqual((await tablet.call('getGroupCounters', { groupID, keyList: ['likes'] })).data.counters, { likes: -2 });

    await w.app.restOK('group_open_http_svc/delete_group_counter', { GroupId: groupID, GroupCounterKeys: ['cups'] });
    await alice.frame('got', 'im_open_push.msg_push', (b) => b.EventArray?.[0]?.GroupTips?.[0]?.MsgBody?.GroupCounterInfo?.[0]?.Type === 1);
    assert.deepEqual((await alice.call('getGroupCounters', { groupID })).data.counters, { likes: -2 });
  });
}

story('a community has no counters', async (w) => {
  const alice = await w.login('alice');
  await alice.call('createGroup', { type: 'Community', name: 'Fair', groupID: '@TGS#_fair' });
  assert.equal((await refusal(alice.call('setGroupCounters', { groupID: '@TGS#_fair', counters: { likes: 1 } }))).code, 10007);
});
