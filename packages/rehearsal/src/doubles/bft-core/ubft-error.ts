/** What ends `ubft` with 1 and one line on standard error. */
export class UbftError extends Error {}
