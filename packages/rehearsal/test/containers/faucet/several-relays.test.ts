import { describe, expect } from "vitest";
import { docker, withEngine } from "../../support/engine.ts";
import { prepareFaucet } from "./support/faucet.ts";
import { startDevnet } from "./support/network.ts";
import { freshNametag } from "./support/shared.ts";
import { eventually } from "./support/wait.ts";
import { openWallet } from "./support/wallet.ts";

const UCT = "455ad8720656b08e8dbd5bac1f3c73eeea5431565f6c1c3af742b1aa12d41d89";

describe.each(["builtin", "upstream"] as const)("the faucet with the %s agent and two relays", (agent) => {
  withEngine("serves with one of them down, to a wallet that knows only the other, and says so", async () => {
    await using network = await startDevnet({ relays: 2 });
    await using faucet = await prepareFaucet(network, { agent });
    await faucet.up({ environment: { FAUCET_NOSTR_RELAYS: "ws://relay:8080, ws://relay-2:8080" } });
    const relays = async () => {
      const { details } = (await faucet.get("/health")).json as { details: { relays: object } };
      return details.relays;
    };
    expect(await relays()).toEqual({ "ws://relay:8080": "connected", "ws://relay-2:8080": "connected" });
    const [first, second] = network.relays;
    if (!first || !second) throw new Error("no relays");
    await docker("stop", "--time", "1", first.container);
    await eventually("it noticed", async () => JSON.stringify(await relays()).includes("disconnected"));
    expect((await faucet.get("/ready")).status).toBe(200);

    await using wallet = await openWallet(network, freshNametag(), [second]);
    expect(await wallet.resolve("@faucet")).toMatchObject({ nametag: "faucet" });
    const answer = await faucet.ask({ unicityId: wallet.nametag, coin: "unicity", amount: 1 });
    expect(answer).toMatchObject({ status: 200, json: { data: { status: "delivered" } } });
    await eventually("it arrived", async () => wallet.confirmed(UCT) === 10n ** 18n);

    await docker("start", first.container);
    await eventually("both are connected", async () => {
      return Object.values(await relays()).every((state) => state === "connected");
    });
  });
});
