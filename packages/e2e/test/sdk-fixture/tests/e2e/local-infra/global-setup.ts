/** Starts what `E2E_LOCAL_INFRA=1` asks for: the call shape of an SDK's own harness, and nothing behind it. */
import { bootLocalRelay, type RelayHandle } from './relay.js';
import { bootLocalFaucet, type FaucetHandle } from './faucet.js';

let relay: RelayHandle | null = null;
let faucet: FaucetHandle | null = null;

export async function setup(): Promise<void> {
  if (process.env['E2E_LOCAL_INFRA'] !== '1') {
    console.log('no local infrastructure');
    return;
  }
  relay = await bootLocalRelay();
  process.env['SPHERE_NOSTR_RELAYS'] = relay.url;
  faucet = await bootLocalFaucet();
  process.env['E2E_LOCAL_FAUCET_PUBKEY'] = faucet.chainPubkey;
}

export async function teardown(): Promise<void> {
  if (process.env['E2E_LOCAL_INFRA'] !== '1') return;
  await faucet?.stop();
  await relay?.stop();
}
