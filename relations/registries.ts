// The registries that come with this package, by name.

import { quoted } from "../field/codec_text.ts";
import { RelationError } from "./errors.ts";
import type { RelationRegistry } from "./registry.ts";
import { ULTRA_BB3, ULTRA_BB5 } from "./ultra/mod.ts";

/** Every registry with a name. */
export const REGISTRIES: readonly RelationRegistry[] = Object.freeze([ULTRA_BB3, ULTRA_BB5]);

/**
 * The registry of this name.
 * @throws {RelationError} "unknown-registry"
 */
export function registryByName(name: string): RelationRegistry {
  const registry = REGISTRIES.find((r) => r.name === name);
  if (registry !== undefined) return registry;
  throw new RelationError(
    "unknown-registry",
    `Cannot find a registry: ${quoted(name)} is none of ${
      REGISTRIES.map((r) => r.name).join(", ")
    }`,
  );
}
