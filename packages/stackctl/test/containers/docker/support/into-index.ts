import { sha256 } from "@unicity-sphere/compose-gen/registry";
import { type DockerRegistry, push } from "../../../../../compose-gen/test/lock/support/docker-registry.ts";
import {
  dockerManifest,
  ociIndex,
  ociManifest,
  testManifest,
} from "../../../../../compose-gen/test/lock/support/image.ts";

/**
 * Makes a tag an index, as of a release: the image that was pushed under it, and one for another platform.
 *
 * @param image `name:tag` at the registry
 * @param platform of the image that was pushed, e.g. `linux/amd64`
 * @returns the digest of the index
 */
export async function intoIndex(
  registry: Pick<DockerRegistry, "origin">,
  image: string,
  platform: string,
  login: Record<string, string> = {},
): Promise<string> {
  const [name = "", tag] = image.split(":");
  const other = testManifest("linux/riscv64");
  await push(registry, name, "other", [other], undefined, login);
  const address = `${registry.origin}/v2/${name}/manifests/${tag}`;
  const answer = await fetch(address, {
    headers: { ...login, accept: `${dockerManifest}, ${ociManifest}` },
  });
  const body = await answer.text();
  const [os, architecture] = platform.split("/");
  const children = [
    { mediaType: answer.headers.get("content-type"), body, platform: { os, architecture } },
    { ...other.manifest, platform: { os: "linux", architecture: "riscv64" } },
  ];
  const manifests = children.map(({ mediaType, body, platform }) => ({
    ...{ mediaType, digest: sha256(Buffer.from(body)), size: body.length, platform },
  }));
  const index = JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests });
  const put = await fetch(address, {
    method: "PUT",
    headers: { ...login, "content-type": ociIndex },
    body: index,
  });
  if (put.status !== 201) throw new Error(`${put.status} ${await put.text()}`);
  return sha256(Buffer.from(index));
}
