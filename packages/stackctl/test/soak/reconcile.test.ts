import { expect, test } from "vitest";
import { Ledger, type TransferEntry } from "../../src/soak/results/ledger.ts";
import { isSettled, reconcile } from "../../src/soak/results/reconcile.ts";

const nothing = { arrived: () => 0n, minted: () => 0n };

function ledgerOf(...states: TransferEntry["state"][]): Ledger {
  const ledger = new Ledger();
  ledger.mint("first", 0, 10n ** 18n + 1n).state = "delivered";
  for (const [index, state] of states.entries()) {
    ledger.transfer(`transfer ${index}`, 0, 1, 100n).state = state;
  }
  return ledger;
}

test("wallets have to hold what was minted and sent to them, without what they sent", () => {
  const ledger = ledgerOf("sent", "sent");
  ledger.transfer("back", 1, null, 30n).state = "sent";
  expect(ledger.expected(2, nothing)).toEqual([10n ** 18n + 1n - 200n, 170n]);
  expect(ledger.totals()).toEqual({ minted: 10n ** 18n + 1n, givenBack: 30n });
});

test("of a transfer that failed, or was never answered, what has arrived counts", () => {
  const ledger = ledgerOf("failed", "sending");
  const arrived = ({ id }: TransferEntry) => (id === "transfer 0" ? 40n : 0n);
  expect(ledger.expected(2, { ...nothing, arrived })).toEqual([10n ** 18n + 1n - 40n, 40n]);
});

test("a mint that the faucet refused, or did not answer, is not expected unless it has arrived", () => {
  const ledger = new Ledger();
  ledger.mint("refused", 0, 5n).state = "refused";
  ledger.mint("asked", 0, 5n);
  expect(ledger.expected(1, nothing)).toEqual([0n]);
  expect(ledger.expected(1, { ...nothing, minted: ({ amount }) => amount })).toEqual([5n]);
});

test("a token that is certified as spent is not held, whatever the wallet says", () => {
  const shown = [{ confirmed: 10n, total: 10n }];
  const token = { wallet: 0, name: "a", token: "00", amount: 4n };
  expect(reconcile([10n], shown, [token])).toMatchObject({ lost: 4n, surplus: 0n, spentTokens: [token] });
  expect(reconcile([6n], shown, [token])).toMatchObject({ lost: 0n, surplus: 0n });
});

test("balances that are right to the last base unit are settled", () => {
  const large = 123_456_789_012_345_678_901n;
  const found = reconcile(
    [large, 0n],
    [
      { confirmed: large, total: large },
      { confirmed: 0n, total: 0n },
    ],
  );
  expect(found).toMatchObject({ lost: 0n, surplus: 0n });
  expect(isSettled(found)).toBe(true);
});

test("one base unit too few is lost, one too many is a surplus, and they do not make up for each other", () => {
  const found = reconcile(
    [10n, 10n],
    [
      { confirmed: 9n, total: 9n },
      { confirmed: 11n, total: 11n },
    ],
  );
  expect(found).toMatchObject({ lost: 1n, surplus: 1n });
  expect(found.rows.map(({ difference }) => difference)).toEqual([-1n, 1n]);
  expect(isSettled(found)).toBe(false);
});

test("tokens that are not confirmed are not held, and too many of them are a surplus", () => {
  expect(reconcile([10n], [{ confirmed: 4n, total: 10n }])).toMatchObject({ lost: 6n, surplus: 0n });
  expect(reconcile([10n], [{ confirmed: 10n, total: 12n }])).toMatchObject({ lost: 0n, surplus: 2n });
});
