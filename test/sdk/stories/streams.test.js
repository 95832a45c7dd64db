import { story, assert } from '../harness/world.js';
import { conversations, one, wholeHistory } from '../harness/compare.js';
import { writesIn } from '../harness/others.js';

// Streams are sent by the application's server. This SDK does not know their element: it is shown a text that changes.

const soon = { settings: { hello_seconds: 1 } };
const body = (content) => [{ MsgType: 'TIMStreamElem', MsgContent: content }];
const data = (Index, Markdown, IsLast = false) => ({ EventType: 'data', Index, Markdown, IsLast });

story('a text that is written piece by piece grows before the eyes of its reader', async (w) => {
  const [alice, phone, helper] = await w.logins('alice', ['alice', { device: 'mobile' }], 'helper');
  let random = 1;
  const write = (content) => w.app.restOK('stream_msg/send_c2c_stream_msg',
    { From_Account: 'helper', To_Account: 'alice', MsgRandom: random++, MsgBody: body(content) });

  const { StreamMsgID } = await write({ Chunks: [data(1, 'The answer ')] });
  const [first] = await alice.sees('MESSAGE_RECEIVED', (list) => list.some((m) => m.from === 'helper'));
  assert.deepEqual([first.type, first.payload, first.isModified], ['TIMTextElem', { text: 'The answer ' }, false]);
  await phone.receives('The answer ');
  await helper.receives('The answer ');

  await write({ StreamMsgID, Chunks: [data(2, 'is '), data(3, '4')] });
  for (const device of [alice, phone, helper]) {
    const list = await device.sees('MESSAGE_MODIFIED', (l) => l.some((m) => m.payload.text === 'The answer is 4'));
    assert.deepEqual([list[0].ID, list[0].isModified, list[0].time], [first.ID, true, first.time], device.label);
  }

  const tablet = await w.login('alice', { device: 'mini' }); // in the middle
  assert.deepEqual((await wholeHistory(tablet, 'C2Chelper')).messages.map((m) => [m.ID, m.payload.text]), [[first.ID, 'The answer is 4']]);
  await write({ StreamMsgID, Chunks: [data(4, '2.', true)] });
  for (const device of [alice, phone, helper, tablet]) {
    await device.sees('MESSAGE_MODIFIED', (l) => l.some((m) => m.ID === first.ID && m.payload.text === 'The answer is 42.'));
    assert.equal(one(await conversations(device), device === helper ? 'C2Calice' : 'C2Chelper').lastMessage.payload.text, 'The answer is 42.', device.label);
  }
  assert.equal(one(await conversations(alice), 'C2Chelper').unreadCount, 1);
  assert.equal(alice.events.filter((e) => e.name === 'MESSAGE_RECEIVED').length, 1, 'it is one message');
  const later = await w.login('helper', { device: 'mobile' });
  assert.deepEqual((await wholeHistory(later, 'C2Calice')).messages.map((m) => [m.ID, m.payload.text]), [[first.ID, 'The answer is 42.']]);
});

story('what a reader is told instead of a stream changes when the sender says so, and a crash loses nothing of it', soon, async (w) => {
  const [olga, mike] = await w.logins('olga', 'mike');
  const { GroupId } = await w.app.restOK('group_open_http_svc/create_group',
    { Type: 'Public', Name: 'n', Owner_Account: 'olga', MemberList: [{ Member_Account: 'mike' }] });
  // The SDK asks for a group when its first message comes, and forgets that message when it has the group.
  await writesIn(w, 'olga', GroupId, 'hello');
  for (const user of [olga, mike]) await user.receives('hello');
  for (const user of [olga, mike]) await user.sees('GROUP_LIST_UPDATED', (l) => l.some((g) => g.groupID === GroupId));
  const send = (Random, content) => w.app.restOK('stream_msg/send_group_stream_msg', { GroupId, From_Account: 'olga', Random, MsgBody: body(content) });
  const { StreamMsgID, MsgSeq } = await send(101, { CompatibleText: 'olga is writing', Chunks: [data(1, '# Plan')] });
  for (const user of [olga, mike]) await user.receives('olga is writing');
  await send(102, { StreamMsgID, Chunks: [data(2, '\n- tea')] });

  await Promise.all([olga.sturdy(), mike.sturdy()]);
  const frames = [olga.frameMark(), mike.frameMark()];
  await w.server.kill();
  await w.start();
  await Promise.all([olga.synced(frames[0]), mike.synced(frames[1])]);
  await send(103, { StreamMsgID, CompatibleText: 'Plan: tea', Chunks: [data(3, '', true)] });

  for (const user of [olga, mike]) {
    const list = await user.sees('MESSAGE_MODIFIED', (l) => l.some((m) => m.payload.text === 'Plan: tea'));
    assert.equal(list[0].sequence, MsgSeq);
  }
  const { RspMsgList } = await w.app.restOK('group_open_http_svc/group_msg_get_simple', { GroupId, ReqMsgNumber: 10 });
  assert.deepEqual(RspMsgList.find((m) => m.MsgSeq === MsgSeq).MsgBody,
    body({ StreamMsgID, CompatibleText: 'Plan: tea', Chunks: [data(1, '# Plan\n- tea', true)] }));
});

story('a robot writes its answer piece by piece', async (w) => {
  const robot = '@RBT#tea';
  await w.app.restOK('openim_robot_http_svc/create_robot', { UserID: robot, Nick: 'Tea' });
  const alice = await w.login('alice');
  const say = (more) => w.app.restOK('openim_robot_http_svc/send_stream_msg', { From_Account: robot, To_Account: 'alice', ...more });

  const { MsgKey } = await say({ Chunk: 'Green ' });
  const [first] = await alice.sees('MESSAGE_RECEIVED', (list) => list.some((m) => m.from === robot));
  await say({ Chunk: 'tea', MsgKey, Finish: 1 });

  const [grown] = await alice.sees('MESSAGE_MODIFIED', (list) => list.some((m) => m.ID === first.ID));
  assert.deepEqual([first, grown].map((m) => [m.type, JSON.parse(m.payload.data)]), [
    ['TIMCustomElem', { chatbotPlugin: 2, src: 2, chunks: ['Green '], isFinished: 0 }],
    ['TIMCustomElem', { chatbotPlugin: 2, src: 2, chunks: ['Green ', 'tea'], isFinished: 1 }],
  ]);
});
