import { story, assert, until } from '../harness/world.js';
import { conversations, one } from '../harness/compare.js';

const soon = { settings: { hello_seconds: 1 } }; // the hello decides how soon an idle SDK tries again

/** Asserts that since `from` the user came back by the ticket of the first login, never by a UserSig. */
function assertCameBackByTicket(user, from) {
  const logins = user.framesOf('sent', 'im_open_status.wslogin', from);
  assert.ok(logins.length > 0, `${user.label} logged in again`);
  for (const { head } of logins) {
    assert.ok(head.a2 && !head.usersig, `${user.label} logged in by its ticket`);
  }
}

async function restart(w, users, end) {
  const marks = users.map((u) => [u, u.mark(), u.frameMark()]);
  await end();
  await Promise.all(marks.map(([u, from]) => u.sees('NET_STATE_CHANGE', (d) => d.state === 'disconnected', { from })));
  await w.start();
  await Promise.all(marks.map(([u, from]) => u.connected(from)));
  for (const [u, from, frameFrom] of marks) {
    await u.frame('got', 'im_open_status.wslogin', (b) => b.ErrorCode === 0, { from: frameFrom });
    assertCameBackByTicket(u, frameFrom);
    assert.ok(!u.events.slice(from).some((e) => e.name === 'KICKED_OUT'), `${u.label} was not kicked`);
  }
}

story('after the server is killed and started again everybody comes back without a call by the app', soon, async (w) => {
  const [alice, bob] = await w.logins('alice', ['bob', { device: 'mobile' }]);
  await alice.writes('bob', 'before');
  await bob.receives('before');

  await restart(w, [alice, bob], () => w.kill());
  await alice.writes('bob', 'after the crash');
  await bob.receives('after the crash');
  await bob.writes('alice', 'and back');
  await alice.receives('and back');

  assert.deepEqual(bob.texts(), ['before', 'after the crash']);
  assert.deepEqual(alice.texts(), ['and back']);
});

story('a server that is asked to stop ends well, and everybody comes back to the next one', soon, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await alice.writes('bob', 'before');
  await bob.receives('before');

  await restart(w, [alice, bob], async () => {
    await Promise.all([alice.sturdy(), bob.sturdy()]);
    assert.deepEqual(await w.server.stop(), { code: 0, signal: null });
  });
  await alice.writes('bob', 'after');
  await bob.receives('after');
  await bob.writes('alice', 'yes');
  await alice.receives('yes');
});

story('what others wrote while a user had no network arrives when it is back', { proves: ['NET_STATE_CHANGE'], ...soon }, async (w) => {
  const [alice, bob, carol] = await w.logins('alice', 'bob', 'carol');
  const { data: { group } } = await alice.call('createGroup', { type: 'Private', name: 'team', memberList: [{ userID: 'bob' }] });
  await alice.writes('bob', 'known before');
  await alice.writesIn(group.groupID, 'group before');
  await bob.receives('known before');
  await bob.receives('group before');

  await bob.offline();
  const from = bob.mark();
  const texts = ['missed 1', 'missed 2', 'missed 3'];
  for (const text of texts) await alice.writes('bob', text);
  await carol.writes('bob', 'a stranger');
  for (const text of texts) await alice.writesIn(group.groupID, `group ${text}`);
  await bob.online();

  await bob.receives('missed 3', { from });
  await bob.receives('a stranger', { from });
  await bob.receives('group missed 3', { from });
  const of = (conversationID) => bob.received(from).filter((m) => m.conversationID === conversationID).map((m) => m.payload.text);
  assert.deepEqual(of('C2Calice'), texts);
  assert.deepEqual(of('C2Ccarol'), ['a stranger']);
  assert.deepEqual(of(`GROUP${group.groupID}`), texts.map((t) => `group ${t}`));
  await until('the unread counts have them', async () => {
    const list = await conversations(bob);
    return one(list, 'C2Calice')?.unreadCount === 4 && one(list, 'C2Ccarol')?.unreadCount === 1;
  });
});

story('what others wrote while a user was away over a crash of the server arrives', soon, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await alice.writes('bob', 'known before');
  await bob.receives('known before');

  await bob.offline();
  const from = bob.mark();
  await alice.writes('bob', 'before the crash');
  await alice.sturdy();
  const mark = alice.mark();
  await w.server.kill();
  await w.start();
  await alice.connected(mark);
  await alice.writes('bob', 'after the crash');
  await bob.online();

  await bob.receives('after the crash', { from });
  assert.deepEqual(bob.texts(from), ['before the crash', 'after the crash']);
});

story('what a user writes without network is sent once when it is back', soon, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await alice.writes('bob', 'before');
  await alice.offline();

  const sending = Promise.all(['one', 'two'].map((text) => alice.writes('bob', text)));
  await alice.online();
  await sending;
  await alice.writes('bob', 'last');

  await bob.receives('last');
  assert.deepEqual(bob.texts().toSorted(), ['before', 'last', 'one', 'two']);
});

story('a crash in the middle of sending loses nothing and doubles nothing', soon, async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await alice.writes('bob', 'first');
  await bob.receives('first');
  await Promise.all([alice.sturdy(), bob.sturdy()]);
  const texts = Array.from({ length: 20 }, (_, i) => `message ${i}`);
  const [aliceMark, bobMark] = [alice.mark(), bob.mark()];

  const sent = alice.frameMark();
  const sending = Promise.all(texts.map((text) => alice.writes('bob', text)));
  await alice.frame('got', 'openim.sendmsg', undefined, { from: sent });
  await w.server.kill();
  await w.start();
  await Promise.all([alice.connected(aliceMark), bob.connected(bobMark), sending]);
  await alice.writes('bob', 'last');

  await bob.receives('last');
  await until('bob has them all', () => new Set(bob.texts()).size === texts.length + 2);
  assert.deepEqual(bob.texts().toSorted(), ['first', 'last', ...texts].toSorted(), 'each exactly once');
});

story('a broken socket costs nothing', async (w) => {
  const [alice, bob] = await w.logins('alice', ['bob', { device: 'mini' }]);
  await alice.writes('bob', 'before');
  await bob.receives('before');
  const frames = bob.frameMark();

  await bob.cut();
  await alice.writes('bob', 'after');
  await bob.receives('after');
  await alice.cut();
  await bob.writes('alice', 'back');
  await alice.receives('back');

  assertCameBackByTicket(bob, frames);
  assert.deepEqual(bob.texts(), ['before', 'after']);
});
