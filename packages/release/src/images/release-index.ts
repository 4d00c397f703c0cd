import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { Layout } from "../layout/read-layout.ts";
import { OCI_INDEX, type StoredManifest, storedManifest } from "../registry/stored-manifest.ts";
import { INPUTS, OCI, SDK_VERIFIED } from "./names.ts";
import type { ImageToRelease } from "./plan.ts";
import type { Release } from "./release.ts";

/**
 * The index that is published for a layout: the image of every platform, and what it was made from. The same layout gives
 * the same bytes.
 *
 * @throws ComposeGenError `LAYOUT_STALE`, `PLATFORM_MISMATCH`, `LABEL_WRONG`
 */
export function releaseIndex(layout: Layout, image: ImageToRelease, release: Release): StoredManifest {
  refuseOther(layout, image, release);
  const annotations = {
    [INPUTS]: image.inputs,
    [SDK_VERIFIED]: release.verified,
    [OCI.base]: image.base,
    [OCI.licenses]: "MIT",
    [OCI.revision]: release.revision,
    [OCI.source]: release.source,
    [OCI.title]: image.name,
    [OCI.version]: release.version,
  };
  const content = {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: layout.images.map(({ manifest, platform }) => {
      const [os, architecture, variant] = platform.split("/");
      return {
        mediaType: manifest.mediaType,
        digest: manifest.digest,
        size: manifest.body.length,
        platform: { os, architecture, ...(variant ? { variant } : {}) },
      };
    }),
    annotations,
  };
  return storedManifest(OCI_INDEX, Buffer.from(JSON.stringify(content)));
}

/** What a layout must be to be published as this image of this release. */
function refuseOther(layout: Layout, image: ImageToRelease, release: Release): void {
  const refuse = (code: string, what: string, evidence: string) => {
    throw new ComposeGenError({ code, what, where: layout.folder, evidence, next: "Build the image again." });
  };
  const made = layout.annotations[INPUTS];
  if (made !== image.inputs)
    refuse(
      "LAYOUT_STALE",
      `The layout of ${image.name} was made from other sources.`,
      `made from ${made ?? "what it does not say"}\nnow       ${image.inputs}`,
    );
  const platforms = layout.images.map(({ platform }) => platform).join(", ");
  const wanted = [...image.platforms].sort().join(", ");
  if (platforms !== wanted)
    refuse(
      "PLATFORM_MISMATCH",
      `${image.name} is not for the platforms of what it is built on.`,
      `built ${platforms}\nwanted ${wanted}`,
    );
  for (const { platform, labels } of layout.images) {
    const expected = { [OCI.source]: release.source, [OCI.licenses]: "MIT", [OCI.version]: release.version };
    for (const [label, value] of Object.entries(expected))
      if (labels[label] !== value)
        refuse(
          "LABEL_WRONG",
          `A label of ${image.name} for ${platform} is wrong.`,
          `${label}: ${labels[label] ?? "missing"}\nexpected ${value}`,
        );
    if (!/^[0-9a-f]{40}$/.test(labels[OCI.revision] ?? ""))
      refuse(
        "LABEL_WRONG",
        `${image.name} for ${platform} does not say its commit.`,
        `${OCI.revision}: ${labels[OCI.revision] ?? "missing"}`,
      );
  }
}
