import { story, assert } from '../harness/world.js';

story('after a logout another user logs in on the same instance', async (w) => {
  const [phone, bob] = await w.logins('alice', 'bob');
  await bob.writes('alice', 'for alice');
  await phone.receives('for alice');

  await phone.call('logout');
  await phone.sees('SDK_NOT_READY');
  const refused = await phone.call('getMyProfile').catch((e) => e);
  assert.equal(refused.code, 3005);

  phone.name = 'carol';
  const from = phone.mark();
  await phone.login();
  await bob.writes('alice', 'alice is not here');
  await bob.writes('carol', 'for carol');
  await phone.receives('for carol', { from });
  assert.deepEqual(phone.texts(from), ['for carol'], 'nothing of alice reaches carol');
  const { data: { conversationList } } = await phone.call('getConversationList');
  assert.deepEqual(conversationList.map((c) => [c.conversationID, c.lastMessage.payload.text]), [['C2Cbob', 'for carol']]);

  await phone.writes('bob', 'from carol');
  const got = await bob.receives('from carol');
  assert.equal(got.from, 'carol');
});

story('a ticket is worth nothing after the logout', { proves: ['logout'] }, async (w) => {
  const alice = await w.login('alice');
  const { body: { A2Key, TinyId, InstId } } = await alice.frame('got', 'im_open_status.wslogin');
  await alice.call('logout');

  const answer = await ask(w, { a2: A2Key, tinyid: TinyId, status_instid: InstId });

  assert.equal(answer.ErrorCode, 70001);
});

/** One request on a plain socket, without the SDK. */
async function ask(w, head) {
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(`${w.server.socketURL}/binfo?sdkappid=${w.app.id}&instanceid=${'0'.repeat(32)}&random=0.5&platform=7&host=unknown&version=-1&sdkversion=3.6.6&compress=gzip`);
  w.cleanups.push(() => socket.terminate());
  await new Promise((resolve, reject) => { socket.once('open', resolve).once('error', reject); });
  const frame = {
    head: { ver: 'v4', platform: 7, sdkappid: w.app.id, seq: 1, servcmd: 'openim.getmsg', ...head },
    body: { Cookie: '', SyncFlag: 0, NeedAbstract: 1, IsOnlineSync: 0 },
  };
  socket.send(Buffer.from(JSON.stringify(frame)));
  const data = await new Promise((resolve) => { socket.once('message', resolve); });
  return JSON.parse(data).body;
}
