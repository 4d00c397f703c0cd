import { resolve } from "node:path";
import { fromRegistry } from "../../airgap/save/errors.ts";
import { saveBundle } from "../../airgap/save/save.ts";
import { readDefinitions } from "../../backend/docker/parts/definitions.ts";
import { chooseGeneration } from "../../backend/docker/parts/generation.ts";
import type { Invocation } from "../../cli/command.ts";
import { EXIT, type ExitCode, UsageError } from "../../errors.ts";
import { formatBytes } from "../../output/bytes.ts";
import { createReporter } from "../../output/reporter.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { registryOptions } from "../../registry-options.ts";
import { imagesOf } from "../up/request.ts";

/** `stackctl airgap save FILE` */
export async function save(invocation: Invocation, name: string): Promise<ExitCode> {
  const { terminal, style, mode, interrupts } = invocation;
  const definitions = readDefinitions();
  const cache = invocation.text("cache");
  const reporter = createReporter(terminal, style, mode);
  const made = await saveBundle({
    file: resolve(terminal.cwd, name),
    definitions,
    generation: chooseGeneration(definitions, invocation.text("sdk"), undefined),
    stacks: invocation.texts("stack"),
    platforms: invocation.texts("platform").map(checkPlatform),
    images: imagesOf(invocation.texts("image")),
    cache: cache === undefined ? undefined : resolve(terminal.cwd, cache),
    registry: registryOptions(
      terminal.env,
      interrupts.signal,
      secondsOf(invocation.text("timeout") ?? "60") * 1_000,
    ),
    ...{ env: terminal.env, reporter, signal: interrupts.signal },
  }).catch((error: unknown) => {
    throw fromRegistry(error);
  });
  reporter.end();
  const { file, bytes, manifest } = made;
  const { generation, stacks } = manifest;
  const images = manifest.images.map(({ keys, reference, platforms }) => ({ keys, reference, platforms }));
  const document = toDocument("airgap-save", { file, bytes, generation, stacks, images });
  const lines = images.map(({ reference, platforms }) => `${reference}  ${platforms.join(", ")}\n`);
  printResult(terminal, mode, document, `${lines.join("")}Bundle, ${formatBytes(bytes)}: ${file}\n`);
  return EXIT.ok;
}

function checkPlatform(text: string): string {
  if (/^[a-z]+\/[a-z0-9]+(?:\/v[0-9]+)?$/.test(text)) return text;
  throw new UsageError(`--platform ${text} is no platform.`, "Write it like --platform linux/amd64.");
}

function secondsOf(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UsageError(`--timeout ${text} is no number of seconds from 1 to 9999.`);
}
