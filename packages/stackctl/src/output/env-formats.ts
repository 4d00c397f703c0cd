/** Ways to write variables down. */
export const ENV_FORMATS = ["shell", "dotenv", "json", "github"] as const;
export type EnvFormat = (typeof ENV_FORMATS)[number];

type Variables = Readonly<Record<string, string>>;

/** The variables as text that the named reader reads back unchanged, whatever the values hold. */
export function formatEnvironment(variables: Variables, format: EnvFormat): string {
  return WRITERS[format](variables);
}

const WRITERS: Record<EnvFormat, (variables: Variables) => string> = {
  shell: (variables) => lines(variables, (name, value) => `export ${name}=${shellQuote(value)}`),
  dotenv: (variables) => lines(variables, (name, value) => `${name}=${dotenvQuote(value)}`),
  json: (variables) => `${JSON.stringify(variables, null, 2)}\n`,
  github: (variables) => lines(variables, githubEntry),
};

function lines(variables: Variables, write: (name: string, value: string) => string): string {
  return Object.entries(variables)
    .map(([name, value]) => `${write(name, value)}\n`)
    .join("");
}

/** POSIX: nothing is special between single quotes. */
function shellQuote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** The `dotenv` package and Node.js take a value between quotes as it is, when it does not hold that quote. */
function dotenvQuote(value: string): string {
  const quote = ["'", "`", '"'].find((sign) => !value.includes(sign));
  if (quote === undefined || (quote === '"' && value.includes("\\")))
    throw new Error("A value that holds every kind of quote cannot be written in dotenv format.");
  return `${quote}${value}${quote}`;
}

/** Workflow commands: a value of more than one line needs a delimiter that it does not hold. */
function githubEntry(name: string, value: string): string {
  if (!/[\r\n]/.test(value)) return `${name}=${value}`;
  let delimiter = "END";
  while (value.includes(delimiter)) delimiter += "_";
  return `${name}<<${delimiter}\n${value}\n${delimiter}`;
}
