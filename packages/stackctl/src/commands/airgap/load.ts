import { once } from "node:events";
import { resolve } from "node:path";
import { type Loaded, loadBundle } from "../../airgap/load/load.ts";
import { DEFAULT_PORT } from "../../airgap/load/serve.ts";
import type { Invocation } from "../../cli/command.ts";
import { EXIT, type ExitCode, UsageError } from "../../errors.ts";
import { createReporter } from "../../output/reporter.ts";
import { printResult, toDocument } from "../../output/result.ts";

/** `stackctl airgap load FILE` */
export async function load(invocation: Invocation, name: string): Promise<ExitCode> {
  const { terminal, style, mode, interrupts } = invocation;
  const file = resolve(terminal.cwd, name);
  const reporter = createReporter(terminal, style, mode);
  const dryRun = invocation.flag("dry-run");
  const serve = invocation.flag("serve") && !dryRun;
  const print = (loaded: Loaded) => {
    reporter.end();
    const { generation, stacks, how, registry, images, files } = loaded;
    const fields = { file, generation, stacks, dryRun, how, registry, images, files };
    printResult(terminal, mode, toDocument("airgap-load", fields), textOf(loaded, dryRun));
  };
  const loaded = await loadBundle({
    file,
    out: resolve(terminal.cwd, invocation.text("out") ?? "unicity-airgap"),
    port: portOf(invocation.text("port")),
    ...{ dryRun, reporter, signal: interrupts.signal },
    ...(serve && {
      whileServed: async (served) => {
        print(served);
        if (!interrupts.signal.aborted) await once(interrupts.signal, "abort");
      },
    }),
  });
  if (!serve) print(loaded);
  return EXIT.ok;
}

function textOf({ how, registry, images, files }: Loaded, dryRun: boolean): string {
  const references = images.map(({ reference }) => `${reference}\n`).join("");
  if (dryRun) return `${references}The bundle fits this engine; nothing was changed.\n`;
  const written = files.map((path) => `wrote ${path}\n`).join("");
  if (how === "containerd") return `${references}${written}`;
  const options = images.flatMap(({ keys, reference }) => keys.map((key) => `--image ${key}=${reference}`));
  const advice = `For \`stackctl up --docker\`:\n  ${options.join(" \\\n  ")}\n`;
  const until = how === "served" ? `Serving at ${registry} until Ctrl-C.\n` : "";
  return `${references}${written}${advice}${until}`;
}

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`--port ${text} is no port.`, "Use 0 for a free one, or 1024 to 65535.");
}
