import { story, assert, until } from '../harness/world.js';
import { browse, servePage } from '../harness/browser.js';

story('the SDK in a browser page chats with one in Node, also after a crash of the server', { settings: { hello_seconds: 1 } }, async (w) => {
  const browser = await browse(w);
  const bob = await w.login('bob');
  const page = await browser.page('alice', await servePage(w));
  const seen = page.locator('#seen li');
  const credentials = { SDKAppID: w.app.id, proxyServer: w.server.socketURL, userID: 'alice', userSig: w.app.userSig('alice') };
  const send = (text) => page.evaluate(([to, t]) => window.app.send(to, t), ['bob', text]);

  await page.evaluate((c) => window.app.login(c), credentials);
  assert.equal(await page.locator('#state').textContent(), 'ready');
  const ID = await send('from the page');
  assert.equal((await bob.receives('from the page')).ID, ID);
  await bob.writes('alice', 'from Node');
  await until('the page shows it', async () => (await seen.allTextContents()).includes('bob: from Node'));
  await browser.screenshots('sdk-in-a-page');

  await bob.sturdy();
  const mark = bob.mark();
  await w.server.kill();
  await until('the page knows', async () => (await page.locator('#state').textContent()) === 'disconnected');
  await w.start();
  await until('the page is back', async () => (await page.locator('#state').textContent()) === 'connected');
  await bob.connected(mark);
  await send('still here');
  await bob.receives('still here');
  await bob.writes('alice', 'me too');
  await until('the page shows it', async () => (await seen.allTextContents()).includes('bob: me too'));

  assert.deepEqual(await seen.allTextContents(), ['bob: from Node', 'bob: me too']);
  assert.deepEqual(browser.outside, [], 'requests for other hosts');
  assert.deepEqual(w.pageErrors, []);
  await browser.screenshots('sdk-in-a-page-after-the-crash');
});

story('a page is in a live room, and in a topic of a community', { proves: ['joinGroup', 'getTopicList'] }, async (w) => {
  const bob = await w.login('bob');
  const { data: { group: room } } = await bob.call('createGroup', { type: 'AVChatRoom', name: 'Stage' });
  await bob.call('joinGroup', { groupID: room.groupID, type: 'AVChatRoom' });
  const { data: { group: club } } = await bob.call('createGroup', { type: 'Community', name: 'Club', isSupportTopic: true });
  const { data: { topicID } } = await bob.call('createTopicInCommunity', { groupID: club.groupID, topicID: `${club.groupID}@TOPIC#_general`, topicName: 'general' });
  const browser = await browse(w);
  const page = await browser.page('alice', await servePage(w));
  const seen = page.locator('#seen li');
  const shows = (line) => until(`the page shows ${line}`, async () => (await seen.allTextContents()).includes(line));
  const send = (to, text) => page.evaluate(([g, t]) => window.app.send(g, t, true), [to, text]);
  await page.evaluate((c) => window.app.login(c), { SDKAppID: w.app.id, proxyServer: w.server.socketURL, userID: 'alice', userSig: w.app.userSig('alice') });

  assert.equal(await page.evaluate((g) => window.app.join(g, 'AVChatRoom'), room.groupID), 'JoinedSuccess');
  await bob.receives((m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === 1 && m.payload.userIDList.includes('alice'));
  await bob.writesIn(room.groupID, 'welcome to the stage');
  await shows('bob: welcome to the stage');
  await send(room.groupID, 'good evening');
  assert.equal((await bob.receives('good evening')).to, room.groupID);

  assert.equal(await page.evaluate((g) => window.app.join(g, 'Community'), club.groupID), 'JoinedSuccess');
  assert.deepEqual(await page.evaluate((g) => window.app.topics(g), club.groupID), [{ topicID, name: 'general', unread: 0, last: undefined }]);
  await bob.writesIn(topicID, 'first post');
  await shows('bob: first post');
  await until('the list of topics has it', async () => {
    const [topic] = await page.evaluate((g) => window.app.topics(g), club.groupID);
    return topic.unread === 1 && topic.last === 'first post';
  });
  await send(topicID, 'second post');
  assert.equal((await bob.receives('second post')).to, topicID);
  assert.deepEqual(browser.outside, [], 'requests for other hosts');
  assert.deepEqual(w.pageErrors, []);
  await browser.screenshots('sdk-in-a-page-groups');
});
