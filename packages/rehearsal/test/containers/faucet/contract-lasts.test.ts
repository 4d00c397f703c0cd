import { describe, expect } from "vitest";
import { docker, withEngine } from "../../support/engine.ts";
import { pause } from "../../support/pause.ts";
import { OTHER_MNEMONIC } from "./support/faucet.ts";
import { freshNametag, sharedFaucet } from "./support/shared.ts";
import { eventually } from "./support/wait.ts";
import { openWallet } from "./support/wallet.ts";

const UCT = "455ad8720656b08e8dbd5bac1f3c73eeea5431565f6c1c3af742b1aa12d41d89";
const ONE_UCT = 10n ** 18n;

/** Command line of each process of the service. */
const PROCESSES = { builtin: ["cli.js faucet"], upstream: ["cli.js faucet", "acp-adapter/main.js"] };

describe.each(["builtin", "upstream"] as const)("the faucet with the %s agent", (agent) => {
  const shared = sharedFaucet(agent);
  const isReady = () =>
    eventually("it is ready", async () => (await shared().faucet.get("/ready")).status === 200);

  withEngine("what takes longer than the caller waits is pending, and arrives by itself", async () => {
    const { network, faucet } = shared();
    await using wallet = await openWallet(network, freshNametag());
    const { container } = network.aggregator();
    await pause(container);
    const { status, json } = await faucet
      .ask({ unicityId: wallet.nametag, coin: "unicity", amount: 1, requestId: wallet.nametag })
      .finally(() => docker("unpause", container));
    const statusPath = `/api/v1/faucet/request/${wallet.nametag}`;
    expect([status, json.data]).toEqual([200, expect.objectContaining({ status: "pending", statusPath })]);
    const delivered = async () => {
      const answer = await faucet.get(statusPath);
      return (answer.json.data as { status: string }).status === "delivered";
    };
    await eventually("it is delivered", delivered);
    await eventually("it arrived", async () => wallet.confirmed(UCT) === ONE_UCT);
  });

  withEngine(
    "without the relay it is healthy and not ready, and ready again when the relay is back",
    async () => {
      const { network, faucet } = shared();
      const relay = network.relays[0]?.container ?? "";
      await docker("stop", "--time", "1", relay);
      const answer = await eventually("it notices", async () => {
        const ready = await faucet.get("/ready");
        return ready.status === 503 && ready;
      });
      expect(JSON.stringify(answer.json)).toContain("relay");
      expect(await faucet.get("/health")).toMatchObject({
        status: 200,
        json: { status: "healthy", details: { relay: "disconnected" } },
      });
      await docker("start", relay);
      await isReady();
    },
  );

  withEngine("a process that is killed comes back by itself, and requests are worked off", async () => {
    const { network, faucet } = shared();
    await using wallet = await openWallet(network, freshNametag());
    const container = await faucet.container();
    let asked = 0n;
    for (const line of PROCESSES[agent]) {
      const pid = await docker("exec", container, "pgrep", "-f", line);
      await docker("exec", container, "kill", "-KILL", pid);
      await eventually(`another ${line} runs`, async () => {
        const now = await docker("exec", container, "pgrep", "-f", line);
        return now !== "" && now !== pid;
      });
      await isReady();
      asked += 1n;
      const answer = await faucet.ask({ unicityId: wallet.nametag, coin: "unicity", amount: 1 });
      expect(answer).toMatchObject({ status: 200, json: { data: { status: "delivered" } } });
    }
    await eventually("all arrived", async () => wallet.confirmed(UCT) === asked * ONE_UCT);
  });

  withEngine("another mnemonic is refused, and with the first one it is who it was", async () => {
    const { faucet } = shared();
    const identity = async () => {
      const { json } = await faucet.get("/.well-known/faucet.json");
      return [json.chain_pubkey, json.direct_address, json.nametag];
    };
    const before = await identity();
    expect(before).not.toContain(null);
    const refused = await faucet.upUntilEnd({ mnemonic: OTHER_MNEMONIC });
    expect(refused).toMatchObject({ code: 3, log: expect.stringContaining("[IDENTITY_MISMATCH]") });
    await faucet.up();
    expect(await identity()).toEqual(before);
  });
});
