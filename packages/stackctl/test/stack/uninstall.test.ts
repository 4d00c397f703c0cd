import { existsSync, mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import type { Backend } from "../../src/backend/backend.ts";
import { removeInstalled } from "../../src/uninstall/uninstall.ts";
import { fixtureSession, fixtureStack } from "../support/fixture-stack.ts";

test("an uninstall that fails midway says what is removed and what is left", async () => {
  const place = fixtureSession(fixtureStack());
  const rendered = place.paths.file("docker");
  mkdirSync(rendered);
  // No file system has names of that length.
  const logs = place.paths.file("x".repeat(5_000));
  const paths = { ...place.paths, file: (name: string) => (name === "logs" ? logs : place.paths.file(name)) };
  const backend = { down: async () => [] } as unknown as Backend;
  const parts = {
    code: "UNINSTALL_INCOMPLETE",
    where: logs,
    evidence: expect.stringContaining(`\nremoved: ${rendered}\nleft: ${logs}`),
    next: expect.stringContaining("stackctl uninstall --instance test"),
  };
  await expect(removeInstalled(backend, { ...place, paths })).rejects.toMatchObject({ parts, exitCode: 3 });
  expect(existsSync(rendered)).toBe(false);
});
