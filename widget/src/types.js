/**
 * What the server sends (bot/web/shapes.py) and what the widget keeps. Types only, no code.
 *
 * @typedef {{label: string, icon: string, payload: string}} Tile
 * @typedef {{title: string, payload: string}} Choice
 * @typedef {{number: string, href: string|null, name: string, purpose: string}} Line
 * @typedef {{name: string, address: string, directions: string|null, map_url: string|null,
 *   open: {state: string, text: string}, week: {day: string, hours: string}[],
 *   step_free: string|null}} Place
 * @typedef {Object<string, any> & {id: string, title: string, language: string,
 *   labels: Object<string, string>, places: Place[], dutch_fields: string[]}} Card
 * @typedef {{kind: "answer"|"alarm"|"notice"|"error", text: string, language: string,
 *   direction: string, buttons: Choice[], cards: Card[], lines: Line[]}} Message
 * @typedef {{turn: string, language: string, direction: string, messages: Message[]}} Reply
 * @typedef {{language: string, direction: string, city: string, exit_url: string,
 *   languages: {code: string, own: string, direction: string}[],
 *   sentences: Object<string, string>, menu: {first: Tile[], more: Tile[]}, office: Card|null,
 *   pages: {home: string, privacy: string, office: string, callback: string|null}}} Start
 *
 * One thing to send. `hush`: its answer is not shown, unless it is an alarm or an error.
 * @typedef {{turn: string, session: string, text?: string, payload?: string, language?: string,
 *   hint: string, hush?: boolean}} Entry
 *
 * What became of one attempt: answered, to be tried again, or refused for good.
 * @typedef {{kind: "reply", reply: Reply}
 *   | {kind: "later", why: "offline"|"busy"|"down", after?: number, message?: string}
 *   | {kind: "refused", message: string, language: string, direction: string}} Outcome
 *
 * One thing in the log: what the visitor said, or a whole reply.
 * @typedef {{id: string, text: string}} Said
 * @typedef {{id: string, messages: Message[]}} Answered
 * @typedef {Said | Answered} Item
 */

export {};
