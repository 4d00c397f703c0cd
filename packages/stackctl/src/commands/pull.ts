import { loadBackend } from "../backend/load.ts";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { printResult, toDocument } from "../output/result.ts";
import { operationOn, placeOf } from "./place.ts";
import { requestOf } from "./up/request.ts";

/** `stackctl pull` */
export const pull: Command = {
  arguments: "[stack…]",
  description: "Fetches the images that containers need and the engine does not have, side by side.",
  options: {
    image: {
      type: "string",
      multiple: true,
      value: "KEY=REFERENCE",
      summary: "another image; may repeat",
    },
    sdk: { type: "string", value: "VERSION", summary: "the images for this SDK version" },
  },
  positionals: [0, 20],
  examples: ["stackctl pull", "stackctl pull relay faucet"],
  run: runPull,
};

async function runPull(invocation: Invocation): Promise<ExitCode> {
  const { terminal, mode, instance } = invocation;
  const place = await placeOf(invocation);
  const request = await requestOf(invocation, place.stack, "docker");
  const backend = await loadBackend("docker");
  const operation = operationOn(place, invocation);
  const images = await backend.pull(operation, request);
  operation.reporter.end();
  const document = toDocument("pull", { instance, images });
  printResult(
    terminal,
    mode,
    document,
    images.map(({ reference, fetched }) => `${reference}  ${fetched ? "fetched" : "was here"}\n`).join(""),
  );
  return EXIT.ok;
}
