import { story, assert } from '../harness/world.js';

const refusal = (promise) => promise.then(() => assert.fail('not refused'), (e) => e);
const updated = (groupID, keys) => (d) => d.groupID === groupID && keys.every((k) => d.updatedKeyList.includes(k));
const deleted = (groupID, keys) => (d) => d.groupID === groupID && keys.every((k) => d.deletedKeyList.includes(k));
const read = async (user, groupID, keyList = []) => (await user.call('getGroupAttributes', { groupID, keyList })).data.groupAttributes;

/** A group of a type with alice, bob and bob's phone in it. */
async function group(w, type, groupID) {
  const [alice, bob, phone] = await w.logins('alice', 'bob', ['bob', { device: 'mobile' }]);
  await alice.call('createGroup', { type, name: 'Table', groupID, ...(type === 'AVChatRoom' ? {} : { memberList: [{ userID: 'bob' }] }) });
  if (type === 'AVChatRoom') {
    for (const user of [alice, bob, phone]) await user.call('joinGroup', { groupID, type });
  } else {
    await alice.writesIn(groupID, 'hello'); // a Work group is shown to others only then
    await bob.receives('hello');
    await phone.receives('hello');
  }
  return { alice, bob, phone };
}

for (const [type, groupID] of [['Private', 'work'], ['Public', 'town'], ['ChatRoom', 'meet'], ['AVChatRoom', 'stage'], ['Community', '@TGS#_fair']]) {
  story(`attributes of a group of type ${type}: everybody sees what one writes`, {
    proves: [
      'initGroupAttributes', 'setGroupAttributes', 'deleteGroupAttributes', 'getGroupAttributes',
      'GROUP_ATTRIBUTES_UPDATED',
    ],
  }, async (w) => {
    const { alice, bob, phone } = await group(w, type, groupID);
    const others = [[bob, bob.mark()], [phone, phone.mark()]];

    const made = await alice.call('initGroupAttributes', { groupID, groupAttributes: { seat: 'alice', topic: 'tea' } });
    assert.deepEqual(made.data.groupAttributes, { seat: 'alice', topic: 'tea' });
    for (const [user, from] of others) {
      const seen = await user.sees('GROUP_ATTRIBUTES_UPDATED', updated(groupID, ['seat', 'topic']), { from });
      assert.deepEqual(seen.groupAttributes, { seat: 'alice', topic: 'tea' }, user.label);
    }

    const [mark, own] = [alice.mark(), phone.mark()];
    await bob.call('setGroupAttributes', { groupID, groupAttributes: { topic: 'go', cup: '1' } });
    assert.deepEqual((await alice.sees('GROUP_ATTRIBUTES_UPDATED', updated(groupID, ['topic', 'cup']), { from: mark })).groupAttributes,
      { seat: 'alice', topic: 'go', cup: '1' });
    await phone.sees('GROUP_ATTRIBUTES_UPDATED', updated(groupID, ['topic', 'cup']), { from: own });
    assert.deepEqual(await read(phone, groupID), { seat: 'alice', topic: 'go', cup: '1' });

    await phone.call('deleteGroupAttributes', { groupID, keyList: ['seat'] });
    await alice.sees('GROUP_ATTRIBUTES_UPDATED', deleted(groupID, ['seat']));
    await bob.sees('GROUP_ATTRIBUTES_UPDATED', deleted(groupID, ['seat']));
    assert.deepEqual(await read(bob, groupID, ['seat', 'cup']), { cup: '1' });

    await alice.call('deleteGroupAttributes', { groupID, keyList: [] });
    await bob.sees('GROUP_ATTRIBUTES_UPDATED', deleted(groupID, ['topic', 'cup']));
    assert.deepEqual(await read(alice, groupID), {});
    assert.deepEqual((await w.app.restOK('group_open_attr_http_svc/get_group_attr', { GroupId: groupID })).GroupAttrAry, []);
    for (const user of [alice, bob, phone]) {
      assert.equal(user.framesOf('sent', 'group_open_attr_http_svc.get_group_attr').length
        + user.framesOf('sent', 'million_group_open_http_svc.get_group_attr').length <= 1, true, `${user.label} had it from the pushes`);
    }
  });
}

story('what the backend writes, clients see', async (w) => {
  const { alice, bob } = await group(w, 'AVChatRoom', 'stage');
  await w.app.restOK('group_open_http_svc/set_group_attr', { GroupId: 'stage', GroupAttr: [{ key: 'state', value: 'on air' }] });
  for (const user of [alice, bob]) {
    assert.deepEqual((await user.sees('GROUP_ATTRIBUTES_UPDATED', updated('stage', ['state']))).groupAttributes, { state: 'on air' });
  }
  const late = await w.login('carol');
  await late.call('joinGroup', { groupID: 'stage', type: 'AVChatRoom' });
  assert.deepEqual(await read(late, 'stage'), { state: 'on air' });
});

story('of two who write an attribute at once one is told that it came too late', async (w) => {
  const { alice, bob } = await group(w, 'Public', 'town');
  await alice.call('initGroupAttributes', { groupID: 'town', groupAttributes: { seat: 'free' } });
  assert.deepEqual(await read(bob, 'town'), { seat: 'free' });

  const write = (user) => user.call('setGroupAttributes', { groupID: 'town', groupAttributes: { seat: user.name } });
  const results = await Promise.allSettled([write(alice), write(bob)]);
  const lost = results.filter((r) => r.status === 'rejected');
  if (lost.length === 0) return w.note('they were not at once'); // the push was faster than the other's write
  assert.deepEqual(lost.map((r) => r.reason.code), [10056]);
  const winner = results[0].status === 'fulfilled' ? alice : bob;
  const loser = winner === alice ? bob : alice;
  await loser.sees('GROUP_ATTRIBUTES_UPDATED', (d) => d.groupAttributes.seat === winner.name);
  await write(loser);
  await winner.sees('GROUP_ATTRIBUTES_UPDATED', (d) => d.groupAttributes.seat === loser.name);
});

story('a client that does not know the attributes may not write over them', async (w) => {
  const { bob } = await group(w, 'Public', 'town');
  const bobsTablet = await w.login('bob', { device: 'mini' });
  await bob.call('initGroupAttributes', { groupID: 'town', groupAttributes: { seat: 'bob' } });
  await bobsTablet.sees('GROUP_ATTRIBUTES_UPDATED', updated('town', ['seat']));
  const later = await w.login('alice', { device: 'mobile' });
  assert.equal((await refusal(later.call('setGroupAttributes', { groupID: 'town', groupAttributes: { seat: 'alice' } }))).code, 10056);
  assert.deepEqual(await read(later, 'town'), { seat: 'bob' });
  await later.call('setGroupAttributes', { groupID: 'town', groupAttributes: { seat: 'alice' } });
  await bob.sees('GROUP_ATTRIBUTES_UPDATED', (d) => d.groupAttributes.seat === 'alice');
});
