import { story, assert, until } from '../harness/world.js';
import { browse } from '../harness/browser.js';

const ownApp = { app: false }; // `serve` makes its own, whose page is switched on

/** The printed link, `http://…/try/#ticket`. */
async function link(w) {
  const line = await until('serve prints the link', () => w.server.log.find((l) => l.includes('/try/#')));
  return line.match(/https?:\/\/\S*\/try\/#\S+/)[0];
}

const part = (page, name) => page.getByTestId(name);

async function enter(page, name, peer) {
  await part(page, 'name-input').fill(name);
  await part(page, 'login-button').click();
  await part(page, 'peer-input').fill(peer);
  await part(page, 'open-button').click();
}

async function write(page, text) {
  await part(page, 'message-input').fill(text);
  await part(page, 'send-button').click();
}

const shows = (page, text) => until(`the tab shows ${text}`, async () => (await part(page, 'messages').textContent()).includes(text));

story('two tabs with the printed link chat', ownApp, async (w) => {
  const browser = await browse(w);
  const url = await link(w);
  assert.ok(url.startsWith(w.server.url), `${url} is on this server`);
  const [anna, ben] = [await browser.page('anna', url), await browser.page('ben', url)];

  await enter(anna, 'try-anna', 'try-ben');
  await enter(ben, 'try-ben', 'try-anna');
  await write(anna, 'a cup of tea?');
  await shows(anna, 'a cup of tea?');
  await shows(ben, 'a cup of tea?');
  await write(ben, 'with <b>pleasure</b>');
  await shows(anna, 'with <b>pleasure</b>');

  assert.equal(await part(anna, 'messages').locator('b').count(), 0, 'a text is shown as text');
  assert.notEqual((await part(anna, 'status').textContent()).trim(), '');
  assert.deepEqual(browser.outside, [], 'requests for other hosts');
  assert.deepEqual(w.pageErrors, []);
  await browser.screenshots('try');
});

story('two tabs meet in a group and in a live room', ownApp, async (w) => {
  const browser = await browse(w);
  const url = await link(w);
  const [anna, ben] = [await browser.page('group-anna', url), await browser.page('group-ben', url)];
  for (const [page, name] of [[anna, 'try-anna'], [ben, 'try-ben']]) {
    await part(page, 'name-input').fill(name);
    await part(page, 'login-button').click();
  }

  for (const kind of ['group', 'room']) {
    const before = await part(anna, 'conversation').count();
    await part(anna, `${kind}-create`).click();
    await until(`anna's ${kind} is listed`, async () => (await part(anna, 'conversation').count()) > before);
    const id = (await part(anna, 'conversation-id').textContent()).trim();
    assert.match(id, /^@TGS#/, `the ID of the ${kind}`);
    await part(ben, 'group-id').fill(id);
    await part(ben, 'group-join').click();
    await until(`ben is in the ${kind}`, async () => (await part(ben, 'conversation-id').textContent()).includes(id));
    await write(ben, `ben in the ${kind}`);
    await shows(anna, `ben in the ${kind}`);
    await write(anna, `anna in the ${kind}`);
    await shows(ben, `anna in the ${kind}`);
  }

  assert.deepEqual(browser.outside, [], 'requests for other hosts');
  assert.deepEqual(w.pageErrors, []);
  await browser.screenshots('try');
});

story('on a phone there is room for the conversation', ownApp, async (w) => {
  const browser = await browse(w);
  const page = await browser.page('phone', await link(w));
  await page.setViewportSize({ width: 390, height: 844 });
  await part(page, 'name-input').fill('try-anna');
  await part(page, 'login-button').click();
  for (let i = 0; i < 3; i++) {
    await part(page, 'group-create').click();
    await part(page, 'message-input').waitFor();
    const input = await part(page, 'message-input').boundingBox();
    assert.ok(input.y + input.height <= 844, `the input ends at ${input.y + input.height}`);
    assert.ok(!(await part(page, 'conversations').isVisible()), 'the list gives way');
    await write(page, `a longer message, number ${i}, which takes more than one line on a phone`);
    await shows(page, `number ${i},`);
    if (i === 0) await browser.screenshots('try-conversation');
    await part(page, 'back-button').click();
    await part(page, 'conversations').waitFor();
    assert.ok(!(await part(page, 'message-input').isVisible()), 'the conversation is closed');
  }
  assert.equal(await part(page, 'conversation').count(), 3);
  assert.deepEqual(w.pageErrors, []);
  await browser.screenshots('try-phone');
});

story('without the ticket the page lets nobody in', ownApp, async (w) => {
  const browser = await browse(w);
  const url = await link(w);
  const ticket = url.split('#')[1];
  assert.ok(ticket.length >= 16, 'the ticket cannot be guessed');
  const buy = async (body) => {
    const response = await fetch(`${w.server.url}/try/ticket`, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
    return { status: response.status, text: await response.text() };
  };

  for (const body of [{}, { UserID: 'try-anna' }, { Ticket: '', UserID: 'try-anna' }, { Ticket: `${ticket}x`, UserID: 'try-anna' },
    { Ticket: ticket, UserID: 'administrator' }, { Ticket: ticket, UserID: 'anna' }]) {
    const { status, text } = await buy(body);
    assert.ok(status >= 400, `${JSON.stringify(body)} gave ${status}`);
    assert.doesNotMatch(text, /"UserSig"/i, JSON.stringify(body));
  }
  const good = await buy({ Ticket: ticket, UserID: 'try-anna' });
  assert.equal(good.status, 200, good.text);
  assert.match(good.text, /"UserSig"/);

  const page = await browser.page('visitor', url.split('#')[0]);
  if (await part(page, 'login-button').isEnabled()) {
    await part(page, 'name-input').fill('try-anna');
    await part(page, 'login-button').click();
  }
  const told = async () => (await part(page, 'login-error').or(part(page, 'status')).allTextContents()).join('').trim();
  assert.notEqual(await until('the page says why', told), '');
  assert.ok(!(await part(page, 'message-input').isVisible()), 'nothing can be written');
  await browser.screenshots('try-without-ticket');
});

story('the page is there only while the application wants it', async (w) => {
  const away = await fetch(`${w.server.url}/try/`);
  assert.equal(away.status, 404, 'off by default');

  await w.app.set({ try_page: 'on' }).catch(() => w.app.set({ try_page: true }));

  await until('the page is there', async () => (await fetch(`${w.server.url}/try/`)).ok);
});
