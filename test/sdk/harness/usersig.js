// UserSigs by the public maker, which shares no line with the server's.

import { inflateSync } from 'node:zlib';
import maker from 'tls-sig-api-v2';

/** A UserSig valid for `seconds`. With `madeAgo` it was made that many seconds in the past. */
export function makeUserSig({ id, key }, user, { seconds = 3600, madeAgo = 0 } = {}) {
  const api = new maker.Api(id, key);
  if (!madeAgo) return api.genSig(user, seconds);
  const now = Date.now; // the maker takes its time from the clock and from nowhere else
  Date.now = () => now() - madeAgo * 1000;
  try {
    return api.genSig(user, seconds);
  } finally {
    Date.now = now;
  }
}

/** What a UserSig says, with `right`: whether the public maker signs the same in the same way. */
export function readUserSig({ id, key }, sig) {
  const base64 = sig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  const says = JSON.parse(inflateSync(Buffer.from(base64, 'base64')));
  const signature = new maker.Api(id, key)._hmacsha256(says['TLS.identifier'], says['TLS.time'], says['TLS.expire'], says['TLS.userbuf'] ?? null);
  return { ...says, right: says['TLS.sig'] === signature && says['TLS.sdkappid'] === id && says['TLS.ver'] === '2.0' };
}
