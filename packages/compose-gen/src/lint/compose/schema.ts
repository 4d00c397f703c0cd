import { pathText } from "../../path-text.ts";
import { type SchemaMistake, schemaMistakes } from "../../validate/compose-schema.ts";
import type { Problem } from "../finding.ts";
import { asRecord } from "./coerce.ts";

/** Where a parsed Compose file leaves the specification: unknown keys, values of a wrong kind, services without an image. */
export function schemaProblems(content: unknown): Problem[] {
  const problems = schemaMistakes(content).map(problemOf);
  const misspelt = new Set(problems.map(({ service }) => service));
  for (const [name, value] of Object.entries(asRecord(asRecord(content).services))) {
    const service = asRecord(value);
    const hasImage = ["image", "build", "extends", "provider"].some((key) => service[key] !== undefined);
    if (hasImage || misspelt.has(name)) continue;
    problems.push({
      service: name,
      path: ["services", name],
      message: "has neither an image nor a build",
      fix: "Write `image` or `build`. Of several files that are used together, lint the merged one: `docker compose -f … -f … config`.",
    });
  }
  return problems;
}

function problemOf({ path, unknownKey, message, advice }: SchemaMistake): Problem {
  const [top, name, ...rest] = path;
  const ofService = top === "services" && name !== undefined;
  const inside = ofService ? rest : path;
  const where = inside.length > 0 ? ` in ${pathText(inside)}` : "";
  return {
    ...(ofService ? { service: String(name) } : {}),
    path: unknownKey === undefined ? path : [...path, unknownKey],
    message: unknownKey === undefined ? `has a mistake${where}: ${message}` : `has an ${message}${where}`,
    ...(advice === undefined ? {} : { fix: advice }),
  };
}
