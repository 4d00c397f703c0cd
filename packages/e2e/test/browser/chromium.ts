import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { PROGRAM_MS } from "../support/limits.ts";

/** Debian's package `chromium`; absent: the tests of a browser are skipped. */
export const executable = (process.env.PATH ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "chromium"))
  .find((file) => existsSync(file));

/**
 * Starts a browser that finds one host on this machine and takes it for a public one, as a deployed application is: such
 * a page may reach loopback only with a permission. No other name is found.
 */
export function startBrowser({ host, port }: { host: string; port: number }): Promise<Browser> {
  return chromium.launch({
    executablePath: executable ?? "chromium",
    timeout: PROGRAM_MS,
    args: [
      "--disable-gpu",
      "--disable-quic",
      `--host-resolver-rules=MAP ${host} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
      `--ip-address-space-overrides=127.0.0.1:${port}=public`,
    ],
  });
}
