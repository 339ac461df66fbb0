// Output files: whole or not at all. A file is written under another name beside its place and then put there.

import type { Located, Runtime } from "./runtime.ts";
import { CliError } from "./errors.ts";
import { fileError } from "./runtime.ts";

/**
 * Checks that a file can be written, by creating and removing one beside it, so that a long computation is not lost.
 *
 * @throws {CliError} "not-found" (its folder), "permission-denied", "is-directory", "file-error"
 */
export async function checkWritable(runtime: Runtime, path: string): Promise<void> {
  await guarded(path, async () => {
    const place = await locate(runtime, path);
    if (place.kind === "special") return;
    const temporary = temporaryName(place.path);
    await runtime.create(temporary, new Uint8Array());
    await runtime.remove(temporary);
  });
}

/**
 * Writes a file, new or in the place of an old one, which stays as it was if anything fails. What is there and is not
 * a file (a device, a pipe) is written to directly.
 *
 * @throws {CliError} as {@linkcode checkWritable}
 */
export async function writeWhole(runtime: Runtime, path: string, bytes: Uint8Array): Promise<void> {
  await guarded(path, async () => {
    const place = await locate(runtime, path);
    if (place.kind === "special") return await runtime.overwrite(place.path, bytes);
    const temporary = temporaryName(place.path);
    try {
      await runtime.create(temporary, bytes);
      await runtime.rename(temporary, place.path);
    } catch (error) {
      await runtime.remove(temporary).catch(() => {});
      throw error;
    }
  });
}

async function locate(runtime: Runtime, path: string): Promise<Located> {
  const place = await runtime.locate(path);
  if (place.kind !== "directory") return place;
  throw new CliError("is-directory", `Cannot write a file: ${JSON.stringify(path)} is a folder`);
}

async function guarded(path: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    throw fileError("write", path, error);
  }
}

function temporaryName(path: string): string {
  return `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
}
