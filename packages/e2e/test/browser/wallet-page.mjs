/**
 * The page of a wallet, as an application would write it: the unmodified browser build of sphere-sdk with an oracle of
 * its own. Its title says how it ended.
 */
import { Sphere } from "@unicitylabs/sphere-sdk";
import {
  createBrowserProviders,
  createUnicityAggregatorProvider,
} from "@unicitylabs/sphere-sdk/impl/browser";

const settings = new URLSearchParams(location.search);
const setting = (name) => settings.get(name) ?? "";

async function mint() {
  const url = setting("aggregator");
  const { storage, tokenStorage, transport } = createBrowserProviders({
    network: "testnet",
    transport: { relays: [setting("relay")] },
    tokenSync: { ipfs: { enabled: false } },
  });
  const oracle = createUnicityAggregatorProvider({ url, trustBaseUrl: `${url}/.well-known/trust-base.json` });
  const { sphere } = await Sphere.init({
    ...{ storage, tokenStorage, transport, oracle },
    ...{ network: "testnet", l1: null, discoverAddresses: false },
    ...{ autoGenerate: true, nametag: setting("nametag") },
  });
  return `minted ${sphere.identity?.nametag}`;
}

document.title = await mint().catch((error) => `failed: ${error}`);
