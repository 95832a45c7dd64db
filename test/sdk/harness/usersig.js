// UserSigs by the public maker, which shares no line with the server's.

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
