// One card as it is seen: what is chosen and typed in it, and what it says about itself.

import { FIELDS, fill, words } from "./page.js";

const BETWEEN = "between", NUMBER = /^\d+([.,]\d+)?$/;
const MARK = (1.5).toLocaleString(document.documentElement.lang)[1];
const WARNING = ["retry", "offline"], ERROR = ["clash", "closed", "refused"];

export class Face {
  constructor(box) {
    this.box = box;
    this.code = box.dataset.card;
  }

  find(selector) { return this.box.querySelector(selector); }
  base(name) { return this.find(`[data-base=${name}]`); }

  values() {
    const chosen = this.find("[data-field=answer]:checked");
    return {
      answer: chosen ? this.answer(chosen.value) : "",
      note: this.find("[data-field=note]").value.trim(),
      finished: this.find("[data-field=finished][value=yes]").checked,
    };
  }

  put(name, value) {
    if (name === "note") { this.find("[data-field=note]").value = value; this.count(); }
    if (name === "finished") this.find(`[data-field=finished][value=${value ? "yes" : "no"}]`).checked = true;
    if (name === "answer") this.choose(value);
  }

  chooseBetween() { this.radio(BETWEEN).checked = true; }

  radio(value) { return [...this.box.querySelectorAll("[data-field=answer]")].find((one) => one.value === value); }

  // A number between two levels in the spelling of answers; anything else as it was typed, for the server to refuse.
  answer(value) {
    if (value !== BETWEEN) return value;
    const typed = this.find("[data-between]").value.trim();
    // Until something is typed, the level that was chosen before stands.
    if (!typed) return this.radio(this.known.answer) ? this.known.answer : "";
    return NUMBER.test(typed) ? String(Number(typed.replace(",", "."))) : typed;
  }

  choose(value) {
    const between = this.find("[data-between]"), level = this.radio(value);
    for (const radio of this.box.querySelectorAll("[data-field=answer]:checked")) radio.checked = false;
    if (between) between.value = level ? "" : value.replace(".", MARK);
    const radio = level || (value && this.radio(BETWEEN));
    if (radio) radio.checked = true;
  }

  // '' for what nobody has chosen.
  label(answer) {
    const radio = this.radio(answer), between = this.find("[data-between]");
    if (radio) return radio.closest("label").querySelector(".fw-semibold").textContent.trim();
    return answer && between ? `${between.dataset.between} ${answer.replace(".", MARK)}` : "";
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
    line.className = `save${WARNING.includes(state) ? " save-w" : ""}${ERROR.includes(state) ? " save-e" : ""}`;
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
    const { answer, note } = this.values();
    const text = [`${this.code} ${this.label(answer)}`, note].join("\n");
    await navigator.clipboard.writeText(text).catch(() => this.find("[data-field=note]").select());
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

  // What the page had read of the row, as the server wrote it into the form.
  read() {
    const known = Object.fromEntries(FIELDS.map((name) => [name, this.base(name).value]));
    return { ...known, finished: known.finished === "yes" };
  }
}
