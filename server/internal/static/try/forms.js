// What the wire says, in words. Everything here is pure.

/** A text of the server as people write it. */
export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const placeholders = {
  TIMImageElem: '[picture]', TIMSoundElem: '[sound]', TIMVideoFileElem: '[video]', TIMRelayElem: '[forwarded messages]',
};

/** The text of a message's body. */
export function textOf(body) {
  return (Array.isArray(body) ? body : []).map(({ MsgType: type, MsgContent: c = {} }) => {
    switch (type) {
      case 'TIMTextElem': return String(c.Text ?? '');
      case 'TIMCustomElem': return `[custom] ${c.Desc || c.Data || ''}`;
      case 'TIMFaceElem': return `[face ${c.Index ?? ''}]`;
      case 'TIMFileElem': return `[file] ${c.FileName ?? ''}`;
      case 'TIMLocationElem': return `[location] ${c.Desc ?? ''}`;
      default: return placeholders[type] ?? `[${type}]`;
    }
  }).join(' ');
}

const ROBOT = '@RBT#';

export const isRobot = (id) => id.startsWith(ROBOT);

/** What one writes behind @ to mention a user: the name, without what begins the names of all robots. */
export const handle = (id) => (isRobot(id) ? id.slice(ROBOT.length) : id);

/** Who is mentioned in a text, as a message says it: members whose @name stands in it. */
export function mentions(text, members) {
  const said = new Set([...text.matchAll(/(?<=^|\s)@(\S+)/g)].map(([, word]) => word.replace(/[,.:;!?)]+$/, '').toLowerCase()));
  const list = members.filter((id) => said.has(handle(id).toLowerCase()) || said.has(id.toLowerCase().replace(/^@/, '')));
  return list.length ? { GroupAtInfo: list.map((id) => ({ GroupAt_Account: id, GroupAtAllFlag: 0 })) } : {};
}

/** A line that tells how to talk to the robots among a group's members. */
export function robotHint(members) {
  const robots = members.filter(isRobot).map((id) => `@${handle(id)}`);
  return robots.length ? `Write a message; ${robots.join(' and ')} ${robots.length > 1 ? 'answer' : 'answers'} who mentions them` : 'Write a message';
}

const names = (list) => (list ?? []).join(', ') || 'somebody';

/** What a group tip says, or '' for tips that are not for reading. */
export function tipText(b) {
  const who = b.Operator_Account || 'The server';
  const whom = names(b.List_Account);
  switch (b.OpType) {
    case 1: return b.GroupJoinType === 2 && whom !== who ? `${who} invited ${whom}` : `${whom} joined`;
    case 2: return `${whom === 'somebody' ? who : whom} left`;
    case 3: return `${who} removed ${whom}`;
    case 4: return `${who} made ${whom} an administrator`;
    case 5: return `${whom} is no longer an administrator`;
    case 6: return b.MsgGroupNewInfo?.GroupAttrOption || b.GroupCounterInfo ? '' : `${who} changed the group: ${changes(b.MsgGroupNewInfo)}`;
    case 7: return (b.MsgMemberInfo ?? []).map((m) => `${who} ${m.ShutupTime ? 'muted' : 'unmuted'} ${m.User_Account}`).join(', ');
    case 10: return `${who} banned ${whom}`;
    case 11: return `${who} unbanned ${whom}`;
    case 16: return `${who} pinned a message`;
    case 17: return `${who} unpinned a message`;
    default: return '';
  }
}

function changes(info = {}) {
  const words = {
    GroupName: 'name', GroupIntroduction: 'introduction', GroupNotification: 'notice', GroupFaceUrl: 'picture',
    GroupApplyJoinOption: 'who may join', Owner_Account: 'owner', ShutupAll: 'who may speak',
  };
  return Object.keys(info).map((k) => words[k] ?? k).join(', ') || 'its profile';
}

const notices = {
  1: 'WHO asks to join GROUP', 2: 'You may join GROUP now', 3: 'You may not join GROUP', 4: 'You were removed from GROUP',
  5: 'GROUP was dismissed', 7: 'You were added to GROUP', 8: 'You left GROUP', 21: 'You were banned from GROUP',
};

/** Which system notices end one's membership. */
export const endsMembership = (type) => [4, 5, 8, 11, 21].includes(type);

/** What a system notice says, or '' for those that are not for reading. */
export function noticeText(b, group) {
  return (notices[b.ReportType] ?? '').replace(/WHO|GROUP/g, (word) => (word === 'WHO' ? b.Operator_Account : group));
}

/** A one-to-one message of a push or a history, as the page keeps it. */
export function fromC2C(m, me) {
  // a copy of one's own message for one's other devices has the names swapped
  const [from, to] = m.IsSyncMsg ? [m.To_Account, m.From_Account] : [m.From_Account, m.To_Account];
  return {
    peer: from === me ? to : from,
    message: {
      key: `${from}|${m.MsgRandom}|${m.MsgSeq}`, from, text: textOf(m.MsgBody), time: m.MsgTimeStamp, seq: m.MsgSeq,
      random: m.MsgRandom, mine: from === me, state: 'sent', recalled: (m.MsgFlagBits & 8) > 0,
    },
  };
}

/** A group's message or tip, or null for what is not shown. */
export function fromGroup(m, me) {
  if (m.IsPlaceMsg === 1 || m.GroupInfo?.NotVisible) return null;
  const common = { time: m.MsgTimeStamp, seq: m.MsgSeq, random: m.MsgRandom ?? m.Random, state: 'sent' };
  if (!Array.isArray(m.MsgBody)) {
    const text = tipText(m.MsgBody ?? {});
    return text ? { ...common, key: `tip|${m.MsgSeq}|${common.random}`, text, tip: true } : null;
  }
  const from = m.From_Account;
  return { ...common, key: `${from}|${common.random}`, from, text: textOf(m.MsgBody), mine: from === me, recalled: m.IsPlaceMsg === 2 };
}
