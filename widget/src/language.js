/** Which language to speak, and the few sentences that are known before the server answers. */

import built from "data:languages";

/** @type {{code: string, own: string, direction: string}[]} */
export const LANGUAGES = built.rows.map(([code, own, rtl]) => ({ code, own, direction: rtl ? "rtl" : "ltr" }));

const CODES = LANGUAGES.map(({ code }) => code);
const SAME = { kmr: "ku", prs: "fa", sorani: "ckb" };

/**
 * Our code for a language tag ("fr-BE" is "fr"), or null; as services_catalog/languages.py.
 * @param {string|null|undefined} tag
 * @param {string[]} [codes]
 */
export function known(tag, codes = CODES) {
  const whole = (tag || "").trim().toLowerCase().replace(/_/g, "-");
  const base = whole.split("-")[0];
  return [whole, SAME[base], base].find((code) => code && codes.includes(code)) || null;
}

/**
 * The first of these wishes that we speak, else Dutch.
 * @param {(string|null|undefined)[]} wishes most important first
 * @param {string[]} [codes]
 */
export function choose(wishes, codes = CODES) {
  for (const wish of wishes) {
    const code = known(wish, codes);
    if (code) return code;
  }
  return "nl";
}

/** Which way a language runs. */
export const direction = (code) => LANGUAGES.find((one) => one.code === code)?.direction || "ltr";

/**
 * The built-in sentence, in Dutch when it is not translated yet.
 * @returns {{text: string, language: string}}
 */
export function builtIn(key, code) {
  const at = built.keys.indexOf(key) + 3;
  const row = built.rows.find(([own]) => own === code);
  if (at < 3) return { text: "", language: code };
  return row?.[at] ? { text: row[at], language: code } : { text: built.rows[0][at], language: "nl" };
}
