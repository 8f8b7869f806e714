// Saves the questionnaire card by card while it is being filled in. Without this script the form saves as a whole.
//
// Each card has at most one request under way; what is typed meanwhile waits and goes next, newest text only.
// `known` is what the server is known to hold, `unsure` what was sent and never acknowledged: it may have arrived.
// Both together are the base that the next request names, so that a lost acknowledgement is no clash with oneself.

const form = document.querySelector("[data-autosave]");
const words = document.querySelector("[data-words]").dataset;
const FIELDS = ["answer", "note", "finished"];
const IDLE = 1500, EVERY = 20000, PATIENCE = 20000, LONGEST = 60000;
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
const SIGNED_OUT = 401, FORBIDDEN = 403, CLASH = 409, CLOSED = 423;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_match, name) => values[name]);

function csrfToken() {
  // Read when needed: signing in again changes it.
  const name = `${document.documentElement.dataset.csrfCookie}=`;
  const found = document.cookie.split("; ").find((one) => one.startsWith(name));
  return found ? found.slice(name.length) : form.querySelector("[name=csrfmiddlewaretoken]").value;
}

class Card {
  constructor(box) {
    this.box = box;
    this.code = box.dataset.card;
    this.sequence = 0;
    this.version = Number(this.find("[data-version]").value);
    this.known = Object.fromEntries(FIELDS.map((name) => [name, this.base(name).value]));
    this.known.finished = this.known.finished === "yes";
    this.unsure = {};
    this.failures = 0;
    this.stopped = Boolean(this.find(".clash"));
    this.listen();
    this.count();
    if (this.isDirty()) this.later(0);
  }

  find(selector) { return this.box.querySelector(selector); }
  base(name) { return this.find(`[data-base=${name}]`); }

  listen() {
    this.box.addEventListener("input", (event) => {
      if (event.target.dataset.field === "note") { this.count(); this.touched(IDLE); }
    });
    this.box.addEventListener("change", (event) => { if (event.target.dataset.field) this.touched(0); });
    this.box.addEventListener("click", (event) => this.clicked(event));
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if ("retry" in button.dataset) this.send();
    if ("copy" in button.dataset) this.copy(button);
    if (button.name === "resolve" && this.theirs) { event.preventDefault(); this.decide(button.value.split(":").pop()); }
  }

  values() {
    const chosen = this.find("[data-field=answer]:checked");
    return {
      answer: chosen ? chosen.value : "",
      note: this.find("[data-field=note]").value.trim(),
      finished: this.find("[data-field=finished][value=yes]").checked,
    };
  }

  isDirty() {
    const now = this.values();
    return FIELDS.some((name) => now[name] !== this.known[name]) || Object.keys(this.unsure).length > 0;
  }

  touched(delay) {
    // A refused text may be right now; a clash waits for its decision, and what is closed stays closed.
    if (this.refused) { this.refused = false; this.stopped = false; this.trouble(""); }
    if (this.stopped || !this.isDirty()) return;
    this.say("unsaved");
    this.later(delay);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }

  async send({ leaving = false } = {}) {
    clearTimeout(this.timer);
    if (this.stopped || (submitting && !leaving) || !this.isDirty()) return;
    if (this.underWay && !leaving) { this.pending = true; return; }
    const now = this.values();
    const changed = FIELDS.filter((name) => now[name] !== this.known[name] || name in this.unsure);
    const fields = Object.fromEntries(changed.map((name) => [name, now[name]]));
    const base = Object.fromEntries(changed.map((name) => [name, name in this.unsure ? this.unsure[name] : this.known[name]]));
    const sequence = ++this.sequence;
    const body = { user: form.dataset.user, client: form.dataset.client, sequence, version: this.version, fields, base };
    Object.assign(this.unsure, fields);
    this.say("saving");
    const work = this.request(body, leaving).then((result) => this.answered(result, sequence, fields));
    this.underWay = work;
    await work;
    if (this.underWay === work) this.underWay = null;
    if (this.pending) { this.pending = false; this.later(0); }
  }

