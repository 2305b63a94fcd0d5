/** Speech to text, only where the device itself does it: a voice goes to no company's computers. */

const Recognition = () => globalThis.SpeechRecognition || globalThis.webkitSpeechRecognition;

/** The tags a device may know a language by. */
function tags(code) {
  const { language, region } = new Intl.Locale(code).maximize();
  return [...new Set([...navigator.languages.filter((tag) => tag.startsWith(`${code}-`)), `${language}-${region}`, code])];
}

/** The tag under which the device can listen to this language by itself, or null. */
export async function localEar(code) {
  try {
    for (const tag of tags(code)) {
      const found = await Recognition().available({ langs: [tag], processLocally: true });
      if (found === "available") return tag;
    }
  } catch {
    // No such thing here.
  }
  return null;
}

/**
 * Listen once.
 * @param {string} tag
 * @param {(text: string) => void} heard
 * @param {() => void} done
 * @returns {() => void} stops
 */
export function dictate(tag, heard, done) {
  const ear = new (Recognition())();
  ear.lang = tag;
  ear.processLocally = true;
  if (ear.processLocally !== true) return done();
  ear.onresult = ({ results }) => heard([...results].map(([best]) => best.transcript).join(" "));
  ear.onend = done;
  ear.start();
  return () => ear.stop();
}
