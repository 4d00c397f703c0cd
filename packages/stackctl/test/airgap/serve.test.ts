import { expect, test } from "vitest";
import { openBundle } from "../../src/airgap/bundle/open.ts";
import { serveBundle } from "../../src/airgap/load/serve.ts";
import { code, never } from "../support/backups.ts";
import { sampleBundle } from "./support/bundle.ts";

/** Asks the server of a sample. */
async function served<Result>(
  ask: (
    get: (path: string, method?: string) => Promise<Response>,
    sample: Awaited<ReturnType<typeof sampleBundle>>,
  ) => Promise<Result>,
): Promise<Result> {
  const sample = await sampleBundle();
  await using bundle = await openBundle(sample.file, never);
  await using server = await serveBundle(bundle, 0);
  return await ask((path, method = "GET") => fetch(`http://${server.host}${path}`, { method }), sample);
}

const repository = "/v2/unicity-sphere/relay";

test("manifests and blobs are served as they are, by digest", async () => {
  await served(async (get, { index, image }) => {
    expect((await get("/v2/")).status).toBe(200);
    for (const [kind, { digest, body, mediaType }] of [
      ["manifests", index],
      ["manifests", image.manifest],
      ["blobs", image.config],
      ["blobs", image.layer],
    ] as const) {
      const path = `${repository}/${kind}/${digest}`;
      const whole = await get(path);
      expect(await whole.text()).toBe(body);
      expect(whole.headers.get("docker-content-digest")).toBe(digest);
      if (kind === "manifests") expect(whole.headers.get("content-type")).toBe(mediaType);
      const head = await get(path, "HEAD");
      expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
        200,
        `${body.length}`,
        "",
      ]);
    }
  });
});

test("there are no tags, lists, uploads, and nothing that is not an image of the bundle", async () => {
  await served(async (get, { image, manifest }) => {
    const known = image.manifest.digest;
    const answers = await Promise.all([
      get(`${repository}/manifests/1.0.0`),
      get(`${repository}/tags/list`),
      get(`${repository}/manifests/sha256:${"0".repeat(64)}`),
      get(`${repository}/manifests/${image.layer.digest}`),
      get("/airgap.json"),
      get(`${repository}/blobs/..%2f..%2fairgap.json`),
      get(`${repository}/blobs/uploads/`, "POST"),
      get(`${repository}/manifests/${known}`, "PUT"),
      get(`${repository}/manifests/${known}`, "DELETE"),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404, 405, 405, 405]);
    expect(manifest.images).toHaveLength(1);
  });
});

test("a port that somebody has is named", async () => {
  const sample = await sampleBundle();
  await using bundle = await openBundle(sample.file, never);
  await using first = await serveBundle(bundle, 0);
  const port = Number(first.host.split(":")[1]);
  await expect(serveBundle(bundle, port)).rejects.toEqual(code("AIRGAP_PORT_TAKEN"));
});
