import { ECDH } from "node:crypto";
import { z } from "zod";

const pubkey = z.string().refine(isPoint, "is no valid secp256k1 key");
const flag = z.enum(["true", "false"]);
const whole = z.coerce.number().int();

const Environment = z
  .object({
    UNICITY_MANAGER_PUBKEY: pubkey,
    UNICITY_MANAGER_DIRECT_ADDRESS: z.string().startsWith("DIRECT://"),
    UNICITY_BOOT_TOKEN: z.string().min(1),
    UNICITY_INSTANCE_ID: z.string().min(1),
    UNICITY_INSTANCE_NAME: z.string().min(1),
    UNICITY_TEMPLATE_ID: z.string().min(1),
    UNICITY_CONTROLLER_PUBKEY: pubkey.optional(),
    UNICITY_NETWORK: z.string().default("testnet"),
    UNICITY_DATA_DIR: z.string().default("/data/wallet"),
    UNICITY_TOKENS_DIR: z.string().default("/data/tokens"),
    UNICITY_NOSTR_RELAYS: z.string().optional(),
    SPHERE_NOSTR_RELAYS: z.string().optional(),
    SPHERE_AGGREGATOR_URL: z.url(),
    SPHERE_AGGREGATOR_SKIP_VERIFICATION: flag.optional(),
    SPHERE_TRUSTBASE_URL: z.url({ protocol: /^https?$/ }),
    SPHERE_NAMETAG: z.string().optional(),
    UNICITY_HEARTBEAT_INTERVAL_MS: whole.min(1000).default(5000),
    UNICITY_API_KEY: z.string().optional(),
  })
  .refine((env) => env.UNICITY_CONTROLLER_PUBKEY !== env.UNICITY_MANAGER_PUBKEY, {
    path: ["UNICITY_CONTROLLER_PUBKEY"],
    message: "must differ from the manager's key",
  });

/** Settings of js-faucet as the double reads them. */
export interface AgentSettings {
  managerPubkey: string;
  dataDir: string;
  relays: string[];
  aggregatorUrl: string;
  aggregatorApiKey: string | undefined;
  trustBaseUrl: string;
  nametag: string;
}

/**
 * Reads the environment of js-faucet. Relays, aggregator and trust base have presets there; the double has none.
 *
 * @throws Error that names each variable that is missing or wrong
 */
export function readEnvironment(environment: NodeJS.ProcessEnv): AgentSettings {
  const { data, error } = Environment.safeParse(environment);
  if (!data) {
    throw new Error(error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
  }
  // js-faucet skips the verification by default when an address is given, and then has no trust base to mint with.
  if (data.SPHERE_AGGREGATOR_SKIP_VERIFICATION !== "false") throw new Error("Trust base not available");
  const relays = data.UNICITY_NOSTR_RELAYS ?? data.SPHERE_NOSTR_RELAYS;
  if (!relays) throw new Error("UNICITY_NOSTR_RELAYS: the double has no preset");
  return {
    managerPubkey: data.UNICITY_MANAGER_PUBKEY,
    dataDir: data.UNICITY_DATA_DIR,
    relays: relays.split(",").map((relay) => relay.trim()),
    aggregatorUrl: data.SPHERE_AGGREGATOR_URL,
    aggregatorApiKey: data.UNICITY_API_KEY,
    trustBaseUrl: data.SPHERE_TRUSTBASE_URL,
    nametag: data.SPHERE_NAMETAG ?? `f-${data.UNICITY_INSTANCE_ID.replace(/[^0-9a-f]/gi, "").slice(0, 12)}`,
  };
}

/** It decompresses to a point of the curve. */
function isPoint(hex: string): boolean {
  try {
    return /^0[23][0-9a-f]{64}$/.test(hex) && ECDH.convertKey(hex, "secp256k1", "hex", "hex").length > 0;
  } catch {
    return false;
  }
}
