import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stack, startStack } from "../../src/index.ts";
import { environment } from "../support/place.ts";
import { bundlePage } from "./bundle-page.ts";
import { executable, startBrowser } from "./chromium.ts";
import { AT_WORK, startHttpsOrigin } from "./https-origin.ts";
import { startWithoutCors } from "./without-cors.ts";

const HOST = "wallet.example";
const PERMISSION = "local-network-access";

describe.skipIf(!executable)("a wallet's page over https in Chromium (needs Debian's chromium)", () => {
  const held = new AsyncDisposableStack();
  let stack: Stack;
  let browser: Browser;
  let origin: string;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "browser-"));
    held.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    stack = held.use(await startStack({ env: environment(folder) }));
    const { port } = held.use(await startHttpsOrigin(folder, HOST, await bundlePage()));
    origin = `https://${HOST}:${port}`;
    browser = await startBrowser({ host: HOST, port });
    held.defer(() => browser.close());
  }, 180_000);
  afterAll(() => held.disposeAsync(), 60_000);

  /** Opens the page in a profile of its own. @returns its title when it ended, and what the console said of it */
  async function open(
    nametag: string,
    { aggregator = stack.endpoints.aggregator.url, permissions = [PERMISSION] },
  ) {
    await using context = await browser.newContext({ ignoreHTTPSErrors: true });
    await context.grantPermissions(permissions, { origin });
    const page = await context.newPage();
    const said: string[] = [];
    page.on("console", (message) => void said.push(message.text()));
    const settings = new URLSearchParams({ nametag, aggregator, relay: stack.endpoints.relay.url });
    await page.goto(`${origin}/?${settings}`, { timeout: 60_000 });
    await page.waitForFunction(`document.title !== "${AT_WORK}"`, undefined, { timeout: 90_000 });
    return { title: await page.title(), said: said.join("\n") };
  }

  test("mints a name, to which tokens can be sent", async () => {
    expect(await open("browser-alice", {})).toMatchObject({ title: "minted browser-alice" });
    expect(await stack.fund("@browser-alice", { baseUnits: 5n })).toMatchObject({ baseUnits: 5n });
  });

  test("mints none where the aggregator's answers have no CORS", async () => {
    await using proxy = await startWithoutCors(stack.endpoints.aggregator.url);
    const aggregator = `http://127.0.0.1:${proxy.port}`;
    const { title, said } = await open("browser-bob", { aggregator });
    expect(title).toBe("failed: SphereError: Failed to mint nametag token: Submit failed: Failed to fetch");
    for (const path of ["/.well-known/trust-base.json", "/"])
      expect(said).toContain(
        `Access to fetch at '${aggregator}${path}' from origin '${origin}' has been blocked by CORS policy`,
      );
  });

  test("reaches nothing of this machine without the reader's permission", async () => {
    const { title, said } = await open("browser-carol", { permissions: [] });
    expect(title).toContain("failed: Error: Failed to connect to ws://127.0.0.1:");
    expect(said).toContain("ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS");
  });
});
