import { story, assert } from '../harness/world.js';
import { wholeHistory } from '../harness/compare.js';

const numbers = (n) => Array.from({ length: n }, (_, i) => i);

function assertPages(pages, size) {
  for (const page of pages.slice(0, -1)) assert.equal(page.length, size, 'every page but the last is full');
  for (const page of pages) {
    page.slice(1).forEach((m, i) => assert.ok(page[i].time <= m.time, 'within a page the oldest comes first'));
  }
}

story('fifty messages of two people are paged in order and completely, from both sides', { proves: ['getMessageList'] }, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const sent = [];
  for (const i of numbers(50)) {
    const [from, to] = i % 3 === 0 ? [bob, 'alice'] : [alice, 'bob'];
    sent.push(await from.writes(to, `message ${i}`));
    if (i % 3 === 0) await alice.receives(`message ${i}`);
  }

  // The protocol orders by second and then by the numbers that each sender draws for himself.
  sent.sort((a, b) => a.time - b.time || a.sequence - b.sequence || Number(a.ID.split('-')[2]) - Number(b.ID.split('-')[2]));

  for (const [name, peer] of [['alice', 'bob'], ['bob', 'alice']]) {
    const device = await w.login(name, { device: 'mobile' });
    const { pages, messages } = await wholeHistory(device, `C2C${peer}`);

    assert.deepEqual(messages.map((m) => m.payload.text), sent.map((m) => m.payload.text), `${name} has them in order`);
    assert.deepEqual(messages.map((m) => m.ID), sent.map((m) => m.ID), `${name} has the same IDs`);
    assert.deepEqual(messages.map((m) => m.flow), sent.map((m) => (m.from === name ? 'out' : 'in')));
    for (const writer of ['alice', 'bob']) {
      const own = messages.filter((m) => m.from === writer).map((m) => Number(m.payload.text.split(' ')[1]));
      assert.deepEqual(own, [...own].sort((a, b) => a - b), `what ${writer} wrote is in the order of writing`);
    }
    assertPages(pages, 15);
    assert.ok(device.framesOf('sent', 'openim.getroammsg').length >= 4, 'they came page by page');
  }
});

story('fifty messages of a group are paged in order and completely', { settings: { group_rate: 0 } }, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  const { data: { group } } = await alice.call('createGroup', { type: 'Private', name: 'talk', memberList: [{ userID: 'bob' }] });
  await alice.writesIn(group.groupID, 'message 0');
  await bob.receives('message 0');
  const sent = [];
  for (const i of numbers(50).slice(1)) {
    const from = i % 3 === 0 ? bob : alice;
    sent.push(await from.writesIn(group.groupID, `message ${i}`));
  }

  const later = await w.login('bob', { device: 'mobile' });
  const { pages, messages } = await wholeHistory(later, `GROUP${group.groupID}`);

  const texts = messages.filter((m) => m.type === 'TIMTextElem');
  assert.deepEqual(texts.map((m) => m.payload.text), numbers(50).map((i) => `message ${i}`));
  assert.deepEqual(texts.slice(1).map((m) => [m.ID, m.sequence]), sent.map((m) => [m.ID, m.sequence]));
  const sequences = messages.map((m) => m.sequence);
  assert.deepEqual(sequences, numbers(sequences.length).map((i) => sequences[0] + i), 'the sequence has no gap');
  assert.ok(pages.length >= 3, `${pages.length} pages`);
});

story('the history is still there after a crash', { settings: { hello_seconds: 1 } }, async (w) => {
  const [alice] = await w.logins('alice', 'bob');
  const sent = [];
  for (const i of numbers(20)) sent.push(await alice.writes('bob', `message ${i}`));

  await w.kill();
  await w.start();

  const later = await w.login('bob', { device: 'mobile' });
  const { messages } = await wholeHistory(later, 'C2Calice');
  assert.deepEqual(messages.map((m) => [m.ID, m.time]), sent.map((m) => [m.ID, m.time]));
});
