import { story, assert } from '../harness/world.js';

const soon = { settings: { hello_seconds: 1 } }; // how soon an idle SDK finds a network that is back
const statusOf = async (user, ...userIDList) => (await user.call('getUserStatus', { userIDList })).data.successUserList.map((s) => [s.userID, s.statusType, s.customStatus]);
const tells = (userID, statusType, customStatus = '') => (list) => list.some((s) => s.userID === userID && s.statusType === statusType && s.customStatus === customStatus);

story('a custom status is seen by subscribers, on the own other device and after a reload', {
  proves: ['setSelfStatus', 'getUserStatus', 'subscribeUserStatus', 'USER_STATUS_UPDATED'],
}, async (w) => {
  const [alice, phone, bob, carol] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob', 'carol');
  const { data } = await bob.call('subscribeUserStatus', { userIDList: ['alice', 'nobody'] });
  assert.deepEqual(data.failureUserList.map((f) => [f.userID, f.code]), [['nobody', 70107]]);

  const own = await alice.call('setSelfStatus', { customStatus: 'drinking 茶' });

  assert.deepEqual([own.data.userID, own.data.statusType, own.data.customStatus], ['alice', 1, 'drinking 茶']);
  for (const user of [bob, phone]) await user.sees('USER_STATUS_UPDATED', tells('alice', 1, 'drinking 茶'));
  assert.deepEqual(await statusOf(carol, 'alice'), [['alice', 1, 'drinking 茶']]);
  assert.deepEqual(await statusOf(phone, 'alice'), [['alice', 1, 'drinking 茶']]);
  const again = await w.login('alice', { device: 'mini' });
  assert.deepEqual(await statusOf(again, 'alice'), [['alice', 1, 'drinking 茶']], 'its own, as the login told it');
  assert.ok(!carol.events.some((e) => e.name === 'USER_STATUS_UPDATED'), 'who did not subscribe hears nothing');
});

story('logins, cuts and logouts are seen by subscribers until they unsubscribe', {
  proves: ['unsubscribeUserStatus'],
  ...soon,
}, async (w) => {
  const bob = await w.login('bob');
  await w.app.restOK('im_open_login_svc/multiaccount_import', { Accounts: ['alice', 'carol'] });
  await bob.call('subscribeUserStatus', { userIDList: ['alice', 'carol'] });
  assert.deepEqual(await statusOf(bob, 'alice', 'bob'), [['bob', 1, ''], ['alice', 3, '']]);

  const alice = await w.login('alice');
  await bob.sees('USER_STATUS_UPDATED', tells('alice', 1));
  const cut = bob.mark();
  await alice.offline();
  await bob.sees('USER_STATUS_UPDATED', tells('alice', 2), { from: cut });
  assert.deepEqual(await statusOf(bob, 'alice'), [['alice', 2, '']]);
  const back = bob.mark();
  await alice.online();
  await bob.sees('USER_STATUS_UPDATED', tells('alice', 1), { from: back });
  await alice.call('logout');
  await bob.sees('USER_STATUS_UPDATED', tells('alice', 3));
  assert.deepEqual(await statusOf(bob, 'alice'), [['alice', 3, '']]);

  const phone = await w.login('bob', { device: 'mobile' });
  await phone.call('unsubscribeUserStatus', { userIDList: ['alice'] });
  const from = bob.mark();
  await w.login('alice', { device: 'mobile' });
  const carol = await w.login('carol');
  for (const user of [bob, phone]) await user.sees('USER_STATUS_UPDATED', tells('carol', 1));
  assert.ok(!bob.events.slice(from).some((e) => e.name === 'USER_STATUS_UPDATED' && JSON.stringify(e.data).includes('alice')));
  await phone.call('unsubscribeUserStatus');
  const eve = await w.login('eve');
  await eve.call('subscribeUserStatus', { userIDList: ['carol'] });
  const later = bob.mark();
  await carol.call('setSelfStatus', { customStatus: 'busy' });
  await eve.sees('USER_STATUS_UPDATED', tells('carol', 1, 'busy')); // so those who were subscribed then have been told
  assert.deepEqual(await statusOf(bob, 'carol'), [['carol', 1, 'busy']]);
  await bob.call('subscribeUserStatus', { userIDList: ['carol'] });
  await carol.call('setSelfStatus', { customStatus: 'free' });
  await bob.sees('USER_STATUS_UPDATED', tells('carol', 1, 'free'), { from: later });
  assert.ok(!bob.events.slice(later).some((e) => e.name === 'USER_STATUS_UPDATED' && JSON.stringify(e.data).includes('busy')));
});

story('the server API reads status, platforms and custom status', async (w) => {
  const [alice] = await w.logins('alice', ['alice', { device: 'mobile' }]);
  await alice.call('setSelfStatus', { customStatus: 'here' });
  const answer = await w.app.restOK('openim/query_online_status', { To_Account: ['alice', 'nobody'], IsNeedDetail: 1, IsReturnCustomStatus: 1 });
  const { Status, CustomStatus, Detail } = answer.QueryResult[0];
  assert.deepEqual([Status, CustomStatus, Detail.map((d) => `${d.Platform} ${d.Status}`).sort()], ['Online', 'here', ['Android Online', 'Web Online']]);
  assert.deepEqual(answer.ErrorList, [{ To_Account: 'nobody', ErrorCode: 70107 }]);
});

story('friends see each other where the application wants it', { settings: { friend_status: 'on' } }, async (w) => {
  const [alice, bob, eve] = await w.logins('alice', 'bob', 'eve');
  await bob.call('addFriend', { to: 'alice', source: 'AddSource_Type_Web', type: 'Add_Type_Single' });
  await alice.call('setSelfStatus', { customStatus: 'x' });
  await bob.sees('USER_STATUS_UPDATED', tells('alice', 1, 'x'));
  await alice.call('logout');
  await bob.sees('USER_STATUS_UPDATED', tells('alice', 3));
  assert.ok(!eve.events.some((e) => e.name === 'USER_STATUS_UPDATED'));
});
