import { lockReference } from "../model/lock-reference.ts";
import type { Definitions } from "../plan/definitions.ts";
import { sdkLinesIn } from "../sdk-lines/index.ts";
import { parseArguments } from "./arguments.ts";
import type { Command, CommandOptions } from "./command.ts";
import { type CliContext, exitCodes } from "./context.ts";
import { loadDefinitions } from "./load-definitions.ts";
import { configOption } from "./options.ts";

const options = {
  ...configOption,
  json: { type: "boolean", summary: "the same as JSON" },
} as const satisfies CommandOptions;

export const listCommand: Command = {
  description: "Lists what can be rendered, and how each image is pinned.",
  options,
  examples: ["list", "list --json"],
  run: runList,
};

/** `compose-gen list`: what can be rendered, and what the pins are. */
export async function runList(context: CliContext, args: readonly string[]): Promise<number> {
  const { values } = parseArguments(args, options);
  const definitions = await loadDefinitions(context, values.config);
  const summary = summarise(definitions);
  context.out(values.json ? `${JSON.stringify(summary, null, 2)}\n` : describe(summary));
  return exitCodes.ok;
}

function summarise(definitions: Definitions) {
  const { defaultGeneration, stacks } = definitions;
  return {
    version: 1,
    defaultGeneration,
    stacks: (stacks[defaultGeneration] ?? []).map(({ name, description }) => ({ name, description })),
    profiles: definitions.profiles.map(({ name, description }) => ({ name, description })),
    generations: definitions.generations.map((row) => ({ ...row, default: row.id === defaultGeneration })),
    sdkLines: sdkLinesIn(definitions),
    images: Object.entries(definitions.images).map(([key, image]) => {
      const entry = definitions.lock.images[key];
      return {
        key,
        reference: lockReference(image),
        digest: entry?.digest ?? null,
        verified: entry?.verified ?? false,
        ...(image.follows === undefined ? {} : { follows: image.follows }),
      };
    }),
  };
}

function describe(summary: ReturnType<typeof summarise>): string {
  const lines = ["Stacks"];
  for (const { name, description } of summary.stacks) lines.push(`  ${name.padEnd(18)} ${description}`);
  lines.push("", "Profiles");
  for (const { name, description } of summary.profiles) lines.push(`  ${name.padEnd(18)} ${description}`);
  lines.push("", "Generations");
  for (const { id, title = "", default: isDefault } of summary.generations)
    lines.push(`${isDefault ? "*" : " "} ${id.padEnd(18)} ${title}`.trimEnd());
  if (summary.sdkLines.length > 0) lines.push("", "SDK lines");
  for (const row of summary.sdkLines) {
    const sdk = Object.entries(row.sdk).map(([name, range]) => `${name} ${range}`);
    lines.push(`  ${row.id.padEnd(18)} ${row.status}: ${sdk.join(", ")}`);
    if (row.status === "unsupported")
      lines.push(`${" ".repeat(21)}${row.reason}; would help: ${row.unblocks}`);
  }
  lines.push("", "Images");
  for (const { key, reference, digest, verified, follows } of summary.images) {
    const none = follows === undefined ? "tag only" : `no digest yet, follows ${follows}`;
    const state = digest === null ? none : verified ? digest : `${digest} (not verified)`;
    lines.push(`  ${key.padEnd(18)} ${reference}  ${state}`);
  }
  return `${lines.join("\n")}\n`;
}
