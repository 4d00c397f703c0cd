import registry from "./coins.json" with { type: "json" };

/** A fungible coin as published in unicity-ids for the test network. */
export interface Coin {
  /** 64 hex characters. */
  readonly id: string;
  /** Registry name, the word of the REST door, e.g. `unicity`. */
  readonly name: string;
  /** Ticker, e.g. `UCT`. */
  readonly symbol: string;
  /** One human unit is 10^decimals base units. */
  readonly decimals: number;
  readonly description: string;
}

/** Every coin that a wallet of the v1 test network knows. */
export const COINS: readonly Coin[] = registry.coins;

/** Token type of all fungible tokens and nametags of the test network, 64 hex characters. */
export const TOKEN_TYPE_ID: string = registry.tokenType;

/** Registry network name that the ids belong to. */
export const COIN_NETWORK: string = registry.network;

const byKey = new Map<string, Coin>();
for (const coin of COINS) {
  byKey.set(coin.name, coin);
  byKey.set(coin.symbol.toLowerCase(), coin);
  byKey.set(coin.id, coin);
}

/** The coin with this registry name, symbol (any case) or 64-hex id; undefined when there is none. */
export function findCoin(nameSymbolOrId: string): Coin | undefined {
  return byKey.get(nameSymbolOrId.trim().toLowerCase());
}
