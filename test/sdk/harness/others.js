// People who are no process: they act through the server API, as fast as a story needs many of them.

const text = (words) => [{ MsgType: 'TIMTextElem', MsgContent: { Text: words } }];

/** Makes accounts. */
export async function accounts(w, ...names) {
  for (let i = 0; i < names.length; i += 100) {
    await w.app.restOK('im_open_login_svc/multiaccount_import', { AccountList: names.slice(i, i + 100).map((UserID) => ({ UserID })) });
  }
}

let random = 1;

/** `from` writes to a user. */
export const writes = (w, from, to, words) => w.app.restOK('openim/sendmsg', {
  SyncOtherMachine: 1, From_Account: from, To_Account: to, MsgRandom: random++, MsgBody: text(words),
});

/** `from` wrote to a user some seconds ago, and it is still unread. */
export const wrote = (w, from, to, words, ago) => w.app.restOK('openim/importmsg', {
  SyncFromOldSystem: 1, From_Account: from, To_Account: to, MsgRandom: random++, MsgSeq: random,
  MsgTimeStamp: Math.floor(Date.now() / 1000) - ago, MsgBody: text(words),
});

/** `from` writes into a group. */
export const writesIn = (w, from, GroupId, words) => w.app.restOK('group_open_http_svc/send_group_msg', {
  GroupId, From_Account: from, Random: random++, MsgBody: text(words),
});

/** A group of a type, its owner and its other members; gives its ID. */
export async function group(w, Type, Owner_Account, ...members) {
  const { GroupId } = await w.app.restOK('group_open_http_svc/create_group', {
    Owner_Account, Type, Name: `${Type} of ${Owner_Account}`, MemberList: members.map((Member_Account) => ({ Member_Account })),
  });
  return GroupId;
}
