import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ReportedFile } from "../../src/lint/report/json.ts";
import type { LockEntry } from "../../src/model/lock.ts";
import { followedWorkplace, older, REPOSITORY } from "../lock/support/followed.ts";

const unresolved: LockEntry = {
  reference: REPOSITORY,
  digest: null,
  platforms: [],
  source: "only published as latest",
  resolvedAt: null,
  verified: false,
  waiver: { reason: "nobody has asked the registry yet", expires: "9999-12-31" },
};

/** The example, whose image `payment` follows `latest`, with this entry in its lock. */
async function withEntry(payment: LockEntry) {
  const { configure, cli, shopLock, folder } = await followedWorkplace();
  configure({ lock: { ...shopLock, images: { ...shopLock.images, payment } } });
  return { folder, cli: (...args: string[]) => cli(...args, "--config", "config.json") };
}

test("is rendered as repository and digest, and its digest needs no tag", async () => {
  const { digest, mediaType } = older;
  const { waiver: _waiver, ...entry } = unresolved;
  const { cli, folder } = await withEntry({
    ...entry,
    digest,
    mediaType,
    platforms: ["linux/amd64", "linux/arm64"],
    resolvedAt: "2030-01-02T03:04:05Z",
    verified: true,
  });
  expect(await cli("render", "payment")).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, "generated/payment.yml"), "utf8")).toContain(
    `image: ${REPOSITORY}@${digest}\n`,
  );
  const { files }: { files: ReportedFile[] } = JSON.parse((await cli("lint", "--format", "json")).out);
  const ofPayment = files.filter(({ stack }) => stack === "payment").flatMap(({ findings }) => findings);
  expect(files.map(({ stack }) => stack)).toContain("payment");
  expect(ofPayment.filter(({ rule }) => rule.startsWith("image."))).toEqual([]);
});

test.each([["render", "payment"], ["lint"]])(
  "%s is refused without a digest, although the lock has a waiver, and says how to get one",
  async (...command) => {
    const { code, err } = await (await withEntry(unresolved)).cli(...command);
    expect(code).toBe(3);
    expect(err).toContain("[IMAGE_UNRESOLVED]");
    expect(err).toContain("`compose-gen lock --update payment --config config.json`");
  },
);

test("without a digest is a note of the offline check", async () => {
  const { cli } = await withEntry(unresolved);
  expect(await cli("lock", "--check", "--offline")).toMatchObject({
    code: 0,
    out: expect.stringContaining(
      `payment: ${REPOSITORY} has no digest yet, and cannot be used without [lock.unresolved]`,
    ),
  });
});

test("without a digest can be replaced by an image map", async () => {
  const { cli, folder } = await withEntry(unresolved);
  writeFileSync(join(folder, "map.json"), '{"payment": "payment:local"}');
  expect(await cli("render", "--images", "map.json")).toMatchObject({ code: 0, err: "" });
  expect(readFileSync(join(folder, "generated/payment.yml"), "utf8")).toContain("image: payment:local\n");
});
