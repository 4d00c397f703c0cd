import type { PlannedEndpoint } from "../plan/endpoints.ts";
import type { StackPlan } from "../plan/stack.ts";
import { cell } from "./table-cell.ts";
import { template } from "./template.ts";

const endpoints = template<{ rows: (PlannedEndpoint & { url: string; text: string; variable: string })[] }>(
  `| service | URL on this host | inside the network | port variable | |
|---|---|---|---|---|
{{#each rows}}
| {{service}} | \`{{url}}\` | \`{{inNetwork}}\` | \`{{variable}}\` | {{text}} |
{{/each}}`,
);

/** Markdown table of the endpoints that plans publish on the host; an endpoint of several plans is one row. */
export function renderEndpointTable(plans: readonly StackPlan[]): string {
  const unique = new Map(plans.flatMap((plan) => plan.endpoints.map((row) => [JSON.stringify(row), row])));
  const rows = [...unique.values()]
    .filter((row) => row.url !== undefined)
    .map((row) => ({
      ...row,
      url: row.url ?? "",
      variable: row.variable ?? "–",
      text: cell(row.description),
    }));
  return endpoints({ rows });
}
