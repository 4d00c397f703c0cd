import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { locateService } from "../../src/service/locate-service.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "locate-service-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("takes an address as it is", async () => {
  expect(await locateService("ws://127.0.0.1:7777")).toBe("ws://127.0.0.1:7777");
});

it("waits until the service has said where it listens", async () => {
  const file = join(folder, "endpoint.json");
  const located = locateService(pathToFileURL(file).href);
  writeFileSync(file, JSON.stringify({ url: "ws://127.0.0.1:7777" }));
  expect(await located).toBe("ws://127.0.0.1:7777");
});

it("says which service did not come", async () => {
  const file = join(folder, "endpoint.json");
  await expect(locateService(pathToFileURL(file).href, 0)).rejects.toMatchObject({
    parts: { code: "SERVICE_NOT_FOUND", where: file },
  });
});
