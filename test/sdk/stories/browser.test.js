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
