import type { Method, RouteInput } from "@unicity-sphere/compose-gen";

const cors = {
  origins: "*",
  headers: ["Content-Type", "X-API-Key", "Authorization", "Accept"],
  maxAge: 86_400_000,
  privateNetwork: true,
} satisfies RouteInput["cors"];

const open = (path: string, method: Method, description: string): RouteInput => ({
  path,
  exact: true,
  target: "faucet/http",
  methods: [method],
  cors,
  bodyLimit: 65_536,
  // A request waits for a certified block and for the relay.
  timeouts: { read: 60_000 },
  description,
});

/** What the outside may ask of the faucet: the history of its requests is not among it. */
export const faucetRoutes: RouteInput[] = [
  open("/api/v1/faucet/request", "POST", "Asks for tokens"),
  {
    ...open("/api/v1/faucet/request/", "GET", "How far a request is: the path ends with its requestId"),
    exact: false,
  },
  open("/api/v1/faucet/coins", "GET", "Coins that it mints"),
  open("/registry/unicity-ids.testnet.json", "GET", "Registry of the coin ids"),
  open("/.well-known/faucet.json", "GET", "Identity and address of the faucet"),
  open("/health", "GET", "The faucet and its database work"),
  open("/ready", "GET", "The faucet can mint and deliver"),
];
