import type { Example, Rule } from "./rule.ts";

/** Everything about a rule, for people. */
export function explainRule(rule: Rule): string {
  const { id, title, severity, why, fix, fixDefinition, waive, references, red, green } = rule;
  const waiver = `a waiver with reason on the service or stack: waivers: [{ rule: "${id}", reason: "…", expires: "YYYY-MM-DD" }]`;
  const sections = [
    `${id} (${severity}): ${title}`,
    `Why\n${indent(why)}`,
    `Wrong\n${indent(snippet(red))}`,
    `Right\n${indent(snippet(green))}`,
    `How to repair\n${indent(fix)}`,
    ...(fixDefinition === undefined ? [] : [`How to repair in a definition\n${indent(fixDefinition)}`]),
    `How to waive\n${indent(waive ?? waiver)}`,
    ...(waive === undefined
      ? [`${indent(`in a Compose file of your own: x-compose-gen: {waivers: [{rule: ${id}, reason: "…"}]}`)}`]
      : []),
    ...(references.length > 0 ? [`See\n${references.map(indent).join("\n")}`] : []),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** One line per rule. */
export function listRules(rules: readonly Rule[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines = rules.map(
    ({ id, severity, title }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${title}`,
  );
  return `${lines.join("\n")}\n\nMore about one: compose-gen explain <rule>\n`;
}

function snippet({ compose, facts = {}, reasons = [] }: Example): string {
  const known = Object.values(facts.services ?? {}).flatMap(({ image }) => {
    if (!image) return [];
    const { key, tools, refuses, lock } = image;
    const type = lock?.mediaType ?? "";
    return [
      `# images.json: "${key}" has the tools ${tools.join(", ")}${refuses.length > 0 ? ` and refuses ${refuses.join(", ")}` : ""}`,
      ...(lock
        ? [`# images.lock.json: "${key}" is ${lock.verified ? "verified" : "not verified"} ${type}`.trimEnd()]
        : []),
    ];
  });
  const waivers = reasons
    .filter(({ mustCover }) => mustCover)
    .map(({ rules, service, reason, expires }) => {
      const until = expires === undefined ? "" : `, expires: "${expires}"`;
      return `# waiver of ${service ?? "the stack"}: { rule: "${rules.join(", ")}", reason: "${reason}"${until} }`;
    });
  const secrets = Object.entries(facts.consumers ?? {}).map(
    ([secret, services]) =>
      `# the definition of the secret "${secret}" names the consumers ${services.join(", ")}`,
  );
  return [...known, ...secrets, ...waivers, compose.trimEnd()].join("\n");
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
