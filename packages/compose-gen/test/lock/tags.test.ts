import { describe, expect, test } from "vitest";
import { listTags } from "../../src/lock/list-tags.ts";
import { newerTags } from "../../src/lock/newer-tags.ts";
import { errorOf, testClient } from "./support/client.ts";
import { serve } from "./support/server.ts";

describe("pages of tags", () => {
  /** A registry whose page 0 is the first one; `link` is the header of a page. */
  const pages = (contents: unknown[], link: (page: number) => string | undefined) =>
    serve((request, response) => {
      const page = Number(/last=(\d+)/.exec(request.url ?? "")?.[1] ?? 0);
      const next = link(page);
      response.writeHead(200, next ? { link: next } : {}).end(JSON.stringify(contents[page]));
    });
  const ask = (host: string) => listTags(testClient(`${host}/acme/app`));

  test("are followed to their end; what is no tag is left out", async () => {
    const server = await pages(
      [{ tags: ["1.0.0", "../etc", 'a"b'] }, { tags: ["1.0.0", "1.1.0"] }, { tags: null }],
      (page) => (page < 2 ? `</v2/acme/app/tags/list?n=1000&last=${page + 1}>; rel="next"` : undefined),
    );
    expect(await ask(server.host)).toEqual({ tags: ["1.0.0", "1.1.0"], complete: true });
  });

  test("stop at a limit and say so", async () => {
    const server = await serve((_request, response, { seen }) => {
      response.setHeader("link", `<?last=${seen.length}>; rel=next`);
      response.end(JSON.stringify({ tags: [`1.0.${seen.length}`] }));
    });
    expect(await ask(server.host)).toMatchObject({ complete: false });
    expect(server.seen).toHaveLength(50);
  });

  test.each<[string, unknown, string | undefined, string]>([
    ["lead to another host", { tags: [] }, '<https://evil.example/v2/x>; rel="next"', "on another host"],
    ["lead in a circle", { tags: [] }, '</v2/acme/app/tags/list?n=1000>; rel="next"', "in a circle"],
    ["are no list", { tags: "1.0.0" }, undefined, "no list of tags"],
    ["hold no texts", { tags: [1] }, undefined, "no list of tags"],
  ])("that %s are refused", async (_what, content, link, text) => {
    const server = await pages([content], () => link);
    expect((await errorOf(ask(server.host))).message).toContain(text);
    expect(server.seen).toHaveLength(1);
  });
});

describe("newer tags", () => {
  test.each<[string, string[], string[]]>([
    [
      "7.0.28",
      ["7.0.9", "7.0.28", "7.0.29", "7.10.0", "8.0.0", "latest", "8"],
      ["8.0.0", "7.10.0", "7.0.29"],
    ],
    ["v1.2.3", ["1.2.4", "v1.2.4", "v1.2.4-alpine"], ["v1.2.4"]],
    [
      "1.27.3-alpine3.20",
      ["1.27.4", "1.27.4-alpine3.21", "1.27.3-alpine3.21", "1.27.3-alpine3.9"],
      ["1.27.4-alpine3.21", "1.27.3-alpine3.21"],
    ],
    [
      "2.0.0-rc.9",
      ["2.0.0-rc.10", "2.0.0-rc.8", "2.0.0", "1.9.9", "2.0.0-beta.10"],
      ["2.0.0", "2.0.0-rc.10"],
    ],
    ["2024.01.09", ["2024.01.10", "2023.12.31"], ["2024.01.10"]],
    ["17.5", ["17.6", "18.0", "18.0.1", "17"], ["18.0", "17.6"]],
    [
      "1.0.0",
      ["1.0.00000000000000000000000000000001", "1.0.99999999999999999999999999"],
      ["1.0.99999999999999999999999999", "1.0.00000000000000000000000000000001"],
    ],
  ])("of %s among %j are %j", (tag, tags, newer) => {
    expect(newerTags(tag, tags)).toEqual({ status: "newer", newer });
  });

  test("are none when only other shapes or older ones exist", () => {
    expect(newerTags("1.2.3", ["1.2.2", "1.2.3", "latest", "1.2.4-alpine", "9"])).toEqual({
      status: "current",
    });
  });

  test.each(["sha-ae08165", "0123456789abcdef0123456789abcdef01234567", "1234567"])(
    "of the commit %s cannot be told; the others are counted",
    (tag) => {
      expect(newerTags(tag, [tag, "sha-0000001", "abcdef0", "latest", "1.0.0"])).toEqual({
        status: "incomparable",
        others: 2,
      });
    },
  );
});
