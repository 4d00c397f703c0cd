import { StackError, UsageError } from "../errors.ts";
import type { UpOption } from "../stack/definition.ts";

/** Places where wallets with public mnemonics may hold tokens: nobody else can reach them. */
const PRIVATE_PROFILES = ["embedded", "local"];

/** More are not known; see `devAccounts` of the devnet package. */
const MAX_ACCOUNTS = 100;

/** `up --accounts N` */
export const accountsOption: UpOption = {
  value: "N",
  summary: "have N test wallets with fixed, public mnemonics and tokens in them",
  check(value, profile) {
    if (!/^\d{1,3}$/.test(value) || Number(value) < 1 || Number(value) > MAX_ACCOUNTS)
      throw new UsageError(`--accounts ${value} is not a number from 1 to ${MAX_ACCOUNTS}.`);
    if (PRIVATE_PROFILES.includes(profile)) return;
    throw new StackError({
      code: "ACCOUNTS_REFUSED",
      what: `Test wallets are not created on the profile "${profile}".`,
      cause: "Their mnemonics are public: on a stack that others reach, anybody could take the tokens.",
      next: `Leave out --accounts; they exist on: ${PRIVATE_PROFILES.join(", ")}.`,
    });
  },
  async afterReady(value, instance, reporter, signal) {
    const { fundAccounts } = await import("./accounts/fund-accounts.ts");
    return fundAccounts(Number(value), instance, reporter, signal);
  },
};

/** `up --sdk VERSION` */
export const sdkOption: UpOption = {
  value: "VERSION",
  summary: "the stack that this SDK version can use, e.g. 0.6.14; refused where there is none",
  async check(value, profile) {
    const { assertSdkEmbedded, assertSdkRenders } = await import("./sdk-lines.ts");
    if (profile === "embedded") assertSdkEmbedded(value);
    else assertSdkRenders(value);
  },
};
