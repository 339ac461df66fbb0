// The package's version. A file of its own, because deno.json is not at hand wherever the package is installed; a test
// compares both.

/** The version of this package. */
export const VERSION = "0.1.0";
