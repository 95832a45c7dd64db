// A chat app in thirty lines: logs in, lists what arrives, sends. browser.test.js drives it.

const { EVENT, TYPES } = window.TencentCloudChat;
let chat;

function show(id, text) {
  document.getElementById(id).textContent = text;
}

window.app = {
  async login({ SDKAppID, proxyServer, userID, userSig }) {
    chat = window.TencentCloudChat.create({ SDKAppID, proxyServer });
    chat.setLogLevel(4);
    const ready = new Promise((resolve) => { chat.on(EVENT.SDK_READY, resolve); });
    chat.on(EVENT.NET_STATE_CHANGE, ({ data }) => show('state', data.state));
    chat.on(EVENT.KICKED_OUT, ({ data }) => show('state', `kicked: ${data.type}`));
    chat.on(EVENT.MESSAGE_RECEIVED, ({ data }) => data.forEach((message) => {
      const line = document.createElement('li');
      line.textContent = `${message.from}: ${message.payload.text}`;
      document.getElementById('seen').append(line);
    }));
    await chat.login({ userID, userSig });
    await ready;
    show('state', 'ready');
  },
  async send(to, text) {
    const message = chat.createTextMessage({ to, conversationType: TYPES.CONV_C2C, payload: { text } });
    const { data } = await chat.sendMessage(message);
    return data.message.ID;
  },
};
