// What the SDK offers beside the subjects of the other stories: its clock, its listeners, its memory of messages, jumping in a history,
// sending again, and its end.

import { story, assert, until } from '../harness/world.js';

const texts = ({ data }) => data.messageList.map((m) => m.payload.text);

story('the SDK knows the time of the server, and says when a call comes too early', {
  proves: ['getServerTime', 'ERROR', 'SERVER_CONFIG_UPDATED'],
}, async (w) => {
  const alice = await w.user('alice');
  await assert.rejects(alice.call('getFriendList'), { code: 2024 });
  await alice.sees('ERROR', (d) => d.code === 2024);

  await alice.login();

  assert.ok(Math.abs(await alice.call('getServerTime') - Date.now()) < 5000, 'in milliseconds');
  await alice.sees('SERVER_CONFIG_UPDATED');
});

story('a listener hears until it is taken away', {
  proves: ['on', 'off', 'addSignalingListener', 'removeSignalingListener'],
}, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await bob.listen('MESSAGE_RECEIVED', 'message heard');
  await bob.listen('NEW_INVITATION_RECEIVED', 'invitation heard');
  await alice.call('invite', { userID: 'bob', data: 'one', timeout: 30 });
  await bob.sees('message heard');
  await bob.sees('invitation heard', (d) => d.data === 'one');

  await bob.unlisten('MESSAGE_RECEIVED', 'message heard');
  await bob.unlisten('NEW_INVITATION_RECEIVED', 'invitation heard');
  const from = bob.mark();
  await alice.call('invite', { userID: 'bob', data: 'two', timeout: 30 });
  await bob.sees('NEW_INVITATION_RECEIVED', (d) => d.data === 'two', { from });
  await alice.writes('bob', 'fence');
  await bob.receives('fence');
  assert.deepEqual(bob.events.slice(from).filter((e) => e.name.endsWith(' heard')), []);
});

story('an invitation by functions reaches its user and the members of a group', {
  proves: ['inviteSync', 'inviteInGroupSync'],
}, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const { data: { group: { groupID } } } = await alice.call('createGroup', { type: 'Private', name: 'Table', memberList: [{ userID: 'bob' }] });
  await bob.sees('GROUP_LIST_UPDATED', (l) => l.some((g) => g.groupID === groupID));

  await alice.inviteSync('inviteSync', { userID: 'bob', data: 'alone', timeout: 30 });
  await alice.inviteSync('inviteInGroupSync', { groupID, inviteeList: ['bob'], data: 'together', timeout: 30 });

  const alone = await bob.sees('NEW_INVITATION_RECEIVED', (d) => d.data === 'alone');
  const together = await bob.sees('NEW_INVITATION_RECEIVED', (d) => d.data === 'together');
  assert.deepEqual([alone.inviter, together.inviter, together.groupID], ['alice', 'alice', groupID]);
});

story('a message is found, forwarded, and one that failed is sent again', {
  proves: ['findMessage', 'createForwardMessage', 'resendMessage'],
}, async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  const sent = await alice.sendTo('bob', 'custom', { data: 'd', description: 'e', extension: 'f' });
  await bob.receives((m) => m.ID === sent.ID);
  assert.deepEqual((await bob.call('findMessage', sent.ID)).payload, sent.payload);
  assert.equal(await carol.call('findMessage', sent.ID), null);

  await bob.sendTo('carol', 'forward', { $message: sent.ID });
  const forwarded = await carol.receives((m) => m.type === 'TIMCustomElem');
  assert.deepEqual([forwarded.from, forwarded.payload], ['bob', sent.payload]);

  await carol.call('addToBlacklist', { userIDList: ['alice'] });
  const failed = await alice.writes('carol', 'let me in').catch((e) => e);
  assert.equal(failed.code, 20007);
  await carol.call('removeFromBlacklist', { userIDList: ['alice'] });
  await alice.call('resendMessage', { $message: failed.data.message.ID });
  assert.equal((await carol.receives('let me in')).from, 'alice');
});

story('a history is entered in the middle and read in both directions', {
  proves: ['getMessageListHopping'], settings: { group_rate: 0 },
}, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const { data: { group: { groupID } } } = await alice.call('createGroup', { type: 'Private', name: 'Table', memberList: [{ userID: 'bob' }] });
  const sent = [];
  for (let i = 0; i < 40; i++) sent.push(await alice.writesIn(groupID, `m${i}`));
  await bob.receives('m39');
  const phone = await w.login('bob', { device: 'mobile' });
  const conversationID = `GROUP${groupID}`;

  const older = await phone.call('getMessageListHopping', { conversationID, sequence: sent[20].sequence, direction: 0 });
  const newer = await phone.call('getMessageListHopping', { conversationID, sequence: sent[20].sequence, direction: 1 });

  const around = texts(older);
  assert.equal(around.at(-1), 'm20');
  assert.deepEqual(around, Array.from({ length: around.length }, (_, i) => `m${20 - around.length + 1 + i}`));
  const after = texts(newer);
  assert.equal(after[0], 'm20');
  assert.deepEqual(after, Array.from({ length: after.length }, (_, i) => `m${20 + i}`));
  assert.ok(around.length > 10 && after.length > 10);
});

story('an SDK that is destroyed is gone from the server, and its other device stays', {
  proves: ['destroy', 'setLogLevel', 'SDK_DESTROY', 'SDK_NOT_READY'],
}, async (w) => {
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  await alice.call('setLogLevel', 1);

  await alice.call('destroy');

  await alice.sees('SDK_DESTROY');
  const { QueryResult } = await w.app.restOK('openim/query_online_status', { To_Account: ['alice'], IsNeedDetail: 1 });
  assert.deepEqual(QueryResult[0].Detail.filter((d) => d.Status === 'Online').length, 1);
  await bob.writes('alice', 'still there?');
  await phone.receives('still there?');
  assert.ok(!alice.texts().includes('still there?'));

  // Whose only SDK is destroyed is not just offline: nothing waits for a push to that device.
  const carol = await w.login('carol');
  await carol.call('destroy');
  const status = async () => (await bob.call('getUserStatus', { userIDList: ['carol'] })).data.successUserList[0].statusType;
  await until('carol is logged out', async () => (await status()) === 3);
});
