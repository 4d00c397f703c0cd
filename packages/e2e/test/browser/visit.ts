import { type Browser, errors } from "playwright-core";
import { AT_WORK } from "./https-origin.ts";

/** How long a page may be at work, ms: a guard against hanging. */
const LIMIT_MS = 100_000;

interface Visit {
  origin: string;
  permissions: readonly string[];
  settings: Record<string, string>;
}

/**
 * Opens the page in a profile of its own.
 *
 * @returns its title when it ended, or "at work" when it did not, and what the console said of it
 */
export async function visit(browser: Browser, { origin, permissions, settings }: Visit) {
  await using context = await browser.newContext({ ignoreHTTPSErrors: true });
  context.setDefaultTimeout(LIMIT_MS);
  await context.grantPermissions([...permissions], { origin });
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message) => void said.push(message.text()));
  page.on("requestfailed", (request) => void said.push(`${request.url()} ${request.failure()?.errorText}`));
  await page.goto(`${origin}/?${new URLSearchParams(settings)}`);
  // By a timer: what waits for frames waits for ever where the browser paints none.
  const ended = page.waitForFunction(`document.title !== "${AT_WORK}"`, undefined, { polling: 100 });
  await ended.catch((error: unknown) => {
    if (!(error instanceof errors.TimeoutError)) throw error;
    said.push(`The page did not end within ${LIMIT_MS} ms.`);
  });
  return { title: await page.title(), said: said.join("\n") };
}
