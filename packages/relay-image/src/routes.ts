import type { RouteInput } from "@unicity-sphere/compose-gen";

const cors = {
  origins: "*",
  headers: ["Accept"],
  maxAge: 86_400_000,
  privateNetwork: true,
} satisfies RouteInput["cors"];

/** What the outside may ask of the relay: `/metrics` is not among it. */
export const relayRoutes: RouteInput[] = [
  {
    path: "/",
    exact: true,
    target: "relay/nostr",
    methods: ["GET"],
    webSocket: true,
    // The information document of NIP-11 is for pages too.
    cors,
    description: "Nostr (NIP-01) and the relay information document (NIP-11)",
  },
  {
    path: "/health",
    exact: true,
    target: "relay/health",
    methods: ["GET"],
    cors,
    description: "Whether the relay answers, and how full its volume is",
  },
];
