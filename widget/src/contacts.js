/**
 * Numbers and addresses within a sentence; the same rules as bot/web/pages/contacts.py.
 * No lookbehind: an old Safari would not even read the file.
 */

const SHORT = ["116000", "1712", "1733", "1813", "101", "102", "106", "112"];
const WORD = /[\p{L}\p{N}_+]/u;
const FOUND = new RegExp(
  "(?<mail>[\\p{L}\\p{N}_.+-]+@[\\p{L}\\p{N}_-]+(?:\\.[\\p{L}\\p{N}_-]+)+)" +
    "|(?<phone>(?:\\+\\d{2} |0)\\d{1,3}(?: \\d{2,4}){2,4}(?![\\p{L}\\p{N}_]))" +
    `|(?<short>(?:${SHORT.join("|")})(?![\\p{L}\\p{N}_]))`,
  "gu",
);
const PRICE_OR_PLACE = /€|\b[1-9]\d{3} /;

/**
 * The text in pieces: a plain string, or something to tap.
 * @param {string} text
 * @param {boolean} short all national short numbers too, as in alarms; else only 112, and only
 *   where it can be no price or house number
 * @returns {(string | {kind: "mail"|"phone"|"short", text: string, href: string})[]}
 */
export function pieces(text, short = false) {
  const dialled = short ? SHORT : PRICE_OR_PLACE.test(text) ? [] : ["112"];
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(FOUND)) {
    const piece = contact(found, dialled);
    const before = found.index && text[found.index - 1];
    if (!piece || (before && piece.kind !== "mail" && WORD.test(before))) continue;
    if (found.index > end) parts.push(text.slice(end, found.index));
    parts.push(piece);
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

function contact({ 0: text, groups }, dialled) {
  if (groups.mail) return { kind: "mail", text, href: `mailto:${text}` };
  const digits = text.replace(/\D/g, "");
  if (groups.short) return dialled.includes(text) ? { kind: "short", text, href: `tel:${text}` } : null;
  const national = text[0] === "0";
  if (national ? !/^0[1-9]\d{7,8}$/.test(digits) : digits.length < 8 || digits.length > 15) return null;
  return { kind: "phone", text, href: `tel:+${national ? 32 + digits.slice(1) : digits}` };
}

/** An address that a link may have, or null: the server checks too. */
export const safe = (href) => (/^(https?:\/\/|tel:|mailto:)/i.test(href || "") ? href : null);
