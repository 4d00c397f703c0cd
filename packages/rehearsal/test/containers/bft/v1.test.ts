import { expect } from "vitest";
import { withEngine } from "../../support/engine.ts";
import { call, sendCommitment } from "./support/proof.ts";
import { prepareStack } from "./support/stack.ts";

withEngine(
  "the v1 stack starts from nothing and proves a commitment under its exported trust base",
  async () => {
    await using stack = await prepareStack("v1");
    await stack.up();
    await stack.grow();
    const sent = await sendCommitment(stack);
    expect(await sent.verdict(stack, await stack.trustBase())).toMatchObject({ ok: true });
    const other = await call(await stack.url(), "get_inclusion_proof.v2", {});
    expect(other).toMatchObject({ error: { code: -32601 } });
  },
);
