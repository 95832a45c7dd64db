import { story, assert, until } from '../harness/world.js';

const lists = { followers: 'getMyFollowersList', following: 'getMyFollowingList', mutual: 'getMutualFollowersList' };
const list = async (user, which) => (await user.call(lists[which], '')).data;
const ids = async (user, which) => JSON.stringify(await list(user, which));
const counts = async (user, who) => {
  const info = (await user.call('getUserFollowInfo', [who])).data[0];
  return [info.followersCount, info.followingCount, info.mutualFollowersCount];
};
const type = async (user, who) => (await user.call('checkFollowType', [who])).data[0].followType;
const tells = (userID, isAdd) => (d) => d.isAdd === isAdd && JSON.stringify(d.userInfoList).includes(userID);

story('a follower, a mutual one and the end of it, on both sides and on other devices', {
  proves: [
    'followUser', 'unfollowUser', 'getUserFollowInfo', 'checkFollowType', 'getMyFollowingList',
    'getMutualFollowersList', 'MY_FOLLOWING_LIST_UPDATED', 'MY_FOLLOWERS_LIST_UPDATED',
    'MUTUAL_FOLLOWERS_LIST_UPDATED',
  ],
}, async (w) => {
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  await alice.call('updateMyProfile', { nick: 'Al' });

  const { data } = await alice.call('followUser', ['bob', 'nobody']);
  assert.deepEqual(data.map((r) => [r.userID, r.resultCode ?? r.code]), [['bob', 0], ['nobody', 30003]]);
  for (const user of [alice, phone]) await user.sees('MY_FOLLOWING_LIST_UPDATED', tells('bob', true));
  const event = await bob.sees('MY_FOLLOWERS_LIST_UPDATED', tells('alice', true));
  assert.equal(event.userInfoList[0].nick, 'Al');
  assert.deepEqual([await type(alice, 'bob'), await type(bob, 'alice')], [2, 1]);
  assert.deepEqual(await counts(alice, 'bob'), [1, 0, 0]);

  await bob.call('followUser', ['alice']);
  for (const user of [alice, phone, bob]) await user.sees('MUTUAL_FOLLOWERS_LIST_UPDATED', (d) => d.isAdd);
  const again = await w.login('alice', { device: 'mini' });
  for (const which of ['followers', 'following', 'mutual']) assert.match(await ids(again, which), /"bob"/, which);
  assert.deepEqual([await type(again, 'bob'), await counts(again, 'alice')], [3, [1, 1, 1]]);

  await alice.call('unfollowUser', ['bob']);
  for (const user of [alice, phone]) await user.sees('MY_FOLLOWING_LIST_UPDATED', tells('bob', false));
  await bob.sees('MY_FOLLOWERS_LIST_UPDATED', tells('alice', false));
  await bob.sees('MUTUAL_FOLLOWERS_LIST_UPDATED', tells('alice', false));
  assert.doesNotMatch(await ids(again, 'following'), /"bob"/);
  assert.match(await ids(again, 'followers'), /"bob"/);
  assert.doesNotMatch(await ids(again, 'mutual'), /"bob"/);
  assert.deepEqual(await counts(bob, 'alice'), [1, 0, 0]);
});

story('a long list comes in pages', { proves: ['getMyFollowersList'], settings: { rest_rate: 0 } }, async (w) => {
  const names = Array.from({ length: 620 }, (_, i) => `fan${i}`);
  for (let i = 0; i < names.length; i += 100) await w.app.restOK('im_open_login_svc/multiaccount_import', { Accounts: names.slice(i, i + 100) });
  const star = await w.login('star');
  for (const From_Account of names) await w.app.restOK('follow/follow_add', { From_Account, FollowItem: [{ To_Account: 'star' }] });

  const pages = [];
  do {
    pages.push((await star.call('getMyFollowersList', pages.at(-1)?.nextCursor ?? '')).data);
  } while (pages.at(-1).nextCursor);
  assert.deepEqual(pages.map((p) => p.resultList.length), [500, 120]);
  assert.deepEqual(pages.flatMap((p) => p.resultList.map((u) => u.userID)), names.toReversed(), 'the newest first');
});
