/** Shorter values are words that occur everywhere: they are not looked for. */
const LEAST = 4;
/** Shorter ones are not looked for in other forms either. */
const LEAST_CODED = 6;

/** How a secret may stand in a text: as it is, in JSON, in a URL, as hex or as base64. Longest first; none of a short word. */
export function formsOf(secret: string): string[] {
  if (secret.length < LEAST) return [];
  if (secret.length < LEAST_CODED) return [secret];
  if (/^0x.{4,}$/.test(secret)) return formsOf(secret.slice(2));
  const bytes = Buffer.from(secret);
  const hex = bytes.toString("hex");
  const url = encodeURIComponent(secret);
  const lower = url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    url,
    lower,
    hex,
    hex.toUpperCase(),
    ...base64Of(bytes),
  ];
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** What stands in base64 wherever the bytes begin, without the characters that they share with what is beside them. */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const code = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const core = code.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
