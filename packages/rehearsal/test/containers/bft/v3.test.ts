import { expect } from "vitest";
import { mint } from "../../doubles/aggregator/support/sdk-v3.ts";
import { homes, makeGenesis } from "../../doubles/bft-core/support/home.ts";
import { withEngine } from "../../support/engine.ts";
import { prepareStack } from "./support/stack.ts";

withEngine(
  "the v3 stack starts from nothing, SDK 3.0.1 verifies its proofs, and the chain goes on after restart and KILL",
  async () => {
    await using stack = await prepareStack("v3");
    await stack.up();
    await stack.grow();
    const url = await stack.url();
    const minted = await mint();
    expect(await minted.submit(url)).toBe("SUCCESS");
    const trustBase = await stack.trustBase();
    await minted.verify(url, trustBase);
    await using other = await homes();
    await makeGenesis(other);
    await expect(minted.verify(url, await other.json("trust-base.json"))).rejects.toThrow(
      "INVALID_TRUSTBASE",
    );

    for (const service of ["bft-root", "aggregator", "mongo"]) {
      await stack.kill(service);
      await stack.grow();
    }
    await minted.verify(url, trustBase);

    const height = await stack.grow();
    await stack.down();
    await stack.up();
    expect(await stack.grow()).toBeGreaterThan(height);
    expect(await stack.trustBase()).toEqual(trustBase);
    await minted.verify(await stack.url(), trustBase);
  },
);
