/** A talk on this device, only when the visitor ticked the box, and a day at most. */

export const KEY = "toeleider";
export const LIFETIME = 24 * 60 * 60 * 1000;

/**
 * @param {Storage|null} storage null where a browser forbids it
 * @param {() => number} [now]
 */
export function createKeep(storage, now = Date.now) {
  return {
    /** The kept talk, or null; what is too old or odd is removed. */
    read() {
      try {
        const kept = JSON.parse(storage.getItem(KEY));
        const left = kept?.until - now();
        if (left > 0 && left <= LIFETIME && Array.isArray(kept.items) && Array.isArray(kept.queue)) return kept;
        if (kept) storage.removeItem(KEY);
      } catch {
        this.remove();
      }
      return null;
    },

    /** @returns {boolean} whether it worked: a full or forbidden storage must not end the talk */
    write(talk) {
      try {
        storage.setItem(KEY, JSON.stringify(talk));
        return true;
      } catch {
        return false;
      }
    },

    remove() {
      try {
        storage.removeItem(KEY);
      } catch {
        // Nothing was kept where nothing can be.
      }
    },
  };
}

/** localStorage, or null where asking for it is an error already. */
export function localStore() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
