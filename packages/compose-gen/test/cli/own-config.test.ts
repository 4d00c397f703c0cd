import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { temporaryFolder } from "../support/folder.ts";
import { stackOf } from "../support/minimal.ts";
import { run } from "../support/run.ts";

/** A folder with a configuration as `init` leaves it: its lock is still empty. */
function folderWithoutLock(): string {
  const folder = temporaryFolder();
  const stack = stackOf([{ health: { command: ["shop", "ping"] } }]);
  const images = {
    shop: { repository: "registry.example/acme/shop", tag: "1.0.0", user: "1001:1001", tools: ["shop"] },
  };
  writeFileSync(
    join(folder, "compose-gen.config.json"),
    JSON.stringify({ project: "acme", images, stacks: [stack] }),
  );
  writeFileSync(join(folder, "map.json"), JSON.stringify({ shop: "shop:local" }));
  return folder;
}

test("images that a map replaces need no lock", async () => {
  const folder = folderWithoutLock();
  const render = ["render", "--config", "compose-gen.config.json"];
  const without = await run(folder, render);
  expect([without.code, without.err]).toEqual([3, expect.stringContaining("compose-gen lock --update")]);
  expect(await run(folder, [...render, "--images", "map.json"])).toMatchObject({ code: 0, err: "" });
  const { services } = parse(readFileSync(join(folder, "generated/small.yml"), "utf8"));
  expect(services.web.image).toBe("shop:local");
});

test("a configuration that lies here but was not given is named", async () => {
  const folder = folderWithoutLock();
  const definitionsFile = join(temporaryFolder(), "definitions.json");
  const { err } = await run(folder, ["list"], {}, definitionsFile);
  expect(err).toBe(
    "Using the built-in definitions; for those of this folder: --config compose-gen.config.json\n",
  );
  expect((await run(folder, ["list"])).err).toBe("");
  expect((await run(temporaryFolder(), ["list"], {}, definitionsFile)).err).toBe("");
});
