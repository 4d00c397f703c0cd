import { COINS, findCoin } from "@unicity-sphere/devnet";
import { describe, expect } from "vitest";
import { docker, withEngine } from "../../support/engine.ts";
import type { AgentName } from "./support/image.ts";
import { API_KEY, freshNametag, sharedFaucet } from "./support/shared.ts";
import { eventually } from "./support/wait.ts";
import { openWallet, type Wallet } from "./support/wallet.ts";

/** What the wallet app asks for, all at once. */
const SEVEN = {
  unicity: 100,
  bitcoin: 1,
  solana: 1000,
  ethereum: 42,
  tether: 1000,
  "usd-coin": 1000,
  "unicity-usd": 1000,
};

/** Largest request in UCT: the operator's setting, or what the upstream agent takes. */
const CAP: Record<AgentName, string> = { builtin: "limit of 1000000 UCT", upstream: "limit of 100 UCT" };

/** Base units of a human amount. */
function units(coin: string, amount: number): bigint {
  const { decimals = 0 } = findCoin(coin) ?? {};
  return BigInt(amount) * 10n ** BigInt(decimals);
}

const arrived = (wallet: Wallet, coin: string, amount: bigint) =>
  eventually(`${amount} of ${coin} are confirmed`, async () => {
    return wallet.confirmed(findCoin(coin)?.id ?? "") === amount;
  });

describe.each(["builtin", "upstream"] as const)("the faucet with the %s agent", (agent) => {
  const shared = sharedFaucet(agent);

  withEngine("the wallet app's seven requests at once to a fresh nametag all arrive, verified", async () => {
    const { network, faucet } = shared();
    await using wallet = await openWallet(network, freshNametag());
    const answers = await Promise.all(
      Object.entries(SEVEN).map(([coin, amount]) => faucet.ask({ unicityId: wallet.nametag, coin, amount })),
    );
    expect(answers.map(({ status, json }) => [status, json.success])).toEqual(Array(7).fill([200, true]));
    for (const [coin, amount] of Object.entries(SEVEN)) await arrived(wallet, coin, units(coin, amount));
  });

  withEngine("an amount that is no whole item arrives exactly, once, and its status says so", async () => {
    const { network, faucet } = shared();
    await using wallet = await openWallet(network, freshNametag());
    const body = { unicityId: `@${wallet.nametag}`, coin: "ETH", amount: "2.5", requestId: freshNametag() };
    const answers = await Promise.all([faucet.ask(body), faucet.ask(body)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await arrived(wallet, "ethereum", 25n * 10n ** 17n);
    const path = `/api/v1/faucet/request/${body.requestId}`;
    expect((await faucet.get(path)).json).toMatchObject({
      data: { status: "delivered", symbol: "ETH", amountInSmallestUnits: `${25n * 10n ** 17n}` },
    });
    expect((await faucet.ask({ ...body, amount: "3" })).status).toBe(400);
  });

  withEngine(
    "what the sender must correct is answered 400 with the reason, and nothing is sent",
    async () => {
      const { network, faucet } = shared();
      await using wallet = await openWallet(network, freshNametag());
      const valid = { unicityId: wallet.nametag, coin: "unicity", amount: 1 };
      const refused: [object, string][] = [
        [{ ...valid, unicityId: "nobody-is-called-so" }, "Nametag not found: nobody-is-called-so"],
        [{ ...valid, coin: "doubloon" }, "Coin not found: doubloon"],
        [{ ...valid, amount: 0 }, "amount must be greater than 0"],
        [{ ...valid, amount: "ten" }, "amount must be a positive decimal number"],
        [{ coin: "unicity", amount: 1 }, "unicityId is required"],
        [{ ...valid, amount: 1_000_001 }, "limit of 1000000 UCT"],
        [{ ...valid, amount: agent === "upstream" ? "100.000000000000000001" : 1_000_001 }, CAP[agent]],
      ];
      for (const [body, reason] of refused) {
        const { status, json } = await faucet.ask(body);
        expect([status, json.success, json.error]).toEqual([400, false, expect.stringContaining(reason)]);
      }
      const history = await faucet.get("/api/v1/faucet/history", { "X-API-Key": API_KEY });
      expect(JSON.stringify(history.json)).not.toContain(wallet.nametag);
    },
  );

  withEngine("history and statistics answer to the holder of the key only", async () => {
    const { faucet } = shared();
    for (const path of ["/api/v1/faucet/history", "/api/v1/faucet/admin/stats"]) {
      expect((await faucet.get(path)).status).toBe(401);
      expect((await faucet.get(path, { "X-API-Key": "wrong" })).status).toBe(401);
      expect((await faucet.get(path, { "X-API-Key": API_KEY })).status).toBe(200);
    }
  });

  withEngine("it announces what is verified, and wallets find it under its name", async () => {
    const { network, faucet } = shared();
    const { json } = await faucet.get("/.well-known/faucet.json");
    expect(json).toMatchObject({ agent, status: "running", nametag: "faucet" });
    expect((json.supported_coins as unknown[]).length).toBe(COINS.length);
    await using wallet = await openWallet(network, freshNametag());
    expect(await wallet.resolve("@faucet")).toMatchObject({
      chainPubkey: json.chain_pubkey,
      directAddress: json.direct_address,
    });
    expect((await faucet.get("/api/v1/faucet/coins")).json).toMatchObject({ success: true });
    expect((await faucet.get("/registry/unicity-ids.testnet.json")).status).toBe(200);
  });

  withEngine(
    "no word of the mnemonic and no key shows in inspect, log, arguments or environment",
    async () => {
      const { faucet } = shared();
      const container = await faucet.container();
      const readAll = "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null || true";
      const texts = await Promise.all([
        docker("inspect", container),
        faucet.log(),
        ...["0", "1001"].map((user) => docker("exec", "--user", user, container, "sh", "-c", readAll)),
      ]);
      for (const text of texts) {
        expect(text.length).toBeGreaterThan(100);
        expect(text).not.toContain("test test junk");
        expect(text).not.toContain(API_KEY);
      }
    },
  );
});
