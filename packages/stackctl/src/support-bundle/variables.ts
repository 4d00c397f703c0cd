/** Names of settings whose value is a secret. */
const SECRET = /(?:KEY|KEYS|SECRET|TOKEN|PASSWORD|PASS|PASSPHRASE|MNEMONIC|NSEC|SEED|CREDENTIALS?)$/i;
const SHOWN =
  /^(?:SSL_DOMAIN|SSL_DOMAIN_ALIASES|HAPROXY_HOST|ACCESS_LOG|STACK_PROJECT|STACK_NETWORK|STACK_GENERATION|[A-Z_]+_(?:FILE|PORT|DIR|FOLDER))$/;
const HIDDEN = "<not shown>";

/** Whether the name of a setting says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}

/** Whether the value of a setting of this name is shown, whatever it is. */
export function isShown(name: string): boolean {
  return SHOWN.test(name);
}

/** A setting for others: the value of one that cannot be a secret, of an address scheme and host, of any other the name. */
export function showVariable(name: string, value: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return HIDDEN;
  return `${name}=${shownValue(name, value)}`;
}

function shownValue(name: string, value: string): string {
  if (isShown(name)) return value;
  if (isSecretName(name)) return HIDDEN;
  if (/^(?:true|false|none|\d{0,9})$/.test(value)) return value;
  const [, scheme, host, rest] = /^([a-z]+:\/\/)(?:[^/,\s]*@)?([A-Za-z0-9.:-]+)([/?,].*)?$/.exec(value) ?? [];
  return scheme ? `${scheme}${host}${rest ? "/…" : ""}` : HIDDEN;
}

/** The password in an address, if it has one. */
export function passwordIn(value: string): string | undefined {
  return /:\/\/[^/@:]*:(.+)@/.exec(value)?.[1];
}
