/** Reading aloud with the device's own voices; the text goes to nobody. */

import { pieces } from "./contacts.js";

/**
 * The text as a voice should say it: the digits of a number to call one by one. Hours stay.
 * @param {string} text
 * @param {boolean} [short] see contacts.js
 */
export function speakable(text, short = false) {
  return pieces(text.replace(/[\u2066-\u2069]/g, ""), short)
    .map((piece) => {
      if (typeof piece === "string") return piece;
      return piece.kind === "mail" ? piece.text : digits(piece.text);
    })
    .join("");
}

const digits = (number) => number.trim().split(/\s+/).map((group) => [...group].join(" ")).join(", ");

/**
 * What to say of a reply, piece by piece, each in its language.
 * @param {import("./types.js").Message[]} messages
 * @returns {{text: string, language: string}[]}
 */
export function script(messages) {
  const said = [];
  const say = (language, ...texts) => {
    for (const text of texts) if (text) said.push({ text, language });
  };
  for (const { kind, text, language, lines, cards } of messages) {
    const short = kind === "alarm" || kind === "error";
    for (const line of (text || "").split("\n")) say(language, speakable(line, short));
    for (const { number, purpose } of lines || []) say(language, `${digits(number)}. ${purpose}`);
    for (const card of cards || []) {
      say(card.language, card.title, speakable(card.summary || ""));
      if (card !== cards[0]) continue;
      say(language, card.open?.text);
      for (const place of card.places.slice(0, 1)) say("nl", `${place.name}, ${place.address}`);
      if (card.phone) say(language, digits(card.phone.text));
    }
  }
  return said;
}

const SAME = { ku: ["ku", "kmr"], fa: ["fa", "prs"] };

/**
 * A voice of this device for the language, or undefined. Others send the text elsewhere.
 * @param {SpeechSynthesisVoice[]} voices
 */
export function voiceFor(voices, language) {
  const codes = SAME[language] || [language];
  return voices.find((voice) => voice.localService && codes.includes(voice.lang.toLowerCase().split(/[-_]/)[0]));
}

/** @returns {{can: (language: string) => boolean, say: Function, stop: Function, watch: Function}} */
export function createReader(synthesis = globalThis.speechSynthesis) {
  const voices = () => (synthesis ? synthesis.getVoices() : []);
  let ended = null;
  function stop() {
    const done = ended;
    ended = null;
    synthesis?.cancel();
    done?.();
  }
  return {
    can: (language) => Boolean(voiceFor(voices(), language)),
    stop,
    /** Says the pieces that have a voice; `done` is called at the end or when stopped. */
    say(parts, done) {
      stop();
      ended = done;
      const spoken = parts.filter(({ language }) => voiceFor(voices(), language));
      spoken.forEach(({ text, language }, at) => {
        const utterance = new SpeechSynthesisUtterance(text);
        utterance.voice = voiceFor(voices(), language);
        utterance.lang = utterance.voice.lang;
        if (at === spoken.length - 1) utterance.onend = () => ended === done && stop();
        synthesis.speak(utterance);
      });
    },
    /** Voices are loaded late. */
    watch: (heard) => synthesis?.addEventListener?.("voiceschanged", heard),
  };
}
