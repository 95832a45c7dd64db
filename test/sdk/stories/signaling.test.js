import { story, assert } from '../harness/world.js';

const of = (inviteID) => (d) => d.inviteID === inviteID;
const synced = (user) => user.frame('got', 'recentcontact.page_get', (b) => b.CompleteFlag === 1);

story('an invitation is accepted, refused, cancelled and runs out', {
  proves: [
    'invite', 'accept', 'reject', 'cancel', 'getSignalingInfo', 'modifyInvitation', 'addSignalingListener',
    'NEW_INVITATION_RECEIVED', 'INVITEE_ACCEPTED', 'INVITEE_REJECTED', 'INVITATION_CANCELLED', 'INVITATION_TIMEOUT',
    'INVITATION_MODIFIED',
  ],
}, async (w) => {
  const [alice, bob, phone] = await w.logins('alice', 'bob', ['bob', { device: 'mobile' }]);
  await Promise.all([alice, bob, phone].map(synced));
  const invited = async (timeout = 30) => {
    const marks = [bob, phone].map((u) => u.mark());
    const { inviteID } = await alice.call('invite', { userID: 'bob', data: 'call', timeout });
    assert.ok(inviteID, 'invite gives the inviteID');
    for (const [i, user] of [bob, phone].entries()) {
      const seen = await user.sees('NEW_INVITATION_RECEIVED', of(inviteID), { from: marks[i] });
      assert.deepEqual([seen.inviter, seen.inviteeList, seen.data], ['alice', ['bob'], 'call']);
    }
    return inviteID;
  };

  const yes = await invited();
  const message = await bob.receives((m) => m.payload?.data?.includes(yes));
  const info = await bob.call('getSignalingInfo', { $message: message.ID });
  assert.deepEqual([info.inviteID, info.actionType, info.inviter, info.inviteeList, info.timeout, info.data], [yes, 1, 'alice', ['bob'], 30, 'call']);
  await bob.call('accept', { inviteID: yes, data: 'coming' });
  assert.equal((await alice.sees('INVITEE_ACCEPTED', of(yes))).data, 'coming');
  await phone.sees('INVITEE_ACCEPTED', of(yes));

  const no = await invited();
  await phone.call('reject', { inviteID: no, data: 'busy' });
  assert.equal((await alice.sees('INVITEE_REJECTED', of(no))).data, 'busy');

  const never = await invited();
  await alice.call('cancel', { inviteID: never, data: 'sorry' });
  for (const user of [bob, phone]) assert.equal((await user.sees('INVITATION_CANCELLED', of(never))).data, 'sorry');

  const late = await invited(2);
  for (const user of [alice, bob]) await user.sees('INVITATION_TIMEOUT', of(late));

  const changed = await invited();
  await alice.call('modifyInvitation', { inviteID: changed, data: 'video call' });
  await bob.sees('INVITATION_MODIFIED', (d) => d.inviteID === changed && d.data === 'video call');
});

story('an invitation that came while the invited was away is there when he comes', async (w) => {
  const bob = await w.login('bob');
  await bob.vanish();
  const alice = await w.login('alice');
  await synced(alice);
  const { inviteID } = await alice.call('invite', { userID: 'bob', data: 'call', timeout: 60 });
  const back = await w.login('bob');
  await back.sees('NEW_INVITATION_RECEIVED', of(inviteID));
  await back.call('accept', { inviteID });
  await alice.sees('INVITEE_ACCEPTED', of(inviteID));
});

story('an invitation in a group', { proves: ['inviteInGroup'] }, async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  await Promise.all([alice, bob, carol].map(synced));
  const { data } = await alice.call('createGroup', { type: 'Private', name: 'tea', memberList: [{ userID: 'bob' }, { userID: 'carol' }] });
  const { groupID } = data.group;
  for (const user of [bob, carol]) await user.sees('GROUP_LIST_UPDATED', (l) => l.some((g) => g.groupID === groupID));

  const sent = await alice.call('inviteInGroup', { groupID, inviteeList: ['bob', 'carol'], data: 'meet', timeout: 30 });
  for (const user of [bob, carol]) await user.sees('NEW_INVITATION_RECEIVED', (d) => d.inviteID === sent.inviteID && d.groupID === groupID);
  await bob.call('accept', { inviteID: sent.inviteID });
  await alice.sees('INVITEE_ACCEPTED', of(sent.inviteID));
  await carol.call('reject', { inviteID: sent.inviteID });
  await alice.sees('INVITEE_REJECTED', of(sent.inviteID));
});
