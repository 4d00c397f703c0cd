const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\s+|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\w$]+|[\s\S]/g;
const SKIPPED = /^(\/\/|\/\*|\s)/;
const WORD = /^[\w$]+$/;

/** A script without comments and without spaces that change nothing, in double quotes: what the table is searched for. */
export function normalise(script: string): string {
  let text = "";
  let afterWord = false;
  for (const [token] of script.matchAll(TOKEN)) {
    if (SKIPPED.test(token)) continue;
    const word = WORD.test(token);
    text += `${word && afterWord ? " " : ""}${/^'[^"\\]*'$/.test(token) ? `"${token.slice(1, -1)}"` : token}`;
    afterWord = word;
  }
  return text.replace(/;+$/, "");
}
