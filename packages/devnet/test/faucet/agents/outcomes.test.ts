import { describe, expect, it } from "vitest";
import { parseAnswer } from "../../../src/faucet/agents/upstream/answer.ts";
import { outcomesOf } from "../../../src/faucet/agents/upstream/outcomes.ts";
import type { Delivery } from "../../../src/faucet/deliveries/delivery.ts";

const coin_id = "cc".repeat(32);
const batch = [5n, 7n, 5n].map((amount) => ({ coinId: coin_id, amount }) as Delivery);
const handed = (amount: bigint, transfer_id: string) => ({
  asset: "UCT",
  coin_id,
  amount: `${amount}`,
  transfer_id,
});

function outcomes(payload: object) {
  return outcomesOf(parseAnswer(JSON.stringify({ command_id: "c1", ...payload })), batch);
}

describe("the agent's answer to a command", () => {
  it("says which item became which transfer, in any order", () => {
    const deliveries = [
      handed(7n, "b"),
      handed(5n, "a"),
      { ...handed(5n, ""), transfer_id: null, token_id: "t" },
    ];
    expect(outcomes({ ok: true, result: { deliveries } })).toEqual([
      { eventId: "a" },
      { eventId: "b" },
      { eventId: "t" },
    ]);
  });

  it("counts only what a success lists", () => {
    const [first, second, third] = outcomes({ ok: true, result: { deliveries: [handed(5n, "a")] } });
    expect(first).toEqual({ eventId: "a" });
    expect([second, third]).toEqual(
      Array(2).fill({
        failure: { code: "AGENT_REFUSED", message: expect.stringContaining("does not list") },
      }),
    );
  });

  it.each([{ deliveries: [handed(7n, "b")] }, [handed(7n, "b")]])(
    "keeps what was delivered before a failure: %j",
    (partial) => {
      const failure = { code: "MINT_FAILED", message: "no round [MINT_FAILED]" };
      const error = { ok: false, error_code: "MINT_FAILED", message: "no round", partial };
      expect(outcomes(error)).toEqual([{ failure }, { eventId: "b" }, { failure }]);
    },
  );

  it.each([
    ["INVALID_PARAM", "REQUEST_REFUSED"],
    ["INVALID_ASSET", "REQUEST_REFUSED"],
    ["AMOUNT_TOO_LARGE", "REQUEST_REFUSED"],
    ["SEND_FAILED", "SEND_FAILED"],
    ["FORBIDDEN", "AGENT_REFUSED"],
    ["constructor", "AGENT_REFUSED"],
  ])("maps %s to %s", (error_code, code) => {
    expect(outcomes({ ok: false, error_code, message: "why" })).toEqual(
      Array(3).fill({ failure: { code, message: `why [${error_code}]` } }),
    );
  });
});
