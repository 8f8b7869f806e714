// Says every three quarters of a minute that this page is looked at, and shows who else fills it in. Nothing is locked.

import { SIGNED_OUT, ask, form } from "./page.js";
import { signedIn, signedOut } from "./session.js";

const BEAT = 45000;
const place = document.querySelector("[data-presence]");
let last = 0;

async function beat() {
  if (document.hidden || Date.now() - last < BEAT / 3) return;
  last = Date.now();
  const { status, data } = await ask(form.dataset.presenceUrl, { user: form.dataset.user }, { background: true });
  if (status === SIGNED_OUT) signedOut(data);
  if (status === 200) signedIn();
  const sentence = status === 200 ? data.message : "";
  // The same words again would be read aloud again.
  if (place.textContent !== sentence) place.textContent = sentence;
}

export function tellPresence() {
  beat();
  setInterval(beat, BEAT);
  document.addEventListener("visibilitychange", beat);
}
