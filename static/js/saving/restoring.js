// Offers what an earlier page left on this device: to compare, to restore, to discard. Nothing comes back unasked.

import { drop, leftBehind, markOf } from "./copies.js";
import { FIELDS, words } from "./page.js";

const banner = document.querySelector("[data-copies]");
const list = banner.querySelector("[data-copies-list]");
const language = document.documentElement.lang === "en" ? "en-GB" : "id";

export function offerCopies(cards) {
  const byCode = new Map(cards.map((card) => [card.code, card]));
  leftBehind(async (copy) => {
    const card = byCode.get(copy.code);
    if (!card) return;
    if (await isSettled(copy, card)) drop(copy.code, copy.page);
    else offer(copy, card);
  }).catch(() => {});
}

// Whether it arrived after all, or says what the card says already.
async function isSettled(copy, card) {
  const mark = await markOf(copy.page), now = card.values();
  const hasArrived = JSON.parse(card.box.dataset.seen).some(([page, sequence]) => page === mark && sequence >= copy.sequence);
  return hasArrived || FIELDS.every((name) => copy.values[name] === now[name] || copy.values[name] === copy.known[name]);
}

function offer(copy, card) {
  const item = banner.querySelector("[data-copy-item]").content.firstElementChild.cloneNode(true);
  const write = (name, text) => { for (const place of item.querySelectorAll(`[data-copy-${name}]`)) place.textContent = text; };
  const reading = ({ answer, finished }) => [card.label(answer) || words.noLevel, finished ? words.finished : words.unfinished].join(" · ");
  const now = card.values();
  write("name", `${card.code} ${card.find("h2").textContent}`);
  write("time", moment(copy.at));
  write("mine", reading(copy.values));
  write("mine-note", copy.values.note || words.noNote);
  write("here", reading(now));
  write("here-note", now.note || words.noNote);
  item.querySelector("[data-restore]").addEventListener("click", () => {
    card.restore(copy);
    settle(copy, item);
    card.box.focus();
  });
  item.querySelector("[data-discard]").addEventListener("click", () => {
    settle(copy, item);
    (list.querySelector("button") || card.box).focus();
  });
  list.append(item);
  banner.hidden = false;
}

function settle(copy, item) {
  drop(copy.code, copy.page);
  item.remove();
  banner.hidden = !list.children.length;
}

function moment(at) {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language, { timeStyle: "short", ...(isToday ? {} : { dateStyle: "medium" }) }).format(at);
}
