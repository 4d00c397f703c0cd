import fc from "fast-check";
import traps from "../fixtures/hostile-texts.json" with { type: "json" };

/** Short texts of which some reader makes a number, a time or a truth value. */
const almostNumber = fc
  .tuple(
    fc.constantFrom("", "0", "1", "-", "+", ".", "0x", "0b", "0o", "-_0", "+_", "2001-1-1", "~", "n", "y"),
    fc.array(fc.constantFrom(..."0011289-+_.:eExXoObBtTzZ, aAfFnN"), { maxLength: 6 }),
  )
  .map(([start, rest]) => start + rest.join(""));

/**
 * Any text that a definition may hold in the position of a value: all of Unicode but NUL. The traps are
 * strings that YAML 1.1, YAML 1.2, Compose or a shell would like to read as something else.
 */
export const hostileText = fc
  .oneof(
    fc.constantFrom(...traps),
    almostNumber,
    fc.string({ unit: "binary" }),
    fc.string({ unit: "grapheme" }),
    fc.array(fc.constantFrom(...traps), { minLength: 2, maxLength: 5 }).map((parts) => parts.join("")),
    fc.array(fc.constantFrom(...traps), { minLength: 2, maxLength: 5 }).map((parts) => parts.join("\n")),
  )
  .map((text) => text.replaceAll("\0", ""));
