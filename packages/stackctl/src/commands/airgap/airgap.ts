import type { Command, Invocation } from "../../cli/command.ts";
import { type ExitCode, UsageError } from "../../errors.ts";

/** Options that only one of both has. */
const OF_SAVE = ["stack", "sdk", "image", "platform", "cache", "timeout"];
const OF_LOAD = ["out", "serve", "port", "dry-run"];

/** `stackctl airgap` */
export const airgap: Command = {
  arguments: "save FILE | load FILE",
  description:
    "Carries what containers need to a host that reaches no registry. `save` writes images, byte for byte as the registry has\n" +
    "them, digest-pinned Compose files, lock and sums into one file; what has come stays when it breaks off, and the same\n" +
    "command goes on. `load` compares every byte before it changes anything, then gives the images to the engine.",
  instances: false,
  options: {
    stack: { type: "string", multiple: true, value: "NAME", summary: "save: only this stack; may repeat" },
    sdk: { type: "string", value: "VERSION", summary: "save: the stacks for this SDK version" },
    platform: {
      type: "string",
      multiple: true,
      value: "OS/ARCH",
      summary: "save: only this platform, e.g. linux/amd64; may repeat (default: all)",
    },
    image: {
      type: "string",
      multiple: true,
      value: "KEY=REFERENCE",
      summary: "save: another image; may repeat",
    },
    cache: {
      type: "string",
      value: "FOLDER",
      summary: "save: keep what was fetched there, for the next time",
    },
    timeout: {
      type: "string",
      value: "SECONDS",
      summary: "save: for one answer of a registry (default: 60)",
    },
    out: {
      type: "string",
      value: "FOLDER",
      summary: "load: where the Compose files go (default: unicity-airgap)",
    },
    serve: { type: "boolean", summary: "load: serve the images on loopback until Ctrl-C instead" },
    port: { type: "string", value: "N", summary: "load: port where they are served (default: 11005)" },
    "dry-run": { type: "boolean", summary: "load: compare everything and change nothing" },
  },
  positionals: [2, 2],
  examples: [
    "stackctl airgap save unicity.tar --platform linux/amd64",
    "stackctl airgap save relay.tar --stack relay",
    "stackctl airgap load unicity.tar --out unicity",
    "stackctl airgap load unicity.tar --serve",
  ],
  run: runAirgap,
};

async function runAirgap(invocation: Invocation): Promise<ExitCode> {
  const [word = "", file = ""] = invocation.positionals;
  if (word === "save") {
    refuseOptions(invocation, OF_LOAD, "load");
    return (await import("./save.ts")).save(invocation, file);
  }
  if (word === "load") {
    refuseOptions(invocation, OF_SAVE, "save");
    return (await import("./load.ts")).load(invocation, file);
  }
  throw new UsageError(`There is no \`airgap ${word}\`.`, "Known: save, load.");
}

function refuseOptions({ flag, texts }: Invocation, options: readonly string[], word: string): void {
  const given = options.find((option) => flag(option) || texts(option).length > 0);
  if (given !== undefined) throw new UsageError(`--${given} belongs to \`airgap ${word}\`.`);
}
