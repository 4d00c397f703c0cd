import { connectDocuments, type Documents } from "../../mongo/client.ts";
import type { Settings } from "../settings.ts";
import { FatalError } from "./fatal-error.ts";
import { messageOf } from "./log.ts";

/** Connects to `MONGODB_URI`, in the database of `MONGODB_DATABASE`. @throws DatabaseError */
export function connectToDatabase(settings: Settings): Promise<Documents> {
  const { mongoUri, database, connectTimeoutMs, selectionTimeoutMs } = settings;
  return connectDocuments(inDatabase(mongoUri, database), { connectTimeoutMs, selectionTimeoutMs });
}

/** A connection to a replica set. @throws FatalError when it is not there in time, or no replica set */
export async function openDatabase(
  settings: Settings,
  connect: (settings: Settings) => Promise<Documents>,
): Promise<Documents> {
  let documents: Documents | undefined;
  try {
    documents = await connect(settings);
    const { setName } = await documents.hello();
    if (!setName) throw new Error("MongoDB is not running as a replica set");
    return documents;
  } catch (error) {
    await documents?.close();
    throw new FatalError(`failed to initialize storage: ${messageOf(error)}`);
  }
}

/** The URI with another database: `MONGODB_DATABASE` decides, not the path. */
function inDatabase(uri: string, database: string): string {
  return uri.replace(/^(mongodb:\/\/[^/?]+)(?:\/[^?]*)?(\?|$)/, `$1/${encodeURIComponent(database)}$2`);
}
