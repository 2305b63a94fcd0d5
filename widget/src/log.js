/** What stands in the log: the first words, what the visitor said, and the replies. */

import { cardView } from "./card.js";
import { h, icon, link, linked, ltr, unseen } from "./h.js";
import { script } from "./speak.js";

/** @typedef {import("./types.js").Message} Message */

const tiles = (entries, say) =>
  h(
    "ul",
    { class: "tiles" },
    entries.map(({ label, icon: name, payload }) =>
      h("li", null, h("button", { type: "button", "data-payload": payload, click: () => say({ payload, label }) }, icon(name), h("span", null, label))),
    ),
  );

/** What must be said before the first word, and the topics. */
export function firstView(frame, { t, page, say }) {
  const { menu, office, pages } = frame;
  return h(
    "section",
    { class: "first" },
    h("h2", null, t("greeting")),
    h(
      "div",
      { class: "message" },
      h("p", null, h("strong", null, t("computer")), " ", t("find")),
      h("p", null, t("private"), " ", link(page(pages.privacy), null, t("privacy"))),
    ),
    h("h3", null, t("topics")),
    tiles(menu.first, say),
    menu.more.length > 0 && h("details", { class: "more" }, h("summary", null, t("more_topics")), tiles(menu.more, say)),
    office && officeView(office, pages, page, t),
  );
}

function officeView(office, pages, page, t) {
  return h(
    "section",
    { class: "office" },
    h("h3", { lang: office.language, dir: office.direction }, office.title),
    h("p", { class: `open is-${office.open.state}` }, office.open.text),
    h(
      "p",
      { class: "actions" },
      office.phone?.href && link(office.phone.href, { class: "action" }, icon("phone"), ltr(office.phone.text)),
      link(page(pages.office), { class: "action" }, icon("pin"), t("visit")),
      pages.callback && link(page(pages.callback), { class: "action" }, icon("human"), t("callback")),
    ),
  );
}

/** @param {import("./types.js").Said} item */
export function saidView({ text }, { t }) {
  return h(
    "div",
    { class: "said" },
    unseen(`${t("asked")}: `),
    h("p", { dir: "auto" }, text),
    h("p", { class: "unsent", hidden: true }, icon("clock"), t("unsent")),
  );
}

/** @param {import("./types.js").Answered} item */
export function replyView({ messages }, context) {
  const { t, listen } = context;
  const button = h("button", { type: "button", class: "listen", "aria-pressed": "false", "data-voice": messages[0]?.language, hidden: true });
  const label = h("span", null, t("listen"));
  button.append(icon("listen"), label);
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") === "false";
    const show = (speaking) => {
      button.setAttribute("aria-pressed", String(speaking));
      label.textContent = t(speaking ? "stop" : "listen");
    };
    if (!on) return listen.stop();
    show(true);
    listen.say(script(messages), () => show(false));
  });
  return h("div", { class: "reply" }, unseen(`${t("answer")}: `), messages.map((message) => messageView(message, context)), button);
}

/** @param {Message} message */
function messageView({ kind, text, language, direction, buttons = [], cards = [], lines = [] }, context) {
  const loud = kind === "alarm" || kind === "error";
  // The way to a person has a button of its own, always in sight.
  const choices = buttons.filter(({ payload }) => payload !== "/ask_human");
  return h(
    "div",
    { lang: language, dir: direction },
    (text || lines.length > 0) &&
      h(
        "div",
        { class: `message ${kind}` },
        text && h("p", { class: "text" }, linked(text, loud)),
        lines.length > 0 && h("ul", { class: "lines" }, lines.map(lineView)),
      ),
    cards.map((card, at) => cardView(card, context, at > 0)),
    choices.length > 0 &&
      h(
        "ul",
        { class: "buttons" },
        choices.map(({ title, payload }) =>
          h("li", null, h("button", { type: "button", dir: "auto", "data-payload": payload, click: () => context.say({ payload, label: title }) }, title)),
        ),
      ),
  );
}

function lineView({ number, href, name, purpose }) {
  return h(
    "li",
    null,
    link(href, { class: "dial" }, ltr(number)),
    h("span", null, name !== number && [h("strong", null, h("bdi", { lang: "nl" }, name)), h("br")], purpose),
  );
}

/** What a voice says of a new reply: the words and what was found, not every fact. */
export function announcement(messages) {
  return messages
    .flatMap(({ text, lines, cards }) => [
      text,
      ...(lines || []).map(({ number, purpose }) => `${number}: ${purpose}`),
      ...(cards || []).map(({ title, open }) => `${title}. ${open?.text || ""}`),
    ])
    .filter(Boolean)
    .join(" ");
}
