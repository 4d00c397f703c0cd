import { expect, test } from "vitest";
import { nearest, suggestion } from "../src/suggest.ts";

test.each([
  ["lnit", ["init", "lint"], "lint"],
  ["lnit", ["lint", "init"], "lint"],
  ["inti", ["lint", "init"], "init"],
  ["rendr", ["render", "diff"], "render"],
  ["lst", ["list", "lock"], "list"],
  // Two letters away from one, one away from the other.
  ["liit", ["lock", "lint"], "lint"],
])("%s is meant as one of %j: %s", (name, known, expected) => {
  expect(nearest(name, known)).toBe(expected);
});

test("of two that are equally near the first is suggested", () => {
  expect(nearest("lant", ["last", "lint"])).toBe("last");
  expect(nearest("lant", ["lint", "last"])).toBe("lint");
});

test("nothing is suggested for what is far away or very short", () => {
  expect(nearest("frobnicate", ["lint"])).toBeUndefined();
  expect(nearest("x", ["y"])).toBeUndefined();
});

test("what the reader writes before a name is in the sentence", () => {
  expect(suggestion("chek", ["out", "check"], "--")).toBe('Did you mean "--check"?');
  expect(suggestion("zzz", ["out", "check"], "--")).toBe("Known: --check, --out.");
});

test("of very many known names the first fifty are listed", () => {
  const names = Array.from({ length: 60 }, (_, index) => `name-${String(index).padStart(2, "0")}`);
  expect(suggestion("zzz", names)).toBe(`Known: ${names.slice(0, 50).join(", ")} and 10 more.`);
  expect(suggestion("zzz", names.slice(0, 50))).toBe(`Known: ${names.slice(0, 50).join(", ")}.`);
});
