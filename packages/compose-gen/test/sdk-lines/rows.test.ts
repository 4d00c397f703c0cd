import { expect, test } from "vitest";
import { generationsOf } from "../../src/sdk-lines/index.ts";
import { mistakes } from "../support/mistakes.ts";

const line = { id: "one", title: "The only line", status: "renders", sdk: { "@acme/sdk": "1.x" } } as const;

test("supported lines become generations, and the line of the SDK is the default", () => {
  const rows = [
    line,
    { ...line, id: "two", sdk: { "@acme/sdk": "2.x" }, images: { shop: "shop-next" } },
    { ...line, id: "three", sdk: {}, status: "unsupported", reason: "no image", unblocks: "an image" },
  ];
  expect(generationsOf(rows, "@acme/sdk@2.1.0")).toMatchObject({
    generations: [
      { id: "one", title: "The only line", images: {} },
      { id: "two", title: "The only line", images: { shop: "shop-next" } },
    ],
    defaultGeneration: "two",
  });
});

test("a range that is none, a doubled id and an unknown field are refused", () => {
  const act = (rows: unknown) => mistakes(() => generationsOf(rows, "1.0.0"));
  expect(act([{ ...line, sdk: { "@acme/sdk": "one and a bit" } }])).toEqual([
    '[0].sdk["@acme/sdk"]: "one and a bit" is no semver range',
  ]);
  expect(act([line, line])).toEqual(["definition: has two rows with the same id"]);
  expect(act([{ ...line, unblocks: "nothing" }])).toEqual([
    '[0]: unknown key "unblocks". Known: apiVersion, id, images, notes, sdk, status, title.',
  ]);
});
