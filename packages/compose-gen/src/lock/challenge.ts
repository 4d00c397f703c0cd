/** One way to authenticate that a server offers (RFC 9110 section 11.3): scheme and parameters in lower case. */
export interface Challenge {
  scheme: string;
  parameters: Record<string, string>;
}

const MAX_HEADER = 8_192;

/** The challenges of a `WWW-Authenticate` header in their order; what is no challenge is skipped. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  const token = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+)))?/g;
  for (const [, name = "", quoted, plain] of header.slice(0, MAX_HEADER).matchAll(token)) {
    const value = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: {} });
    else {
      const current = challenges.at(-1);
      if (current) current.parameters[name.toLowerCase()] ??= value;
    }
  }
  return challenges;
}
