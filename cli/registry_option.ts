// The option that names a registry, for the commands that take it.

import { RelationError } from "../relations/errors.ts";
import { REGISTRIES, registryByName } from "../relations/registries.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { CliError } from "./errors.ts";
import { didYouMean } from "./nearest.ts";

const NAMES = REGISTRIES.map((registry) => registry.name);

/** `--relations NAME`. */
export const RELATIONS_OPTION = {
  value: "NAME",
  help: `the registry of relations: ${NAMES.join(" or ")}`,
  completes: NAMES,
  required: true,
} as const;

/**
 * The registry of this name.
 *
 * @throws {CliError} "unknown-registry"
 */
export function readRegistry(name: string): RelationRegistry {
  try {
    return registryByName(name);
  } catch (error) {
    if (!(error instanceof RelationError) || error.code !== "unknown-registry") throw error;
    throw new CliError(error.code, error.message, {
      hint: didYouMean(name, NAMES, "a registry of your own is proved by a script: see the README"),
      cause: error,
    });
  }
}
