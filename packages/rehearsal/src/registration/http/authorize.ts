import { createHash, timingSafeEqual } from "node:crypto";
import { Refusal } from "./refusal.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Throws 401 unless the header is exactly `Bearer <key>`, compared in constant time. Without a key everybody may call. */
export function authorize(header: string | undefined, key: string): void {
  if (key === "") return;
  if (header === undefined || !timingSafeEqual(digest(header), digest(`Bearer ${key}`))) {
    throw new Refusal(401, "UNAUTHORIZED", "Missing or wrong API key");
  }
}
