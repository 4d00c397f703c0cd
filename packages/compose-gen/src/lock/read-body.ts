import { untrusted } from "./registry-error.ts";

/** Manifests, indexes, configurations and pages of tags are far smaller; registries refuse manifests above 4 MiB. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * The whole body.
 *
 * @throws ComposeGenError `REGISTRY_UNTRUSTED` as soon as it is larger than `maxBytes`
 */
export async function readBody(response: Response, url: URL, maxBytes: number): Promise<Buffer> {
  const tooLarge = async (): Promise<never> => {
    await response.body?.cancel().catch(() => {});
    throw untrusted(url, `The answer is larger than ${maxBytes} bytes.`);
  };
  if (Number(response.headers.get("content-length") ?? 0) > maxBytes) return tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
