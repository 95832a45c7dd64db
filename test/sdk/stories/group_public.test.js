import { story, assert } from '../harness/world.js';

const tip = (operationType) => (m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === operationType;
const notice = (operationType) => (m) => m.type === 'TIMGroupSystemNoticeElem' && m.payload.operationType === operationType;

story('a free Public group is joined by anybody who knows its ID, and dismissed by its owner', async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  const { data: { group } } = await alice.call('createGroup', { type: 'Public', name: 'Club', groupID: 'club', joinOption: 'FreeAccess' });
  assert.equal(group.groupID, 'club');
  const taken = await bob.call('createGroup', { type: 'Public', name: 'Other', groupID: 'club' }).catch((e) => e);
  assert.equal(taken.code, 10021, taken.message);

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
