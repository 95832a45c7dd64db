// What the SDK offers an app: the public methods of its type file, and the events of its module. surface.json is the list of
// it that the table of coverage is made from; harness.test.js keeps the two equal.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// `import` would search the whole SDK for names first.
const TencentCloudChat = createRequire(import.meta.url)('@tencentcloud/chat');

const types = fileURLToPath(new URL('../node_modules/@tencentcloud/chat/index.d.ts', import.meta.url));

/** The methods of the class of the SDK's instances, in the order of the type file. */
export function methodsOf() {
  const text = readFileSync(types, 'utf8');
  const body = text.slice(text.search(/^(?:export )?declare class ChatSDK\b/m));
  const end = body.search(/^}/m);
  return [...body.slice(0, end).matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
}

const names = (all) => Object.entries(all).filter(([, value]) => typeof value === 'string').map(([name]) => name);

/** The names of its events. */
export const events = names(TencentCloudChat.EVENT);

/** The names of the events of signalling, which have listeners of their own. */
export const signals = names(TencentCloudChat.TSignaling);
