// The SDK chooses its `platform` by the globals it finds when it is loaded. Each function makes one device out of this
// worker, and names the number that the server will see.

'use strict';

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { sizeOf } = require('./pictures.js');
const { TappedWebSocket } = require('./tap.js');

/** The `platform` number of each device: its class is what decides who kicks whom. */
const platforms = { web: 7, mobile: 21, mini: 8 };

const makers = { web() {}, mobile: makeReactNative, mini: makeMiniProgram };

/** Turns this worker into the device; call it before the SDK is imported. */
function become(device) {
  globalThis.WebSocket = TappedWebSocket;
  globalThis.XMLHttpRequest = OutsideRequest;
  makers[device]();
}

// The SDK asks public hosts whether the network is there by XMLHttpRequest, which Node lacks. With `proxyServer` alone it
// should not; if it does, that is an attempt to reach the outside.
class OutsideRequest {
  open(method, url) {
    OutsideRequest.refuse('XMLHttpRequest', `${method} ${url}`);
    throw new Error('outside host refused');
  }
}
OutsideRequest.refuse = () => {};

/** Sets who is told of refused requests. */
function refuseRequestsWith(refuse) {
  OutsideRequest.refuse = refuse;
}

function makeReactNative() {
  globalThis.ReactNative = {};
  // Its forms take files of the device by their path, and its fetch writes the boundary of a form itself.
  globalThis.FormData = class extends FormData {
    append(name, value) {
      if (typeof value?.uri === 'string') super.append(name, new Blob([readFileSync(value.uri)], { type: value.type }), value.name);
      else super.append(name, value);
    }
  };
  const { fetch } = globalThis;
  globalThis.fetch = (url, options) => fetch(url, options?.body instanceof FormData ? { ...options, headers: undefined } : options);
}

// The part of the WeChat mini program runtime that the SDK uses.
function makeMiniProgram() {
  const storage = new Map();
  globalThis.__wxConfig = { pages: [] };
  globalThis.getApp = () => ({ globalData: {} });
  globalThis.wx = {
    getSystemInfoSync: () => ({ fontSizeSetting: 16, platform: 'android', system: 'Android 14', SDKVersion: '3.0.0', version: '8.0.0' }),
    getNetworkType: ({ success }) => success({ networkType: 'wifi' }),
    onNetworkStatusChange() {},
    offNetworkStatusChange() {},
    onAppShow() {},
    getStorageSync: (key) => storage.get(key) ?? '',
    setStorageSync: (key, value) => storage.set(key, value),
    removeStorageSync: (key) => storage.delete(key),
    clearStorageSync: () => storage.clear(),
    getStorageInfoSync: () => ({ keys: [...storage.keys()] }),
    request: ({ url, fail }) => { OutsideRequest.refuse('wx.request', url); fail?.(); },
    uploadFile,
    getImageInfo,
    connectSocket: ({ url, complete }) => { complete?.(); return socketTask(url); },
  };
}

function uploadFile({ url, filePath, name, formData, success, fail }) {
  const form = new FormData();
  Object.entries(formData).forEach(([key, value]) => form.append(key, String(value)));
  form.append(name, new Blob([readFileSync(filePath)]), path.basename(filePath));
  fetch(url, { method: 'POST', body: form }).then(async (response) => success({
    statusCode: response.status, header: Object.fromEntries(response.headers), data: await response.text(),
  })).catch((error) => fail({ errMsg: String(error) }));
  return { onProgressUpdate() {} };
}

function getImageInfo({ src, success, fail }) {
  fetch(src).then(async (response) => sizeOf(Buffer.from(await response.arrayBuffer()))).then(success, (error) => fail({ errMsg: String(error) }));
}

function socketTask(url) {
  const socket = new TappedWebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.onerror = () => {};
  return {
    onOpen: (f) => { socket.onopen = () => f({}); },
    onMessage: (f) => { socket.onmessage = (event) => f({ data: event.data }); },
    onClose: (f) => { socket.onclose = (event) => f({ code: event.code, reason: event.reason }); },
    onError: (f) => { socket.onerror = (event) => f({ errMsg: event.message }); },
    send({ data, fail }) {
      if (socket.readyState === TappedWebSocket.OPEN) socket.send(data);
      else fail?.();
    },
    close: () => socket.close(),
  };
}

module.exports = { platforms, become, refuseRequestsWith };
