/** A failure as GitHub shows it beside a run; undefined elsewhere. @param what the first line becomes the title */
export function annotation(env: NodeJS.ProcessEnv, what: string): string | undefined {
  if (env.GITHUB_ACTIONS !== "true") return undefined;
  const [title = ""] = what.split("\n");
  return `::error title=${escapeProperty(title)}::${escapeData(what)}`;
}

/** Workflow commands end at the line; see "Workflow commands for GitHub Actions". */
const escapeData = (text: string) =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string) => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
