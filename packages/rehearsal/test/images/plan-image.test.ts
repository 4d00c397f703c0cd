import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { baseImage, type ImageBuild, pebbleImage, planImage, rootFilesystem } from "../../src/index.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rehearsal-plan-"));
  await writeFile(join(folder, "Dockerfile"), "ARG BASE_IMAGE\nFROM $BASE_IMAGE\nCOPY a /\n");
  await writeFile(join(folder, "a"), "1");
});
afterEach(() => rm(folder, { recursive: true }));

function relay(more: Partial<ImageBuild> = {}): ImageBuild {
  return { kind: "build", name: "relay", context: folder, arguments: { BASE_IMAGE: baseImage() }, ...more };
}

test("an image comes after those it is built on, each of them once", async () => {
  const second = { ...relay(), arguments: { BASE_IMAGE: baseImage(), ACME: pebbleImage(), VERSION: "1" } };
  const { reference, steps } = await planImage(second);
  expect(steps.map((step) => step.reference.replace(/:.*/, ""))).toEqual([
    ...["unicity-rehearsal/rootfs", "unicity-rehearsal/base"],
    ...["unicity-rehearsal/pebble", "unicity-rehearsal/relay"],
  ]);
  const [root, base, pebble, last] = steps;
  expect(last?.reference).toBe(reference);
  expect(root?.command).toEqual([rootFilesystem().script, "trixie", root?.reference]);
  expect(last?.command).toEqual([
    ...["docker", "build", "--progress=plain", "--tag", reference],
    ...["--label", "unicity.rehearsal.image=relay"],
    ...["--build-arg", `ACME=${pebble?.reference}`, "--build-arg", `BASE_IMAGE=${base?.reference}`],
    ...["--build-arg", "VERSION=1", "--file", join(folder, "Dockerfile"), folder],
  ]);
});

test("the reference follows the content, the arguments and the images below, and nothing else", async () => {
  const reference = async (build: ImageBuild, root?: string) =>
    (await planImage(build, { rootFilesystem: root })).reference;
  const first = await reference(relay());
  expect(await reference(relay())).toBe(first);
  const others = [
    await reference(relay(), "debian:trixie-slim"),
    await reference(relay({ arguments: {} })),
    await reference(relay({ contexts: { runtime: folder } })),
    await reference(relay({ name: "faucet" })),
  ];
  await writeFile(join(folder, "a"), "2");
  others.push(await reference(relay()));
  expect(new Set([first, ...others]).size).toBe(6);
});

test("files that the Dockerfile does not copy do not count when its inputs are listed", async () => {
  const build = relay({ inputs: ["a"] });
  const { reference } = await planImage(build);
  await writeFile(join(folder, "notes"), "new");
  expect((await planImage(build)).reference).toBe(reference);
  await writeFile(join(folder, "Dockerfile"), "FROM scratch\n");
  expect((await planImage(build)).reference).not.toBe(reference);
});

test("a given root file system takes the place of one that is made", async () => {
  const { steps } = await planImage(baseImage(), { rootFilesystem: "debian:trixie-slim" });
  expect(steps).toHaveLength(1);
  expect(steps[0]?.command).toContain("ROOTFS=debian:trixie-slim");
  expect(await planImage(rootFilesystem(), { rootFilesystem: "debian:trixie-slim" })).toEqual({
    reference: "debian:trixie-slim",
    steps: [],
  });
});
