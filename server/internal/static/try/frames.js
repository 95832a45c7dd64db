// The list of frames: what goes over the socket, for those who build on it.

const MOST = 200;
const secrets = new Set(['UserSig', 'A2Key']);

/** Adds a frame to the list. While the list is hidden heartbeats are left out. */
export function drawFrame(list, hidden, way, head, body) {
  if (hidden && head.servcmd === 'heartbeat.alive') return;
  const item = document.createElement('li');
  const more = document.createElement('details');
  const line = document.createElement('summary');
  line.textContent = `${way === 'sent' ? '→' : '←'} ${head.servcmd}${body?.ErrorCode ? ` ${body.ErrorCode}` : ''}`;
  line.className = body?.ErrorCode ? 'error' : '';
  more.append(line);
  more.addEventListener('toggle', () => {
    if (more.children.length > 1) return;
    const text = document.createElement('pre');
    text.textContent = JSON.stringify(body, (k, v) => (secrets.has(k) ? '…' : v), 2);
    more.append(text);
  });
  item.append(more);
  list.prepend(item);
  while (list.children.length > MOST) list.lastElementChild.remove();
}
