// The SDK chooses its `platform` by the globals it finds when it is loaded. Each function makes one device out of this
// Node process, and names the number that the server will see.

import { TappedWebSocket } from './tap.js';

/** The `platform` number of each device: its class is what decides who kicks whom. */
export const platforms = { web: 7, mobile: 21, mini: 8 };

const makers = { web() {}, mobile: makeReactNative, mini: makeMiniProgram };

/** Turns this process into the device; call it before the SDK is imported. */
export function become(device) {
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
export function refuseRequestsWith(refuse) {
  OutsideRequest.refuse = refuse;
}

function makeReactNative() {
  globalThis.ReactNative = {};
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
    connectSocket: ({ url, complete }) => { complete?.(); return socketTask(url); },
  };
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
