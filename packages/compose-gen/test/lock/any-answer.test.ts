import fc from "fast-check";
import { expect, test } from "vitest";
import { ComposeGenError } from "../../src/errors.ts";
import { listTags } from "../../src/lock/list-tags.ts";
import { resolveTag } from "../../src/lock/resolve-tag.ts";
import { testClient } from "./support/client.ts";
import {
  dockerList,
  dockerManifest,
  ociIndex,
  ociManifest,
  testIndex,
  testManifest,
} from "./support/image.ts";

const { manifest } = testManifest("linux/amd64");
const header = fc
  .string({ unit: fc.constantFrom(...'abc:/="\\,; <>0129.%'), maxLength: 40 })
  .map((text) => text.trim());

/** An answer such as no honest registry gives, often close to one. */
const answer = fc.record({
  status: fc.constantFrom(200, 200, 200, 301, 307, 400, 401, 403, 404, 429, 500),
  headers: fc.record(
    {
      "content-type": fc.constantFrom(
        ociIndex,
        dockerList,
        ociManifest,
        dockerManifest,
        "application/json",
        "",
      ),
      "docker-content-digest": header,
      location: fc.oneof(header, fc.constantFrom("/x", "https://other.example/x", "http://10.0.0.1/")),
      "www-authenticate": fc.oneof(
        header,
        fc.constant('Bearer realm="https://auth.example/"'),
        fc.constant("Basic"),
      ),
      link: fc.oneof(header, fc.constant('</v2/x>; rel="next"')),
      "retry-after": header,
    },
    { requiredKeys: [] },
  ),
  body: fc.oneof(
    fc.json(),
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      manifest.body,
      testIndex([]).body,
      '{"token":"a"}',
      '{"tags":["1.0.0"]}',
      '{"tags":[null]}',
    ),
    fc
      .anything({ maxDepth: 2 })
      .map(
        (value) =>
          JSON.stringify({ schemaVersion: 2, manifests: [{ digest: manifest.digest, platform: value }] }) ??
          "",
      ),
  ),
});

test("whatever registries answer is a result or an error in five parts, within a bounded number of requests", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(answer, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (answers, tags) => {
        let requests = 0;
        const fetch = async () => {
          const { status, headers, body } = answers[requests++ % answers.length] as (typeof answers)[number];
          return new Response(body, { status, headers: headers as Record<string, string> });
        };
        const client = testClient("registry.example/acme/app", { fetch });
        const asked = tags ? listTags(client) : resolveTag(client, "1.0.0", `sha256:${"0".repeat(64)}`);
        const failure = await asked.then(
          () => undefined,
          (error: unknown) => error,
        );
        expect(failure === undefined || failure instanceof ComposeGenError).toBe(true);
        expect(requests).toBeLessThan(1_000);
      },
    ),
    { numRuns: 3_000 },
  );
});
