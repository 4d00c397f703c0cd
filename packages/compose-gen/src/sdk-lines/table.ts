import { cell } from "../render/table-cell.ts";
import { template } from "../render/template.ts";
import type { SdkLine } from "./rows.ts";

const lines = template<{ rows: { sdk: string; id: string; api: string; status: string }[] }>(
  `| SDK versions | generation | API | status |
|---|---|---|---|
{{#each rows}}
| {{sdk}} | \`{{id}}\` | {{api}} | {{status}} |
{{/each}}`,
);

/** Markdown table of the SDK lines with how far each one works. */
export function renderSdkLineTable(rows: readonly SdkLine[]): string {
  return lines({
    rows: rows.map((row) => ({
      sdk: Object.entries(row.sdk)
        .map(([name, range]) => `\`${name}\` ${cell(range)}`)
        .join("<br>"),
      id: row.id,
      api: String(row.apiVersion ?? "–"),
      status: statusText(row),
    })),
  });
}

function statusText(line: SdkLine): string {
  switch (line.status) {
    case "runs-embedded":
      return "runs embedded, renders";
    case "renders":
      return "renders";
    case "unsupported":
      return `unsupported: ${cell(line.reason)}; would help: ${cell(line.unblocks)}`;
  }
}
