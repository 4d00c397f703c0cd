import type { Generation } from "../model/generation.ts";
import type { PlannedEndpoint } from "../plan/endpoints.ts";
import type { StackPlan } from "../plan/stack.ts";
import { fillBlock, hasBlock } from "./fill-block.ts";
import { template } from "./template.ts";

const endpoints = template<{ rows: (PlannedEndpoint & { url: string; text: string; variable: string })[] }>(
  `| service | URL on this host | inside the network | port variable | |
|---|---|---|---|---|
{{#each rows}}
| {{service}} | \`{{url}}\` | \`{{inNetwork}}\` | \`{{variable}}\` | {{text}} |
{{/each}}`,
);

/** Fills the blocks `compose-gen:endpoints` and `compose-gen:sdk-lines` of a Markdown text, those that it has. */
export function fillReadme(
  text: string,
  plans: readonly StackPlan[],
  generations: readonly Generation[],
): string {
  const tables = {
    "compose-gen:endpoints": () => renderEndpointTable(plans),
    "compose-gen:sdk-lines": () => renderSdkLineTable(generations),
  };
  let filled = text;
  for (const [marker, table] of Object.entries(tables))
    if (hasBlock(filled, marker)) filled = fillBlock(filled, marker, table());
  return filled;
}

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

const lines = template<{ rows: { sdk: string; id: string; api: string; status: string }[] }>(
  `| SDK versions | generation | API | status |
|---|---|---|---|
{{#each rows}}
| {{sdk}} | \`{{id}}\` | {{api}} | {{status}} |
{{/each}}`,
);

/** Markdown table of the SDK lines with how far each one works. */
export function renderSdkLineTable(generations: readonly Generation[]): string {
  return lines({
    rows: generations.map((generation) => ({
      sdk: Object.entries(generation.sdk)
        .map(([name, range]) => `\`${name}\` ${cell(range)}`)
        .join("<br>"),
      id: generation.id,
      api: String(generation.apiVersion ?? "–"),
      status: statusText(generation),
    })),
  });
}

function statusText(generation: Generation): string {
  switch (generation.status) {
    case "runs-embedded":
      return "runs embedded, renders";
    case "renders":
      return "renders";
    case "unsupported":
      return `unsupported: ${cell(generation.reason)}; would help: ${cell(generation.unblocks)}`;
  }
}

function cell(text = ""): string {
  return text.replaceAll("|", "\\|");
}
