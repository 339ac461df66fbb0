// Headless Chromium for tests, driven by playwright-core. Tests that need it are ignored where it cannot be had.

import type { Browser, Page } from "playwright-core";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const PERMISSIONS = ["run", "read", "write", "net", "env", "sys"] as const;
const ARGUMENTS = [
  "--headless",
  // Containers have no user namespaces for its sandbox; it sees nothing but pages of this repository.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Why there is no browser here; undefined if there is one. */
export const BROWSER_MISSING: string | undefined = missing();

function missing(): string | undefined {
  const denied = PERMISSIONS.filter((name) =>
    Deno.permissions.querySync({ name }).state !== "granted"
  );
  if (denied.length > 0) return `needs ${denied.map((name) => `--allow-${name}`).join(" ")}`;
  return executable() === undefined ? "needs Chromium: apt-get install chromium" : undefined;
}

function executable(): string | undefined {
  return CHROMIUM.find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** Calls `use` with a browser that has a new, empty profile, and ends the browser after it. */
export async function withBrowser(use: (browser: Browser) => Promise<void>): Promise<void> {
  // Not imported at the top: the module reads the environment when it is loaded.
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({
    executablePath: executable() as string,
    args: ARGUMENTS,
  });
  try {
    await use(browser);
  } finally {
    await browser.close();
  }
}

/** What a page has complained of since: errors, and what its content security policy has blocked. */
export function complaints(page: Page): readonly string[] {
  const heard: string[] = [];
  page.on("pageerror", ({ message }) => heard.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") heard.push(message.text());
  });
  return heard;
}
