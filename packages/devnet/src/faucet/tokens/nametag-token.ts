import { createHash } from "node:crypto";
import { AddressFactory } from "@unicitylabs/state-transition-sdk/lib/address/AddressFactory.js";
import { ProxyAddress } from "@unicitylabs/state-transition-sdk/lib/address/ProxyAddress.js";
import { HashAlgorithm } from "@unicitylabs/state-transition-sdk/lib/hash/HashAlgorithm.js";
import { UnmaskedPredicate } from "@unicitylabs/state-transition-sdk/lib/predicate/embedded/UnmaskedPredicate.js";
import { Token } from "@unicitylabs/state-transition-sdk/lib/token/Token.js";
import { TokenId } from "@unicitylabs/state-transition-sdk/lib/token/TokenId.js";
import { TokenState } from "@unicitylabs/state-transition-sdk/lib/token/TokenState.js";
import { TokenType } from "@unicitylabs/state-transition-sdk/lib/token/TokenType.js";
import { MintCommitment } from "@unicitylabs/state-transition-sdk/lib/transaction/MintCommitment.js";
import { MintTransactionData } from "@unicitylabs/state-transition-sdk/lib/transaction/MintTransactionData.js";
import { TOKEN_TYPE_ID } from "../../coins/coins.ts";
import type { WalletIdentity } from "../identity/derive-identity.ts";
import { type Certifier, certify } from "./certify.ts";

/**
 * Mints the token of a name as sphere-sdk 0.6.14 does: the salt is sha256(token key ‖ name), so the same identity
 * always gets the same token, and minting it again proves that the name is still its own.
 *
 * @param nametag normalised name, without `@`
 * @returns the token as JSON text
 * @throws RequestTaken when somebody else minted the name
 * @throws ProofInvalid when the aggregator signs under another trust base
 * @throws ServiceUnavailable: may succeed later
 */
export async function mintNametag(
  certifier: Certifier,
  identity: WalletIdentity,
  nametag: string,
): Promise<string> {
  const tokenId = await TokenId.fromNameTag(nametag);
  const tokenType = new TokenType(Buffer.from(TOKEN_TYPE_ID, "hex"));
  const owner = await AddressFactory.createAddress(identity.directAddress);
  const salt = createHash("sha256").update(identity.tokenSigner.publicKey).update(nametag).digest();
  const data = await MintTransactionData.createFromNametag(nametag, tokenType, owner, salt, owner);
  const commitment = await MintCommitment.create(data);
  const transaction = commitment.toTransaction(await certify(certifier, commitment));
  const predicate = await UnmaskedPredicate.create(
    tokenId,
    tokenType,
    identity.tokenSigner,
    HashAlgorithm.SHA256,
    salt,
  );
  const token = await Token.mint(certifier.trustBase, new TokenState(predicate, null), transaction);
  return JSON.stringify(token.toJSON());
}

/** `PROXY://…` of a name. */
export async function proxyAddressOf(nametag: string): Promise<string> {
  return (await ProxyAddress.fromNameTag(nametag)).address;
}
