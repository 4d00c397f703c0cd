import { DatabaseError } from "../database-error.ts";

/** Where a server is: `name` is what it was called by. */
export interface Address {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** A connection string of MongoDB, as far as the double knows it. */
export interface ConnectionString {
  readonly seeds: readonly Address[];
  readonly database: string;
  readonly replicaSet: string | undefined;
  readonly directConnection: boolean;
}

/** @throws DatabaseError `BadValue`, naming what the double does not know */
export function parseUri(uri: string): ConnectionString {
  const parts = /^mongodb:\/\/([^/?@]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(uri);
  if (!parts) throw new DatabaseError("BadValue", "not a mongodb:// address without credentials");
  const [, hosts = "", database = "", query = ""] = parts;
  const options = new URLSearchParams(query);
  const unknown = [...options.keys()].find((key) => key !== "replicaSet" && key !== "directConnection");
  if (unknown) throw new DatabaseError("BadValue", `the double does not know the option ${unknown}`);
  const seeds = hosts.split(",").map(parseAddress);
  const directConnection = options.get("directConnection") === "true";
  if (directConnection && seeds.length > 1)
    throw new DatabaseError("BadValue", "a direct connection cannot be made if multiple hosts are specified");
  return {
    seeds,
    database: database || "test",
    replicaSet: options.get("replicaSet") ?? undefined,
    directConnection,
  };
}

/** `host` or `host:port`. @throws DatabaseError `BadValue` */
export function parseAddress(text: string): Address {
  const [, host = "", port = "27017"] = /^([^\s:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === "" || Number(port) > 65_535) throw new DatabaseError("BadValue", `not a host: ${text}`);
  return { name: `${host}:${port}`, host, port: Number(port) };
}
