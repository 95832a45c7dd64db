// Draws the state of a chat. Nodes are kept while what they show is the same, so
// that selections and the scroll position stay.

import { isRobot, robotHint } from './forms.js';

const $ = (id) => document.getElementById(id);
const words = { online: 'Online', connecting: 'Connecting…', offline: 'Offline, trying again…' };

/** Draws everything. actions: link({with|group}), select(conversation), retry(conversation, message). */
export function draw(chat, actions) {
  $('status').textContent = words[chat.state];
  $('status').dataset.state = chat.state;
  const all = [...chat.conversations.values()].sort((a, b) => b.time - a.time);
  update($('list'), all, (c) => c.key, (node, c) => drawItem(node, c, chat.selected === c, actions));
  const c = chat.selected;
  $('empty').hidden = Boolean(c);
  $('open').hidden = !c;
  $('talk').dataset.open = c ? c.key : '';
  $('app').toggleAttribute('data-open', Boolean(c));
  if (c) drawOpen(chat, c, actions);
}

function drawItem(node, c, selected, actions) {
  if (!node.firstChild) {
    const button = element('button', 'item');
    button.type = 'button';
    const name = element('span', 'item-name');
    const count = element('span', 'badge');
    count.dataset.testid = 'unread';
    button.append(element('span', 'dot'), name, count, element('span', 'item-last'));
    button.addEventListener('click', () => actions.select(c));
    node.dataset.testid = 'conversation';
    node.append(button);
  }
  const [dot, name, count, last] = node.firstChild.children;
  node.dataset.id = c.id;
  node.firstChild.setAttribute('aria-current', String(selected));
  dot.dataset.kind = c.kind;
  dot.dataset.online = String(c.online === true);
  dot.title = isRobot(c.id) ? 'robot' : c.kind === 'user' ? (c.online ? 'online' : '') : c.kind === 'room' ? 'live room' : 'group';
  set(name, c.name);
  set(count, c.unread ? String(c.unread) : '');
  set(last, c.last);
}

function drawOpen(chat, c, actions) {
  set($('title'), c.name);
  set($('about'), about(c));
  set($('conversation-id'), c.id);
  $('conversation-id').hidden = c.id === c.name;
  $('leave').textContent = c.kind === 'user' ? 'Remove' : c.owner === chat.me ? 'Dismiss' : 'Leave';
  $('invite').hidden = c.kind === 'user';
  if (c.kind !== 'user') $('invite').href = actions.link({ group: c.id });
  $('message').placeholder = robotHint(c.who);
  $('earlier').hidden = c.complete;

  const box = $('scroll');
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60 || $('messages').dataset.of !== c.key;
  if ($('messages').dataset.of !== c.key) {
    $('messages').replaceChildren();
    $('messages').dataset.of = c.key;
  }
  const lastRead = c.messages.findLast((m) => m.mine && m.state === 'sent' && m.time <= c.peerRead)?.key;
  update($('messages'), c.messages, (m) => m.key, (node, m, i) => drawMessage(node, m, {
    retry: () => actions.retry(c, m), read: m.key === lastRead, named: c.kind !== 'user' && !m.mine && c.messages[i - 1]?.from !== m.from,
  }));
  if (atEnd) box.scrollTop = box.scrollHeight;
}

function about(c) {
  if (isRobot(c.id)) return 'Robot';
  if (c.kind === 'user') return c.online === null ? 'One-to-one' : c.online ? 'Online' : 'Offline';
  if (c.kind === 'room') return `Live room${c.members ? ` · ${c.members} online` : ''}`;
  return `Group${c.members ? ` · ${c.members} ${c.members === 1 ? 'member' : 'members'}` : ''}`;
}

function drawMessage(node, m, { retry, read, named }) {
  const shows = [m.text, m.state, m.recalled, m.time, read, named].join('\n');
  if (node.dataset.shows === shows) return;
  node.dataset.shows = shows;
  node.dataset.testid = m.tip ? 'tip' : 'message';
  node.dataset.state = m.state;
  node.dataset.from = m.from ?? '';
  node.className = m.tip ? 'tip' : `message ${m.mine ? 'mine' : 'theirs'}`;
  const parts = [];
  if (named) parts.push(element('span', 'from', m.from));
  const text = element('span', m.recalled ? 'text recalled' : 'text', m.recalled ? 'Message recalled' : m.text);
  text.dataset.testid = 'text';
  parts.push(text);
  if (!m.tip) parts.push(element('span', 'when', when(m, read)));
  if (m.state === 'failed') {
    const again = element('button', 'plain', 'Try again');
    again.type = 'button';
    again.addEventListener('click', retry);
    parts.push(element('span', 'error', m.error), again);
  }
  node.replaceChildren(...parts);
}

function when(m, read) {
  if (m.state === 'sending') return 'sending…';
  if (m.state === 'failed') return 'not sent';
  const time = new Date(m.time * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return read ? `${time} · read` : time;
}

function element(name, className, text = '') {
  const node = document.createElement(name);
  node.className = className;
  node.textContent = text;
  return node;
}

function set(node, text) { if (node.textContent !== text) node.textContent = text; }

// Makes the children of list those of items, in order; nodes stay with their keys.
function update(list, items, key, drawOne) {
  const old = new Map([...list.children].map((n) => [n.dataset.key, n]));
  let at = list.firstElementChild;
  items.forEach((item, i) => {
    const k = key(item);
    let node = old.get(k);
    old.delete(k);
    if (!node) {
      node = document.createElement('li');
      node.dataset.key = k;
    }
    drawOne(node, item, i);
    if (node === at) at = at.nextElementSibling;
    else list.insertBefore(node, at);
  });
  for (const node of old.values()) node.remove();
}
