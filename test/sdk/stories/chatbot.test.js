import { story, assert, until } from '../harness/world.js';
import { chatbot, hooked } from '../harness/aibot.js';
import { browse, servePage } from '../harness/browser.js';

const tea = { id: '@RBT#tea', nick: 'Tea', prompt: 'You know all about tea.' };
const desk = { id: '@RBT#desk', nick: 'Desk', prompt: 'You write letters.' };
const settings = await hooked();
const withPage = await hooked({ try_page: 'on' });

const end = ({ prompt }) => `My instructions begin with “${prompt}`;

story('two people in browsers talk to robots, one-to-one and in a group, and the answers grow', { settings }, async (w) => {
  await chatbot(w, settings, w.app, [tea, desk]);
  await w.app.restOK('im_open_login_svc/multiaccount_import', { AccountList: [{ UserID: 'alice' }, { UserID: 'bob' }] });
  const { GroupId } = await w.app.restOK('group_open_http_svc/create_group', { Type: 'Public', Name: 'Tea table', Owner_Account: 'alice',
    MemberList: [{ Member_Account: 'bob' }, { Member_Account: tea.id }, { Member_Account: desk.id }] });
  const browser = await browse(w);
  const url = await servePage(w);
  const people = {};
  for (const name of ['alice', 'bob']) {
    const page = await browser.page(name, url);
    await page.evaluate((c) => window.app.login(c), { SDKAppID: w.app.id, proxyServer: w.server.socketURL, userID: name, userSig: w.app.userSig(name) });
    people[name] = { page, lines: () => page.locator('#seen li') };
  }
  const { alice, bob } = people;
  // A line of a robot with these words; `whole` waits for its end.
  const line = (who, { id }, words) => until(`${words} is shown`, async () => {
    const all = await who.lines().evaluateAll((list) => list.map((l) => ({ text: l.textContent, changes: Number(l.dataset.changes ?? 0) })));
    return all.find((l) => l.text.startsWith(`${id}: `) && words.every((word) => l.text.includes(word)));
  });

  await alice.page.evaluate(([to, text]) => window.app.send(to, text), [tea.id, 'Which tea is green?']);
  await bob.page.evaluate(([to, text]) => window.app.send(to, text), [desk.id, 'A letter, please.']);
  await line(alice, tea, ['You wrote: “Which']);
  await line(bob, desk, ['You wrote: “A letter']);
  await browser.screenshots('chatbot-sdk-middle');
  assert.ok((await line(alice, tea, ['“Which tea is green?”', end(tea)])).changes >= 3, 'it grew');
  assert.ok((await line(bob, desk, ['“A letter, please.”', end(desk)])).changes >= 3, 'it grew');

  await alice.page.evaluate(([g, text, who]) => window.app.mention(g, text, who), [GroupId, '@Tea what do we drink?', [tea.id]]);
  for (const who of [alice, bob]) {
    assert.ok((await line(who, tea, ['“alice: what do we drink?”', 'first message', end(tea)])).changes >= 3, 'it grew');
  }
  await bob.page.evaluate(([g, text, who]) => window.app.mention(g, text, who), [GroupId, '@Tea and then?', [tea.id]]);
  for (const who of [alice, bob]) await line(who, tea, ['“bob: and then?”', '2 earlier messages', end(tea)]);

  assert.equal(await alice.lines().count(), 4, 'two of Tea in the group, one to alice, and what bob said');
  assert.deepEqual(browser.outside, [], 'requests for other hosts');
  assert.deepEqual(w.pageErrors, []);
  await browser.screenshots('chatbot-sdk-end');
});

story('on the page to try things out a robot answers two tabs', { settings: withPage }, async (w) => {
  await chatbot(w, withPage, w.app, [tea, desk]);
  await w.app.restOK('group_open_http_svc/create_group', { GroupId: 'tea-table', Type: 'Public', Name: 'Tea table', ApplyJoinOption: 'FreeAccess',
    MemberList: [{ Member_Account: tea.id }, { Member_Account: desk.id }] });
  const browser = await browse(w);
  const link = (await until('serve prints the link', () => w.server.log.find((l) => l.includes('/try/#')))).match(/https?:\/\/\S*\/try\/#\S+/)[0];
  const part = (page, name) => page.getByTestId(name);
  const tab = async (name, rest) => {
    const page = await browser.page(name, `${link}&${rest}`);
    await part(page, 'name-input').fill(`try-${name}`);
    await part(page, 'login-button').click();
    return page;
  };
  const write = async (page, text) => {
    await part(page, 'message-input').fill(text);
    await part(page, 'send-button').click();
  };
  const shows = (page, text) => until(`the tab shows ${text}`, async () => (await part(page, 'messages').textContent()).includes(text));

  const anna = await tab('anna', 'with=%40RBT%23tea');
  const ben = await tab('ben', 'group=tea-table');
  await write(anna, 'Which tea is green?');
  await write(ben, '@tea what do we drink?');
  await shows(anna, 'You wrote: “Which');
  await shows(ben, 'You wrote: “try-ben: what');
  await browser.screenshots('chatbot-try-middle');
  await shows(anna, end(tea));
  await shows(ben, end(tea));
  await write(anna, 'And which one is black? /slow');
  await until('the second answer has begun', async () => (await part(anna, 'message').count()) === 4);
  await write(anna, 'No, tell me about cups.'); // before the answer has ended
  await shows(anna, ' …');
  await write(ben, '@desk, write that down');
  await shows(anna, 'You wrote: “No, tell me about cups.”');
  await until('the last answer has ended', async () => (await part(anna, 'message').last().textContent()).includes(end(tea)));
  await shows(ben, end(desk));
  assert.equal(await part(anna, 'title').textContent(), 'Tea');
  assert.deepEqual(browser.outside, [], 'requests for other hosts');
  assert.deepEqual(w.pageErrors, []);
  await browser.screenshots('chatbot-try-end');
});
