/** A variable as a text of a Compose file has it. */
export interface FileVariable {
  name: string;
  default?: string;
  required?: string;
}

/** `$$`, the start of `${NAME…`, `$NAME`, another `${`, and what closes them. */
const token = /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(:?[-?+]|(?=\}))|\$([A-Za-z_][A-Za-z0-9_]*)|\$\{|\}/g;

/** A default or message that is longer is no text for people. */
const MAX_TEXT = 1_000;

/**
 * Every variable in the texts of a Compose file, also inside the default of another one, in the file's order; Compose
 * interpolates values and no keys. One that several places mean differently is required if any of them requires it.
 */
export function fileVariables(file: unknown): FileVariable[] {
  const found = new Map<string, FileVariable>();
  const open = [file];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string") {
      for (const variable of variablesOf(value)) {
        const known = found.get(variable.name);
        if (!known || rank(variable) > rank(known)) found.set(variable.name, variable);
      }
    } else if (typeof value === "object" && value !== null)
      for (const member of Object.values(value).reverse()) open.push(member);
  }
  return [...found.values()];
}

function rank({ default: fallback, required }: FileVariable): number {
  return required !== undefined ? 2 : fallback !== undefined ? 1 : 0;
}

/** In one pass, as what stands inside a default may be long and deep. */
function variablesOf(text: string): FileVariable[] {
  if (!text.includes("$")) return [];
  const found: FileVariable[] = [];
  const open: { variable: FileVariable | undefined; operator: string; from: number }[] = [];
  for (const match of text.matchAll(token)) {
    const [whole, braced, operator = "", plain] = match;
    const name = braced ?? plain;
    const variable = name === undefined ? undefined : { name };
    if (variable) found.push(variable);
    if (whole.startsWith("${")) open.push({ variable, operator, from: match.index + whole.length });
    if (whole !== "}") continue;
    const closed = open.pop();
    if (closed?.variable && match.index - closed.from <= MAX_TEXT)
      describe(closed.variable, closed.operator, text.slice(closed.from, match.index));
  }
  return found;
}

/** What follows the operator, as one line. */
function describe(variable: FileVariable, operator: string, rest: string): void {
  const line = rest.replace(/[\r\n]+/g, " ");
  if (operator.endsWith("?")) variable.required = line.trim() || "must be set";
  if (operator.endsWith("-") && line !== "") variable.default = line;
}
