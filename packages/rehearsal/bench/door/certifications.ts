import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

const client = join(import.meta.dirname, "../../../devnet/bench/aggregator/load.ts");

/** Where requests go. */
export interface Place {
  url: string;
  /** Address that the name in the URL leads to. */
  address?: string;
  /** File with the CA to trust (PEM). */
  caFile?: string;
}

/**
 * Certified `certification_request`s per second: signed in advance by a process of its own, each a different one, over
 * connections that are open before and stay open.
 * @throws Error when one was refused
 */
export async function certify(
  { url, address, caFile }: Place,
  count: number,
  concurrency: number,
): Promise<number> {
  const child = spawn(process.execPath, [client, url, "v3", `${count}`, `${concurrency}`, address ?? ""], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...(caFile && { NODE_EXTRA_CA_CERTS: caFile }) },
    timeout: 120_000,
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  await lines.next();
  child.stdin.end("go\n");
  const { value } = await lines.next();
  if (value === undefined) throw new Error(`The client of ${url} ended without a result.`);
  const { perSecond, refused } = JSON.parse(value) as { perSecond: number; refused: number };
  if (refused > 0) throw new Error(`${refused} of ${count} requests were refused.`);
  return perSecond;
}
