import { describe, expect, test } from "vitest";
import { ComposeGenError } from "../../src/errors.ts";
import { fileReasons } from "../../src/lint/file-reasons.ts";

const file = (waiver: object) => ({ services: {}, "x-compose-gen": { waivers: [waiver] } });
const good = { rule: "user.non-root", reason: "opens port 80 before it drops" };

test("a waiver of a Compose file has a rule, a reason and perhaps a last day", () => {
  expect(fileReasons(file({ ...good, expires: "2028-02-29" }), "a.yml")).toEqual([
    {
      rules: ["user.non-root"],
      reason: good.reason,
      where: "x-compose-gen.waivers[0]",
      mustCover: true,
      expires: "2028-02-29",
    },
  ]);
});

describe("what nobody could judge is refused", () => {
  test.each<[string, object]>([
    ["a reason of spaces", { reason: "              " }],
    ["a reason of characters that nobody sees", { reason: "\u200b".repeat(20) }],
    ["a reason of spaces that are no ASCII", { reason: "\u3000\u00a0".repeat(10) }],
    ["a reason of signs", { reason: "----------------" }],
    ["a short reason between spaces", { reason: `needed${" ".repeat(20)}` }],
    ["a reason of several lines", { reason: "opens port 80\n::error::before it drops" }],
    ["a day that there is not", { expires: "2027-02-30" }],
    ["a month that there is not", { expires: "2027-13-01" }],
    ["an object in the place of a day", { expires: { toString: 1 } }],
    ["no day", { expires: "never" }],
    ["a rule that is no text", { rule: ["user.non-root"] }],
  ])("%s", (_name, wrong) => {
    const act = () => fileReasons(file({ ...good, ...wrong }), "a.yml");
    expect(act).toThrow(ComposeGenError);
    expect(act).toThrow("x-compose-gen.waivers[0]");
  });
});
