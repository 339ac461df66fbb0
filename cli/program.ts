// What has to be typed to start this command line, from where its main module was loaded: help and examples show it, so
// that what they show can be copied.

/**
 * `deno run -RW jsr:@limbs/sumcheck/cli` from JSR, the path of cli.ts from a file, else the address.
 *
 * @param starter what starts a script: `bun`
 * @param url the main module's
 * @param folder where the process works, if that is known: paths are shortened by it
 */
export function programOf(starter: string, url: string, folder: string): string {
  return `${starter} ${quoted(scriptOf(url, folder))}`;
}

function scriptOf(url: string, folder: string): string {
  const { protocol, pathname } = new URL(url);
  if (protocol !== "file:") {
    const [, name] = /^https:\/\/jsr\.io\/(@[^/]+\/[^/]+)\/[^/]+\/cli\.ts$/.exec(url) ?? [];
    return name === undefined ? url : `jsr:${name}/cli`;
  }
  // On Windows, "/C:/…".
  const path = decodeURIComponent(pathname).replace(/^\/(?=[A-Za-z]:)/, "");
  const start = `${folder.replaceAll("\\", "/")}/`;
  return folder !== "" && path.startsWith(start) ? path.slice(start.length) : path;
}

/** For a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
