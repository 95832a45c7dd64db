// Does a story fail when what it is about is broken? `node mutants.js` breaks one thing at a time (harness/mutant.js): each command
// gets an empty success in the server's place, and each kind of push is kept from the SDK. Every mutant must make a story fail; and a
// story that claims a method must fail without one of the commands which that method sends, or the claim does not count.
//
// It goes by the traces of the last run of the stories (out/trace), and writes mutants.json. Words as arguments: only mutants whose names
// have one of them. `--go-on` keeps what was found before; `--seconds 180` ends after that time.

import { spawn } from 'node:child_process';
import { existsSync, appendFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { traceDir } from './harness/report.js';
import { binary, outDir } from './harness/server.js';

/** Mutants that no story can notice, and why. */
const harmless = {
  'answer heartbeat.alive': 'an empty success is its whole answer',
  'answer im_open_status.wshello': 'an empty success is its whole answer; who was kicked is told by a push as well',
  'answer im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2': 'the answer to the login has said the same',
  'answer imopenstat.tim_web_report_v2': 'statistics are dropped',
  'answer openim.ws_msg_push_ack': 'nobody waits for an answer',
};

/** Stories that notice what nearly every story uses: there is no trying them all. */
const noticed = {
  'answer group_open_http_svc.get_joined_group_list': 'group_change: after a login the groups are listed as they are now, with one\'s part in them',
  'answer million_group_open_http_svc.get_joined_group_list': 'group_community: a Community is joined, listed page by page and talked in',
  'answer im_sdk_config_mgr.fetch_config': 'sdk: the SDK knows the time of the server, and says when a call comes too early',
  'answer openim.get_c2c_peer_mute_notifications': 'conversation_keep: what was kept of somebody is there when a conversation with him begins',
  'answer openim.get_peer_read_time': 'notices: who begins a conversation anew knows how far the other has read',
  'answer openim.getmsg': 'conversation_list: the profile of a conversation has what its peer or its group is called now',
  'answer profile.portrait_get_all': 'profile: every field of a profile is there on the other device, after a reload and for strangers',
  'push 5.6': 'notices: system notices that are deleted are gone on the next device',
  'answer recentcontact.page_get': 'conversation_list: a long list is there whole and in order',
  'answer sns.black_list_get': 'blocklist: who is blocked cannot write, on every device and after a reload, until he is unblocked',
  'answer sns.friend_get': 'friends: a friend is added at once where he lets anybody, on all devices and after a reload',
  'answer sns.group_get': 'friends: friend groups are made, changed, renamed and deleted, and are there after a reload',
  'push 5.7': 'group_work: a Work group is created, its members are told and talk',
  'push im_open_status.stat_forceoffline': 'kick: a second login of the same class kicks the first, and only that',
  'answer sns.pendency_get': 'friends: an application is read, answered and gone on all devices',
  'answer recentcontact.get_contact_group': 'conversation_keep: groups of conversations are made, renamed, filled, emptied and deleted on all devices',
  'answer recentcontact.search_contact_group': 'conversation_keep: what was kept of somebody is there when a conversation with him begins',
};

const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { 'go-on': { type: 'boolean' }, seconds: { type: 'string' } },
});
const memory = path.join(outDir, 'mutants.jsonl');
if (!options['go-on']) rmSync(memory, { force: true });
const lines = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)) : []);

const stories = readdirSync(traceDir).flatMap((file) => lines(path.join(traceDir, file))).filter((s) => s.ok);
for (const story of stories) story.name = `${story.file}: ${story.title}`;
const uses = new Map(); // mutant -> stories in which it has something to break
for (const story of stories) {
  const own = [...story.commands.map((c) => `answer ${c}`), ...story.pushes.map((p) => `push ${p}`)];
  for (const mutant of own) uses.set(mutant, [...(uses.get(mutant) ?? []), story]);
}

// Less than stories usually have: most mutants die by something that never comes.
const patience = Number(process.env.TEAHOUSE_TEST_PATIENCE ?? 4000);

const atOnce = Number(process.env.TEAHOUSE_TEST_CONCURRENCY ?? availableParallelism());

const known = new Map(lines(memory).map((r) => [`${r.mutant} @ ${r.story}`, r.result]));
const end = Date.now() + Number(options.seconds ?? 1e9) * 1000;
process.env.TEAHOUSE_BIN = await binary();

/** Runs a story with a mutant ('' for none) and gives 'dies' or 'lives'; undefined: no time left. */
async function meet(mutant, story) {
  const key = `${mutant} @ ${story.name}`;
  if (known.has(key)) return known.get(key);
  if (Date.now() > end) return undefined;
  const began = Date.now();
  const why = await run(mutant, story);
  const result = why === undefined ? 'lives' : 'dies';
  known.set(key, result);
  appendFileSync(memory, `${JSON.stringify({ mutant, story: story.name, result, ms: Date.now() - began, why })}\n`);
  return result;
}

