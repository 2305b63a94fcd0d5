/** The answer card: everything that bot/web/templates/card.html shows. */

import { h, icon, link, ltr, prose, unseen } from "./h.js";
import { asText, canShare, share } from "./share.js";

const SIDES = ["title", "summary", "description", "how", "who", "warning"];

/**
 * @param {import("./types.js").Card} card
 * @param {object} context
 * @param {(key: string) => string} context.t
 * @param {(path: string) => string} context.page the address of a page in the frame's language
 * @param {(card: object) => void} context.wrong
 * @param {(text: string) => void} context.announce
 * @param {boolean} brief price, papers and languages folded away too
 */
export function cardView(card, context, brief) {
  const { t } = context;
  const { labels, places, open = {}, badge = {} } = card;
  const of = (field) => (card.dutch_fields?.includes(field) ? "nl" : card.language);
  const field = (name, properties) => prose(card[name], of(name), properties);
  const headed = (name, text) => card[name] && [h("h4", null, text), field(name)];
  const terms = () => [
    fact("coin", labels.cost, true, card.cost, card.cost_note && [h("br"), prose(card.cost_note, of("cost_note"), null, "small")]),
    card.documents?.length > 0 && fact("bag", labels.documents, false, h("ul", null, card.documents.map((one) => h("li", null, one)))),
    (card.languages?.length > 0 || card.interpreter) &&
      fact("languages", labels.languages, false, (card.languages || []).join(" · "), card.interpreter && [h("br"), card.interpreter]),
  ];
  const where = places.length > 0 && fact("pin", labels.address, true, places.map((place, at) => address(place, at, card)));

  return h(
    "article",
    { class: "card", "data-id": card.id },
    prose(card.title, card.language, null, "h3"),
    h("p", { class: `open is-${open.state}` }, open.text),
    badge.text && h("p", { class: `badge ${badge.kind}` }, badge.text),
    field("summary", { class: "summary" }),
    card.why?.length > 0 && h("ul", { class: "why" }, card.why.map((reason) => h("li", null, reason))),
    field("warning", { class: "warning" }),
    card.overdue && h("p", { class: "warning" }, card.overdue),
    card.notes?.map(({ text, language }) => prose(text, language, { class: "warning" })),
    actions(card, context),
    (places.length > 0 || !brief) && h("dl", { class: "facts" }, where, !brief && terms()),
    h(
      "details",
      null,
      h("summary", null, t("more"), unseen(`: ${card.title}`)),
      brief && h("dl", { class: "facts" }, terms()),
      headed("how", labels.how),
      card.access && h("p", null, card.access),
      field("description"),
      headed("who", labels.who),
      places.map((place) => hours(place, labels)),
      field("hours_note"),
      links(card, context),
      source(card),
      dutch(card, of, t),
    ),
    card.translation && h("p", { class: "mark" }, card.translation.text),
  );
}

function fact(name, label, clear, ...children) {
  return h("div", { class: clear ? "fact clear" : "fact" }, h("dt", null, icon(name), h("span", null, label)), h("dd", null, ...children));
}

const named = (place) => h("bdi", { lang: "nl", dir: "ltr" }, place.name);

function address(place, at, { places, labels }) {
  const map = at > 0 && place.map_url && [" · ", link(place.map_url, null, labels.map, unseen(`: ${place.name}`))];
  return h(
    "p",
    null,
    h("bdi", { lang: "nl", dir: "ltr" }, `${place.name}, ${place.address}`),
    places.length > 1 && [h("br"), h("small", null, place.open.text, map)],
  );
}

function actions({ phone, places, labels, ...card }, { t, page, announce, callback }) {
  const map = places[0]?.map_url;
  const say = h("span", null, t("share"));
  async function give() {
    const address = page(`service/${card.id}`);
    if ((await share(card.title, asText({ phone, places, labels, ...card }, address))) !== "copied") return;
    say.textContent = t("copied");
    announce(t("copied"));
  }
  return h(
    "p",
    { class: "actions" },
    phone?.href && link(phone.href, { class: "action" }, icon("phone"), unseen(`${labels.phone}: `), ltr(phone.text)),
    map && link(map, { class: "action" }, icon("pin"), labels.map, unseen(`: ${places[0].name}`)),
    callback(card.id) && link(callback(card.id), { class: "action" }, icon("human"), t("callback")),
    canShare() && h("button", { type: "button", class: "action", click: give }, icon("share"), say, unseen(`: ${card.title}`)),
  );
}

function hours(place, labels) {
  const rows = place.week.map(({ day, hours: open }, at) =>
    h("tr", { class: at === 0 && "today" }, h("th", { scope: "row" }, day), h("td", null, open)),
  );
  return [
    h("h4", null, `${labels.hours}: `, named(place)),
    rows.length ? h("table", null, h("caption", { class: "unseen" }, `${labels.hours}: ${place.name}`), rows) : h("p", null, place.open.text),
    prose(place.directions),
    place.step_free && h("p", null, place.step_free),
  ];
}

function links(card, { t, page, wrong }) {
  const { labels, email, url, id } = card;
  return h(
    "ul",
    { class: "plain" },
    h("li", null, link(page(`service/${id}`), null, t("page"))),
    h("li", null, link(page(`service/${id}/card`), null, t("desk"))),
    email && h("li", null, `${labels.email}: `, link(`mailto:${email}`, null, ltr(email))),
    url && h("li", null, `${labels.web}: `, link(url, { hreflang: "nl" }, ltr(url))),
    h("li", null, h("button", { type: "button", class: "plainly", click: () => wrong(card) }, t("wrong"))),
  );
}

function source({ source: from, labels, checked }) {
  const name = h("bdi", { lang: "nl" }, from?.name);
  return h("p", { class: "source" }, `${labels.source}: `, from?.url ? link(from.url, { hreflang: "nl" }, name) : name, `. ${checked}.`);
}

function dutch(card, of, t) {
  const sides = SIDES.filter((field) => card.dutch?.[field] && of(field) !== "nl");
  if (!sides.length) return null;
  return h(
    "details",
    { class: "dutch" },
    h("summary", null, t("dutch")),
    h(
      "div",
      { class: "sides" },
      sides.map((field) => [prose(card[field] || " ", card.language), h("p", { lang: "nl", dir: "ltr" }, card.dutch[field])]),
    ),
  );
}
