import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { readKeys } from "../../../src/doubles/bft-core/genesis/keys.ts";
import { parseMultiaddr } from "../../../src/doubles/bft-core/p2p/multiaddr.ts";
import { connectRoot } from "../../../src/doubles/bft-core/p2p/root-client.ts";
import { startTestRoot } from "./support/root.ts";

test("a root node with another id than the address names is refused", async () => {
  await using root = await startTestRoot();
  const keys = readKeys(root.home.path("shard", "keys.json"));
  const address = { host: "127.0.0.1", port: root.node.p2pPort, nodeId: keys.nodeId };
  await expect(connectRoot(address, keys, { partitionId: 7, shardId: "0x80" }, 60_000)).rejects.toThrow(
    keys.nodeId,
  );
});

test("a request that another key signed is not a validator's", async () => {
  await using root = await startTestRoot({ epochStart: 1 });
  const { home } = root;
  await home.ubft("shard-node init --home @/other -g");
  const { sigKey } = (await home.json("other", "node-info.json")) as { sigKey: string };
  const info = await home.json("shard", "node-info.json");
  await root.upload({ ...(await home.json("shard-conf-7_0.json")), validators: [{ ...info, sigKey }] });
  await root.reach(3);
  const connection = await root.connect();
  await expect(connection.certify(new Uint8Array(8))).rejects.toMatchObject({ reason: "not a validator" });
  connection.close();
});

test.each(["not json\n", "[]\n", `${"x".repeat(70_000)}`])(
  "a peer that sends %.10j is dropped",
  async (bytes) => {
    await using root = await startTestRoot();
    const socket = connect(root.node.p2pPort, "127.0.0.1");
    socket.on("error", () => {});
    socket.resume().write(bytes);
    await once(socket, "close");
    expect(socket.destroyed).toBe(true);
  },
);

test.each(["/ip4/127.0.0.1/tcp", "/ip4/127.0.0.1/tcp/70000", "127.0.0.1:8000", "/dns4/a/udp/1"])(
  "%s is no address",
  (text) => {
    expect(() => parseMultiaddr(text)).toThrow("multiaddr");
  },
);

test("an address names host, port and node id", () => {
  expect(parseMultiaddr("/dns4/bft-root/tcp/8000/p2p/16Uiu2HAm")).toEqual({
    host: "bft-root",
    port: 8000,
    nodeId: "16Uiu2HAm",
  });
});
