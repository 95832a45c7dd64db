// A chat app in some lines: logs in, lists what arrives, sends. browser.test.js and media.test.js drive it.

const { EVENT, TYPES } = window.TencentCloudChat;
let chat;

function show(id, text) {
  document.getElementById(id).textContent = text;
}

// What a message looks like: pictures and videos by their addresses, files as links.
function shown({ type, payload }) {
  const make = (tag, fields) => Object.assign(document.createElement(tag), fields);
  switch (type) {
    case TYPES.MSG_IMAGE: {
      const all = document.createElement('span');
      payload.imageInfoArray.forEach(({ url }) => all.append(make('img', { src: url })));
      return all;
    }
    case TYPES.MSG_VIDEO: return make('img', { src: payload.snapshotUrl });
    case TYPES.MSG_FILE: return make('a', { href: payload.fileUrl, textContent: payload.fileName });
    default: return payload.text;
  }
}

// Calls the SDK and tells the harness (browser.js) that it was called.
async function call(method, ...args) {
  const result = await chat[method](...args);
  window.teahouseUsed?.(method);
  return result;
}

const creators = { image: 'createImageMessage', video: 'createVideoMessage', file: 'createFileMessage' };

window.app = {
  async login({ SDKAppID, proxyServer, userID, userSig }) {
    chat = window.TencentCloudChat.create({ SDKAppID, proxyServer });
    chat.setLogLevel(4);
    chat.registerPlugin({ 'tim-upload-plugin': window.TIMUploadPlugin });
    const ready = new Promise((resolve) => { chat.on(EVENT.SDK_READY, resolve); });
    chat.on(EVENT.NET_STATE_CHANGE, ({ data }) => show('state', data.state));
    chat.on(EVENT.KICKED_OUT, ({ data }) => show('state', `kicked: ${data.type}`));
    const lines = new Map(); // by the messages' IDs
    chat.on(EVENT.MESSAGE_RECEIVED, ({ data }) => data.forEach((message) => {
      const line = document.createElement('li');
      line.append(`${message.from}: `, shown(message));
      document.getElementById('seen').append(line);
      lines.set(message.ID, line);
    }));
    chat.on(EVENT.MESSAGE_MODIFIED, ({ data }) => data.forEach((message) => {
      const line = lines.get(message.ID);
      line?.replaceChildren(`${message.from}: `, shown(message));
      if (line) line.dataset.changes = Number(line.dataset.changes ?? 0) + 1;
    }));
    await chat.login({ userID, userSig });
    await ready;
    show('state', 'ready');
  },
  // Sends a file whose bytes come as base64.
  async sendFile(kind, { to, inGroup, name, type, base64 }) {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const progress = [];
    const message = await call(creators[kind], {
      to, conversationType: inGroup ? TYPES.CONV_GROUP : TYPES.CONV_C2C,
      payload: { file: new File([bytes], name, { type }) },
      onProgress: (p) => progress.push(p),
    });
    const { data } = await call('sendMessage', message);
    return { ID: data.message.ID, payload: JSON.parse(JSON.stringify(data.message.payload)), progress };
  },
  async send(to, text, inGroup = false) {
    const conversationType = inGroup ? TYPES.CONV_GROUP : TYPES.CONV_C2C;
    const message = await call('createTextMessage', { to, conversationType, payload: { text } });
    const { data } = await call('sendMessage', message);
    return data.message.ID;
  },
  // Sends a text that mentions members of a group.
  async mention(to, text, atUserList) {
    const message = await call('createTextAtMessage', { to, conversationType: TYPES.CONV_GROUP, payload: { text, atUserList } });
    await call('sendMessage', message);
  },
  async join(groupID, type) {
    return (await call('joinGroup', { groupID, type })).data.status;
  },
  // The topics of a community: names, unread counts and last messages, as a list of channels shows them.
  async topics(groupID) {
    const { data } = await call('getTopicList', { groupID });
    return data.successTopicList.map((t) => ({ topicID: t.topicID, name: t.topicName, unread: t.unreadCount, last: t.lastMessage.payload?.text }));
  },
};
