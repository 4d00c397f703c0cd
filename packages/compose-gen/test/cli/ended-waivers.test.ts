import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Config } from "../../src/index.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";

/** A waiver of the lock, and one of a service: each is needed until the given day. */
const waivers: [string, (config: Config, expires: string) => void, string][] = [
  [
    "the lock",
    ({ lock }, expires) => {
      for (const { waiver } of Object.values(lock.images)) if (waiver) waiver.expires = expires;
    },
    "image.pinned",
  ],
  [
    "a service",
    ({ stacks }, expires) => {
      for (const stack of Object.values(stacks).flat())
        for (const service of stack.services)
          if (service.name === "web") {
            service.runtime.user = "0:0";
            service.waivers = [{ rule: "user.non-root", reason: "drops its privileges itself", expires }];
          }
    },
    "user.non-root",
  ],
];

test.each(waivers)("a waiver of %s that ended fails lint and render today", async (_what, change, rule) => {
  const codes: Record<string, number[]> = {};
  for (const expires of ["2020-01-01", "9999-12-31"]) {
    const folder = temporaryFolder();
    const config = structuredClone(shopConfig());
    change(config, expires);
    writeFileSync(join(folder, "config.json"), JSON.stringify(config));
    const linted = await run(folder, ["lint", "--config", "config.json"]);
    const rendered = await run(folder, ["render", "--config", "config.json", "--stdout"]);
    codes[expires] = [linted.code, rendered.code];
    if (expires === "9999-12-31") continue;
    expect(linted.out).toContain(`✗ ${rule}`);
    expect(rendered.err).toContain("[LINT_FAILED]");
    expect(rendered.err).toContain(`${rule}: `);
  }
  expect(codes).toEqual({ "2020-01-01": [1, 3], "9999-12-31": [0, 0] });
});
