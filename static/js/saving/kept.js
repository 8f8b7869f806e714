// What a card knows of the server, and what it leaves on this device and in the form, so that no closed page loses it.
//
// `known` is what the server is known to hold, `unsure` what was sent and never acknowledged: any of it may have arrived.
// A save names both, so that a lost acknowledgement is no clash with oneself.

import { drop, keep } from "./copies.js";
import { Face } from "./face.js";
import { FIELDS, form } from "./page.js";

export class Kept extends Face {
  constructor(box) {
    super(box);
    this.sequence = 0;
    this.version = Number(this.find("[data-version]").value);
    this.known = this.read();
    this.unsure = {};
    this.carried = { text: "", sequence: 0 };
  }

  isDirty() {
    const now = this.values();
    return FIELDS.some((name) => now[name] !== this.known[name]) || Object.keys(this.unsure).length > 0;
  }

  show(name, value) {
    this.known[name] = value;
    this.put(name, value);
  }

  // On this device, until the server has it: also what is refused or clashes, so that no closed page takes it along.
  keepCopy() {
    clearTimeout(this.copying);
    const { known, unsure, version } = this;
    if (this.isDirty()) keep(this.code, { values: this.values(), known, unsure, version, sequence: this.carriedBy() });
    else drop(this.code);
  }

  // The first save that carries what stands here now: once it or a later one has arrived, all of this has.
  carriedBy() { return JSON.stringify(this.values()) === this.carried.text ? this.carried.sequence : this.sequence + 1; }

  nextSequence() {
    this.keepCopy();
    this.carried = { text: JSON.stringify(this.values()), sequence: this.carriedBy() };
    return ++this.sequence;
  }

  // What another page left on this device, upon what it had read: the server merges it with what came between.
  restore({ values, known, unsure, version }) {
    for (const name of FIELDS) {
      if (values[name] === known[name]) continue;
      this.known[name] = known[name];
      if (unsure[name]) this.unsure[name] = unsure[name];
      this.put(name, values[name]);
    }
    this.version = Math.min(this.version, version);
    this.open();
    this.remember();
    this.touched(0);
  }

  // What the form sends as its base when a button is pressed.
  remember() {
    this.find("[data-version]").value = this.version;
    this.base("answer").value = this.known.answer;
    this.base("note").value = this.known.note;
    this.base("finished").value = this.known.finished ? "yes" : "no";
  }

  // The form goes as one more save of this page, so that it need not wait for the one under way.
  sendWithForm() {
    clearTimeout(this.timer);
    this.pending = false;
    this.remember();
    if (!this.isDirty()) return;
    const sent = { client: form.dataset.client, sequence: this.nextSequence(), unsure: this.unsure };
    const field = this.find(`[name="${this.code}-sent"]`) || Object.assign(document.createElement("input"), { type: "hidden", name: `${this.code}-sent` });
    field.value = JSON.stringify(sent);
    this.box.append(field);
  }
}
