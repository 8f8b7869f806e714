// One card and the server: at most one request under way; what is typed meanwhile waits and goes next, newest only.

import { Kept } from "./kept.js";
import { CLASH, CLOSED, FIELDS, FORBIDDEN, SIGNED_OUT, UNUSABLE, ask, fill, form, page, words } from "./page.js";
import { signedIn, signedOut } from "./session.js";

const IDLE = 1500, LONGEST = 60000, COPY = 300, UNSURE = 4;
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

export class Card extends Kept {
  constructor(box) {
    super(box);
    this.failures = 0;
    this.stopped = Boolean(this.find(".clash"));
    this.listen();
    this.count();
    if (this.isDirty()) this.later(0);
  }

  listen() {
    this.box.addEventListener("input", (event) => {
      if (event.target.dataset.field === "note") { this.count(); this.touched(IDLE); }
      if ("between" in event.target.dataset) { this.chooseBetween(); this.touched(IDLE); }
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

  touched(delay) {
    clearTimeout(this.copying);
    this.copying = setTimeout(() => this.keepCopy(), delay && COPY);
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
    if (this.stopped || (page.submitting && !leaving) || !this.isDirty()) return;
    if (this.underWay && !leaving) { this.pending = true; return; }
    const now = this.values();
    const changed = FIELDS.filter((name) => now[name] !== this.known[name] || name in this.unsure);
    const fields = Object.fromEntries(changed.map((name) => [name, now[name]]));
    const base = Object.fromEntries(changed.map((name) => [name, this.known[name]]));
    const unsure = structuredClone(this.unsure);
    const sequence = this.nextSequence();
    const body = { user: form.dataset.user, client: form.dataset.client, sequence, version: this.version, fields, base, unsure };
    for (const name of changed) this.unsure[name] = [...(this.unsure[name] || []).filter((sent) => sent !== now[name]), now[name]].slice(-UNSURE);
    this.say("saving");
    const work = ask(this.box.dataset.saveUrl, body, { leaving }).then((result) => this.answered(result, sequence, fields));
    this.underWay = work;
    await work;
    if (this.underWay === work) this.underWay = null;
    if (this.pending) { this.pending = false; this.later(0); }
  }

  answered({ status, data, after }, sequence, sent) {
    if (sequence !== this.sequence) return;
    if (status === 200) this.saved(data, sent);
    else if (status === CLASH && data) this.clashed(data);
    else if (status === 0 || PASSING.has(status) || (status === FORBIDDEN && !data)) this.again(Number(after) || 0);
    else if (status === SIGNED_OUT) { this.again(0); signedOut(data); }
    else this.refuse(status, data);
  }

  saved(data, sent) {
    signedIn();
    this.failures = 0;
    const now = this.values(), unsure = this.unsure;
    this.unsure = {};
    let unseen = false;
    for (const name of FIELDS) {
      const mine = name in sent ? sent[name] : this.known[name];
      if (data.stands.includes(name) || data.fields[name] === mine) this.known[name] = mine;
      else if (now[name] === mine) { this.show(name, data.fields[name]); this.also = data.by; }
      else { unseen = true; if (unsure[name]) this.unsure[name] = unsure[name]; }
    }
    // While somebody else's change of a field is unseen here, the next save must be merged from the old version.
    if (!unseen) this.version = data.version;
    this.remember();
    this.trouble("");
    this.status(data.status);
    this.keepCopy();
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
    this.keepCopy();
    this.box.focus();
    if (this.isDirty()) this.send();
    else this.say("saved", words.saved);
  }

  again(asked) {
    this.failures += 1;
    const wait = Math.max(asked * 1000, Math.min(LONGEST, 2000 * 2 ** (this.failures - 1)) * (0.8 + Math.random() * 0.4));
    this.say(navigator.onLine ? "retry" : "offline", fill(navigator.onLine ? words.retry : words.offline, { n: Math.round(wait / 1000) }));
    this.trouble(words.stay);
    this.later(wait);
  }

  refuse(status, data) {
    this.stopped = true;
    this.refused = status === UNUSABLE;
    this.unsure = {};
    const sentences = data && data.errors ? Object.values(data.errors).join(" ") : (data && data.message) || "";
    this.say(status === CLOSED ? "closed" : "refused");
    this.trouble(sentences || words.gone);
  }
}
