import type { TransportProvider } from "@unicitylabs/sphere-sdk";
import { expect, test } from "vitest";
import type { SphereWallet } from "../../src/soak/wallets/sphere-wallet.ts";
import { runSoakForTest } from "./support/soak.ts";

const notMet = (verdicts: { what: string; met: boolean }[]) =>
  verdicts.flatMap(({ what, met }) => (met ? [] : [what]));

test("a wallet that drops a token makes the soak red, by exactly this token", async () => {
  let dropped = 0n;
  const result = await runSoakForTest(({ index, sphere }) => {
    if (index !== 0) return;
    sphere.on("transfer:incoming", ({ tokens: [token] }) => {
      if (dropped > 0n || !token) return;
      dropped = BigInt(token.amount);
      void sphere.payments.removeToken(token.id);
    });
  });
  expect(dropped).toBeGreaterThan(0n);
  expect(notMet(result.verdicts)).toEqual(["lost, base units"]);
  expect(result.epochs[0]?.lost).toBe(dropped);
  expect(result.epochs[0]?.rows.map(({ difference }) => difference)).toEqual([-dropped, 0n]);
  expect(result.exitCode).toBe(1);
});

/** Lets a wallet hold one more token that nobody can look up, as soon as it has them judged. */
function holdUnreadable(wallet: SphereWallet): void {
  const { payments } = wallet.sphere;
  const [judge, held] = [wallet.judgeHeld.bind(wallet), payments.getTokens.bind(payments)];
  wallet.judgeHeld = () => {
    payments.getTokens = (filter) => {
      const tokens = held(filter);
      const [first] = tokens;
      return first ? [{ ...first, id: "unreadable", sdkData: "{}" }, ...tokens] : [];
    };
    return judge();
  };
}

/** What of a token in its text form a test needs. */
interface TokenText {
  genesis: { data: { tokenId: string; coinData: [string, string][] } };
}

test("a token that a failed transfer has spent is lost and named, although the wallet shows it again and another one cannot be judged", async () => {
  let sent: TokenText | undefined;
  let used: TokenText | undefined;
  const result = await runSoakForTest(
    (wallet) => {
      const { index, sphere } = wallet;
      if (index !== 0) return;
      holdUnreadable(wallet);
      // What its payments go through is not public.
      const { transport } = Reflect.get(sphere.payments, "deps") as { transport: TransportProvider };
      const send = transport.sendTokenTransfer.bind(transport);
      transport.sendTokenTransfer = async (recipient, payload) => {
        if (sent) return send(recipient, payload);
        const source = sphere.payments.getTokens().find(({ status }) => status === "transferring");
        used = JSON.parse(source?.sdkData ?? "");
        sent = JSON.parse((payload as unknown as { sourceToken: string }).sourceToken);
        throw new Error("Event rejected: rate-limited");
      };
    },
    () => sent !== undefined,
  );
  expect(result.failures.map(({ operation, wallet, step }) => [operation, wallet, step])).toContainEqual([
    ...["transfer", 0, "send"],
  ]);
  const failed = result.failures.map(({ what }) => what);
  expect(failed).toContainEqual(expect.stringMatching(/^Token unreadable: /));
  const [{ spentTokens, lost, rows } = { spentTokens: [], lost: 0n, rows: [] }] = result.epochs;
  expect(spentTokens).toEqual([
    { wallet: 0, name: "wtest-0-0", token: used?.genesis.data.tokenId, amount: rows[0]?.spent },
  ]);
  expect(`${lost}`).toBe(sent?.genesis.data.coinData[0]?.[1]);
  expect(notMet(result.verdicts)).toContain("lost, base units");
});
