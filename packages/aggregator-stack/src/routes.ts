import type { RouteInput } from "@unicity-sphere/compose-gen";
import { paths } from "./volumes.ts";

/** Wallets run in pages of any origin: SDK 1.x sends `X-API-Key`, SDK 2.x and 3.x send `X-State-ID` as well. */
const cors = {
  origins: "*",
  headers: ["Content-Type", "X-API-Key", "X-State-ID", "Authorization", "Accept"],
  exposeHeaders: ["ETag"],
  maxAge: 86_400_000,
  privateNetwork: true,
} satisfies RouteInput["cors"];

const jsonRpc = {
  path: "/",
  exact: true,
  target: "aggregator/rpc",
  methods: ["POST"],
  // Requests are a few kilobytes; the aggregator itself has no limit, and ends each call after 30 s.
  bodyLimit: 1_048_576,
  timeouts: { read: 35_000 },
  description: "JSON-RPC",
} satisfies RouteInput;

/**
 * What the outside may ask of the aggregator. It also has `/metrics`, `/docs` and an unauthenticated
 * `PUT /api/v1/trustbases`, and answers preflights without the SDKs' headers.
 */
export const aggregatorRoutes: RouteInput[] = [
  { ...jsonRpc, cors },
  {
    path: "/health",
    exact: true,
    target: "aggregator/rpc",
    // Its own /health answers 404 to HEAD.
    methods: ["GET"],
    cors,
    description: "Health as the aggregator sees it",
  },
  {
    path: "/.well-known/trust-base.json",
    exact: true,
    target: { file: `${paths.public}/trust-base.json` },
    methods: ["GET", "HEAD"],
    contentType: "application/json",
    cors,
    description: "Trust base that verifies the aggregator's proofs",
  },
  {
    path: "/.well-known/trust-base.json.sha256",
    exact: true,
    target: { file: `${paths.public}/trust-base.json.sha256` },
    methods: ["GET", "HEAD"],
    contentType: "text/plain",
    cors,
    description: "Its SHA-256, as sha256sum prints and checks it",
  },
  {
    path: "/.well-known/unicity-stack.json",
    exact: true,
    target: "aggregator-proxy/status",
    methods: ["GET", "HEAD"],
    cors,
    description: "Version, SDK line, generation and genesis id",
  },
  {
    path: "/ready",
    exact: true,
    target: "aggregator-proxy/status",
    methods: ["GET"],
    cors,
    description: "Whether the block height grows",
  },
];

/** The aggregator's page of documentation, and what its "Send Request" buttons call; pages of other origins get no answer. */
export const uiRoutes: RouteInput[] = [
  jsonRpc,
  {
    path: "/docs",
    exact: true,
    target: "aggregator/rpc",
    methods: ["GET"],
    description: "Documentation of the aggregator's JSON-RPC",
  },
];
