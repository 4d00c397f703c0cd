import { resolveSdkLine } from "@unicity-sphere/compose-gen/sdk-lines";
import { expect, test } from "vitest";
import { generations } from "../src/index.ts";

test.each([
  ["0.6.14", "v1"],
  ["0.8.3", "v1"],
  ["state-transition-sdk@1.6.1-rc.f37cb85", "v1"],
  ["0.9.2", "v2a"],
  ["state-transition-sdk@2.0.0-rc.6027e82", "v2a"],
  ["state-transition-sdk@3.0.1", "v3"],
  ["@unicitylabs/state-transition-sdk@3.0.0", "v3"],
])("%s is served by %s", (sdk, id) => {
  expect(resolveSdkLine(generations, sdk).id).toBe(id);
});

test.each([
  ["0.14.11-dev.1", /newer than 9d53a78/],
  ["state-transition-sdk@2.1.0", /newer than 9d53a78/],
  ["state-transition-sdk@2.0.0", /newer than 9d53a78/],
  ["state-transition-sdk@2.0.0-rc.aaaaaaa", /carry a commit instead of a number/],
  ["0.12.0", /not known which state-transition-sdk/],
  ["0.10.0-rc.1", /not known which state-transition-sdk/],
])("%s is refused with the reason of its line", (sdk, reason) => {
  expect(() => resolveSdkLine(generations, sdk)).toThrow(reason);
});

test.each(["0.1.0", "9.9.9", "state-transition-sdk@4.0.0", "nonsense"])("%s belongs to no line", (sdk) => {
  expect(() => resolveSdkLine(generations, sdk)).toThrow();
});

test("every unsupported line says what would unblock it", () => {
  const unsupported = generations.filter((row) => row.status === "unsupported");
  expect(unsupported.map((row) => row.id)).toEqual(["early-v2", "unknown-0-10", "v2b"]);
});
