import packageJson from "../../package.json" with { type: "json" };

/** Version of stackctl, the same as of all packages of the project. */
export const VERSION: string = packageJson.version;
