/** Status and JSON body of an answer. */
export interface RestAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** An answer that says what went wrong, in the form of the upstream faucet. */
export function failure(status: number, error: string, data?: object): RestAnswer {
  return { status, body: { success: false, error, ...(data && { data }) } };
}
