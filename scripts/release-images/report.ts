import { ComposeGenError, describeError } from "@unicity-sphere/compose-gen";
import type { ImagesPlan, PublishedImage, PublishStep, Release } from "release";

/** The document that `--json` prints. */
export type Report = ReturnType<typeof report>;

export function report(
  { version, revision, registry }: Release,
  {
    images,
    problems,
  }: { images: readonly (PublishedImage | ImagesPlan["images"][number])[]; problems: ImagesPlan["problems"] },
  dryRun: boolean,
) {
  const shown = images.map((image) => {
    const { name, repository, inputs, platforms } = image;
    const digest = "digest" in image ? image.digest : image.published?.digest;
    const tags = "tags" in image ? image.tags : [...image.immutable, image.moving];
    const reference = digest ? `${repository}@${digest}` : null;
    return { name, repository, reference, inputs, platforms, tags, sent: "sent" in image ? image.sent : 0 };
  });
  return {
    schema: "unicity-stack/release-images@1",
    version,
    revision,
    registry,
    dryRun,
    images: shown,
    problems,
  };
}

/** The same for people. */
export function describeReport({ version, registry, dryRun, images, problems }: Report): string {
  const lines = [`${dryRun ? "Plan" : "Release"} ${version} → ${registry}`];
  for (const { name, reference, tags, sent } of images) {
    const known = reference ?? "to be built";
    lines.push(`${sent > 0 || !reference ? "●" : "✔"} ${name.padEnd(17)} ${known}`);
    for (const { tag, action } of tags) lines.push(`    ${action.padEnd(6)} ${tag}`);
  }
  for (const problem of problems) lines.push(`✗ ${describeError(new ComposeGenError(problem))}`);
  return lines.join("\n");
}

/** One line of progress; nothing for what would be too much. */
export function describeStep(step: PublishStep): string | undefined {
  if (step.step === "building") return `· ${step.image}: image`;
  if (step.step === "tag") return `· ${step.image}: ${step.tag} is ${step.digest}`;
  return undefined;
}
