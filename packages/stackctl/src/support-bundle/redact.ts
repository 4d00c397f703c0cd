import { formsOf } from "./forms.ts";

/** A secret that this host holds. */
export interface KnownSecret {
  /** Where it is from, e.g. the name of its file; shown in its place. */
  name: string;
  value: string;
}

/** Takes secrets out of texts. */
export interface Redactor {
  /** The text without known secrets, in whatever form, and without what looks like one. Rather too much goes than too little. */
  redact(text: string): string;
  /** Whether the text holds a known secret. */
  holdsSecret(text: string): boolean;
}

/** One that knows these secrets. */
export function createRedactor(secrets: readonly KnownSecret[]): Redactor {
  const forms = secrets
    .flatMap(({ name, value }) => formsOf(value).map((form) => ({ name, form })))
    .sort((a, b) => b.form.length - a.form.length);
  const holdsSecret = (text: string) => forms.some(({ form }) => text.includes(form));
  /** The name may be a secret of its own. */
  const mark = (name: string) => (holdsSecret(name) ? "<redacted>" : `<redacted:${name}>`);
  const withoutKnown = (text: string) =>
    forms.reduce(
      (rest, { name, form }) => (rest.includes(form) ? rest.replaceAll(form, () => mark(name)) : rest),
      text,
    );
  const byPattern = (text: string) =>
    PATTERNS.reduce(
      (rest, { pattern, name }) => rest.replace(pattern, (_, before: string) => `${before}${mark(name)}`),
      text,
    );
  const withoutBroken = (text: string) =>
    text.replace(BROKEN, (block) => {
      const lines = block.split("\n");
      const words = lines.map((line) => LAST_WORD.exec(line)?.[0] ?? "");
      const known = forms.find(({ form }) => words.join("").includes(form));
      const from = known ? 0 : words.findIndex((word) => LONG.test(word));
      if (from < 0) return block;
      const hide = (line: string) => line.replace(LAST_WORD, () => mark(known?.name ?? "base64"));
      // The last word of the first may also be the end of something else that is hidden.
      return lines.map((line, at) => (at < from ? line : hide(at === 0 ? byPattern(line) : line))).join("\n");
    });
  return { holdsSecret, redact: (text) => byPattern(withoutBroken(withoutKnown(text))) };
}

/** A line of base64, and no digest. */
const LONG = /^(?![0-9a-f]+$)[a-z0-9+/=]{60,}$/i;

/** What base64 may be made of, at the end of a line, or what is left of it where it has been hidden. */
const LAST_WORD = /[A-Za-z0-9+/=_-]*(?:<redacted(?::[^>]*)?>)?(?=[ \t\r]*$)/;

/**
 * What base64 breaks into lines: a line with its last word, and lines that are nothing but such a word. A known value may lie
 * over the break; after a long line a short one is its rest. The border of a key in PEM is none of it.
 */
const BROKEN =
  /^[^\n]*?(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]+(?<!-----)(?:[ \t\r]*\n[ \t]*[A-Za-z0-9+/=_-]+(?=[ \t\r]*(?:\n|$)))+/gm;

/** Between the name of a setting and its value. */
const IS = String.raw`["'\\]*[ \t]*[:=][ \t]*["'\\]*`;
/** Not hidden yet, no path, and not the beginning of an object or list. */
const VALUE = "(?![</{[])";
const WORD = "[a-z]{3,8}";
const BETWEEN = String.raw`(?:[ ,+_\t"'-]+|%20)`;

/** Each has what stays as its first group. */
const PATTERNS: readonly { name: string; pattern: RegExp }[] = [
  [
    "key",
    /()-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g,
  ] as const,
  // Of a key whose beginning is missing nobody knows where it begins.
  ["key", /()^[\s\S]*-----END [A-Z0-9 ]*PRIVATE KEY-----/g] as const,
  ["userinfo", /(:\/\/)[^\s"'<>]*(?=@)/g] as const,
  ["authorization", new RegExp(String.raw`(authorization${IS})${VALUE}[^"'\\\n]+`, "gi")] as const,
  ["bearer", new RegExp(String.raw`(bearer[ \t]+)${VALUE}[^"'\s,;&)}\]\\]{4,}`, "gi")] as const,
  ["basic", new RegExp(String.raw`(basic[ \t]+)${VALUE}[^"'\s,;&)}\]\\]{12,}`, "gi")] as const,
  [
    "secret",
    new RegExp(
      String.raw`((?:password|passwd|passphrase|mnemonic|secret|credentials?)${IS})${VALUE}[^"'\\,;&\n]+`,
      "gi",
    ),
  ] as const,
  [
    "api-key",
    new RegExp(
      String.raw`((?:api|access|private|priv|auth|signing|secret|session)[ _-]?key${IS})${VALUE}[^"'\\\s,;&)}\]]{4,}`,
      "gi",
    ),
  ] as const,
  ["token", new RegExp(String.raw`((?:nsec|seed|token)${IS})${VALUE}[^"'\\\s,;&)}\]]{8,}`, "gi")] as const,
  // Public keys are of use, and no secret.
  ["key", new RegExp(`((?<!pub(?:lic)?[ _-]?)key${IS})${VALUE}(?:0x)?[0-9a-f]{64,}`, "gi")] as const,
  ["token", /((?:nsec1|age-secret-key-1|eyj))[^"'\\\s,;&)}\]]{16,}/gi] as const,
  ["words", new RegExp(`()${WORD}(?:${BETWEEN}${WORD}){11,}`, "gi")] as const,
  ["base64", /()(?<![A-Za-z0-9+/=])(?![0-9a-f]+(?![A-Za-z0-9+/=]))[A-Za-z0-9+/=]{60,}/gi] as const,
].map(([name, pattern]) => ({ name, pattern }));
