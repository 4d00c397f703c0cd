import { AddressFactory } from "@unicitylabs/state-transition-sdk/lib/address/AddressFactory.js";
import { HashAlgorithm } from "@unicitylabs/state-transition-sdk/lib/hash/HashAlgorithm.js";
import { UnmaskedPredicate } from "@unicitylabs/state-transition-sdk/lib/predicate/embedded/UnmaskedPredicate.js";
import { CoinId } from "@unicitylabs/state-transition-sdk/lib/token/fungible/CoinId.js";
import { TokenCoinData } from "@unicitylabs/state-transition-sdk/lib/token/fungible/TokenCoinData.js";
import { Token } from "@unicitylabs/state-transition-sdk/lib/token/Token.js";
import { TokenId } from "@unicitylabs/state-transition-sdk/lib/token/TokenId.js";
import { TokenState } from "@unicitylabs/state-transition-sdk/lib/token/TokenState.js";
import { TokenType } from "@unicitylabs/state-transition-sdk/lib/token/TokenType.js";
import type { IMintTransactionReason } from "@unicitylabs/state-transition-sdk/lib/transaction/IMintTransactionReason.js";
import { MintCommitment } from "@unicitylabs/state-transition-sdk/lib/transaction/MintCommitment.js";
import { MintTransactionData } from "@unicitylabs/state-transition-sdk/lib/transaction/MintTransactionData.js";
import { TransferCommitment } from "@unicitylabs/state-transition-sdk/lib/transaction/TransferCommitment.js";
import { TOKEN_TYPE_ID } from "../../coins/coins.ts";
import type { WalletIdentity } from "../identity/derive-identity.ts";
import { type Certifier, certify } from "./certify.ts";

/** Everything that determines a minted and transferred token: the same plan gives the same token every time. */
export interface TokenPlan {
  /** 32 bytes, hex. */
  tokenId: string;
  /** 64 hex characters. */
  coinId: string;
  /** Base units. */
  amount: bigint;
  /** 32 random bytes, hex. */
  mintSalt: string;
  /** 32 random bytes, hex. */
  transferSalt: string;
  /** `DIRECT://…` of the recipient. */
  recipientAddress: string;
}

/** A token ready to be handed over: both halves of a kind 31113 payload. */
export interface TransferredToken {
  sourceToken: string;
  transferTx: string;
}

/**
 * Mints a token to the faucet itself and transfers it to the recipient, both certified and verified. Repeating a plan
 * that was interrupted continues it: the aggregator knows the commitments by their request ids.
 *
 * @throws CommitmentRefused, ProofInvalid, VerificationError: final
 * @throws ServiceUnavailable: may succeed later
 */
export async function mintAndTransfer(
  certifier: Certifier,
  identity: WalletIdentity,
  plan: TokenPlan,
): Promise<TransferredToken> {
  const token = await mint(certifier, identity, plan);
  const recipient = await AddressFactory.createAddress(plan.recipientAddress);
  const commitment = await TransferCommitment.create(
    token,
    recipient,
    bytes(plan.transferSalt),
    null,
    null,
    identity.tokenSigner,
  );
  const transaction = commitment.toTransaction(await certify(certifier, commitment));
  return {
    sourceToken: JSON.stringify(token.toJSON()),
    transferTx: JSON.stringify(transaction.toJSON()),
  };
}

async function mint(
  certifier: Certifier,
  identity: WalletIdentity,
  plan: TokenPlan,
): Promise<Token<IMintTransactionReason>> {
  const tokenId = new TokenId(bytes(plan.tokenId));
  const tokenType = new TokenType(bytes(TOKEN_TYPE_ID));
  const salt = bytes(plan.mintSalt);
  const predicate = await UnmaskedPredicate.create(
    tokenId,
    tokenType,
    identity.tokenSigner,
    HashAlgorithm.SHA256,
    salt,
  );
  const data = await MintTransactionData.create(
    tokenId,
    tokenType,
    null,
    TokenCoinData.create([[new CoinId(bytes(plan.coinId)), plan.amount]]),
    await AddressFactory.createAddress(identity.directAddress),
    salt,
    null,
    null,
  );
  const commitment = await MintCommitment.create(data);
  const transaction = commitment.toTransaction(await certify(certifier, commitment));
  return Token.mint(certifier.trustBase, new TokenState(predicate, null), transaction);
}

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}