  async request(body, leaving) {
    const giveUp = new AbortController();
    const patience = setTimeout(() => giveUp.abort(), PATIENCE);
    try {
      const response = await fetch(this.box.dataset.saveUrl, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json", "X-Requested-With": "fetch", "X-CSRFToken": csrfToken() },
        credentials: "same-origin",
        redirect: "error",
        keepalive: leaving,
        signal: giveUp.signal,
      });
      const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
      return { status: response.status, data: isJson ? await response.json() : null, after: response.headers.get("Retry-After") };
    } catch {
      return { status: 0, data: null };
    } finally {
      clearTimeout(patience);
    }
  }

  answered({ status, data, after }, sequence, sent) {
    if (sequence !== this.sequence) return;
    if (status === 200) this.saved(data, sent);
    else if (status === CLASH && data) this.clashed(data);
    else if (status === 0 || PASSING.has(status) || (status === FORBIDDEN && !data)) this.again(status, Number(after) || 0);
    else if (status === SIGNED_OUT) this.signedOut(data);
    else this.refuse(status, data);
  }

  saved(data, sent) {
    signedOutNotice(null);
    this.failures = 0;
    this.unsure = {};
    const now = this.values();
    let unseen = false;
    for (const name of FIELDS) {
      if (name in sent && (data.changed || data.fields[name] === sent[name])) this.known[name] = sent[name];
      else if (data.fields[name] === this.known[name]) continue;
      else if (now[name] === this.known[name]) { this.show(name, data.fields[name]); this.also = data.by; }
      else unseen = true;
    }
    // While somebody else's change of a field is unseen here, the next save must be merged from the old version.
    if (!unseen) this.version = data.version;
    this.remember();
    this.trouble("");
    this.status(data.status);
    if (this.isDirty()) { this.say("unsaved"); this.pending = true; }
    else this.say("saved", `${words.saved} ${data.saved_at}${this.also ? `. ${fill(words.also, { name: this.also })}` : ""}`);
    this.also = "";
  }

  clashed(data) {
    this.stopped = true;
    this.unsure = {};
    this.theirs = data;
    this.find("[data-conflict]").innerHTML = data.panel;
    this.box.classList.add("bad");
    this.open();
    this.status({ text: words.problem, tag: "tag-e" });
    this.say("clash");
    this.find(".clash h3").focus();
  }

  decide(choice) {
    const { fields, version, status } = this.theirs;
    const combined = this.find("[name$='-combined']").value;
    const now = this.values();
    // Only what was changed here is mine: the rest is as it was saved.
    const untouched = FIELDS.filter((name) => now[name] === this.known[name]);
    this.known = { ...fields };
    this.version = version;
    for (const name of choice === "theirs" ? FIELDS : untouched) this.show(name, fields[name]);
    if (choice === "combined") this.find("[data-field=note]").value = combined;
    this.theirs = null;
    this.stopped = false;
    this.find("[data-conflict]").replaceChildren();
    this.box.classList.remove("bad");
    this.remember();
    this.status(status);
    this.box.focus();
    if (this.isDirty()) this.send();
    else this.say("saved", words.saved);
  }

  again(status, asked) {
    this.failures += 1;
    const wait = Math.max(asked * 1000, Math.min(LONGEST, 2000 * 2 ** (this.failures - 1)) * (0.8 + Math.random() * 0.4));
    this.say(navigator.onLine ? "retry" : "offline", fill(navigator.onLine ? words.retry : words.offline, { n: Math.round(wait / 1000) }));
    this.trouble(words.stay);
    this.later(wait);
  }

  signedOut(data) {
    this.again(SIGNED_OUT, 0);
    signedOutNotice(data && data.reason ? data.message : words.signedOut);
  }

  refuse(status, data) {
    this.stopped = true;
    this.refused = status === 422;
    this.unsure = {};
    const sentences = data && data.errors ? Object.values(data.errors).join(" ") : (data && data.message) || "";
    this.say(status === CLOSED ? "closed" : "refused");
    this.trouble(sentences || words.gone);
  }

  show(name, value) {
    this.known[name] = value;
    if (name === "note") { this.find("[data-field=note]").value = value; this.count(); }
    if (name === "finished") this.find(`[data-field=finished][value=${value ? "yes" : "no"}]`).checked = true;
    if (name === "answer") for (const radio of this.box.querySelectorAll("[data-field=answer]")) radio.checked = radio.value === value;
  }

  // What the form sends as its base when a button is pressed.
  remember() {
    const base = { ...this.known, ...this.unsure };
    this.find("[data-version]").value = this.version;
    this.base("answer").value = base.answer;
    this.base("note").value = base.note;
    this.base("finished").value = base.finished ? "yes" : "no";
  }

  status({ text, tag }) {
    for (const place of [this.find("[data-status]"), document.querySelector(`[data-status-of="${CSS.escape(this.code)}"]`)]) {
      const mark = document.createElement("span");
      mark.className = tag ? `tag ${tag}` : "";
      mark.textContent = text;
      place.replaceChildren(mark);
    }
  }

  say(state, sentence = words[state]) {
    const line = this.find("[data-state]");
    line.className = `save${state === "retry" || state === "offline" ? " save-w" : ""}${["clash", "closed", "refused"].includes(state) ? " save-e" : ""}`;
    line.dataset.state = state;
    // Every keystroke and every attempt would be read aloud: only news is.
    line.setAttribute("aria-live", ["unsaved", "saving"].includes(state) ? "off" : "polite");
    line.textContent = sentence;
  }

  trouble(sentence) {
    this.box.classList.toggle("warn", Boolean(sentence));
    this.find("[data-trouble]").hidden = !sentence;
    this.find("[data-trouble-text]").textContent = sentence;
    if (sentence) this.open();
  }

  open() { const fold = this.find("details.fold"); if (fold) fold.open = true; }

  async copy(button) {
    const { note } = this.values();
    const chosen = this.find("[data-field=answer]:checked");
    const label = chosen ? chosen.closest("label").querySelector(".fw-semibold").textContent : "";
    await navigator.clipboard.writeText([`${this.code} ${label}`, note].join("\n")).catch(() => this.find("[data-field=note]").select());
    button.textContent = words.copied;
  }

  count() {
    const note = this.find("[data-field=note]");
    clearTimeout(this.counting);
    this.counting = setTimeout(() => {
      const place = this.find("[data-count]");
      place.textContent = fill(words.count, { n: note.value.length, limit: note.dataset.limit });
      place.classList.toggle("err", note.value.trim().length > Number(note.dataset.limit));
    }, 400);
  }
}

