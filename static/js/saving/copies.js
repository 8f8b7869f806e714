// The safety copy on this device of what was typed and not yet acknowledged. The server hands the key to whoever is
// signed in; it is never stored. Where a browser offers no database or no cipher there is no copy, and no word of it.

import { ask, form } from "./page.js";
import { put, read, remove, sweep } from "./store.js";

const { user, assessment, client, keyUrl } = form.dataset;
const encoder = new TextEncoder(), decoder = new TextDecoder();
const turns = new Map();
let key = null;

function cipher() {
  key ??= fetchKey().catch((trouble) => { key = null; throw trouble; });
  return key;
}

async function fetchKey() {
  const { status, data } = await ask(keyUrl, { user }, { background: true });
  if (status !== 200) throw new Error("no key");
  const bytes = Uint8Array.from(atob(data.key), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

// A copy is bound to its place: moved to another one it cannot be read.
const sealed = (iv, code, page) => ({ name: "AES-GCM", iv, additionalData: encoder.encode([user, assessment, code, page].join("/")) });

// One after the other, so that a removal is not overtaken by an older copy.
function inTurn(code, work) {
  const turn = (turns.get(code) || Promise.resolve()).then(work).catch(() => {});
  turns.set(code, turn);
  return turn;
}

export function keep(code, content) {
  const text = encoder.encode(JSON.stringify(content)), at = Date.now();
  return inTurn(code, async () => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(sealed(iv, code, client), await cipher(), text);
    await put({ user, assessment, code, page: client, at, iv, data });
  });
}

export const drop = (code, page = client) => inTurn(code, () => remove(user, assessment, code, page));

// Another session may have another key: on a shared PC each has its own.
export function forgetKey() { key = null; }

async function unsealed(record) {
  const data = await crypto.subtle.decrypt(sealed(record.iv, record.code, record.page), await cipher(), record.data);
  return { ...record, ...JSON.parse(decoder.decode(data)) };
}

// What other pages of this person left here for this assessment. A page that is still open is waited for: it may yet
// save its text by itself.
export async function leftBehind(found) {
  if (!crypto.subtle) return;
  await Promise.all([sweep(), cipher()]);
  const pages = new Set((await read(user, assessment)).map((record) => record.page));
  pages.delete(client);
  for (const page of pages) whenClosed(page, async () => {
    const records = (await read(user, assessment)).filter((record) => record.page === page);
    const readable = await Promise.allSettled(records.map(unsealed));
    for (const { value } of readable) if (value) found(value);
  });
}

const lockOf = (page) => `readiness-page-${page}`;
const whenClosed = (page, work) => (navigator.locks ? navigator.locks.request(lockOf(page), work) : work());
if (navigator.locks) navigator.locks.request(lockOf(client), () => new Promise(() => {}));

// The mark by which the server names pages that it has heard of.
export async function markOf(page) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(page)));
  return [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
