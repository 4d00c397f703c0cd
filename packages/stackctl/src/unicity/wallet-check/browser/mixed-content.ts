/** Hosts that are this machine for a browser (Secure Contexts, potentially trustworthy origins). */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(host)
  );
}

/** Whether a URL is neither `https:` nor `wss:`. */
export function isPlain(url: string): boolean {
  return /^(http|ws):/i.test(url);
}

/** Whether browsers block the URL for a page of `origin`: plain, from an https page, and not on this machine. */
export function isMixedContent(origin: string, url: string): boolean {
  return origin.startsWith("https:") && isPlain(url) && !isLoopback(new URL(url).hostname);
}
