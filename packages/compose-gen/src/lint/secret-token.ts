/** How issuers mark their secrets, so that these can be found wherever they are written (from the issuers' documentation). */
const marked: readonly (readonly [kind: string, form: RegExp])[] = [
  ["a private key", /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/],
  ["a token of GitHub", /(?<![A-Za-z0-9])(?:gh[oprsu]_[A-Za-z0-9]{10,}|github_pat_[A-Za-z0-9_]{10,})/],
  ["a token of GitLab", /(?<![A-Za-z0-9])gl(?:pat|dt|rt|ptt|cbt|soat)-[A-Za-z0-9_-]{8,}/],
  ["a token of Slack", /(?<![A-Za-z0-9])(?:xox[a-z]|xapp)-[A-Za-z0-9-]{8,}/],
  ["a key of Amazon", /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{12,}/],
  ["a key of Google", /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{30,}/],
  ["a key of Stripe", /(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{10,}/],
  ["an API key", /(?<![A-Za-z0-9])sk-(?=[A-Za-z_-]{0,60}[0-9])[A-Za-z0-9_-]{12,}/],
  ["a token of npm", /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{20,}/],
  ["a token of PyPI", /(?<![A-Za-z0-9])pypi-[A-Za-z0-9_-]{20,}/],
  ["a token of Docker Hub", /(?<![A-Za-z0-9])dckr_pat_[A-Za-z0-9_-]{10,}/],
  ["a token of DigitalOcean", /(?<![A-Za-z0-9])do[opr]_v1_[a-f0-9]{20,}/],
  ["a key of SendGrid", /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ["a token of Hugging Face", /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{20,}/],
  ["a private key (nsec)", /(?<![A-Za-z0-9])nsec1[ac-hj-np-z02-9]{20,}/],
  ["a private key (age)", /AGE-SECRET-KEY-1[A-Z0-9]{20,}/],
  ["an extended private key", /(?<![A-Za-z0-9])[xyzt]prv[1-9A-HJ-NP-Za-km-z]{50,}/],
  ["a signed token (JWT)", /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\./],
];

/** What secret a text holds, by its issuer's mark; `undefined` for none. */
export function tokenIn(text: string): string | undefined {
  return marked.find(([, form]) => form.test(text))?.[0];
}
