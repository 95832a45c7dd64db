// System notices: what came while one was away, until it is deleted; and applications to communities.

import { story, assert, until } from '../harness/world.js';
import { wholeHistory } from '../harness/compare.js';
import { group } from '../harness/others.js';

const system = '@TIM#SYSTEM';
const notices = async (user) => (await user.call('getMessageList', { conversationID: system })).data.messageList.map((m) => m.payload.operationType);

story('system notices that are deleted are gone on the next device', { proves: ['deleteConversation'] }, async (w) => {
  const [olga, bob] = await w.logins('olga', 'bob');
  await group(w, 'Public', 'olga', 'bob');
  await olga.receives((m) => m.type === 'TIMGroupSystemNoticeElem' && m.payload.operationType === 6); // made in her name
  await bob.sees('CONVERSATION_LIST_UPDATED', (l) => l.some((c) => c.conversationID === system));
  const phone = await w.login('bob', { device: 'mobile' });
  await until('it is there on the other device, too', async () => (await notices(phone)).includes(7));

  await bob.call('deleteConversation', system);

  const mini = await w.login('bob', { device: 'mini' });
  assert.deepEqual(await notices(mini), []);
});

story('who applies to a Community is listed with the applications, and let in', {
  proves: ['getGroupApplicationList', 'handleGroupApplication'],
}, async (w) => {
  const [olga, bob] = await w.logins('olga', 'bob');
  const groupID = '@TGS#_club';
  await w.app.restOK('million_group_open_http_svc/create_group', {
    Type: 'Community', Name: 'Club', GroupId: groupID, Owner_Account: 'olga', ApplyJoinOption: 'NeedPermission',
  });
  assert.equal((await bob.call('joinGroup', { groupID, type: 'Community', applyMessage: 'let me in' })).data.status, 'WaitAdminApproval');

  const phone = await w.login('olga', { device: 'mobile' });
  for (const user of [olga, phone]) {
    const { data: { applicationList } } = await user.call('getGroupApplicationList');
    assert.deepEqual(applicationList.map((a) => [a.applicant, a.groupID, a.note]), [['bob', groupID, 'let me in']], user.label);
  }
  const { data: { applicationList: [application] } } = await olga.call('getGroupApplicationList');
  await olga.call('handleGroupApplication', { handleAction: 'Agree', application });
  await bob.sees('GROUP_LIST_UPDATED', (l) => l.some((g) => g.groupID === groupID));
  await bob.writesIn(groupID, 'thank you');
  await olga.receives('thank you');
  assert.deepEqual((await olga.call('getGroupApplicationList')).data.applicationList, []);

  const { data: { memberList: [bobs] } } = await olga.call('getGroupMemberProfile', { groupID, userIDList: ['bob'] });
  assert.deepEqual([bobs.userID, bobs.role], ['bob', 'Member']);
});

story('who begins a conversation anew knows how far the other has read', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const sent = await alice.writes('bob', 'did you read this?');
  await bob.receives('did you read this?');
  await bob.call('setMessageRead', { conversationID: 'C2Calice' });
  await alice.sees('MESSAGE_READ_BY_PEER');
  await alice.call('deleteConversation', { conversationIDList: ['C2Cbob'], clearHistoryMessage: false });

  const phone = await w.login('alice', { device: 'mobile' });
  const { messages } = await wholeHistory(phone, 'C2Cbob');
  assert.deepEqual(messages.map((m) => [m.ID, m.isPeerRead]), [[sent.ID, true]]);
});
