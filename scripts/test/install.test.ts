import { expect, test } from "vitest";
import { installFailure } from "../bootstrap/install.mjs";

test("without a network it says what the install needed", () => {
  const text = installFailure("ERR_PNPM_META_FETCH_FAIL  GET failed: connect ECONNREFUSED", "pnpm@1.2.3");
  expect(text).toContain("nothing was started");
  expect(text).toContain("npm registry cannot be reached");
  expect(text).toContain("pnpm@1.2.3");
  expect(text).toContain("later starts need no network");
});

test("another failure shows its own last lines and does not blame the network", () => {
  const text = installFailure("ERR_PNPM_OUTDATED_LOCKFILE  the lockfile is not up to date", "pnpm@1.2.3");
  expect(text).toContain("ERR_PNPM_OUTDATED_LOCKFILE");
  expect(text).not.toContain("cannot be reached");
});
