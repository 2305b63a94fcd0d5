/** The head of the panel: whose it is, the ways out, the languages, and a small menu. */

import { h, icon, link, unseen } from "./h.js";

/**
 * @param {HTMLElement} head filled anew
 * @param {HTMLSelectElement} languages lives on, so that it keeps the focus
 * @param {object} context see panel.js; `wiped` is called when the visitor wiped the talk
 */
export function drawHead(head, languages, context) {
  const { talk, t, leave, close } = context;
  languages.replaceChildren(
    ...talk.languages.map(({ code, own, direction }) => h("option", { value: code, lang: code, dir: direction }, own)),
  );
  head.replaceChildren(
    h(
      "div",
      { class: "top" },
      h("p", { class: "brand" }, talk.frame?.city && h("strong", null, h("bdi", { lang: "nl" }, talk.frame.city)), h("span", null, t("name"))),
      h("button", { type: "button", class: "exit", click: leave }, icon("exit"), t("exit")),
      close && h("button", { type: "button", class: "close", "aria-label": t("close"), click: close }, icon("down")),
    ),
    h(
      "div",
      { class: "tools" },
      h("label", { class: "tongue", for: "language" }, icon("languages"), unseen(t("language"))),
      languages,
      talk.frame && menu(context),
    ),
  );
}

function menu({ talk, t, page, wiped }) {
  const { pages } = talk.frame;
  const keep = h("input", { type: "checkbox", change: () => talk.setKeeping(keep.checked), class: "keep" });
  const forget = () => {
    talk.forget();
    wiped();
    folded.open = false;
  };
  const folded = h(
    "details",
    { class: "menu" },
    h("summary", { "aria-label": t("menu") }, icon("dots")),
    h(
      "div",
      null,
      h("label", { class: "row" }, keep, h("span", null, t("keep"))),
      h("p", null, t("shared")),
      h("button", { type: "button", class: "row forget", click: forget }, t("forget")),
      link(page(pages.privacy), { class: "row" }, t("privacy")),
      pages.callback && link(page(pages.callback), { class: "row" }, t("callback")),
    ),
  );
  return folded;
}
