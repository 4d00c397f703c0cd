import type { Definitions } from "@unicity-sphere/compose-gen";
import { planSelection, selectedImages } from "../airgap/save/selection.ts";
import { nameOf } from "../backend/docker/images/to-verify.ts";
import { readDefinitions } from "../backend/docker/parts/definitions.ts";
import { chooseGeneration } from "../backend/docker/parts/generation.ts";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { createReporter } from "../output/reporter.ts";
import { printResult, toDocument } from "../output/result.ts";
import { type ImageToVerify, verifiedLines, verifyImages, verifyOptions } from "../verify/index.ts";

/** `stackctl verify` */
export const verify: Command = {
  arguments: "[image…]",
  description:
    "Asks the registries whether our images are what was released: an index, byte for byte, under the tag that the lock has,\n" +
    "and signed by the release workflow of their owner. Without names, all images of the stacks. Needs no engine.\n" +
    "VERIFY_KEY_FILE, VERIFY_IDENTITY, VERIFY_ISSUER and VERIFY_TRUSTED_ROOT_FILE say who else may have signed.",
  options: {
    sdk: { type: "string", value: "VERSION", summary: "the images for this SDK version" },
    unverified: { type: "string", multiple: true, value: "KEY", summary: "leave this one out; may repeat" },
  },
  instances: false,
  positionals: [0, 20],
  examples: [
    "stackctl verify",
    "VERIFY_KEY_FILE=cosign.pub stackctl verify registry.example.org/relay:0.6.0@sha256:…",
  ],
  run: runVerify,
};

async function runVerify(invocation: Invocation): Promise<ExitCode> {
  const { terminal, style, mode, interrupts, positionals } = invocation;
  const named = positionals.map((reference) => ({ key: nameOf(reference), reference, own: true }));
  const chosen = named.length > 0 ? named : imagesOfStacks(readDefinitions(), invocation.text("sdk"));
  const reporter = createReporter(terminal, style, mode);
  const unverified = invocation.texts("unverified");
  const options = verifyOptions(terminal.env, terminal.cwd, interrupts.signal, unverified);
  reporter.waiting("images", "their signatures");
  const images = await verifyImages(chosen, options).finally(() => reporter.end());
  const text = verifiedLines(images).map((line) => `${line}\n`);
  printResult(terminal, mode, toDocument("verify", { images }), text.join(""));
  return EXIT.ok;
}

function imagesOfStacks(definitions: Definitions, sdk: string | undefined): ImageToVerify[] {
  const generation = chooseGeneration(definitions, sdk, undefined);
  const plans = planSelection({ definitions, generation, stacks: [] }, {});
  const own = `${definitions.imageRegistry}/`;
  return selectedImages(plans).map(({ keys, reference }) => {
    const [key = nameOf(reference)] = keys;
    return { key, reference, own: reference.startsWith(own) };
  });
}
