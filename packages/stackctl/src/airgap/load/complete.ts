import { isUnknown, platformFields, platformName } from "@unicity-sphere/compose-gen/registry";
import { z } from "zod";
import { damaged } from "../bundle/errors.ts";
import { blobName, digest, INDEX } from "../bundle/format.ts";
import type { Bundle } from "../bundle/open.ts";

/** A platform by its name in a bundle; undefined for an attestation. */
const platform = platformFields.transform((fields) =>
  isUnknown(fields) ? undefined : platformName(fields, new URL("file:index")),
);

const document = z.object({
  manifests: z.array(z.object({ digest, platform: platform.optional() })).optional(),
  config: z.object({ digest }).optional(),
  layers: z.array(z.object({ digest })).optional(),
});

/**
 * Looks whether the bundle has all that its images consist of: of an index a manifest for each platform that it names, of a
 * manifest all blobs.
 *
 * @throws StackError `AIRGAP_DAMAGED`
 */
export async function requireComplete({ file, manifest, entries, text }: Bundle): Promise<void> {
  const read = async (name: string) => {
    if (!entries.has(name)) throw damaged(file, `${name} is missing`);
    try {
      return document.parse(JSON.parse(await text(name)));
    } catch {
      throw damaged(file, `${name} is no manifest`);
    }
  };
  const listed = new Set((await read(INDEX)).manifests?.map((entry) => entry.digest));
  for (const { reference, digest: root, platforms } of manifest.images) {
    if (!reference.endsWith(`@${root}`) || !listed.has(root))
      throw damaged(file, `the layout does not have ${reference}`);
    const top = await read(blobName(root));
    const children = (top.manifests ?? []).filter((child) => entries.has(blobName(child.digest)));
    const missing = platforms.filter((name) => !children.some((child) => child.platform === name));
    if (top.manifests && missing.length > 0)
      throw damaged(file, `${reference} has no manifest for ${missing.join(", ")}`);
    const images = top.manifests
      ? await Promise.all(children.map((child) => read(blobName(child.digest))))
      : [top];
    for (const { config, layers = [] } of images)
      for (const blob of [...(config ? [config] : []), ...layers])
        if (!entries.has(blobName(blob.digest))) throw damaged(file, `${reference} lacks ${blob.digest}`);
  }
}
