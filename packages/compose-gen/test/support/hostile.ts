import fc from "fast-check";
import traps from "../fixtures/hostile-texts.json" with { type: "json" };

/**
 * Any text that a definition may hold in the position of a value: all of Unicode but NUL. The traps are
 * strings that YAML 1.1, YAML 1.2, Compose or a shell would like to read as something else.
 */
export const hostileText = fc
  .oneof(
    fc.constantFrom(...traps),
    fc.string({ unit: "binary" }),
    fc.string({ unit: "grapheme" }),
    fc.array(fc.constantFrom(...traps), { minLength: 2, maxLength: 5 }).map((parts) => parts.join("")),
    fc.array(fc.constantFrom(...traps), { minLength: 2, maxLength: 5 }).map((parts) => parts.join("\n")),
  )
  .map((text) => text.replaceAll("\0", "")); // prettier-ignore
