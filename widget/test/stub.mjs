// The modules that build.mjs makes, for tests without a build.
const LANGUAGES = {
  keys: ["launcher", "exit"],
  rows: [
    ["nl", "Nederlands", 0, "Vraag het", "Snel weg"],
    ["ar", "العربية", 1, "اسأل", ""],
    ["fr", "Français", 0, "Demandez", "Quitter"],
    ["ku", "Kurdî", 0, "", ""],
    ["ckb", "کوردیی", 1, "", ""],
    ["fa", "دری", 1, "", ""],
  ],
};

export async function resolve(specifier, context, next) {
  return specifier.startsWith("data:languages") ? { url: "stub:languages", shortCircuit: true } : next(specifier, context);
}

export async function load(url, context, next) {
  if (url !== "stub:languages") return next(url, context);
  return { format: "module", source: `export default ${JSON.stringify(LANGUAGES)}`, shortCircuit: true };
}
