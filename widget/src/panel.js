/** The panel: frame, log and text field. Built once per element; the talk tells it what changed. */

import { dictate, localEar } from "./dictate.js";
import { h, icon, link, unseen } from "./h.js";
import { drawHead } from "./head.js";
import { announcement, firstView, replyView, saidView } from "./log.js";
import { shown } from "./share.js";

/**
 * @param {import("./talk.js").Talk} talk
 * @param {object} tools
 * @param {string} tools.origin
 * @param {ReturnType<typeof import("./speak.js").createReader>} tools.reader
 * @param {() => void} tools.leave
 * @param {(() => void)|null} tools.close null where the panel is part of the page
 */
export function createPanel(talk, { origin, reader, leave, close }) {
  const t = (key) => talk.text(key);
  const say = (what) => {
    reader.stop();
    // What was pressed may go away; who uses the keys must not lose the place.
    if (node.getRootNode().activeElement?.closest(".buttons,.ways")) log.focus({ preventScroll: true });
    talk.say(what);
  };
  const announce = (text, loud = false, lang = talk.spoken.code) => {
    const region = loud ? alarms : polite;
    const said = h("span", { lang }, text);
    region.replaceChildren(said);
    // Said once; nobody should find it again below the talk.
    setTimeout(() => said.remove(), 20_000);
  };
  const page = (path) => origin + (path.startsWith("/") ? path : `/${talk.spoken.code}/${path}`);
  // The office's card offers to call back, where the office does so.
  const callback = (id) => id === talk.frame?.office?.id && talk.frame.pages.callback && page(talk.frame.pages.callback);
  const context = { t, page, say, announce, callback, listen: reader, wrong: (card) => talk.report(card, `${t("wrong")}: ${card.title}`) };

  const polite = h("div", { class: "unseen", "aria-live": "polite" });
  const alarms = h("div", { class: "unseen", "aria-live": "assertive" });
  // The two regions above speak; the log itself stays silent, so that nothing is said twice.
  const log = h("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" });
  const typing = h("p", { class: "typing", hidden: true });
  const bar = h("div", { class: "bar", hidden: true });
  const languages = h("select", { id: "language", change: () => talk.choose(languages.value) });
  const field = h("textarea", { id: "text", rows: "1", dir: "auto", autocomplete: "off", enterkeyhint: "send" });
  const head = h("div", { class: "head" });
  const ways = h("div", { class: "ways" });
  const ask = h("form", { class: "ask" });
  const node = h("div", { class: "panel" }, head, log, bar, ways, ask, polite, alarms);
  const views = new Map();
  let drawn = null;
  let listed = null;
  let told = "";

  function submit(event) {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return field.focus();
    field.value = talk.draft = "";
    say({ text });
  }
  ask.addEventListener("submit", submit);
  field.addEventListener("input", () => (talk.draft = field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  // Opened by a finger the field has the focus without a keyboard that hides the topics.
  const wake = () => {
    if (field.inputMode !== "none") return;
    field.blur();
    field.inputMode = "text";
    field.focus();
  };
  field.addEventListener("click", wake);
  node.addEventListener("click", ({ target }) => {
    const open = head.querySelector(".menu[open]");
    if (open && !open.contains(target)) open.open = false;
  });

  function draw() {
    const { code, direction } = talk.spoken;
    const active = node.getRootNode().activeElement;
    node.lang = code;
    node.dir = direction;
    log.setAttribute("aria-label", t("name"));
    drawHead(head, languages, { talk, t, page, leave, close, wiped: () => log.focus({ preventScroll: true }) });
    ask.replaceChildren(
      h("label", { for: "text" }, talk.items.length ? t("ask_again") : t("ask")),
      h("div", { class: "line" }, field, ear(), h("button", { class: "send" }, unseen(t("send")), icon("send", "flip"))),
    );
    views.clear();
    log.replaceChildren(talk.frame ? firstView(talk.frame, context) : h("p", { class: "typing" }, dots()), typing);
    field.value = talk.draft;
    if (active?.isConnected) active.focus({ preventScroll: true });
  }

  function ear() {
    const button = h("button", { type: "button", class: "mic", "aria-pressed": "false", "aria-label": t("speak"), hidden: true }, icon("mic"));
    let stop = null;
    localEar(talk.language).then((tag) => {
      button.hidden = !tag;
      button.onclick = () => {
        if (stop) return stop();
        button.setAttribute("aria-pressed", "true");
        stop = dictate(
          tag,
          (text) => (field.value = talk.draft = text),
          () => {
            stop = null;
            button.setAttribute("aria-pressed", "false");
            field.focus();
          },
        );
      };
    });
    return button;
  }

  function drawWays() {
    const ids = shown(talk.items);
    const key = `${drawn} ${ids}`;
    if (listed === key) return;
    listed = key;
    ways.replaceChildren(
      ...[
        h("button", { type: "button", class: "human", click: () => say({ payload: "/ask_human", label: t("human") }) }, icon("human"), t("human")),
        ids.length > 0 && link(page(`list?s=${ids.join(",")}`), { class: "action" }, icon("list"), t("list")),
      ].filter(Boolean),
    );
  }

  function drawItems() {
    const ids = new Set(talk.items.map(({ id }) => id));
    for (const [id, view] of views) if (!ids.has(id) && views.delete(id)) view.remove();
    let fresh = null;
    for (const item of talk.items) {
      if (!views.has(item.id)) {
        const view = item.messages ? replyView(item, context) : saidView(item, context);
        views.set(item.id, view);
        fresh ||= view;
      }
      const view = views.get(item.id);
      if (view.nextElementSibling === null || fresh) log.insertBefore(view, typing);
      const mark = view.querySelector(".unsent");
      if (mark) mark.hidden = !talk.unsent(item.id);
    }
    // Only the last reply can still be answered by its buttons.
    const replies = log.querySelectorAll(".reply");
    replies.forEach((reply, at) =>
      reply.querySelectorAll(".buttons").forEach((list) => (list.hidden = at < replies.length - 1)),
    );
    return fresh;
  }

  function drawState() {
    typing.hidden = !talk.waiting || !talk.frame;
    if (!typing.hidden) typing.replaceChildren(dots(), h("span", null, t(talk.slow ? "slow" : "searching")));
    const { trouble } = talk.queue;
    const words = trouble
      ? trouble.why === "offline"
        ? `${t("offline")} ${t("waits")}`
        : trouble.message || t("sorry")
      : talk.lost
        ? t("offline")
        : "";
    if (!words && bar.contains(node.getRootNode().activeElement)) log.focus({ preventScroll: true });
    bar.hidden = !words;
    if (words && bar.dataset.words !== words) {
      bar.replaceChildren(h("p", null, words), h("button", { type: "button", class: "action retry", click: () => talk.retry() }, t("retry")));
    }
    bar.dataset.words = words;
    const news = words || (typing.hidden ? "" : typing.textContent);
    if (news && news !== told) announce(news);
    told = news;
  }

  /** Bring the newest in sight: the question on top, its answer below. */
  function scrollTo(view) {
    const before = view.previousElementSibling;
    const top = view.matches(".reply") && before?.matches(".said") ? before : view;
    const box = [log, node].find((one) => one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY !== "visible");
    if (box) box.scrollTop += top.getBoundingClientRect().top - box.getBoundingClientRect().top - (box === log ? 8 : 64);
  }

  function update() {
    const words = `${talk.language} ${talk.spoken.code} ${talk.frame ? 1 : 0}`;
    const again = words !== drawn;
    if (again) draw();
    drawn = words;
    languages.value = talk.language;
    const fresh = drawItems();
    drawWays();
    drawState();
    voices();
    for (const box of head.querySelectorAll(".keep")) box.checked = talk.until > 0;
    ask.querySelector("label").textContent = talk.items.length ? t("ask_again") : t("ask");
    if (fresh) scrollTo(again ? log.querySelector(".said:nth-last-of-type(1)") || fresh : fresh);
  }

  function voices() {
    for (const button of log.querySelectorAll("[data-voice]")) button.hidden = !reader.can(button.dataset.voice);
  }

  return {
    node,
    update,
    voices,
    hear: (messages) => announce(announcement(messages), messages.some(({ kind }) => kind === "alarm"), messages[0].language),
    /** @param {boolean} touched opened by a finger */
    focus(touched) {
      field.inputMode = touched ? "none" : "text";
      field.focus({ preventScroll: true });
    },
  };
}

const dots = () => h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
