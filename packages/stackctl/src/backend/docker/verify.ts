import type { Definitions } from "@unicity-sphere/compose-gen";
import type { VerifiedImage } from "../../verify/verify-images.ts";
import type { Operation, UpRequest } from "../backend.ts";
import { composeFiles } from "./files/rendered.ts";
import { overriddenImages } from "./images/overridden.ts";
import { imagesToVerify } from "./images/to-verify.ts";
import type { ContainerPlan } from "./plan.ts";

/**
 * Verifies the images of a plan before anything is fetched or started.
 *
 * @returns what became of each; undefined when nobody asks for it
 * @throws StackError that names all that are refused
 */
export async function verifyPlanned(
  { env, interrupts, paths, reporter }: Operation,
  { verify }: UpRequest,
  plan: ContainerPlan,
  definitions: Definitions,
): Promise<VerifiedImage[] | undefined> {
  if (verify === undefined) return undefined;
  // Loaded when it is asked for: Sigstore's libraries are large.
  const { verifiedLines, verifyImages, verifyOptions } = await import("../../verify/index.ts");
  reporter.waiting("images", "their signatures");
  const options = verifyOptions(env, process.cwd(), interrupts.signal, verify.unverified);
  const overridden = (stack: string) => overriddenImages(composeFiles(paths, stack).override);
  const images = await verifyImages(imagesToVerify(plan, definitions, overridden), options);
  for (const line of verifiedLines(images)) reporter.step(line);
  return images;
}
