import { story, assert } from '../harness/world.js';

const live = (groupID) => ({ groupID, type: 'AVChatRoom' });
const tip = (operationType, who) => (m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === operationType && m.payload.userIDList?.includes(who);
const text = (value) => ({ From_Account: 'alice', Random: Math.floor(Math.random() * 2 ** 32), MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: value } }] });
const polls = 'group_open_long_polling_http_svc.get_msg';
const guestPolls = 'group_open_long_polling_http_noauth_svc.get_msg';

/** A live room of alice, in which she is. */
async function room(w) {
  const alice = await w.login('alice');
  await alice.call('createGroup', { type: 'AVChatRoom', name: 'Stage', groupID: 'stage' });
  await alice.call('joinGroup', live('stage'));
  return alice;
}

story('who is not logged in watches a live room', async (w) => {
  const alice = await room(w);
  const guest = await w.user('guest');
  assert.equal((await guest.call('joinGroup', live('stage'))).data.status, 'JoinedSuccess');
  await guest.frame('got', guestPolls);

  for (const line of ['one', 'two', 'three']) await alice.writesIn('stage', line);
  await guest.receives('three');
  assert.deepEqual(guest.texts(), ['one', 'two', 'three'], 'all of it, in order, once');
  const bob = await w.login('bob');
  await bob.call('joinGroup', live('stage'));
  await guest.receives(tip(1, 'bob'));
  assert.equal((await alice.call('getGroupOnlineMemberCount', 'stage')).data.memberCount, 2, 'a guest is no member');

  await w.app.restOK('group_open_http_svc/send_broadcast_msg', text('to everybody'));
  const heard = await guest.receives('to everybody');
  assert.equal(heard.isBroadcastMessage, true);
  await bob.receives('to everybody');

  await alice.call('dismissGroup', 'stage');
  await guest.receives((m) => m.type === 'TIMGroupSystemNoticeElem' && m.payload.operationType === 5);
});

story('members of live rooms by polls', { settings: { live_polling: 'on' } }, async (w) => {
  const alice = await room(w);
  const bob = await w.login('bob');
  await bob.call('joinGroup', live('stage'));
  await alice.receives(tip(1, 'bob'));
  for (let i = 0; i < 5; i++) await alice.writesIn('stage', `line ${i}`);
  await bob.receives('line 4');
  assert.deepEqual(bob.texts(), ['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
  assert.ok(bob.framesOf('got', polls).length > 0, 'bob polls');
  assert.ok(!bob.framesOf('got', 'im_open_push.msg_push').some((f) => f.body.EventArray.some((e) => e.GroupMsgArray)), 'nothing is pushed');
  await alice.call('setGroupAttributes', { groupID: 'stage', groupAttributes: { state: 'on air' } });
  await bob.sees('GROUP_ATTRIBUTES_UPDATED', (d) => d.groupAttributes.state === 'on air');

  await w.app.restOK('group_open_http_svc/send_broadcast_msg', text('to everybody'));
  assert.equal((await bob.receives('to everybody')).isBroadcastMessage, true);

  const frames = bob.frameMark();
  await bob.cut();
  await bob.frame('got', 'im_open_status.wslogin', (b) => b.ErrorCode === 0, { from: frames });
  await alice.writesIn('stage', 'after the cut');
  await bob.receives('after the cut');
  assert.deepEqual(bob.texts().filter((t) => t === 'after the cut'), ['after the cut'], 'once');
  await bob.writesIn('stage', 'still here');
  await alice.receives('still here');

  await bob.call('quitGroup', 'stage');
  await alice.receives(tip(2, 'bob'));
});
