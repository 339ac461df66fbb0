// Values from outside as messages show them: on one line, short, and never a walk through what may be large or deep.

/** Characters of a value that are shown. */
const LENGTH = 80;

/** A text as JSON, cut off, or another scalar; of objects and arrays only that they are such. */
export function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "an array" : "an object";
  }
  const text = typeof value === "string"
    ? JSON.stringify(value.slice(0, LENGTH + 1))
    : String(value);
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
}
