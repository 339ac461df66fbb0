// Adds to errors of the library where the thing that they are about came from: it knows values, not files and options.

import { isLibraryError } from "./errors.ts";

/**
 * Runs a step. Errors that the library throws in it end with `, in WHERE` and stay otherwise what they are.
 *
 * @param where `file "a.json"`, `--sum`
 */
export async function located<T>(where: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (isLibraryError(error)) error.message += `, in ${where}`;
    throw error;
  }
}

/** A file, as errors name it. */
export function inFile(path: string): string {
  return `file ${JSON.stringify(path)}`;
}
