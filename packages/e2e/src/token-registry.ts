/** Where sphere-sdk 0.6.14 fetches the names of coins from, whatever it is told. */
const PUBLISHED =
  /^https:\/\/raw\.githubusercontent\.com\/unicitynetwork\/unicity-ids\/.+\/unicity-ids\.\w+\.json$/;

/**
 * Lets wallets of this process read the token registry of the stack's faucet instead of the published one: no option of
 * the SDK does. Every other request goes where it went.
 *
 * @param registryUrl `stack.endpoints.faucet.registryUrl`
 * @returns a function that undoes it
 */
export function useLocalTokenRegistry(registryUrl: string): () => void {
  const original = globalThis.fetch;
  const routed: typeof fetch = (input, init) =>
    original(PUBLISHED.test(addressOf(input)) ? registryUrl : input, init);
  globalThis.fetch = routed;
  return () => {
    if (globalThis.fetch === routed) globalThis.fetch = original;
  };
}

function addressOf(input: Parameters<typeof fetch>[0]): string {
  return typeof input === "object" && "url" in input ? input.url : String(input);
}
