import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { soakDocument } from "../../src/output/unicity-schemas.ts";
import { planSoak } from "../../src/soak/plan/plan.ts";
import { soakDocumentOf } from "../../src/soak/report/document.ts";
import { soakPage } from "../../src/soak/report/html.ts";
import { niceCeiling } from "../../src/soak/report/plot.ts";
import { tryReport, writeReport } from "../../src/soak/report/write.ts";
import type { SoakResult } from "../../src/soak/run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const plan = planSoak({
  ...{ id: "w1", seed: "monday", ms: 60_000, wallets: 2, transferMode: "instant", wipeEveryMs: null },
  ...{ faults: false, instance: { name: "soak-w1", created: true }, report: "/r" },
  budget: { unexplained: 0, latency: [] },
});

const failure = { operation: "message" as const, wallet: 1, step: "send", from: 1_000, at: 2_000 };

const result: SoakResult = {
  ms: 60_000.4,
  end: "planned",
  health: "healthy",
  samples: [
    { operation: "mint", wallet: 0, at: 1_500.7, ms: 210.4 },
    { operation: "transfer", wallet: 0, at: 59_999, ms: 950 },
  ],
  failures: [
    { ...failure, what: "<script>alert(1)</script>", explainedBy: null },
    { ...failure, what: "no answer", explainedBy: "relay answers 200 ms late" },
  ],
  faults: [
    {
      ...{ kind: "latency", service: "relay", what: "answers 200 ms late", aftermath: 200 },
      ...{ from: 900.2, to: null },
    },
  ],
  epochs: [
    {
      rows: [
        {
          wallet: 0,
          expected: 10n ** 18n,
          confirmed: 10n ** 18n - 1n,
          total: 10n ** 18n - 1n,
          spent: 0n,
          difference: -1n,
        },
      ],
      ...{ spentTokens: [{ wallet: 0, name: "soak-a", token: "ab".repeat(32), amount: 7n }], undecided: 0 },
      ...{ lost: 1n, surplus: 0n, from: 500, to: 60_000, minted: 10n ** 18n, givenBack: 0n, transfers: 1 },
    },
  ],
  verdicts: [{ what: "lost, base units", limit: "0", value: "1", met: false }],
  exitCode: 1,
};

const facts = {
  sdk: "0.6.14",
  startedAt: new Date(0).toISOString(),
  sdkLog: [{ line: "Payments: lost", count: 2 }],
};
const document = soakDocumentOf(plan, result, facts);

test("the document has every amount to the last base unit, and errors explained and unexplained apart", () => {
  const soak = soakDocument.parse(JSON.parse(JSON.stringify(document)));
  expect(soak.epochs[0]?.wallets[0]).toMatchObject({ expected: "1000000000000000000", difference: "-1" });
  expect(soak.unexplained.map(({ what }) => what)).toEqual(["<script>alert(1)</script>"]);
  expect(soak.explained.map(({ what }) => what)).toEqual(["no answer"]);
  expect(soak.operations.find(({ operation }) => operation === "mint")).toMatchObject({ count: 1, p95: 210 });
  expect(soak.faults).toEqual([{ service: "relay", what: "answers 200 ms late", from: 900, to: 60_000 }]);
});

test("the page needs nothing else, and what services have said is text in it", () => {
  const page = soakPage(document);
  expect(page).not.toMatch(/<script|<link|src=|url\(|@import/);
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page).toContain("beyond the budget");
  expect(page).toMatch(/<svg [^>]*role="img" aria-label="[^"]+"/);
  expect(page.match(/<polyline/g)).toHaveLength(5);
  expect(page).toContain(`Wallet 0 (@soak-a) shows token ${"ab".repeat(32)} of 7 base units`);
});

test("both files are written into a folder that need not be there", () => {
  const folder = join(temporaryFolder(), "new", "report");
  writeReport(folder, document);
  expect(soakDocument.parse(JSON.parse(readFileSync(join(folder, "soak.json"), "utf8"))).seed).toBe("monday");
  expect(readFileSync(join(folder, "soak.html"), "utf8")).toMatch(/^<!doctype html>/);
});

test("a folder is tried for a report, and left as it was", () => {
  const folder = temporaryFolder();
  tryReport(join(folder, "new", "report"));
  tryReport(folder);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [1, 1],
  [3, 5],
  [11, 20],
  [700, 1000],
])("the scale of a plot up to %s ends at %s", (value, top) => {
  expect(niceCeiling(value)).toBe(top);
});
