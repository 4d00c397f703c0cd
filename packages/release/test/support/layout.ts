import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "@unicity-sphere/compose-gen/registry";
import { INPUTS, OCI } from "../../src/images/names.ts";
import type { ImageToRelease } from "../../src/images/plan.ts";
import type { Release } from "../../src/images/release.ts";
import { OCI_CONFIG, OCI_INDEX, OCI_MANIFEST } from "../../src/registry/stored-manifest.ts";

/** What a test's layout has otherwise than a good one. */
export interface LayoutChange {
  labels?: Record<string, string>;
  /** What it says it was made from. */
  inputs?: string;
  manifestType?: string;
  attestation?: boolean;
}

/** An OCI layout as a builder writes it: one platform as a manifest, several as an index. */
export function writeLayout(
  folder: string,
  image: ImageToRelease,
  release: Release,
  change: LayoutChange = {},
): string {
  const blobs = join(folder, "blobs/sha256");
  mkdirSync(blobs, { recursive: true });
  const store = (mediaType: string, content: unknown) => {
    const body = Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
    const digest = sha256(body);
    writeFileSync(join(blobs, digest.slice("sha256:".length)), body);
    return { mediaType, digest, size: body.length };
  };
  const labels = {
    [OCI.source]: release.source,
    [OCI.licenses]: "MIT",
    [OCI.version]: release.version,
    [OCI.revision]: release.revision,
    ...change.labels,
  };
  const manifests = image.platforms.map((name) => {
    const [os, architecture] = name.split("/");
    const config = store(OCI_CONFIG, {
      os,
      architecture,
      config: { Labels: labels },
      rootfs: { type: "layers" },
    });
    const layer = store(
      "application/vnd.oci.image.layer.v1.tar+gzip",
      `${image.name} of ${image.inputs}, ${name}`,
    );
    const mediaType = change.manifestType ?? OCI_MANIFEST;
    const manifest = store(mediaType, { schemaVersion: 2, mediaType, config, layers: [layer] });
    return { ...manifest, platform: { os, architecture } };
  });
  if (change.attestation)
    manifests.push({
      ...(manifests[0] as (typeof manifests)[0]),
      platform: { os: "unknown", architecture: "unknown" },
    });
  const [only, ...others] = manifests;
  const entry =
    others.length === 0 && only
      ? only
      : store(OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests });
  const annotations = { [INPUTS]: change.inputs ?? image.inputs };
  writeFileSync(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(folder, "index.json"),
    JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [{ ...entry, annotations }] }),
  );
  return folder;
}
