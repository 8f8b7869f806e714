// Saves the questionnaire card by card while it is being filled in. Without this script the form saves as a whole.

import { Card } from "./saving/card.js";
import { forgetKey } from "./saving/copies.js";
import { PATIENCE, csrfToken, form, page } from "./saving/page.js";
import { tellPresence } from "./saving/presence.js";
import { offerCopies } from "./saving/restoring.js";
import { onNewSession, onSignedInElsewhere } from "./saving/session.js";

const EVERY = 20000;
const cards = [...form.querySelectorAll("[data-card]")].map((box) => new Card(box));
const unsent = () => cards.filter((card) => card.isDirty());
const dirty = () => unsent().filter((card) => !card.theirs);

// A button of the form waits for no save: the form itself goes at once. Only where saves have failed just now is it
// held back until one has come through, so that nobody is led to a page that cannot be shown.
form.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (!page.submitting && (!navigator.onLine || cards.some((card) => card.failures))) {
    event.preventDefault();
    flush().then((isEmpty) => { if (isEmpty) { page.submitting = true; form.requestSubmit(event.submitter); } });
    return;
  }
  page.submitting = true;
  for (const card of cards) card.sendWithForm();
  form.querySelector("[name=csrfmiddlewaretoken]").value = csrfToken();
  // Somebody who stops the page from loading goes on typing here.
  setTimeout(() => { page.submitting = false; }, PATIENCE);
});

async function flush() {
  for (const card of dirty()) { await card.underWay; await card.send(); }
  return !dirty().length;
}

const tryAgain = () => { for (const card of dirty()) if (card.failures) card.send(); };
for (const name of ["online", "focus"]) window.addEventListener(name, tryAgain);
onSignedInElsewhere(tryAgain);
onNewSession(() => { forgetKey(); for (const card of dirty()) card.keepCopy(); });
offerCopies(cards);
tellPresence();
document.addEventListener("visibilitychange", () => { for (const card of dirty()) card.send({ leaving: document.hidden && !card.underWay }); });
window.addEventListener("pagehide", () => { if (!page.submitting) for (const card of dirty()) card.send({ leaving: true }); });
window.addEventListener("pageshow", () => { page.submitting = false; });
window.addEventListener("beforeunload", (event) => { if (!page.submitting && unsent().length) event.preventDefault(); });
setInterval(() => { for (const card of dirty()) if (!card.failures && !card.underWay) card.send(); }, EVERY);

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && target.querySelector("details.fold");
  if (fold) fold.open = true;
}
window.addEventListener("hashchange", openTarget);
openTarget();
