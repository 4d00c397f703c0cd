import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A secret that is planted, and where. */
export type Canaries = Readonly<Record<string, string>>;

/** Every file below a folder: path in it → content. */
export function filesBelow(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.sort().map((name) => [name, readFileSync(join(folder, name))]));
}

/** `WHERE in FILE` of every canary that a file below the folder holds, plainly or as base64, hex or in a URL. */
export function findCanaries(folder: string, canaries: Canaries): string[] {
  const files = [...filesBelow(folder)];
  return Object.entries(canaries).flatMap(([where, secret]) =>
    files.flatMap(([name, content]) => {
      const text = content.toString("latin1");
      const lower = text.toLowerCase();
      const hex = Buffer.from(secret).toString("hex");
      const found = formsOf(secret).some((form) => text.includes(form)) || lower.includes(hex);
      return found ? [`${where} in ${name}`] : [];
    }),
  );
}

/** In base64 a text has three forms, after where it begins; the characters that it shares with its neighbours do not count. */
function formsOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((before) => {
    const code = Buffer.from(" ".repeat(before) + secret).toString("base64");
    return code.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6));
  });
  const safe = base64.map((code) => code.replaceAll("+", "-").replaceAll("/", "_"));
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...base64, ...safe];
}
