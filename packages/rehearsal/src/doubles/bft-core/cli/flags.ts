import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UbftError } from "../ubft-error.ts";

/** A flag of a command; without `kind` it takes one text. */
export interface FlagDefinition {
  readonly short?: string;
  readonly kind?: "switch" | "list";
  readonly default?: string;
}

export type FlagDefinitions = Readonly<Record<string, FlagDefinition>>;

/** Flags that every command knows. Logs, metrics and traces are read and have no effect. */
const GLOBAL: FlagDefinitions = {
  home: {},
  config: { default: "config.props" },
  metrics: {},
  tracing: {},
  "logger-config": {},
  "log-file": {},
  "log-level": {},
  "log-format": {},
};

/** Values of a command: flag, then `UBFT_*`, then the properties file in the home, then the default. */
export class Flags {
  readonly #given: Readonly<Record<string, string | boolean | string[] | undefined>>;
  readonly #definitions: FlagDefinitions;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #properties: Readonly<Record<string, string>>;
  readonly home: string;

  /** @throws UbftError for a flag that the command does not know, or an argument that is no flag */
  constructor(args: readonly string[], definitions: FlagDefinitions, environment: NodeJS.ProcessEnv) {
    this.#definitions = { ...GLOBAL, ...definitions };
    this.#given = parse(args, this.#definitions);
    this.#environment = environment;
    this.#properties = {};
    this.home = this.text("home") ?? join(homedir(), ".ubft");
    this.#properties = readProperties(join(this.home, this.text("config") ?? "config.props"));
  }

  text(name: string): string | undefined {
    const value = this.#given[name];
    if (typeof value === "string") return value;
    return this.#elsewhere(name) ?? this.#definitions[name]?.default;
  }

  /** @throws UbftError when it has no value */
  required(name: string): string {
    const value = this.text(name);
    if (value) return value;
    throw new UbftError(`required flag(s) "${name}" not set`);
  }

  list(name: string): string[] {
    const value = this.#given[name];
    if (Array.isArray(value)) return value;
    return this.#elsewhere(name)?.split(",") ?? [];
  }

  on(name: string): boolean {
    return this.#given[name] === true || this.#elsewhere(name) === "true";
  }

  /** A whole number. @throws UbftError when it is none, or missing */
  count(name: string): number {
    const value = this.required(name);
    if (/^\d{1,15}$/.test(value)) return Number(value);
    throw new UbftError(`invalid argument "${value}" for "--${name}" flag: not an unsigned integer`);
  }

  #elsewhere(name: string): string | undefined {
    const variable = `UBFT_${name.toUpperCase().replaceAll("-", "_")}`;
    return this.#environment[variable] ?? this.#properties[name];
  }
}

function parse(args: readonly string[], definitions: FlagDefinitions) {
  const options = Object.fromEntries(
    Object.entries(definitions).map(([name, { short, kind }]) => [
      name,
      {
        type: kind === "switch" ? ("boolean" as const) : ("string" as const),
        multiple: kind === "list",
        ...(short && { short }),
      },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, strict: true }).values as Record<
      string,
      string | boolean | string[]
    >;
  } catch (error) {
    throw new UbftError(error instanceof Error ? error.message : String(error));
  }
}

function readProperties(file: string): Record<string, string> {
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, "utf8").split("\n");
  return Object.fromEntries(
    lines.flatMap((line): [string, string][] => {
      const at = line.indexOf("=");
      return at < 1 || line.startsWith("#") ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
    }),
  );
}
