// The page: what is on the screen, and what its buttons do. All text that comes
// from users is set as text, never as markup.

import { Chat } from './chat.js';
import { drawFrame } from './frames.js';
import { draw } from './draw.js';
import { sentence } from './forms.js';
import { remember, suggest, userID } from './names.js';

const $ = (id) => document.getElementById(id);
const SAVED = 'teahouse-try-user';
const here = new URL('.', location.href); // .../try/
const socketURL = here.href.replace(/^http/, 'ws').replace(/\/try\/$/, '');

// The link is #TICKET, or #TICKET&with=USER, or #TICKET&group=ID.
const [ticket, ...rest] = location.hash.slice(1).split('&');
const wanted = new URLSearchParams(rest.join('&'));
const link = (what = {}) => `${here.href}#${[ticket, new URLSearchParams(what)].filter((p) => String(p)).join('&')}`;

let chat = null;
let drawing = false;

// ---- signing in

async function buy(name) {
  const response = await fetch('ticket', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ Ticket: ticket, UserID: name }) })
    .catch(() => { throw new Error('The server cannot be reached.'); });
  const answer = await response.json().catch(() => ({ ErrorInfo: `The server answered ${response.status}.` }));
  if (!answer.UserSig) throw new Error(sentence(answer.ErrorInfo));
  const user = { SDKAppID: answer.SDKAppID, UserID: answer.UserID, UserSig: answer.UserSig, until: Date.now() + answer.Expire * 1000 };
  sessionStorage.setItem(SAVED, JSON.stringify(user));
  return user;
}

// The user that this tab had before it was loaded again. A copy of the tab has
// it too, but must not take its place.
function saved() {
  if (performance.getEntriesByType('navigation')[0]?.type !== 'reload') return null;
  try {
    const user = JSON.parse(sessionStorage.getItem(SAVED));
    return user?.until > Date.now() ? user : null;
  } catch { return null; }
}

async function signIn(user) {
  chat = new Chat(socketURL, user, () => buy(user.UserID), {
    changed: redraw,
    trouble: (text) => { if (text) showNotice(text); },
    ended: (why) => signedOut(why),
    frame: (way, head, body) => drawFrame($('frame-list'), $('frames').hidden, way, head, body),
  });
  remember(user.UserID);
  $('sign-in').hidden = true;
  $('app').hidden = false;
  $('me').textContent = user.UserID;
  document.title = `${user.UserID} · Teahouse`;
  $('second-tab').href = link({ with: user.UserID });
  showNotice('');
  redraw();
  chat.start();
  const opened = wanted.has('with') ? chat.openUser(wanted.get('with')) : wanted.has('group') ? chat.join(wanted.get('group')) : null;
  wanted.delete('with');
  wanted.delete('group');
  await opened;
}

function signedOut(why = '') {
  chat = null;
  sessionStorage.removeItem(SAVED);
  $('app').hidden = true;
  $('sign-in').hidden = false;
  $('name').value = suggest();
  document.title = 'Try Teahouse';
  loginError(why);
}

function loginError(text) {
  $('login-error').textContent = text;
  $('login-error').hidden = !text;
}

function showNotice(text) {
  $('notice-text').textContent = text;
  $('notice').hidden = !text;
}

// ---- drawing, at most once a frame

function redraw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    if (!chat) return;
    draw(chat, { link, select: (c) => attempt(chat.select(c)), retry: (c, m) => attempt(chat.deliver(c, m)) });
  });
}

// ---- what the buttons do

// Shows why something failed, until the next thing is tried.
async function attempt(promise) {
  showNotice('');
  try { await promise; return true; } catch (error) { showNotice(error.message); return false; }
}

function on(id, event, handler) {
  $(id).addEventListener(event, (e) => { e.preventDefault(); handler(e); });
}

on('login-form', 'submit', async () => {
  $('login').disabled = true;
  loginError('');
  try {
    const user = await buy(userID($('name').value));
    await signIn(user).catch((error) => showNotice(error.message));
  } catch (error) { loginError(error.message); }
  $('login').disabled = false;
});

on('another-name', 'click', () => { $('name').value = suggest(); });

on('sign-out', 'click', () => { chat.stop(); signedOut(); });

on('open-form', 'submit', async () => {
  const peer = $('peer').value.trim();
  if (!peer) return;
  if (peer === chat.me) { showNotice('That is you. Open a second tab to have somebody to talk to.'); return; }
  if (await attempt(chat.openUser(peer))) $('peer').value = '';
  $('message').focus();
});

on('group-form', 'submit', async () => {
  const id = $('group').value.trim();
  if (!id) { showNotice('Which one? Type the ID of a group or live room, or make a new one.'); return; }
  if (await attempt(chat.join(id))) $('group').value = '';
});

for (const kind of ['group', 'room']) {
  on(`${kind}-create`, 'click', async () => {
    if (await attempt(chat.create(kind, $('group').value.trim()))) $('group').value = '';
  });
}

on('back', 'click', () => chat.close());

on('leave', 'click', () => { if (chat.selected) attempt(chat.leave(chat.selected)); });

on('earlier', 'click', async () => {
  const box = $('scroll');
  const below = box.scrollHeight - box.scrollTop;
  if (await attempt(chat.earlier())) requestAnimationFrame(() => requestAnimationFrame(() => { box.scrollTop = box.scrollHeight - below; }));
});

function send() {
  const text = $('message').value.trim();
  if (!text || !chat.selected) return;
  $('message').value = '';
  attempt(chat.send(text));
}

on('send-form', 'submit', send);
$('message').addEventListener('keydown', (e) => {
  if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return; // Enter also chooses a word while typing Chinese
  e.preventDefault();
  send();
});

on('notice-close', 'click', () => showNotice(''));
on('frames-clear', 'click', () => $('frame-list').replaceChildren());
on('frames-button', 'click', () => {
  $('frames').hidden = !$('frames').hidden;
  $('frames-button').setAttribute('aria-expanded', String(!$('frames').hidden));
});

document.addEventListener('visibilitychange', () => { if (!document.hidden && chat) chat.read().catch(() => {}); });
addEventListener('hashchange', () => location.reload());

const before = saved();
if (before) signIn(before).catch((error) => showNotice(error.message));
else $('name').value = suggest();
if (!ticket) loginError('This page needs the link that the server printed when it started: it ends with # and a ticket.');
