import { expect } from "vitest";
import { docker, startNetwork, withEngine } from "../../support/engine.ts";
import { MNEMONIC, prepareFaucet } from "./support/faucet.ts";
import { startDevnet } from "./support/network.ts";
import { eventually } from "./support/wait.ts";

withEngine(
  "a phrase with a wrong checksum, a missing variable and a missing agent end the start with the reason",
  async () => {
    await using network = await startNetwork();
    await using faucet = await prepareFaucet(network);
    const wrong = MNEMONIC.replace("junk", "test");
    const refused = await faucet.upUntilEnd({ mnemonic: wrong });
    expect(refused.code).toBe(3);
    expect(refused.log).toMatch(/MNEMONIC_INVALID[\s\S]*checksum does not fit/);
    expect(refused.log).not.toContain("test test");
    const empty = await faucet.upUntilEnd({ mnemonic: "" });
    expect(empty).toMatchObject({ code: 3, log: expect.stringContaining("[SECRET_EMPTY]") });
    const settings = await faucet.upUntilEnd({
      environment: { FAUCET_AGENT: "upstream", FAUCET_NOSTR_RELAYS: "" },
    });
    expect(settings).toMatchObject({
      code: 3,
      log: expect.stringMatching(/AGENT_MISSING[\s\S]*--build-arg FAUCET_UPSTREAM[\s\S]*URL_MISSING/),
    });
  },
);

withEngine("a new genesis stops it: health names the command that resets all", async () => {
  await using network = await startDevnet();
  await using faucet = await prepareFaucet(network);
  await faucet.up();
  await network.replaceAggregator();
  await docker("restart", await faucet.container());
  const health = await eventually("it knows", async () => {
    const answer = await faucet.get("/health");
    return answer.status === 503 && answer.json;
  });
  expect(health).toMatchObject({
    status: "unhealthy",
    error: { code: "STATE_OF_ANOTHER_GENESIS", next: expect.stringContaining("stackctl wipe") },
  });
  expect((await faucet.ask({ unicityId: "@alice", coin: "UCT", amount: 1 })).status).toBe(503);
  const status = await docker("exec", await faucet.container(), "sh", "-c", "service-healthcheck || true");
  expect(status).toContain("the service's own probe fails");
});

withEngine("a full disk makes it unhealthy, and room makes it healthy again", async () => {
  await using network = await startDevnet();
  await using faucet = await prepareFaucet(network);
  const options = { type: "tmpfs", device: "tmpfs", o: "size=16m,uid=1001,gid=1001,mode=0700" };
  await faucet.up({ override: { volumes: { "faucet-wallet": { driver_opts: options } } } });
  const inside = async (...command: string[]) =>
    docker("exec", "--user", "1001", await faucet.container(), ...command);
  await inside("sh", "-c", "head -c 20000000 /dev/zero >/var/lib/faucet/filler 2>/dev/null || true");
  const health = await eventually("it notices", async () => {
    const answer = await faucet.get("/health");
    return answer.status === 503 && answer.json;
  });
  expect(health).toMatchObject({ status: "unhealthy", database: "error" });
  await inside("rm", "/var/lib/faucet/filler");
  await eventually("it recovers", async () => (await faucet.get("/health")).status === 200);
});
