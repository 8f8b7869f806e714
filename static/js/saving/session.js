// When the session has ended: the page stays, says so, and goes on by itself once its person is signed in again.

import { words } from "./page.js";

const notice = document.querySelector("[data-notice]");
const listeners = [];

export const isSignedOut = () => !notice.hidden;

export function signedOut(data) {
  notice.hidden = false;
  notice.querySelector("[data-notice-text]").textContent = data && data.reason ? data.message : words.signedOut;
}

export function signedIn() {
  if (notice.hidden) return;
  notice.hidden = true;
  for (const listener of listeners) listener();
}

// What has to be done anew, now that the session is another one.
export function onNewSession(listener) { listeners.push(listener); }

// The tab in which she signed in says so at once.
export function onSignedInElsewhere(listener) {
  if ("BroadcastChannel" in window) new BroadcastChannel("readiness-session").addEventListener("message", listener);
}
