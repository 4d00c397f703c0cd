/**
 * Opens a wallet's page three times at once, each in a profile of its own: `node visits.ts FOLDER`. Prints how each visit
 * ended, as JSON.
 */
import { networkInterfaces } from "node:os";
import { startStack } from "../../src/index.ts";
import { bundlePage } from "./bundle-page.ts";
import { startBrowser } from "./chromium.ts";
import { startHttpsOrigin } from "./https-origin.ts";
import { visit } from "./visit.ts";
import { startWithoutCors } from "./without-cors.ts";

const HOST = "wallet.example";
const LOCAL_NETWORK = ["local-network-access"];

export type Report = Awaited<ReturnType<typeof makeVisits>>;

async function makeVisits(folder: string) {
  await using held = new AsyncDisposableStack();
  const stack = held.use(await startStack());
  const { port } = held.use(await startHttpsOrigin(folder, HOST, await bundlePage()));
  const proxy = held.use(await startWithoutCors(stack.endpoints.aggregator.url));
  const browser = await startBrowser({ host: HOST, port });
  held.defer(() => browser.close());

  const origin = `https://${HOST}:${port}`;
  const [aggregator, relay] = [stack.endpoints.aggregator.url, stack.endpoints.relay.url];
  const aggregatorWithoutCors = `http://127.0.0.1:${proxy.port}`;
  const open = (permissions: readonly string[], settings: Record<string, string>) =>
    visit(browser, { origin, permissions, settings: { aggregator, relay, ...settings } });
  const mint = async () => {
    const whole = await open(LOCAL_NETWORK, { nametag: "browser-alice" });
    const funded = stack.fund("@browser-alice", { baseUnits: 5n });
    return { whole, funded: await funded.then(({ baseUnits }) => `${baseUnits}`, String) };
  };
  const [minted, withoutCors, withoutPermission] = await Promise.all([
    mint(),
    open(LOCAL_NETWORK, { nametag: "browser-bob", aggregator: aggregatorWithoutCors }),
    open([], { nametag: "browser-carol" }),
  ]);
  const interfaces = Object.keys(networkInterfaces());
  return { interfaces, origin, aggregatorWithoutCors, ...minted, withoutCors, withoutPermission };
}

const [folder = ""] = process.argv.slice(2);
console.log(JSON.stringify(await makeVisits(folder)));
