// Names of users of this page: try- and something that is easy to say.

const first = 'amber brisk calm clever coral dapper eager early fair fleet gentle glad golden happy hazel jolly keen kind lively lucky merry misty noble olive plucky quiet rapid ruby silver snug sunny swift tidy warm wise'.split(' ');
const second = 'badger bear bison crane deer dove falcon finch fox gecko goose hare heron ibis jay koala lark lemur lynx magpie marten mole moose newt otter owl panda quail raven robin seal stork swan tern tiger wolf wren yak'.split(' ');
const KEY = 'teahouse-try-names';

const any = (list) => list[crypto.getRandomValues(new Uint32Array(1))[0] % list.length];

function recent() {
  try {
    const names = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(names) ? names : [];
  } catch { return []; }
}

/** A name that no tab of this browser had lately. */
export function suggest() {
  const taken = recent();
  for (let i = 0; ; i++) {
    const name = `try-${any(first)}-${any(second)}`;
    if (taken.includes(name) && i < 20) continue;
    remember(name);
    return name;
  }
}

/** Keeps other tabs from suggesting this name. */
export function remember(name) {
  try { localStorage.setItem(KEY, JSON.stringify([name, ...recent().filter((n) => n !== name)].slice(0, 50))); } catch { /* then a name may come twice */ }
}

/** The UserID for what was typed: alice is try-alice. */
export function userID(typed) {
  const name = typed.trim();
  return name.startsWith('try-') ? name : `try-${name}`;
}
