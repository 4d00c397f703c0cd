/** What the harness starts without the patch; here only the fact that it was asked. */
export interface RelayHandle {
  url: string;
  stop(): Promise<void>;
}

export async function bootLocalRelay(): Promise<RelayHandle> {
  console.log("relay of the SDK's own harness: start");
  return {
    url: "ws://127.0.0.1:9",
    stop: async () => console.log("relay of the SDK's own harness: stop"),
  };
}
