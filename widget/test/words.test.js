import assert from "node:assert/strict";
import test from "node:test";
import { pieces, safe } from "../src/contacts.js";
import { builtIn, choose, known } from "../src/language.js";
import { asText, shown } from "../src/share.js";
import { script, speakable, voiceFor } from "../src/speak.js";

const hrefs = (text, short) => pieces(text, short).filter((piece) => piece.href).map(({ href }) => href);

test("a language tag becomes a code of ours", () => {
  assert.equal(known("fr-BE"), "fr");
  assert.equal(known("AR_SY"), "ar");
  assert.equal(known("kmr"), "ku");
  assert.equal(known("prs-AF"), "fa");
  assert.equal(known("ckb-IQ"), "ckb");
  for (const odd of ["zz", "", null, undefined, "<b>"]) assert.equal(known(odd), null);
});

test("the first wish we speak wins, else Dutch", () => {
  assert.equal(choose([undefined, "zz", "fr-FR", "ar"]), "fr");
  assert.equal(choose([]), "nl");
});

test("a built-in sentence that is not translated says that it is Dutch", () => {
  assert.deepEqual(builtIn("launcher", "ar"), { text: "اسأل", language: "ar" });
  assert.deepEqual(builtIn("exit", "ar"), { text: "Snel weg", language: "nl" });
  assert.equal(builtIn("nothing", "ar").text, "");
});

test("numbers and addresses can be tapped", () => {
  assert.deepEqual(hrefs("Bel 012 00 01 01 of schrijf hulp@stad.be."), ["tel:+3212000101", "mailto:hulp@stad.be"]);
  assert.deepEqual(hrefs("Bel +32 12 00 01 01"), ["tel:+3212000101"]);
  assert.deepEqual(hrefs("\u2066012 00 01 01\u2069"), ["tel:+3212000101"]);
  assert.equal(pieces("Bel 012 00 01 01 nu").map((piece) => piece.text ?? piece).join(""), "Bel 012 00 01 01 nu");
});

test("short numbers only where they are meant", () => {
  assert.deepEqual(hrefs("Bel 112."), ["tel:112"]);
  assert.deepEqual(hrefs("Bel 101."), []);
  assert.deepEqual(hrefs("Bel 101 of 1712.", true), ["tel:101", "tel:1712"]);
  assert.deepEqual(hrefs("Kerkstraat 112, 9999 Waterlinde"), []);
  assert.deepEqual(hrefs("€ 112"), []);
  assert.deepEqual(hrefs("x112 of 1123", true), []);
});

test("hours, years and broken numbers are no numbers to call", () => {
  assert.deepEqual(hrefs("Open van 09:00 tot 12:30 op 01/12/2026, 0 1 2"), []);
  assert.deepEqual(hrefs("9012 00 01 01"), []);
});

test("only addresses of the web, a phone or a mail are links", () => {
  assert.equal(safe("https://stad.be"), "https://stad.be");
  for (const odd of ["javascript:alert(1)", "data:text/html,x", "//x", null, undefined]) assert.equal(safe(odd), null);
});

test("a voice says the digits of a number one by one, and hours as they are", () => {
  assert.equal(speakable("Bel 012 00 01 01."), "Bel 0 1 2, 0 0, 0 1, 0 1.");
  assert.equal(speakable("Open tot 12:30."), "Open tot 12:30.");
  assert.equal(speakable("Bel 112.", true), "Bel 1 1 2.");
});

test("only a voice of the device itself reads aloud", () => {
  const voices = [{ lang: "ar-SA", localService: false }, { lang: "nl-NL", localService: true }, { lang: "prs-AF", localService: true }];
  assert.equal(voiceFor(voices, "ar"), undefined);
  assert.equal(voiceFor(voices, "nl").lang, "nl-NL");
  assert.equal(voiceFor(voices, "fa").lang, "prs-AF");
});

const CARD = {
  id: "nacht", title: "Nachtopvang", summary: "Een bed.", language: "nl", labels: { address: "Adres", phone: "Bellen" },
  open: { text: "Nu open" }, phone: { text: "012 00 01 01", href: "tel:+3212000101" }, dutch_fields: [],
  places: [{ name: "Huis", address: "Straat 1", open: { text: "Nu open" }, week: [{ day: "maandag", hours: "09:00–12:00" }] }],
};

test("a reply is read with its best card in full", () => {
  const messages = [{ kind: "answer", text: "Dit vond ik:", language: "ar", lines: [], cards: [CARD, { ...CARD, title: "Ander" }] }];
  assert.deepEqual(
    script(messages).map(({ text }) => text),
    ["Dit vond ik:", "Nachtopvang", "Een bed.", "Nu open", "Huis, Straat 1", "0 1 2, 0 0, 0 1, 0 1", "Ander", "Een bed."],
  );
  assert.equal(script(messages)[1].language, "nl");
});

test("a shared card says what, where, when and how to call", () => {
  assert.equal(
    asText(CARD, "https://toeleider.example.org/nl/service/nacht"),
    "Nachtopvang\nAdres: Huis, Straat 1\nmaandag: 09:00–12:00\nBellen: 012 00 01 01\nhttps://toeleider.example.org/nl/service/nacht",
  );
});

test("the list has each service once, the latest twelve", () => {
  const item = (...ids) => ({ messages: [{ cards: ids.map((id) => ({ id })) }] });
  assert.deepEqual(shown([item("a", "b"), { text: "hallo" }, item("a")]), ["b", "a"]);
  assert.equal(shown([item(...Array.from({ length: 20 }, (_, at) => `s${at}`))]).length, 12);
});