/** Resolves to what the story failed of; undefined: it did not fail. */
function run(mutant, { file, title }) {
  const pattern = `^${title.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`;
  const env = { ...process.env, TEAHOUSE_SDK_MUTANT: mutant || 'none', TEAHOUSE_TEST_PATIENCE: String(patience) };
  const child = spawn(process.execPath, ['--test-name-pattern', pattern, '--test-reporter=tap', `stories/${file}.test.js`],
    { cwd: import.meta.dirname, env, stdio: ['ignore', 'pipe', 'ignore'] });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text) => { told += text; });
  return new Promise((resolve) => { child.once('close', (code) => resolve(code === 0 ? undefined : reason(told))); });
}

// The first error of a run: one that does not fit its mutant shows a machine that was too busy, not a broken server.
function reason(tap) {
  const [, line, block] = tap.match(/^ *error: (?:\|-\n\s*(?=(.*))|(.*))/m) ?? [];
  return (line ?? block ?? 'ended').replace(/^'|'$/g, '').slice(0, 200);
}

/** A story's answer to a mutant; one that fails also without it, for want of patience, says nothing. */
async function judge(mutant, story) {
  const sound = story.ms < patience ? 'lives' : await meet('', story);
  if (sound === undefined) return undefined;
  return sound === 'lives' ? meet(mutant, story) : 'unsound';
}

const rare = (a, b) => uses.get(`answer ${a}`).length - uses.get(`answer ${b}`).length;

/** Looks for a command of a claimed method without which its story fails; the rarest commands first. */
async function tryClaim(story, method) {
  for (const command of (story.methods[method] ?? []).toSorted(rare)) {
    if (harmless[`answer ${command}`] || !chosen(`answer ${command}`)) continue;
    const result = await judge(`answer ${command}`, story);
    if (result !== 'lives') return;
  }
}

/** Looks for any story that a mutant makes fail: those that died of it, those that claim a method with it, the quick ones. */
async function tryMutant(mutant) {
  const command = mutant.replace(/^answer /, '');
  const claims = (s) => s.proves.some((m) => s.methods[m]?.includes(command)) || (mutant.startsWith('push') && s.proves.length > 0);
  const first = (s) => s.name === noticed[mutant];
  const order = uses.get(mutant).toSorted((a, b) => first(b) - first(a) || claims(b) - claims(a) || a.ms - b.ms);
  if (order.some((s) => known.get(`${mutant} @ ${s.name}`) === 'dies')) return;
  for (const story of order.slice(0, 12)) {
    if ((await judge(mutant, story)) !== 'lives' && known.get(`${mutant} @ ${story.name}`) !== undefined) return;
  }
}

const chosen = (mutant) => !harmless[mutant] && (!words.length || words.some((w) => mutant.includes(w)));

async function together(tasks) {
  const left = [...tasks];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (left.length && Date.now() < end) await left.shift()();
  }));
}

const mutants = [...uses.keys()].filter(chosen).toSorted();
await together(mutants.map((mutant) => () => tryMutant(mutant)));
await together(stories.flatMap((s) => s.proves.filter((m) => s.methods[m]).map((m) => () => tryClaim(s, m))));
report();

function report() {
  const of = (mutant, story) => known.get(`${mutant} @ ${story.name}`);
  const claims = {};
  for (const story of stories) {
    for (const method of story.proves) {
      const commands = (story.methods[method] ?? []).filter((c) => !harmless[`answer ${c}`]);
      const by = (result) => commands.filter((c) => of(`answer ${c}`, story) === result);
      const [dies, lives] = [by('dies'), by('lives')];
      // A claim is judged when one command is enough, or when all have been tried.
      if (dies.length || (lives.length && lives.length === commands.length)) (claims[story.name] ??= {})[method] = { dies, lives };
    }
  }
  const killers = Object.fromEntries(mutants.map((m) => [m, uses.get(m).find((s) => of(m, s) === 'dies')?.name ?? '']));
  const found = { claims: sorted(claims), mutants: Object.fromEntries(Object.entries(killers).filter(([m]) => tried(m))), harmless };
  writeFileSync(path.join(import.meta.dirname, 'mutants.json'), `${JSON.stringify(found, null, 2)}\n`);

  for (const [mutant, story] of Object.entries(killers)) console.log(`${outcome(mutant, story)}  ${mutant.padEnd(70)} ${story}`);
  const survivors = mutants.filter((m) => !killers[m]); // or not tried in this time
  const empty = Object.entries(claims).flatMap(([story, methods]) => Object.entries(methods).filter(([, r]) => !r.dies.length).map(([m]) => `${m} in ${story}`));
  console.log(`\n${mutants.length} mutants, ${mutants.length - survivors.length} make a story fail. Claims that prove nothing: ${empty.length}`);
  empty.forEach((claim) => console.log(`  ${claim}`));
  if (survivors.length || empty.length) process.exitCode = 1;
}

function tried(mutant) { return uses.get(mutant).some((s) => known.has(`${mutant} @ ${s.name}`)); }

function outcome(mutant, story) {
  if (story) return 'dies   ';
  return tried(mutant) ? 'LIVES  ' : 'untried';
}

function sorted(object) { return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1))); }
