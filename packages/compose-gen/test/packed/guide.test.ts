import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { image } from "../../src/model/image.ts";
import { fakeRegistry } from "../lock/support/fake-registry.ts";
import { testIndex, testManifest } from "../lock/support/image.ts";
import { asStranger, guide, guideBlocks, guideCommands } from "../support/guide.ts";
import { packForStranger, repository, runProgram, type Stranger, waiveDigests } from "../support/packed.ts";

const TIMEOUT = 180_000;
let stranger: Stranger;
let installed: string;

beforeAll(async () => {
  stranger = await packForStranger();
  await stranger.install();
  installed = join(stranger.folder, "node_modules/@unicity-sphere/compose-gen");
}, TIMEOUT);
afterAll(() => stranger.remove());

test(
  "the guide's commands lead from an empty folder to files pinned by digest",
  async () => {
    const registry = await fakeRegistry();
    const index = testIndex([testManifest("linux/amd64"), testManifest("linux/arm64")]);
    registry.put("example/app:1.0.0", index);
    registry.put("library/postgres:17.5", index);
    const commands = guideCommands().filter((command) => !command.startsWith("docker"));
    const script = asStranger([...commands, "npm run check"], installed, stranger.tarball);
    const ended = await runProgram(stranger.folder, "bash", ["-c", script], {
      PATH: process.env.PATH ?? "",
      COMPOSE_GEN_MIRROR_GHCR_IO: registry.origin,
      COMPOSE_GEN_MIRROR_DOCKER_IO: registry.origin,
    });
    expect(ended).toMatchObject({ code: 0 });
    const rendered = readFileSync(join(stranger.folder, "shop/generated/app.yml"), "utf8");
    expect(rendered).toContain(`image: docker.io/library/postgres:17.5@${index.digest}\n`);
    expect(rendered).toContain(`image: ghcr.io/example/app:1.0.0@${index.digest}\n`);
    expect(readFileSync(join(stranger.folder, "shop/local/app.yml"), "utf8")).toContain(
      "image: shop:local\n",
    );
  },
  TIMEOUT,
);

test(
  "the guide's definitions type-check and render in each of their profiles",
  async () => {
    const folder = join(stranger.folder, "definitions");
    mkdirSync(folder);
    const node = (...args: string[]) => runProgram(folder, process.execPath, args);
    await node(join(installed, "bin/compose-gen.js"), "init");
    writeFileSync(join(folder, "compose-gen.config.ts"), guideBlocks("ts").join("\n"));
    waiveDigests(folder);
    expect(await node(join(repository, "node_modules/typescript/bin/tsc"), "-p", ".")).toMatchObject({
      code: 0,
      out: "",
    });
    const config = ["--config", "compose-gen.config.ts"];
    const rendered = await node(join(installed, "bin/compose-gen.js"), "render", "--all-profiles", ...config);
    expect(rendered).toMatchObject({ code: 0, err: "" });
    const shop = readFileSync(join(folder, "generated/shop.yml"), "utf8");
    expect(shop).toContain("oom_score_adj: -500");
    expect(shop).toContain("PRICE: costs $$5");
    expect(readFileSync(join(folder, "generated/ci/all.yml"), "utf8")).toMatch(
      /LOG_LEVEL:-debug\}[\s\S]*PAYMENT_URL: http:\/\/payment:8081\/v1\n/,
    );
    const behindEdge = readFileSync(join(folder, "generated/host/shop.yml"), "utf8");
    expect(behindEdge).toMatch(/proxy\.enable: "true"/);
    expect(behindEdge).not.toContain("ports:");
  },
  TIMEOUT,
);

test("the guide's JSON configuration renders with the guide's lock beside it", async () => {
  const folder = join(stranger.folder, "json");
  mkdirSync(folder);
  const [configuration = "", lock = ""] = guideBlocks("json");
  writeFileSync(join(folder, "compose-gen.config.json"), configuration);
  writeFileSync(join(folder, "images.lock.json"), lock);
  const args = ["render", "--config", "compose-gen.config.json", "--stdout"];
  const rendered = await runProgram(folder, process.execPath, [
    join(installed, "bin/compose-gen.js"),
    ...args,
  ]);
  expect(rendered).toMatchObject({ code: 0, err: "" });
  expect(rendered.out).toContain("image: ghcr.io/example/app:1.0.0\n");
});

test("the guide's table of images.json has every field and no other one", () => {
  const rows = [...guide.matchAll(/^\| `(\w+)` +\| /gm)].map(([, field]) => field);
  expect(rows.sort()).toEqual(Object.keys(image.shape).sort());
});
