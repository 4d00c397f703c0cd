import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { verifySettings } from "../../src/verify/settings.ts";
import { openTrust } from "../../src/verify/trust.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A place that refuses every connection: a port that was open a moment ago. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}`;
}

/** A first root that has not expired; nobody has signed it, as the host that would renew it does not answer. */
function firstRoot(folder: string): string {
  const roles = Object.fromEntries(
    ["root", "timestamp", "snapshot", "targets"].map((role) => [role, { keyids: [], threshold: 1 }]),
  );
  const signed = {
    _type: "root",
    spec_version: "1.0",
    version: 1,
    expires: "2099-01-01T00:00:00Z",
    keys: {},
    roles,
    consistent_snapshot: true,
  };
  const path = join(folder, "root.json");
  writeFileSync(path, JSON.stringify({ signed, signatures: [] }));
  return path;
}

test("without Sigstore's repository of keys nothing is verified, and the error says what does without it", async () => {
  const folder = temporaryFolder();
  const mirrorURL = await closedPort();
  const tuf = { mirrorURL, rootPath: firstRoot(folder), cachePath: join(folder, "cache"), retry: 0 };
  await expect(openTrust(verifySettings({}, folder), tuf)).rejects.toMatchObject({
    exitCode: 2,
    parts: {
      code: "TRUST_ROOT_UNREACHABLE",
      where: mirrorURL,
      next: expect.stringMatching(/VERIFY_TRUSTED_ROOT_FILE=FILE\. .*--unverified KEY/),
    },
  });
});

test("an answer that is no such repository is none", async () => {
  const folder = temporaryFolder();
  const server = createServer((_, response) => response.end("welcome to this hotel"));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => void server.close());
  const mirrorURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tuf = { mirrorURL, rootPath: firstRoot(folder), cachePath: join(folder, "cache"), retry: 0 };
  await expect(openTrust(verifySettings({}, folder), tuf)).rejects.toMatchObject({
    parts: { code: "TRUST_ROOT_UNREACHABLE" },
  });
});

test.each(["VERIFY_KEY_FILE", "VERIFY_TRUSTED_ROOT_FILE"])(
  "%s has to name a file of its kind",
  async (name) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "cache"));
    writeFileSync(join(folder, "wrong"), "not this");
    for (const file of ["wrong", "missing"]) {
      const settings = verifySettings({ [name]: file }, folder);
      await expect(openTrust(settings, { cachePath: join(folder, "cache") })).rejects.toMatchObject({
        exitCode: 3,
        parts: { code: "VERIFY_FILE_UNREADABLE", where: join(folder, file) },
      });
    }
  },
);

test("a key and an identity exclude each other", () => {
  for (const other of ["VERIFY_IDENTITY", "VERIFY_ISSUER"])
    expect(() => verifySettings({ VERIFY_KEY_FILE: "cosign.pub", [other]: "x" }, "/")).toThrow(/exclude/);
});
