const HIDDEN = "<not shown>";

/** The keys of a YAML file in block style, without a value or comment: what somebody else's file is about. */
export function keysOfYaml(text: string): string {
  let hiddenBelow = Number.POSITIVE_INFINITY;
  const lines = text.split("\n").map((line) => {
    const [, pad = "", dashes = "", rest = ""] = /^( *)((?:- )*)(.*)$/.exec(line) ?? [];
    if (rest === "" || rest.startsWith("#")) return "";
    const depth = pad.length + dashes.length;
    if (depth <= hiddenBelow) hiddenBelow = Number.POSITIVE_INFINITY;
    else return `${pad}${HIDDEN}`;
    const [, key, value = ""] = /^("?[\w./-]+"?):(?:\s+(.*))?$/.exec(rest) ?? [];
    if (key === undefined) return `${pad}${dashes}${HIDDEN}`;
    if (value === "" || value.startsWith("#")) return `${pad}${dashes}${key}:`;
    // What stands deeper belongs to the value.
    hiddenBelow = depth;
    return `${pad}${dashes}${key}: ${HIDDEN}`;
  });
  return lines.filter((line) => line !== "").join("\n");
}
