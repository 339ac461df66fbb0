// Damage to JSON: to what it says (values, keys, lists), by its tree, and to how it is written, by its text.

import type { Random } from "../../../bench/workloads/random.ts";
import { MODULI } from "../field_oracle.ts";
import {
  copyOf,
  type Node,
  nodeAt,
  type Place,
  putAt,
  randomPlace,
  scalar,
  spelt,
  textOf,
} from "./json_tree.ts";

/** Values that readers meet where they expect something else. */
const VALUES: readonly string[] = [
  ...["null", "true", "false", '""', "0", "-0", "-1", "1", "2", "1.5", "1e0", "1E+1", "0.1e1"],
  ...["1e400", "-1e400", "1e-400", "1e308", "9007199254740991", "9007199254740992", "1e21"],
  ...["4294967296", "268435456", "65536", "65537", "256", "255", "65535", "4294967295", "28", "29"],
  ...["64", "65", "32", "16", "8", "3", "[]", "{}", "[[]]", "[null]", '{"":0}', '{"then":0}'],
  ...['{"toString":1,"valueOf":1}', '{"toJSON":0}', '{"length":1e9}', '{"constructor":{}}'],
  '{"__proto__":{"kind":"sumcheck","format":"limbs-sumcheck-trace"}}',
];

/** What looks like a value and is none. */
const MALFORMED: readonly string[] = [
  ...["00", "01", "+1", ".5", "1.", "0x1", "NaN", "Infinity", "undefined", "'a'", "1_000", "--1"],
  ...["1e", "1e+", "nul", '"', "[", "]", "{", '{"a"}', "{1:2}", "[1,]", '"\\x41"', '"\\u12"', ""],
];

