import { configurationText } from "./configuration.ts";

/** The configuration as a TypeScript file, or as JavaScript for a Node.js that loads no TypeScript. */
export type Language = "ts" | "js";

/** A file that a new configuration consists of. */
export interface InitFile {
  /** Name in the folder. */
  name: string;
  content: string;
  /** A `useful` file is left as it is where there is one already; an `own` one must not exist. */
  kind: "own" | "useful";
}

/** What the files are made for. */
export interface InitOptions {
  /** Prefix of project names and name of the npm package. */
  project: string;
  language: Language;
  /** Version of this package. */
  version: string;
}

/** Name of the configuration in this language. */
export function configurationName(language: Language): string {
  return language === "ts" ? "compose-gen.config.ts" : "compose-gen.config.mjs";
}

/** Every file of a new configuration. */
export function initFiles(options: InitOptions): InitFile[] {
  const own = (name: string, content: string): InitFile => ({ name, content, kind: "own" });
  const useful = (name: string, content: string): InitFile => ({ name, content, kind: "useful" });
  return [
    own(configurationName(options.language), configurationText(options.project)),
    own("images.json", json(images)),
    own("images.lock.json", json({ lockVersion: 1, images: {} })),
    useful("package.json", json(packageManifest(options))),
    ...(options.language === "ts" ? [useful("tsconfig.json", json(compilerOptions))] : []),
    useful(".gitignore", "node_modules/\nsecrets/\nlocal/\n*.env\n"),
  ];
}

const images = {
  app: {
    repository: "ghcr.io/example/app",
    tag: "1.0.0",
    user: "65532:65532",
    tools: ["wget"],
    description: "Replace it with the image of your application",
  },
  postgres: {
    repository: "docker.io/library/postgres",
    tag: "17.5",
    versionParts: 2,
    user: "999:999",
    tools: ["pg_isready"],
  },
};

function packageManifest({ project, language, version }: InitOptions) {
  const run = (command: string) => `compose-gen ${command} --config ${configurationName(language)}`;
  return {
    name: project,
    private: true,
    type: "module",
    scripts: {
      render: run("render --all-generations --all-profiles"),
      lock: run("lock --update"),
      lint: run("lint"),
      check: run("render --all-generations --all-profiles --check"),
    },
    devDependencies: { "@unicity-sphere/compose-gen": version },
  };
}

const compilerOptions = {
  compilerOptions: {
    target: "es2023",
    module: "nodenext",
    strict: true,
    noEmit: true,
    resolveJsonModule: true,
    // Node.js strips types and imports files by their names.
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
  },
  include: ["*.ts"],
};

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
