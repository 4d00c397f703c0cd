import { z } from "zod";
import { damaged } from "../bundle/errors.ts";
import { blobName, digest, INDEX } from "../bundle/format.ts";
import type { Bundle } from "../bundle/open.ts";

const document = z.object({
  manifests: z.array(z.object({ digest })).optional(),
  config: z.object({ digest }).optional(),
  layers: z.array(z.object({ digest })).optional(),
});

/**
 * Looks whether the bundle has all that its images consist of: of an index at least as many manifests as it has platforms,
 * of a manifest all blobs.
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
    if (top.manifests && children.length < platforms.length)
      throw damaged(file, `${reference} has not all of ${platforms.join(", ")}`);
    const images = top.manifests
      ? await Promise.all(children.map((child) => read(blobName(child.digest))))
      : [top];
    for (const { config, layers = [] } of images)
      for (const blob of [...(config ? [config] : []), ...layers])
        if (!entries.has(blobName(blob.digest))) throw damaged(file, `${reference} lacks ${blob.digest}`);
  }
}
