import fc from "fast-check";
import { expect, test } from "vitest";
import { type Reply, refusal, request, startApi } from "./support/api.ts";

interface Draft {
  headers: Record<string, string>;
  body: Record<string, unknown>;
  text?: string;
}

interface Defect {
  name: string;
  apply: (draft: Draft) => void;
  expected: Reply;
}

/** Everything that can be wrong with one request, in the order in which it is found. */
const DEFECTS: Defect[] = [
  {
    name: "wrong key",
    apply: ({ headers }) => Object.assign(headers, { Authorization: "Bearer wrong" }),
    expected: refusal(401, "UNAUTHORIZED"),
  },
  {
    name: "content type",
    apply: ({ headers }) => Object.assign(headers, { "Content-Type": "text/plain" }),
    expected: {
      status: 400,
      body: { code: "VALIDATION_ERROR", error: expect.stringContaining("Content-Type") },
    },
  },
  {
    name: "no JSON",
    apply: (draft) => Object.assign(draft, { text: "{" }),
    expected: { status: 400, body: { code: "VALIDATION_ERROR", error: expect.stringContaining("JSON") } },
  },
  field("domain", { domain: "localhost" }),
  field("container", { container: "-" }),
  field("http_port", { http_port: "80" }),
  {
    name: "own port",
    apply: ({ body }) => Object.assign(body, { map_port: 8404 }),
    expected: {
      status: 422,
      body: { code: "PORT_NOT_ALLOWED", error: expect.stringMatching(/^map_port: port 8404/) },
    },
  },
  {
    name: "port off the list",
    apply: ({ body }) => Object.assign(body, { https_port: 8443 }),
    expected: {
      status: 422,
      body: { code: "PORT_NOT_ALLOWED", error: expect.stringMatching(/^https_port: port 8443/) },
    },
  },
  {
    name: "one domain too many",
    // Only a defect of a domain that is new.
    apply: ({ body }) =>
      Object.assign(body, { domain: body.domain === "localhost" ? "localhost" : "new.example.org" }),
    expected: refusal(429, "LIMIT_EXCEEDED"),
  },
  field("extra_ports", { extra_ports: [{ listen: 9001, target: 1, mode: "udp" }] }),
  {
    name: "mode of another domain",
    apply: ({ body }) => {
      body.extra_ports ??= [{ listen: 9001, target: 1, mode: "http" }];
    },
    expected: refusal(409, "MODE_CONFLICT"),
  },
  {
    name: "container of another",
    apply: ({ body }) => {
      if (body.container !== "-") body.container = "other";
    },
    expected: { status: 409, body: expect.objectContaining({ code: "DOMAIN_CONFLICT" }) },
  },
];

function field(name: string, wrong: object): Defect {
  return {
    name,
    apply: ({ body }) => Object.assign(body, wrong),
    expected: {
      status: 422,
      body: { code: "VALIDATION_ERROR", error: expect.stringMatching(new RegExp(`^${name}: `)) },
    },
  };
}

test("of any set of defects the request is refused for the first in the order of the checks", async () => {
  const key = "secret";
  const api = await startApi({
    settings: { apiKey: key, allowedPorts: new Set([9001]), maxRegistrations: 2 },
  });
  const headers = { Authorization: `Bearer ${key}` };
  await api.post(request({ domain: "a.example.org" }), headers);
  const extra_ports = [{ listen: 9001, target: 1, mode: "tcp" }];
  await api.post(request({ domain: "b.example.org", extra_ports }), headers);
  const before = await api.call("GET", "/v1/backends", { headers });

  await fc.assert(
    fc.asyncProperty(fc.subarray(DEFECTS, { minLength: 1 }), async (defects) => {
      const draft: Draft = { headers: { ...headers }, body: request() };
      for (const { apply } of defects) apply(draft);
      const answer = await api.post(draft.text ?? draft.body, draft.headers);
      expect(answer, defects.map(({ name }) => name).join(", ")).toEqual(defects[0]?.expected);
    }),
    { numRuns: 300 },
  );
  expect(await api.call("GET", "/v1/backends", { headers })).toEqual(before);
});
