/** Name and value of an entry of `security_opt`; the engine accepts `:` and `=` between them. */
export function securityOption(entry: string): { name: string; value: string | undefined } {
  const end = entry.search(/[:=]/);
  return end < 0
    ? { name: entry, value: undefined }
    : { name: entry.slice(0, end), value: entry.slice(end + 1) };
}

/** Whether the engine sets the flag: of several entries the last one counts, as it reads them (Go, strconv.ParseBool). */
export function forbidsNewPrivileges(entries: readonly string[]): boolean {
  const last = entries.map(securityOption).findLast(({ name }) => name === "no-new-privileges");
  return last !== undefined && (last.value === undefined || /^(?:1|t|T|TRUE|true|True)$/.test(last.value));
}

/** What an option may be without taking a protection away. */
const harmless: Readonly<Record<string, RegExp>> = {
  "no-new-privileges": /^/,
  seccomp: /^(?:builtin|(?!\/(?:dev|proc|sys)\/).*\.json)$/,
  apparmor: /^(?!unconfined$)[A-Za-z0-9][A-Za-z0-9._/-]*$/i,
  label:
    /^(?:user:[a-z_]+_u|role:[a-z_]+_r|level:s[0-9][a-z0-9:.,-]*|type:(?:container|svirt_lxc_net|svirt_sandbox)(?:_init|_file)?_t)$/,
};

/** True for an entry that takes a protection away, or that is not known to leave them all. */
export function weakensProtection(entry: string): boolean {
  const { name, value = "" } = securityOption(entry);
  return !Object.hasOwn(harmless, name) || !harmless[name]?.test(value);
}