function signedOutNotice(sentence) {
  const notice = document.querySelector("[data-notice]");
  notice.hidden = !sentence;
  if (sentence) notice.querySelector("[data-notice-text]").textContent = sentence;
}

let submitting = false;
const cards = [...form.querySelectorAll("[data-card]")].map((box) => new Card(box));
const unsent = () => cards.filter((card) => card.isDirty());
const dirty = () => unsent().filter((card) => !card.theirs);

// A button of the form is never queued behind a save: it waits for the one under way, then sends the form itself.
form.addEventListener("submit", async (event) => {
  if (event.defaultPrevented) return;
  for (const card of cards) clearTimeout(card.timer);
  if (submitting) return;
  event.preventDefault();
  const button = event.submitter;
  submitting = true;
  await Promise.all(cards.map((card) => card.underWay));
  // A form ignores being asked to submit while its own submit event is still being handled.
  await new Promise((resume) => { setTimeout(resume); });
  for (const card of cards) { card.pending = false; clearTimeout(card.timer); card.remember(); }
  if (!navigator.onLine || cards.some((card) => card.failures)) {
    submitting = false;
    for (const card of dirty()) await card.send();
    if (dirty().length) return;
    submitting = true;
  }
  form.querySelector("[name=csrfmiddlewaretoken]").value = csrfToken();
  // Somebody who stops the page from loading goes on typing here.
  setTimeout(() => { submitting = false; }, PATIENCE);
  form.requestSubmit(button);
});

for (const name of ["online", "focus"]) window.addEventListener(name, () => { for (const card of dirty()) if (card.failures) card.send(); });
document.addEventListener("visibilitychange", () => { for (const card of dirty()) card.send({ leaving: document.hidden && !card.underWay }); });
window.addEventListener("pagehide", () => { if (!submitting) for (const card of dirty()) card.send({ leaving: true }); });
window.addEventListener("pageshow", () => { submitting = false; });
window.addEventListener("beforeunload", (event) => { if (!submitting && unsent().length) event.preventDefault(); });
setInterval(() => { for (const card of dirty()) if (!card.failures && !card.underWay) card.send(); }, EVERY);

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && target.querySelector("details.fold");
  if (fold) fold.open = true;
}
window.addEventListener("hashchange", openTarget);
openTarget();
