import { story, assert, until } from '../harness/world.js';
import { makeUserSig, readUserSig } from '../harness/usersig.js';
import { teahouse } from '../harness/server.js';

story('a user logs in and everything the SDK asks at login is answered', {
  proves: ['login', 'getLoginUser', 'isReady', 'getMyProfile', 'SDK_READY'],
}, async (w) => {
  const alice = await w.user('alice');
  const before = Math.floor(Date.now() / 1000);

  const { code, data } = await alice.call('login', { userID: 'alice', userSig: w.app.userSig('alice') });
  await alice.sees('SDK_READY');

  assert.equal(code, 0);
  assert.equal(data.actionStatus, 'OK');
  const login = (await alice.frame('got', 'im_open_status.wslogin')).body;
  assert.match(login.TinyId, /^[1-9]\d*$/, 'TinyId is a decimal string');
  assert.ok(typeof login.A2Key === 'string' && login.A2Key.length > 0, 'A2Key');
  assert.ok(login.InstId > 0, 'InstId');
  assert.ok(login.HelloInterval >= 1 && login.HelloInterval <= 60, `HelloInterval ${login.HelloInterval}`);
  assert.ok(Math.abs(login.TimeStamp - before) <= 5, `TimeStamp ${login.TimeStamp}`);
  assert.equal((await alice.call('getMyProfile')).data.userID, 'alice');
  assert.equal(await alice.call('getLoginUser'), 'alice');
  assert.equal(await alice.call('isReady'), true);

  // About two seconds later the SDK asks for the commercial abilities, its last question.
  await alice.frame('got', 'im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2');
  await until('every request is answered', () => alice.unanswered().length === 0);
  const refused = alice.frames.filter((f) => f.way === 'got' && f.body.ErrorCode && !f.servcmd.startsWith('million_'));
  assert.deepEqual(refused.map((f) => `${f.servcmd} ${f.body.ErrorCode} ${f.body.ErrorInfo}`), []);
  assert.equal(alice.events.filter((e) => e.name === 'SDK_READY').length, 1);
});

story('a user exists from the first login on, and not before', async (w) => {
  const alice = await w.login('alice');

  await assert.rejects(alice.writes('bob', 'too early'), (e) => [90048, 20003].includes(e.code) || assert.fail(String(e)));
  const bob = await w.login('bob');
  await alice.writes('bob', 'welcome');

  await bob.receives('welcome');
  assert.deepEqual(bob.texts(), ['welcome']);
});

story('a UserSig of our own maker is what the public maker would have made, and lets in', async (w) => {
  const ours = async (user) =>
    (await teahouse('usersig', 'make', '--app', String(w.app.id), '--key', w.app.key, '--user', user, '--expire', '3600')).trim();
  for (const user of ['alice', '@RBT#a b', 'a'.repeat(32)]) {
    const says = readUserSig(w.app, await ours(user));
    assert.deepEqual([says['TLS.identifier'], says['TLS.expire'], says.right], [user, 3600, true]);
  }
  assert.equal(readUserSig({ id: w.app.id, key: 'another' }, await ours('alice')).right, false);

  const alice = await w.user('alice');
  assert.equal((await alice.call('login', { userID: 'alice', userSig: await ours('alice') })).code, 0);
});

story('a wrong UserSig is refused with its code, and a good one then works on the same instance', async (w) => {
  const other = await w.createApp('other');
  const wrong = [
    ['signed with another key', makeUserSig({ id: w.app.id, key: other.key }, 'alice'), [70003, 70009]],
    ['of another user', w.app.userSig('bob'), [70013]],
    ['of another application', makeUserSig({ id: other.id, key: w.app.key }, 'alice'), [70014]],
    ['no UserSig at all', 'nonsense', [70003, 70005]],
    ['expired', w.app.userSig('alice', { madeAgo: 3600, seconds: 60 }), [70001]],
  ];
  const alice = await w.user('alice');

  for (const [what, userSig, codes] of wrong) {
    const error = await alice.call('login', { userID: 'alice', userSig }).then(() => assert.fail(`${what}: let in`), (e) => e);
    assert.ok(codes.includes(error.code), `${what}: ${error.message}, wanted ${codes.join(' or ')}`);
  }
  assert.ok(!alice.events.some((e) => e.name === 'SDK_READY'), 'not ready without a login');

  await alice.login();
  const bob = await w.login('bob');
  await bob.writes('alice', 'now you are in');
  await alice.receives('now you are in');
});

story('a UserSig that expires while its user is logged in ends the login', {
  proves: ['KICKED_OUT', 'SDK_NOT_READY'],
  settings: { hello_seconds: 1 },
}, async (w) => {
  const bob = await w.login('bob');
  const alice = await w.user('alice');
  const userSig = w.app.userSig('alice', { seconds: 8 });
  const expires = Math.floor(Date.now() / 1000) + 8;
  await alice.login(userSig);
  await bob.writes('alice', 'while it lasts');
  await alice.receives('while it lasts');

  const kicked = await alice.sees('KICKED_OUT');
  const at = Date.now() / 1000;

  assert.equal(kicked.type, 'userSigExpired');
  assert.ok(at >= expires - 1, 'not before its time');
  await alice.sees('SDK_NOT_READY');
  const error = await alice.call('getMyProfile').catch((e) => e);
  assert.equal(error.code, 3004);

  await bob.writes('alice', 'are you there?');
  assert.ok(!alice.texts().includes('are you there?'), 'nothing is delivered to an ended login');
  const from = alice.mark();
  await alice.login();
  await bob.writes('alice', 'again');
  await alice.receives('again', { from });
});
