import { story, assert, until } from '../harness/world.js';

// What the SDK asks for a second after a login is answered before he is kicked: of that it is the push alone that tells him.
const settled = (user) => until(`${user.label} has asked for everything`, () => user.frames.some(
  (f) => f.way === 'got' && f.servcmd === 'im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2'));

story('a second login of the same class kicks the first, and only that', async (w) => {
  const [first, phone, mini, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], ['alice', { device: 'mini' }], 'bob');
  await settled(first);

  const second = await w.login('alice');
  const kicked = await first.sees('KICKED_OUT');
  assert.equal(kicked.type, 'multipleAccount');
  await first.sees('SDK_NOT_READY');
  assert.equal((await first.call('getMyProfile').catch((e) => e)).code, 3003);

  await bob.writes('alice', 'who is there?');
  for (const device of [second, phone, mini]) await device.receives('who is there?');
  assert.deepEqual(first.texts(), [], 'the kicked one gets nothing');
  for (const device of [second, phone, mini]) {
    assert.ok(!device.events.some((e) => e.name === 'KICKED_OUT'), `${device.label} stays`);
  }
  await phone.writes('bob', 'the phone is');
  await bob.receives('the phone is');
});

story('the kicked one may log in again, and then kicks in turn', async (w) => {
  const first = await w.login('alice');
  const second = await w.login('alice');
  await first.sees('KICKED_OUT');

  await first.login();

  assert.equal((await second.sees('KICKED_OUT')).type, 'multipleAccount');
});

story('a kick reaches one that was not connected when it happened', { settings: { hello_seconds: 1 } }, async (w) => {
  const first = await w.login('alice');
  await first.offline();
  const second = await w.login('alice');
  const frames = first.frameMark();

  await first.online();

  assert.equal((await first.sees('KICKED_OUT')).type, 'multipleAccount');
  assert.ok(first.framesOf('sent', 'im_open_status.wslogin', frames).every((f) => f.head.a2), 'it came by its ticket');
  assert.ok(!second.events.some((e) => e.name === 'KICKED_OUT'), 'the newcomer stays');
});

story('the server API kicks every device, and the UserSigs made before are worth nothing', async (w) => {
  const [desk, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  const old = w.app.userSig('alice');

  await w.app.restOK('im_open_login_svc/kick', { UserID: 'alice' });

  for (const device of [desk, phone]) {
    assert.equal((await device.sees('KICKED_OUT')).type, 'REST_API_Kick', device.label);
    assert.equal((await device.call('getMyProfile').catch((e) => e)).code, 3006, device.label);
  }
  const error = await desk.call('login', { userID: 'alice', userSig: old }).catch((e) => e);
  assert.ok([70001, 70052].includes(error.code), `an old UserSig: ${error.message}`);
  assert.ok(!bob.events.some((e) => e.name === 'KICKED_OUT'), 'bob stays');

  // A UserSig counts as made after the kick from the next second on.
  const second = Math.floor(Date.now() / 1000);
  await until('the next second', () => Math.floor(Date.now() / 1000) > second);
  const from = desk.mark();
  await desk.login();
  await bob.writes('alice', 'welcome back');
  await desk.receives('welcome back', { from });
  assert.deepEqual(phone.texts(), []);
});
