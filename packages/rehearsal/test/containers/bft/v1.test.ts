import { parseTrustBase, verifyProofAgainstTrustBase } from "@unicity-sphere/devnet";
import { expect } from "vitest";
import { commitment } from "../../doubles/aggregator/support/commitment.ts";
import { withEngine } from "../../support/engine.ts";
import { eventually, prepareStack } from "./support/stack.ts";

withEngine(
  "the v1 stack starts from nothing and proves a commitment under its exported trust base",
  async () => {
    await using stack = await prepareStack("v1");
    await stack.up();
    await stack.grow();
    const url = await stack.url();
    const call = async (method: string, params: unknown) => {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      return (await fetch(url, { method: "POST", body })).json() as Promise<{ result?: unknown }>;
    };
    const request = commitment();
    expect(await call("submit_commitment", request)).toMatchObject({ result: { status: "SUCCESS" } });
    let proof: { transactionHash?: string | null } = {};
    await eventually("a proof of inclusion", async () => {
      const { result } = await call("get_inclusion_proof", request);
      proof = (result as { inclusionProof?: typeof proof } | undefined)?.inclusionProof ?? {};
      return Boolean(proof.transactionHash);
    });
    const verdict = verifyProofAgainstTrustBase(
      { inclusionProof: proof },
      parseTrustBase(await stack.trustBase()),
    );
    expect(verdict).toMatchObject({ ok: true });
    expect(await call("get_inclusion_proof.v2", {})).toMatchObject({ error: { code: -32601 } });
  },
);
