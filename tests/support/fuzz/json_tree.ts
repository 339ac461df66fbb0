// JSON as a tree that can hold what JSON.parse would lose: keys twice, numbers and texts as they are spelt. Written with
// random spacing and escapes, which change nothing.

import type { Random } from "../../../bench/workloads/random.ts";

/** A value. `text` of a scalar is its JSON, which need not be well-formed. */
export type Node =
  | { readonly is: "object"; readonly entries: (readonly [key: string, value: Node])[] }
  | { readonly is: "array"; readonly items: Node[] }
  | { readonly is: "scalar"; readonly text: string };

/** The tree of JSON data. */
export function treeOf(value: unknown): Node {
  if (Array.isArray(value)) return { is: "array", items: value.map(treeOf) };
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return { is: "object", entries: entries.map(([key, item]) => [key, treeOf(item)] as const) };
  }
  return scalar(JSON.stringify(value));
}

/** A scalar that is written like this. */
export function scalar(text: string): Node {
  return { is: "scalar", text };
}

/** A copy, whose lists can be changed without changing the original. */
export function copyOf(node: Node): Node {
  switch (node.is) {
    case "object":
      return {
        is: "object",
        entries: node.entries.map(([k, value]) => [k, copyOf(value)] as const),
      };
    case "array":
      return { is: "array", items: node.items.map(copyOf) };
    case "scalar":
      return node;
  }
}

/** Where a node is: its parent and its index there. The root is the only item of an array. */
export interface Place {
  readonly parent: Exclude<Node, { is: "scalar" }>;
  readonly index: number;
}

/** The node at a place. */
export function nodeAt({ parent, index }: Place): Node {
  return parent.is === "object" ? parent.entries[index][1] : parent.items[index];
}

/** Puts another node there. */
export function putAt({ parent, index }: Place, node: Node): void {
  if (parent.is === "object") parent.entries[index] = [parent.entries[index][0], node];
  else parent.items[index] = node;
}

/** A random place, found by going down from the root: what is near it is found more often than the many leaves. */
export function randomPlace(root: Place, random: Random): Place {
  let place = root;
  for (let depth = 0;; depth++) {
    const node = nodeAt(place);
    if (node.is === "scalar") return place;
    const count = node.is === "object" ? node.entries.length : node.items.length;
    if (count === 0 || random.below(depth === 0 ? 32 : 6) === 0) return place;
    // The first and the last are more often wrong than those between.
    const index = random.below(4) === 0 ? random.pick([0, count - 1]) : random.below(count);
    place = { parent: node, index };
  }
}

/** The tree as text: spaced and escaped at random, or with nothing to spare. */
export function textOf(node: Node, random?: Random): string {
  const parts: string[] = [];
  write(node, parts, random);
  return parts.join("");
}

function write(node: Node, parts: string[], random: Random | undefined): void {
  const space = () => {
    if (random !== undefined && random.below(16) === 0) {
      parts.push(random.pick([" ", "\n", "\t", "\r\n", "   "]));
    }
  };
  space();
  if (node.is === "scalar") {
    parts.push(node.text);
  } else if (node.is === "array") {
    parts.push("[");
    node.items.forEach((item, i) => {
      if (i > 0) parts.push(",");
      write(item, parts, random);
    });
    parts.push("]");
  } else {
    parts.push("{");
    node.entries.forEach(([key, value], i) => {
      if (i > 0) parts.push(",");
      space();
      parts.push(random === undefined ? JSON.stringify(key) : spelt(key, random));
      space();
      parts.push(":");
      write(value, parts, random);
    });
    parts.push("}");
  }
  space();
}

/** A text as JSON, sometimes with escapes where none are needed. */
export function spelt(text: string, random: Random): string {
  const plain = JSON.stringify(text);
  if (random.below(8) > 0) return plain;
  return plain.replace(/[a-z]/g, (letter, at: number) =>
    // Not behind a backslash: that letter is an escape's.
    random.below(3) > 0 || plain[at - 1] === "\\" || /\\u.{0,3}$/.test(plain.slice(0, at))
      ? letter
      : `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
