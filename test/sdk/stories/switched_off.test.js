import { story, assert } from '../harness/world.js';

const off = 60020;

story('what the server does not have it says at once', async (w) => {
  const [alice, bob] = await w.logins('alice', 'bob');
  await alice.writes('bob', 'tea');
  await bob.receives('tea');
  for (const [method, options] of [
    ['searchCloudMessages', { keywordList: ['tea'] }],
    ['searchCloudGroups', { keywordList: ['tea'] }],
    ['searchCloudGroupMembers', { keywordList: ['bob'] }],
    ['searchCloudUsers', { keywordList: ['bob'] }],
    ['translateText', { sourceTextList: ['tea'], sourceLanguage: 'auto', targetLanguage: 'fr' }],
  ]) {
    const failure = await alice.call(method, options).catch((e) => e);
    assert.equal(failure.code, off, `${method}: ${failure.message}`);
  }
  assert.deepEqual(alice.unanswered(), []);
});
