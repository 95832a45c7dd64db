import { story, assert, until } from '../harness/world.js';
import { conversations, one } from '../harness/compare.js';

const marks = async (user) => (one(await conversations(user), 'GROUPtea')?.groupAtInfoList ?? []).map((i) => [i.messageSequence, i.atTypeArray]);
const at = (text, ...atUserList) => ({ text, atUserList });

async function group(w, ...members) {
  await w.app.restOK('group_open_http_svc/create_group', { Type: 'Public', Name: 'tea', GroupId: 'tea', Owner_Account: 'alice', MemberList: members.map((u) => ({ Member_Account: u })) });
}

story('mentions mark the conversation of whom they mean, on all devices, until it is read', {
  proves: ['createTextAtMessage'],
}, async (w) => {
  const [alice, bob, phone, carol] = await w.logins('alice', 'bob', ['bob', { device: 'mobile' }], 'carol');
  await group(w, 'bob', 'carol');

  const toBob = await alice.sendIn('tea', 'textAt', at('@bob come', 'bob'));
  assert.deepEqual((await bob.receives('@bob come')).atUserList, ['bob']);
  await carol.receives('@bob come');
  for (const device of [bob, phone]) {
    await until(`${device.label} is marked`, async () => JSON.stringify(await marks(device)) === JSON.stringify([[toBob.sequence, [1]]]));
  }
  const toAll = await alice.sendIn('tea', 'textAt', at('@all come', '__kImSDK_MesssageAtALL__'));
  await until('carol is marked', async () => JSON.stringify(await marks(carol)) === JSON.stringify([[toAll.sequence, [2]]]));
  const toBoth = await alice.sendIn('tea', 'textAt', at('@carol and @all', 'carol', '__kImSDK_MesssageAtALL__'));
  await until('carol is marked twice', async () => (await marks(carol)).length >= 2);
  assert.equal((await marks(carol)).length, 2, 'once for each message');
  assert.deepEqual((await marks(carol)).find(([n]) => n === toBoth.sequence)[1].toSorted(), [3]);
  assert.deepEqual(await marks(alice), [], 'who mentions is not marked');

  await bob.call('setMessageRead', { conversationID: 'GROUPtea' });
  await until('bob has read them', async () => (await marks(bob)).length === 0);
});

story('who was away finds the mentions at the next login', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await group(w, 'bob');
  await alice.writesIn('tea', 'hello');
  await bob.receives('hello');
  await bob.vanish();
  const toBob = await alice.sendIn('tea', 'textAt', at('@bob where are you', 'bob'));
  const toAll = await alice.sendIn('tea', 'textAt', at('@all where are you', '__kImSDK_MesssageAtALL__'));
  const toBoth = await alice.sendIn('tea', 'textAt', at('@bob and @all', 'bob', '__kImSDK_MesssageAtALL__'));
  const later = await w.login('bob', { device: 'mobile' });
  await until('bob is marked', async () => (await marks(later)).length >= 3);
  assert.deepEqual((await marks(later)).toSorted(([a], [b]) => a - b), [[toBob.sequence, [1]], [toAll.sequence, [2]], [toBoth.sequence, [3]]]);
});

story('thirty may be mentioned, not more', async (w) => {
  const alice = await w.login('alice');
  await group(w);
  const names = (n) => Array.from({ length: n }, (_, i) => `user${i}`);
  await alice.sendIn('tea', 'textAt', at('thirty', ...names(30)));
  await assert.rejects(alice.sendIn('tea', 'textAt', at('thirty-one', ...names(31))), { code: 10053 });
});
