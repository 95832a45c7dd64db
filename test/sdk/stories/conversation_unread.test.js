// Unread counts: of each conversation, in all, and read at once.

import { story, assert } from '../harness/world.js';
import { conversations, one } from '../harness/compare.js';
import { accounts, group, writes, writesIn } from '../harness/others.js';

const total = (n) => (count) => count === n;

/** Alice has 2 unread messages of bob, 1 of carol, 2 of a Public group and 1 of a Work group; she was there when they came. */
async function unread(w) {
  await accounts(w, 'alice', 'bob', 'carol');
  const [open, work] = [await group(w, 'Public', 'bob', 'alice'), await group(w, 'Private', 'bob', 'alice')];
  const devices = await w.logins('alice', ['alice', { device: 'mobile' }]);
  for (const words of ['1', '2']) {
    await writes(w, 'bob', 'alice', words);
    await writesIn(w, 'bob', open, words);
  }
  await writes(w, 'carol', 'alice', '1');
  await writesIn(w, 'bob', work, '1');
  return { devices, groupConvs: [`GROUP${open}`, `GROUP${work}`] };
}

const counts = async (user, names) => {
  const list = await conversations(user);
  return names.map((name) => one(list, name)?.unreadCount);
};

/** Reads a scope on one device; every device must end with `left` unread messages, and a new login too. */
async function reads(w, scope, left) {
  const { devices: [alice, phone], groupConvs } = await unread(w);
  for (const device of [alice, phone]) await device.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', total(6));
  const marks = [alice.mark(), phone.mark()];

  await alice.call('setAllMessageRead', { scope });

  const sum = left.reduce((a, b) => a + b);
  await alice.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', total(sum), { from: marks[0] });
  await phone.sees('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', total(sum), { from: marks[1] });
  const mini = await w.login('alice', { device: 'mini' });
  for (const device of [phone, mini]) {
    assert.deepEqual(await counts(device, ['C2Cbob', 'C2Ccarol', ...groupConvs]), left, device.label);
    assert.equal(await device.call('getTotalUnreadMessageCount'), sum, device.label);
  }
}

story('all messages are read at once, on all devices', {
  proves: ['setAllMessageRead', 'getTotalUnreadMessageCount', 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED'],
}, async (w) => reads(w, 'readAllMessage', [0, 0, 0, 0]));

story('all messages of users are read at once, those of groups stay', {
  proves: ['setAllMessageRead'],
}, async (w) => reads(w, 'readAllC2CMessage', [0, 0, 2, 1]));

story('all messages of groups are read at once, those of users stay', {
  proves: ['setAllMessageRead'],
}, async (w) => reads(w, 'readAllGroupMessage', [2, 1, 0, 0]));
