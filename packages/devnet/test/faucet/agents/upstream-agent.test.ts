import { describe, expect, it } from "vitest";
import { deriveIdentity } from "../../../src/faucet/identity/derive-identity.ts";
import { devAccounts } from "../../../src/faucet/identity/dev-accounts.ts";
import { nametagBinding } from "../../../src/faucet/nostr/own-binding.ts";
import { eventually } from "../support/eventually.ts";
import { createTestGateway, handed, running, success, type TestGateway } from "../support/test-gateway.ts";

const UCT = "455ad8720656b08e8dbd5bac1f3c73eeea5431565f6c1c3af742b1aa12d41d89";
const ONE = 10n ** 18n;
const forAlice = { unicityId: "@alice", coin: "UCT", requestId: "r1" };

async function get(url: string, path: string) {
  const response = await fetch(`${url}${path}`);
  return { status: response.status, json: (await response.json()) as Record<string, never> };
}

const status = async (url: string) =>
  (await get(url, "/api/v1/faucet/request/r1")).json.data as unknown as { status: string };

async function started(options?: Parameters<TestGateway["start"]>[0]) {
  const gateway = await createTestGateway();
  const faucet = await gateway.start(options);
  await faucet.ready;
  return { gateway, faucet, url: faucet.url };
}

describe("requests to the upstream agent", () => {
  it("become commands of at most 20 items of at most 10^18 base units, together the amount", async () => {
    const { gateway, url } = await started();
    const { status, json } = await gateway.ask(url, { ...forAlice, amount: "42.5" });
    expect([status, json.data]).toEqual([
      200,
      expect.objectContaining({ status: "delivered", amountInSmallestUnits: `${(ONE * 85n) / 2n}` }),
    ]);
    const items = gateway.commands.map(({ params }) => params.items);
    expect(items.map(({ length }) => length).sort()).toEqual([20, 20, 3]);
    expect(items.flat().reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe((ONE * 85n) / 2n);
    expect(items.flat().every(({ asset, amount }) => asset === UCT && BigInt(amount) <= ONE)).toBe(true);
    expect(gateway.commands.every(({ params }) => params.recipient.startsWith("DIRECT://"))).toBe(true);
  });

  it("over five commands are refused with the cap named, and nothing is sent", async () => {
    const { gateway, url } = await started();
    const { status, json } = await gateway.ask(url, { ...forAlice, amount: "100.000000000000000001" });
    expect([status, json.error]).toEqual([
      400,
      "amount is larger than the agent's limit of 100 UCT per request",
    ]);
    expect(gateway.received).toEqual([]);
    expect((await gateway.ask(url, { ...forAlice, amount: 100 })).status).toBe(200);
    expect(gateway.commands).toHaveLength(5);
  });

  it("count once for the limits, however many items they become", async () => {
    const { gateway, url } = await started();
    for (const requestId of ["r1", "r2"]) {
      const { status } = await gateway.ask(url, { ...forAlice, requestId, amount: 100 });
      expect(status).toBe(200);
    }
  });

  it("without an answer are pending, are asked for again in the same bytes, and end when one comes", async () => {
    const { gateway, url } = await started({ answerTimeoutMs: 300 });
    gateway.answering = () => undefined;
    const { status: code, json } = await gateway.ask(url, { ...forAlice, amount: 1 });
    expect([code, json.data]).toEqual([200, expect.objectContaining({ status: "pending" })]);
    await eventually("it is asked again", () => gateway.received.length >= 2);
    expect(new Set(gateway.received).size).toBe(1);
    const [command] = gateway.commands;
    gateway.send(success(command as never) as object);
    await eventually("it is delivered", async () => (await status(url)).status === "delivered");
    expect(gateway.commands).toHaveLength(1);
  });

  it("of an agent that never answers fail, and say that the outcome is not known", async () => {
    const { gateway, url } = await started({ commandLifetimeMs: 600 });
    gateway.answering = () => undefined;
    const { status: code, json } = await gateway.ask(url, { ...forAlice, amount: 1 });
    expect([code, json.error]).toEqual([500, expect.stringContaining("whether it delivered is not known")]);
    expect(gateway.commands).toHaveLength(1);
  });

  it("that fail in part say how much arrived", async () => {
    const { gateway, url } = await started();
    gateway.answering = ({ command_id, params }) => ({
      ...{ command_id, ok: false, error_code: "MINT_FAILED", message: "no round" },
      partial: { deliveries: params.items.slice(0, 1).map(handed) },
    });
    const { status: code, json } = await gateway.ask(url, { ...forAlice, amount: "2.5" });
    expect([code, json.error]).toEqual([
      500,
      "Delivery failed in part: 1 UCT of 2.5 UCT to @alice arrived, and then: no round [MINT_FAILED]",
    ]);
    expect(await status(url)).toMatchObject({ status: "failed", deliveredInSmallestUnits: `${ONE}` });
  });

  it("that the agent finds wrong are answered 400 with its reason", async () => {
    const { gateway, url } = await started();
    gateway.answering = ({ command_id }) => ({
      ...{ command_id, ok: false, error_code: "INVALID_ASSET", message: "asset unknown here" },
    });
    const { status, json } = await gateway.ask(url, { ...forAlice, amount: 1 });
    expect([status, json.error]).toEqual([400, "Delivery failed: asset unknown here [INVALID_ASSET]"]);
  });

  it("are not settled by the answer of anybody else", async () => {
    const { gateway, url } = await started({ answerTimeoutMs: 300 });
    const [, , stranger] = await devAccounts(3);
    const forger = await deriveIdentity(String(stranger?.mnemonic));
    gateway.answering = (command) => {
      gateway.send(success(command) as object, forger);
      return undefined;
    };
    const { json } = await gateway.ask(url, { ...forAlice, amount: 1 });
    expect(json.data).toMatchObject({ status: "pending" });
  });

  it("go on after a restart of the gateway with the same command, and an answer in between counts", async () => {
    const { gateway, faucet, url } = await started({ answerTimeoutMs: 300 });
    gateway.answering = () => undefined;
    await gateway.ask(url, { ...forAlice, amount: 1 });
    await gateway.stop(faucet);
    const [command] = gateway.commands;
    gateway.send(success(command as never) as object);
    const again = await gateway.start();
    await eventually("it is delivered", async () => (await status(again.url)).status === "delivered");
    expect(gateway.commands).toHaveLength(1);
    expect(new Set(gateway.received).size).toBe(1);
  });
});

describe("the gateway", () => {
  it("is ready and announces the identity only once the agent has proved it", async () => {
    const gateway = await createTestGateway();
    gateway.tell({ msg: "agent_started", start: "1" });
    const { url } = await gateway.start();
    await eventually("it has a trust base", async () =>
      JSON.stringify((await get(url, "/health")).json).includes('"trust_base":"loaded"'),
    );
    const before = (await get(url, "/.well-known/faucet.json")).json;
    expect(before).toMatchObject({
      agent: "upstream",
      status: "starting",
      chain_pubkey: null,
      nametag: null,
    });
    expect((await get(url, "/ready")).json).toMatchObject({
      reasons: [expect.stringContaining("the agent is starting")],
    });
    gateway.tell(...running(gateway.agent.chainPubkey));
    await eventually("it is ready", async () => (await get(url, "/ready")).status === 200);
    const after = (await get(url, "/.well-known/faucet.json")).json;
    expect(after).toMatchObject({
      status: "running",
      chain_pubkey: gateway.agent.chainPubkey,
      nametag: null,
    });
  });

  it("says why an agent with another identity is not used", async () => {
    const gateway = await createTestGateway();
    gateway.tell(...running(`02${"ab".repeat(32)}`));
    const { url } = await gateway.start();
    const refused = await eventually("it noticed", async () => {
      const { json } = await get(url, "/ready");
      return JSON.stringify(json).includes("another identity") && json;
    });
    expect(refused).toMatchObject({ status: "not ready" });
    expect((await get(url, "/.well-known/faucet.json")).json.chain_pubkey).toBeNull();
  });

  it("waits for an agent whose process ended, and keeps the request meanwhile", async () => {
    const { gateway, url } = await started({ answerTimeoutMs: 300 });
    gateway.tell(...running(gateway.agent.chainPubkey), { msg: "agent_ended" });
    await eventually("it noticed", async () => (await get(url, "/ready")).status === 503);
    expect((await gateway.ask(url, { ...forAlice, amount: 1 })).json.data).toMatchObject({
      status: "pending",
    });
    expect(gateway.received).toEqual([]);
    gateway.tell(...running(gateway.agent.chainPubkey, "2"));
    await eventually("it is delivered", async () => (await status(url)).status === "delivered");
  });

  it("announces a name when the relay has it for the agent, and none that it has for another", async () => {
    const { gateway, url } = await started();
    gateway.relay.inject(nametagBinding(gateway.agent, "faucet", `PROXY://${"ab".repeat(36)}`));
    const announced = (start: string, nametag: string) => {
      const verified = { msg: "nametag_verified", nametag: `@${nametag}` };
      gateway.tell(...running(gateway.agent.chainPubkey, start), verified);
      return eventually("the agent answered", async () => {
        const { json } = await get(url, "/.well-known/faucet.json");
        return JSON.stringify(json).includes('"status":"running"') && json;
      });
    };
    expect(await announced("2", "faucet")).toMatchObject({ nametag: "faucet" });
    expect(await announced("3", "alice")).toMatchObject({ nametag: null });
  });
});
