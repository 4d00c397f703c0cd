import { sha256 } from "@unicity-sphere/compose-gen/registry";
import { expect } from "vitest";
import type { DockerRegistry } from "../../../packages/compose-gen/test/lock/support/docker-registry.ts";

const types = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
};

const digest = (text: string) => sha256(Buffer.from(text));

/** Publishes an index of one image, made from `mark`, also under a tag; resolves to the index and its reference. */
export async function publishIndex({ origin, host }: DockerRegistry, mark: string, tag?: string) {
  const send = async (path: string, type: string, body: string, method = "PUT") => {
    const answer = await fetch(new URL(path, origin), {
      method,
      headers: { "content-type": type },
      body,
    });
    expect(answer.status).toBe(201);
  };
  const blob = async (text: string) => {
    const start = await fetch(`${origin}/v2/relay/blobs/uploads/`, { method: "POST" });
    const place = new URL(start.headers.get("location") ?? "", origin);
    place.searchParams.set("digest", digest(text));
    await send(place.href, "application/octet-stream", text);
    return { digest: digest(text), size: text.length };
  };
  const config = {
    mediaType: "application/vnd.oci.image.config.v1+json",
    ...(await blob(`{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}`)),
  };
  const layer = { mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", ...(await blob(mark)) };
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: types.manifest,
    config,
    layers: [layer],
  });
  await send(`/v2/relay/manifests/${digest(manifest)}`, types.manifest, manifest);
  const entry = {
    mediaType: types.manifest,
    digest: digest(manifest),
    size: manifest.length,
    platform: { os: "linux", architecture: "amd64" },
  };
  const index = JSON.stringify({ schemaVersion: 2, mediaType: types.index, manifests: [entry] });
  await send(`/v2/relay/manifests/${digest(index)}`, types.index, index);
  if (tag !== undefined) await send(`/v2/relay/manifests/${tag}`, types.index, index);
  return {
    index,
    reference: `${host}/relay@${digest(index)}`,
    image: `${host}/relay@${digest(manifest)}`,
  };
}