/** Keys and names that mean something to an engine, or look like others. */
const KEYS: readonly string[] = [
  ...["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "length"],
  ...["toJSON", "then", "kind", "format", "version", "bits", "name", "values", "0", "1", "-1"],
  ...["4294967295", "", " ", "a", "a_shift", "q_delta_range", "q_range", "beta"],
  ...["\u0000", "\u0430", "e\u0301", "\u00e9", "\ufeffa", "a\u200b", "\u202ea", "\ud800", "\udc00"],
  ...["\ud83d\ude00", "\uff10", "A", "\n", '"', "\\", "x".repeat(255), "x".repeat(256)],
  ...["é".repeat(128), "x".repeat(4000)],
];

/** Integers around the moduli and around 2^256, in hexadecimal. */
const INTEGERS: readonly string[] = [
  ...["0", "1", "f".repeat(64), `1${"0".repeat(64)}`, `0${"f".repeat(64)}`, "0".repeat(64)],
  ...Object.values(MODULI).flatMap((p) => [p - 1n, p, p + 1n].map((x) => x.toString(16))),
];

/** Texts for elements: near misses of 0x and 1 to 64 digits. */
function elementText(random: Random): string {
  const digits = random.pick(INTEGERS);
  const written = random.pick([digits, digits.toUpperCase(), digits.padStart(64, "0")]);
  return random.pick([
    ...Array<string>(8).fill(`0x${written}`),
    ...[`0X${written}`, written, `-0x${written}`, `0x-${written}`, `0x`, ` 0x${written}`],
    ...[`0x${written} `, `0x${written}\n`, `0x${written}n`, `0x${written}.0`, `0x0x${written}`],
    ...["0x١", "０x1", "0x１", `0x${"0".repeat(65)}`, "0xg", "0b1", "1e3", "0x1_0"],
  ]);
}

type TreeMutation = (place: Place, random: Random, others: readonly Node[]) => void;

const TREE_MUTATIONS: readonly TreeMutation[] = [
  (place, random) => putAt(place, scalar(random.pick(VALUES))),
  (place, random) => putAt(place, scalar(random.pick(VALUES))),
  (place, random) => {
    if (random.below(4) === 0) putAt(place, scalar(random.pick(MALFORMED)));
  },
  (place, random) => putAt(place, scalar(JSON.stringify(elementText(random)))),
  (place, random) => putAt(place, scalar(JSON.stringify(elementText(random)))),
  (place, random) => putAt(place, scalar(spelt(random.pick(KEYS), random))),
  // A number that is a little more or less.
  (place, random) => {
    const node = nodeAt(place);
    const number = node.is === "scalar" ? Number(node.text) : NaN;
    putAt(place, scalar(String(Number.isFinite(number) ? number + random.pick([-1, 1]) : 3)));
  },
  // Something less, more, twice, elsewhere.
  ({ parent, index }) => {
    if (parent.is === "object") parent.entries.splice(index, 1);
    else parent.items.splice(index, 1);
  },
  (place, random) => {
    const { parent, index } = place, twin = copyOf(nodeAt(place));
    if (parent.is === "array") parent.items.splice(index, 0, twin);
    else {
      const key = random.below(2) === 0 ? parent.entries[index][0] : random.pick(KEYS);
      parent.entries.splice(random.below(parent.entries.length + 1), 0, [key, twin]);
    }
  },
  ({ parent, index }, random) => {
    if (parent.is === "array") return;
    parent.entries[index] = [random.pick(KEYS), parent.entries[index][1]];
  },
  ({ parent, index }, random) => {
    const list: unknown[] = parent.is === "object" ? parent.entries : parent.items;
    const other = random.below(list.length);
    [list[index], list[other]] = [list[other], list[index]];
  },
  (place, random) => {
    const node = nodeAt(place);
    const list: unknown[] = node.is === "scalar"
      ? []
      : node.is === "array"
      ? node.items
      : node.entries;
    list.length = random.below(list.length + 1);
  },
  // A longer list: of one item many times.
  (place, random) => {
    const node = nodeAt(place);
    if (node.is !== "array" || node.items.length === 0) return;
    const item = random.pick(node.items), count = random.pick([1, 2, 7, 40, 300]);
    for (let i = 0; i < count; i++) node.items.push(item);
  },
  // Deeper.
  (place, random) => {
    const depth = random.pick([1, 2, 30, 3000]), key = random.below(2) === 0;
    const [open, close] = key ? ['{"a":', "}"] : ["[", "]"];
    const inner = depth > 30 ? "0" : textOf(nodeAt(place));
    putAt(place, scalar(open.repeat(depth) + inner + close.repeat(depth)));
  },
  // A part of another file.
  (place, random, others) => {
    if (others.length === 0) return;
    const other: Place = { parent: { is: "array", items: [random.pick(others)] }, index: 0 };
    putAt(place, copyOf(nodeAt(randomPlace(other, random))));
  },
];

/** Characters that JSON or its readers treat in a way of their own. */
const CHARACTERS: readonly string[] = [
  ...['"', "\\", "{", "}", "[", "]", ",", ":", "0", "e", "-", "+", ".", "x", "\n", "\t", "\u0000"],
  ...["\u2028", "\ufeff", "\u00a0", "\ud800", "\udfff", "\u{1f600}", "\\u0000", "\\ud800", "\\/"],
  ...['\\"', "//", "/**/", '":', '"a":1,', "1e999", "0x", "f"],
];

/** Units that a text is made long with. */
const UNITS: readonly string[] = ["\\n", "\\u0041", "\\\\", "[", '{"a":', "0", '"0x0",', " ", "é"];

type TextMutation = (text: string, random: Random, others: readonly string[]) => string;

const TEXT_MUTATIONS: readonly TextMutation[] = [
  (text, random) => edited(text, random, random.pick([0, 1, 1, 2]), random.pick(CHARACTERS)),
  (text, random) => edited(text, random, 1, String.fromCharCode(random.below(0x10000))),
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => edited(text, random, 1 + random.below(random.pick([2, 20, 400])), ""),
  (text, random) => {
    const start = random.below(text.length + 1), length = random.below(random.pick([4, 70, 400]));
    return edited(text, random, 0, text.slice(start, start + length));
  },
  (text, random, others) => {
    const other = others.length === 0 ? text : random.pick(others);
    return text.slice(0, random.below(text.length + 1)) +
      other.slice(random.below(other.length + 1));
  },
];

/** JSON files that are damaged, from these. */
export class JsonMutator {
  readonly #trees: readonly Node[];
  readonly #texts: readonly string[];

  /** Takes undamaged files. */
  constructor(trees: readonly Node[]) {
    this.#trees = trees;
    this.#texts = trees.map((tree) => textOf(tree));
  }

  /** One of the files: as it is, with damage to what it says, or also to its text. */
  make(random: Random): string {
    const root: Place = {
      parent: { is: "array", items: [copyOf(random.pick(this.#trees))] },
      index: 0,
    };
    const kind = random.below(16);
    for (let n = kind === 0 ? 0 : random.pick([1, 1, 1, 2, 3]); n > 0; n--) {
      random.pick(TREE_MUTATIONS)(randomPlace(root, random), random, this.#trees);
      if (root.parent.is === "array" && root.parent.items.length === 0) return "";
    }
    let text = textOf(nodeAt(root), random);
    if (kind < 3) {
      for (let n = random.pick([1, 1, 2]); n > 0; n--) {
        text = random.pick(TEXT_MUTATIONS)(text, random, this.#texts);
      }
    } else if (random.below(4000) === 0) {
      text = edited(text, random, 0, random.pick(UNITS).repeat(2 ** random.below(21)));
    }
    return text;
  }
}

/** The text with `length` characters somewhere replaced. */
function edited(text: string, random: Random, length: number, by: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + by + text.slice(at + length);
}
