import { shorten } from "./shorten.ts";

/** `runtime.tmpfs[0].size`; the root is `definition`. */
export function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "definition";
  return path
    .map((step) => {
      if (typeof step === "number") return `[${step}]`;
      return /^[A-Za-z_][\w-]*$/.test(String(step))
        ? `.${String(step)}`
        : `[${JSON.stringify(shorten(String(step)))}]`;
    })
    .join("")
    .replace(/^\./, "");
}
