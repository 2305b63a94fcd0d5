/** Elements without a parser: what Trusted Types and a strict policy allow. */

import ICONS from "data:icons";
import { pieces, safe } from "./contacts.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. Properties that are functions become listeners, true and false switch an attribute,
 * null leaves one out. Children: nodes, texts, lists of them; null and false are left out.
 * @returns {HTMLElement}
 */
export function h(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat(3).filter((child) => child != null && child !== false && child !== ""));
  return node;
}

/** A pictogram; it never speaks, the words beside it do. */
export function icon(name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name] || "");
  const attributes = { viewBox: "0 0 24 24", class: `icon ${className}`, "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  svg.append(path);
  return svg;
}

/** A link; one to a page opens beside the talk, so that the talk stays. */
export function link(href, properties, ...children) {
  const address = safe(href);
  if (!address) return h("span", null, ...children);
  const web = /^http/i.test(address) && { target: "_blank", rel: "noreferrer noopener" };
  return h("a", { href: address, ...web, ...properties }, ...children);
}

/** Left to right also within a right-to-left sentence. */
export const ltr = (text) => h("bdi", { dir: "ltr" }, text);

/** A sentence whose numbers and addresses can be tapped. */
export function linked(text, short) {
  return pieces(text, short).map((piece) =>
    typeof piece === "string"
      ? piece
      : link(piece.href, { class: { short: "dial", phone: "tel" }[piece.kind] }, ltr(piece.text)),
  );
}

/** For voices only. */
export const unseen = (...children) => h("span", { class: "unseen" }, ...children);

/** A paragraph of the catalogue: it may be in another language than its surroundings. */
export const prose = (text, language, properties, tag = "p") =>
  text ? h(tag, { lang: language, dir: "auto", ...properties }, text) : null;
