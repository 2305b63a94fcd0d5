/** A card to take along, as plain text, and the address of a list of them. */

/** What a list page takes. */
export const MOST = 12;

/**
 * @param {import("./types.js").Card} card
 * @param {string} address of the service's own page
 */
export function asText(card, address) {
  const { labels = {} } = card;
  const label = (key, text) => (labels[key] ? `${labels[key]}: ${text}` : text);
  const lines = [card.title];
  for (const place of card.places) {
    lines.push(label("address", `${place.name}, ${place.address}`));
    if (place.week.length) lines.push(...place.week.map(({ day, hours }) => `${day}: ${hours}`));
    else lines.push(place.open.text);
  }
  if (!card.places.length) lines.push(card.open.text);
  if (card.phone) lines.push(label("phone", card.phone.text));
  lines.push(address);
  return lines.filter(Boolean).join("\n");
}

/** The ids of the services shown, each once, the latest twelve in the order they came. */
export function shown(items) {
  const ids = items.flatMap(({ messages = [] }) => messages.flatMap(({ cards }) => (cards || []).map(({ id }) => id)));
  return ids.filter((id, at) => ids.lastIndexOf(id) === at).slice(-MOST);
}

/** @returns {Promise<"shared"|"copied"|"">} */
export async function share(title, text) {
  try {
    if (navigator.share) {
      await navigator.share({ title, text });
      return "shared";
    }
    await navigator.clipboard.writeText(text);
    return "copied";
  } catch {
    return "";
  }
}

export const canShare = () => Boolean(navigator.share || navigator.clipboard);
