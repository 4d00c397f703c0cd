import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openBundle } from "../../src/airgap/bundle/open.ts";
import { readDefinitions } from "../../src/backend/docker/parts/definitions.ts";
import { airgapSaveDocument } from "../../src/output/day-two-schemas.ts";
import { never } from "../support/backups.ts";
import { runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { RELAY, type Source, skipped, startSource } from "./support/source.ts";

const tag = readDefinitions().images.relay?.tag ?? "";
const layer = ({ images }: Source, at: number) => images[at]?.layer.digest ?? "";

function saver({ env }: Source) {
  const folder = temporaryFolder();
  const file = join(folder, "relay.tar");
  const save = (...args: string[]) =>
    runJson(folder, ["airgap", "save", file, "--stack", "relay", ...args], env);
  return { folder, file, save };
}

describe.skipIf(skipped)("from a real registry", () => {
  test("a bundle has every document byte for byte, and files and a lock that name its digest", async () => {
    const source = await startSource(tag);
    const { file, folder, save } = saver(source);
    const { exitCode, document } = await save();
    expect(airgapSaveDocument.parse(document)).toMatchObject({
      stacks: ["relay"],
      images: [
        {
          keys: ["relay"],
          reference: `${RELAY}:${tag}@${source.index.digest}`,
          platforms: ["linux/amd64", "linux/arm64"],
        },
      ],
    });
    expect(exitCode).toBe(0);
    await using bundle = await openBundle(file, never);
    const stored = [
      source.index,
      ...source.images.flatMap(({ manifest, config, layer }) => [manifest, config, layer]),
    ];
    for (const { digest, body } of stored)
      expect(await bundle.text(`blobs/${digest.replace(":", "/")}`)).toBe(body);
    for (const name of ["compose/relay.yml", "compose/host/relay.yml"]) {
      const text = await bundle.text(name);
      expect(text).toContain(`image: ${RELAY}:${tag}@${source.index.digest}\n`);
      expect(text).not.toContain("Without a digest");
    }
    expect(JSON.parse(await bundle.text("images.lock.json")).images.relay).toMatchObject({
      reference: `${RELAY}:${tag}`,
      digest: source.index.digest,
      verified: true,
    });
    expect(readdirSync(folder)).toEqual(["relay.tar"]);
  });

  test("one platform is the index and what is below it for that platform", async () => {
    const source = await startSource(tag);
    const { file, save } = saver(source);
    expect((await save("--platform", "linux/arm64")).exitCode).toBe(0);
    await using bundle = await openBundle(file, never);
    expect([...bundle.entries.keys()].filter((name) => name.startsWith("blobs/")).sort()).toEqual(
      [source.index, ...Object.values(source.images[1] ?? {})]
        .flatMap((stored) => (typeof stored === "object" ? [`blobs/${stored.digest.replace(":", "/")}`] : []))
        .sort(),
    );
    expect(source.asked.join("\n")).not.toContain(layer(source, 0));
  });

  test("a platform that the image does not have is named, and no file is made", async () => {
    const { file, save } = saver(await startSource(tag));
    const { exitCode, document } = await save("--platform", "linux/riscv64");
    expect(document.error).toMatchObject({
      code: "PLATFORM_MISSING",
      evidence: "asked for linux/riscv64; there is linux/amd64, linux/arm64",
    });
    expect(exitCode).toBe(3);
    expect(existsSync(file)).toBe(false);
  });

  test("a download that breaks off goes on where it ended when the command is repeated", async () => {
    const source = await startSource(tag);
    const { file, save } = saver(source);
    source.fault = (path) => (path.includes(layer(source, 1)) ? { cutAfter: 50_000 } : undefined);
    const broken = await save();
    expect(broken.document.error).toMatchObject({ code: "REGISTRY_UNREACHABLE" });
    expect(broken.document.error.next).toMatch(/^Run the same command again/);
    expect(broken.exitCode).toBe(2);
    expect(existsSync(file)).toBe(false);
    source.fault = () => undefined;
    source.asked.length = 0;
    expect((await save()).exitCode).toBe(0);
    const blobs = source.asked.filter((line) => line.includes("/blobs/"));
    expect(blobs).toEqual([expect.stringMatching(new RegExp(`${layer(source, 1)} bytes=\\d{5,}-$`))]);
    await using bundle = await openBundle(file, never);
    expect(bundle.entries.size).toBeGreaterThan(0);
  });

  test.each([["a layer"], ["a configuration"], ["a manifest"]] as const)(
    "%s that is not what its digest says is refused and not kept",
    async (what) => {
      const source = await startSource(tag);
      const { file, folder, save } = saver(source);
      const image = source.images[0];
      const wrong =
        what === "a layer" ? image?.layer : what === "a manifest" ? image?.manifest : image?.config;
      source.fault = (path) => (path.endsWith(wrong?.digest ?? "") ? { change: true } : undefined);
      const { exitCode, document } = await save("--cache", join(folder, "cache"));
      expect(document.error.code).toBe(what === "a manifest" ? "REGISTRY_UNTRUSTED" : "DIGEST_MISMATCH");
      expect(exitCode).toBe(3);
      expect(existsSync(file)).toBe(false);
      expect(readdirSync(join(folder, "cache")).join()).not.toContain(wrong?.digest.slice(-64));
    },
  );

  test("what the cache has is compared with its digest before it is used", async () => {
    const source = await startSource(tag);
    const { file, folder, save } = saver(source);
    const cache = join(folder, "cache");
    await save("--cache", cache);
    writeFileSync(
      join(cache, layer(source, 0).replace(":", "-")),
      "x".repeat(source.images[0]?.layer.body.length ?? 0),
    );
    rmSync(file);
    source.asked.length = 0;
    expect((await save("--cache", cache)).exitCode).toBe(0);
    expect(source.asked.filter((line) => line.includes("/blobs/"))).toEqual([
      expect.stringContaining(layer(source, 0)),
    ]);
    await using bundle = await openBundle(file, never);
    expect(bundle.manifest.images).toHaveLength(1);
  });
});

test("a file that is there is never written over", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "relay.tar"), "mine");
  const { document } = await runJson(folder, ["airgap", "save", join(folder, "relay.tar")]);
  expect(document.error.code).toBe("FILE_EXISTS");
});
