// Who may disturb: receive options of conversations, and the times in which nobody may.

import { story, assert, until } from '../harness/world.js';
import { conversations, one } from '../harness/compare.js';
import { accounts, group, writes, writesIn } from '../harness/others.js';

const [notify, quiet, discard] = ['AcceptAndNotify', 'AcceptNotNotify', 'Discard'];

story('the receive option of a peer is on all devices, and who is not to be heard is not', {
  proves: ['setMessageRemindType'],
}, async (w) => {
  await accounts(w, 'alice', 'bob', 'carol');
  await writes(w, 'bob', 'alice', 'one');
  await writes(w, 'carol', 'alice', 'one');
  const [alice, phone] = await w.logins('alice', ['alice', { device: 'mobile' }]);
  const option = async (device, name) => one(await conversations(device), `C2C${name}`).messageRemindType;
  assert.equal(await option(alice, 'bob'), notify);

  await alice.call('setMessageRemindType', { userIDList: ['bob'], messageRemindType: discard });
  await alice.call('setMessageRemindType', { userIDList: ['carol'], messageRemindType: quiet });
  await phone.sees('CONVERSATION_LIST_UPDATED', (l) => one(l, 'C2Cbob')?.messageRemindType === discard && one(l, 'C2Ccarol')?.messageRemindType === quiet);
  await writes(w, 'bob', 'alice', 'unheard');
  await writes(w, 'carol', 'alice', 'heard');

  for (const device of [alice, phone]) {
    await device.receives('heard');
    assert.ok(!device.texts().includes('unheard'), device.label);
  }
  const mini = await w.login('alice', { device: 'mini' });
  assert.deepEqual([await option(mini, 'bob'), await option(mini, 'carol')], [discard, quiet], 'after a login');
  await phone.call('setMessageRemindType', { userIDList: ['bob'], messageRemindType: notify });
  await writes(w, 'bob', 'alice', 'heard again');
  for (const device of [alice, phone, mini]) await device.receives('heard again');
});

story('the receive option of a group is on all devices, and a group that is not to be heard is not', {
  proves: ['setMessageRemindType'],
}, async (w) => {
  await accounts(w, 'alice', 'bob');
  const groupID = await group(w, 'Public', 'bob', 'alice');
  const other = await group(w, 'Public', 'bob', 'alice');
  await writesIn(w, 'bob', groupID, 'one');
  const [alice, phone] = await w.logins('alice', ['alice', { device: 'mobile' }]);
  const option = async (device) => one(await conversations(device), `GROUP${groupID}`)?.messageRemindType;

  await alice.call('setMessageRemindType', { groupID, messageRemindType: discard });
  await until('the other device knows', async () => (await option(phone)) === discard);
  await writesIn(w, 'bob', groupID, 'unheard');
  await writesIn(w, 'bob', other, 'fence');
  for (const device of [alice, phone]) {
    await device.receives('fence');
    assert.ok(!device.texts().includes('unheard'), device.label);
  }
  const mini = await w.login('alice', { device: 'mini' });
  await until('after a login', async () => (await option(mini)) === discard);

  await phone.call('setMessageRemindType', { groupID, messageRemindType: quiet });
  await until('the first device knows', async () => (await option(alice)) === quiet);
  await writesIn(w, 'bob', groupID, 'heard');
  for (const device of [alice, phone]) await device.receives('heard');
});

story('times without disturbance are on all devices and there after a login', {
  proves: ['setAllReceiveMessageOpt', 'getAllReceiveMessageOpt', 'ALL_RECEIVE_MESSAGE_OPT_UPDATED'],
}, async (w) => {
  const [alice, phone] = await w.logins('alice', ['alice', { device: 'mobile' }]);
  assert.equal((await phone.call('getAllReceiveMessageOpt')).data.messageRemindType, notify);

  await alice.call('setAllReceiveMessageOpt', { messageRemindType: quiet, startHour: 22, startMinute: 30, startSecond: 0, duration: 8 * 3600, isRepeated: true });

  for (const device of [alice, phone]) {
    const told = await device.sees('ALL_RECEIVE_MESSAGE_OPT_UPDATED');
    assert.deepEqual([told.messageRemindType, told.endTime - told.startTime, told.isRepeated], [quiet, 8 * 3600, true], device.label);
  }
  const mini = await w.login('alice', { device: 'mini' });
  const { data } = await mini.call('getAllReceiveMessageOpt');
  assert.deepEqual([data.messageRemindType, data.endTime - data.startTime, data.isRepeated], [quiet, 8 * 3600, true]);

  const mark = alice.mark();
  await mini.call('setAllReceiveMessageOpt', { messageRemindType: notify });
  await alice.sees('ALL_RECEIVE_MESSAGE_OPT_UPDATED', (d) => d.messageRemindType === notify, { from: mark });
});
