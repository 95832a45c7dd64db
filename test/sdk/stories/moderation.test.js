import { story, assert } from '../harness/world.js';
import { textsOf, wholeHistory } from '../harness/compare.js';

const mark = (w, ...words) => w.app.restOK('im_msg_audit_mgr/add_local_audit_keywords', {
  LocalAuditWords: words.map((Keyword) => ({ Keyword, WordType: 1, FilterType: 3 })),
});
const risks = (messages) => messages.map((m) => [m.payload.text, m.hasRiskContent]);
const said = [['tea?', false], ['a wager', true], ['or a cup', false]];

story('a message with a marked word is shown as risky, at once and after a reload', async (w) => {
  await mark(w, 'wager');
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  for (const [text] of said) await alice.writes('bob', text);
  for (const device of [bob, phone]) {
    await device.receives('or a cup');
    assert.deepEqual(risks(device.received()), said, device.label);
  }

  for (const [name, peer] of [['bob', 'alice'], ['alice', 'bob']]) {
    const later = await w.login(name, { device: 'mini' });
    assert.deepEqual(risks((await wholeHistory(later, `C2C${peer}`)).messages), said, `${name}, later`);
  }
});

story('a marked message that came while its receiver was away is risky when he is back', { settings: { hello_seconds: 1 } }, async (w) => {
  await mark(w, 'wager');
  const [alice, bob] = await w.logins('alice', 'bob');
  await bob.offline();
  for (const [text] of said) await alice.writes('bob', text);
  await bob.online();
  await bob.receives('or a cup');
  assert.deepEqual(risks(bob.received()), said);
});

story('a message with a marked word in a group is shown as risky, at once and after a reload', async (w) => {
  await mark(w, 'wager');
  const [alice, phone, bob] = await w.logins('alice', ['alice', { device: 'mobile' }], 'bob');
  await w.app.restOK('group_open_http_svc/create_group', { Type: 'Public', Name: 'tea', GroupId: 'tea', Owner_Account: 'alice', MemberList: [{ Member_Account: 'bob' }] });
  for (const [text] of said) await alice.writesIn('tea', text);
  for (const device of [bob, phone]) {
    await device.receives('or a cup');
    assert.deepEqual(risks(device.received().filter((m) => m.type === 'TIMTextElem')), said, device.label);
  }

  const later = await w.login('bob', { device: 'mini' });
  assert.deepEqual(risks(await textsOf(later, 'GROUPtea', 3)), said);
});

story('an edited message is looked at anew', async (w) => {
  await mark(w, 'wager');
  const [alice, bob] = await w.logins('alice', 'bob');
  await w.app.restOK('group_open_http_svc/create_group', { Type: 'Public', Name: 'tea', GroupId: 'tea', Owner_Account: 'alice', MemberList: [{ Member_Account: 'bob' }] });
  const risky = { direct: await alice.writes('bob', 'a wager'), shared: await alice.writesIn('tea', 'a wager') };
  const clean = { direct: await alice.writes('bob', 'a cup'), shared: await alice.writesIn('tea', 'a cup') };
  for (const sent of [risky, clean]) for (const m of Object.values(sent)) await bob.receives((got) => got.ID === m.ID);

  for (const [sent, text, risk] of [[risky, 'a cup after all', false], [clean, 'a wager after all', true]]) {
    for (const m of Object.values(sent)) {
      await alice.edit(m.ID, { payload: { text } });
      await bob.sees('MESSAGE_MODIFIED', (list) => list.some((got) => got.ID === m.ID && got.payload.text === text && got.hasRiskContent === risk));
    }
  }
  const later = await w.login('bob', { device: 'mini' });
  const want = [['a cup after all', false], ['a wager after all', true]];
  assert.deepEqual(risks((await wholeHistory(later, 'C2Calice')).messages), want);
  assert.deepEqual(risks(await textsOf(later, 'GROUPtea', 2)), want);
});
