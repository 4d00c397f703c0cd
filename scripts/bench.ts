// Measures what the project promises: medians of at least ten runs, beside the peer in the same run, with the machine printed.
// Usage: pnpm bench [--json] [--only TEXT]
import { parseArgs } from "node:util";
import { benchFiles, runBench } from "./bench/files.ts";
import { describeMachine } from "./bench/machine.ts";
import { formatRow } from "./bench/table.ts";

const { values } = parseArgs({ options: { json: { type: "boolean" }, only: { type: "string" } } });

const machine = describeMachine();
if (!values.json) console.log(`${Object.values(machine).join(" · ")}\n`);

const rows = [];
for (const file of benchFiles().filter((name) => !values.only || name.includes(values.only))) {
  if (!values.json) console.log(file);
  for (const row of await runBench(file)) {
    rows.push(row);
    if (!values.json) console.log(formatRow(row));
  }
}
if (values.json) console.log(JSON.stringify({ machine, rows }, null, 2));
process.exitCode = rows.some((row) => row.error) ? 1 : 0;
