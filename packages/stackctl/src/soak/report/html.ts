import type { SoakDocument } from "./document.ts";
import { escapeHtml } from "./escape.ts";
import { COLOURS, plotLatency } from "./plot.ts";
import { STYLE } from "./style.ts";

/** The report as one page that needs nothing else: no script, no font, no picture from elsewhere. */
export function soakPage(soak: SoakDocument): string {
  const [grade, verdict] = soak.exitCode === 0 ? ["good", "within the budget"] : ["bad", "beyond the budget"];
  const title = `Soak of ${escapeHtml(soak.instance)}`;
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${title}</title><style>${STYLE}</style></head><body>`,
    `<h1>${title} <span class="${grade}">${verdict}</span></h1>`,
    `<p>${escapeHtml(headline(soak))}</p>`,
    section("Budget", table(["", "limit", "seen"], soak.verdicts.map(verdictRow))),
    section("Latency", `${plotLatency(soak)}${legend()}${operationTable(soak)}`),
    section("Errors that nothing explains", errorTable(soak.unexplained)),
    section("Errors during a fault, or just after it", errorTable(soak.explained)),
    section("Faults", faultTable(soak)),
    ...soak.epochs.map((epoch, index) =>
      section(soak.epochs.length > 1 ? `Accounts of chain ${index + 1}` : "Accounts", accountTable(epoch)),
    ),
    section("Errors in the log of the SDK", logTable(soak)),
    "</body></html>\n",
  ].join("\n");
}

/** A token that is shown and cannot be sent, in one sentence. */
export function spentLine({
  wallet,
  name,
  token,
  amount,
}: SoakDocument["epochs"][number]["spentTokens"][number]): string {
  return `Wallet ${wallet} (@${name}) shows token ${token} of ${amount} base units, and its state is certified as spent.`;
}

/** What was done, in one sentence. */
export function headline(soak: SoakDocument): string {
  const { wallets, sdk, transferMode, ms, seed, startedAt, end } = soak;
  const early = {
    ...{ planned: "", interrupted: ", ended early", hopeless: ", ended after too many errors" },
    failed: ", ended because it could not go on",
  }[end];
  const time = `${duration(ms)} from ${startedAt}${early}`;
  return `${wallets} wallets of sphere-sdk ${sdk}, ${transferMode} transfers, ${time}. Seed: ${seed}.`;
}

function verdictRow({ what, limit, value, met }: SoakDocument["verdicts"][number]): string[] {
  return [
    `<span class="${met ? "good" : "bad"}">${met ? "✔" : "✖"}</span> ${escapeHtml(what)}`,
    limit,
    value,
  ];
}

function legend(): string {
  const entries = Object.entries(COLOURS).map(
    ([name, colour]) => `<i style="background:${colour}"></i>${name}`,
  );
  return `<p class="legend">95th percentile: ${entries.join(" ")} <i class="fault"></i>fault</p>`;
}

function operationTable({ operations }: SoakDocument): string {
  const head = ["operation", "done", "failed", "p50 ms", "p90", "p95", "p99", "max"];
  return table(
    head,
    operations.map(({ operation, count, failed, p50, p90, p95, p99, max }) =>
      [operation, count, failed, p50, p90, p95, p99, max].map(String),
    ),
  );
}

function errorTable(groups: SoakDocument["unexplained"]): string {
  if (groups.length === 0) return "<p>None.</p>";
  const rows = groups.map(({ operation, step, what, count, first, last, explainedBy }) => [
    ...[operation, step, escapeHtml(what), String(count), duration(first), duration(last)],
    escapeHtml(explainedBy ?? ""),
  ]);
  return table(["operation", "step", "error", "times", "first", "last", "fault"], rows);
}

function faultTable({ faults }: SoakDocument): string {
  if (faults.length === 0) return "<p>None.</p>";
  const rows = faults.map(({ service, what, from, to }) => [service, what, duration(from), duration(to)]);
  return table(["service", "", "from", "to"], rows);
}

function accountTable(epoch: SoakDocument["epochs"][number]): string {
  const { minted, givenBack, transfers, lost, surplus, wallets, spentTokens } = epoch;
  const moved = `Minted ${minted}, given back ${givenBack}, ${transfers} transfers`;
  const sums = `${moved}; lost ${lost}, too much ${surplus} (base units).`;
  const rows = wallets.map(({ wallet, expected, confirmed, total, spent, difference }) => {
    const off = difference === "0" ? "0" : `<span class="bad">${difference}</span>`;
    return [String(wallet), expected, confirmed, total, spent, off];
  });
  const head = ["wallet", "has to hold", "confirmed", "in all", "of it spent", "difference"];
  const spentLines = spentTokens.map((token) => `<p class="bad">${escapeHtml(spentLine(token))}</p>`);
  return `<p>${sums}</p>${spentLines.join("")}${table(head, rows)}`;
}

function logTable({ sdkLog }: SoakDocument): string {
  if (sdkLog.length === 0) return "<p>None.</p>";
  return table(
    ["line", "times"],
    sdkLog.map(({ line, count }) => [escapeHtml(line), String(count)]),
  );
}

const section = (title: string, body: string) => `<h2>${escapeHtml(title)}</h2>\n${body}`;

/** @param rows cells as HTML */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: "td" | "th") =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  return `<table>${line(head, "th")}\n${rows.map((row) => line(row, "td")).join("\n")}</table>`;
}

/** Minutes and seconds. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
