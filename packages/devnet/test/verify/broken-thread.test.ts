import { expect, it, vi } from "vitest";
import { createVerifier } from "../../src/verify/pool.ts";
import { signedJobs } from "./signed-jobs.ts";

vi.mock("../../src/verify/bundled-file.ts", () => ({
  bundledFile: (name: string) => (name === "verify-worker.js" ? "/nowhere/verify-worker.js" : undefined),
}));

it("answers every check when worker threads cannot start", async () => {
  const pool = createVerifier({ threads: 1, backlog: 4 });
  const jobs = signedJobs(200);
  const answers = await Promise.all(
    jobs.map(({ signature, message, publicKey }, index) =>
      pool.schnorr(index % 2 ? signature : signature.with(0, (signature[0] ?? 0) ^ 1), message, publicKey),
    ),
  );
  expect(answers).toEqual(jobs.map((_, index) => index % 2 === 1));
  await expect.poll(() => pool.threads).toBe(0);
  await pool.close();
});
