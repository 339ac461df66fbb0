// The digest of a registry: 32 bytes that a transcript absorbs, so that a proof is bound to the very polynomials it is
// about. Covers everything the verifier relies on; `skipIfZero` is not among it, for it is proven to change nothing.
//
// H = Keccak-256. A list is written as u32 count ‖ items, a text as u32 byte length ‖ UTF-8, u32 big-endian, an element
// as its plain integer in 32 bytes, big-endian. A node's digest is
//   constant   H(0x00 ‖ element)              parameter  H(0x01 ‖ name)         column  H(0x02 ‖ name)
//   sum        H(0x03 ‖ list of (digest ‖ i32 coefficient), sorted)
//   product    H(0x04 ‖ the two digests, sorted)              power  H(0x05 ‖ digest ‖ u32 exponent)
// so it does not depend on the order in which a relation happens to build its expressions. The registry's digest is
//   H(DOMAIN ‖ name ‖ field name ‖ modulus ‖ stored columns ‖ base of every shift ‖ parameters ‖ list of relations),
//   a relation being name ‖ list of (name ‖ u32 degree ‖ u8 kind ‖ digest of the value).

import { keccak_256 } from "@noble/hashes/sha3.js";
import type { PrimeField } from "../field/prime_field.ts";
import { constantValue } from "./evaluate.ts";
import type { Node } from "./expression.ts";
import { reachable } from "./graph.ts";
import type { Relation } from "./relation.ts";

/** What every description begins with; a change of the rules above changes it. */
const DOMAIN = "limbs-sumcheck/registry/1";

/** What of a registry is described. */
export interface Description {
  /** The registry's name. */
  readonly name: string;
  /** The field of the constants. */
  readonly field: PrimeField;
  /** The stored columns, in order. */
  readonly storedColumns: readonly string[];
  /** The bases of the shifted columns, in order. */
  readonly shifts: readonly string[];
  /** The parameters, in order. */
  readonly parameters: readonly string[];
  /** The relations, in order. */
  readonly relations: readonly Relation[];
}

/** The 32-byte digest of what is described. */
export function registryDigest(description: Description): Uint8Array {
  const { name, field, storedColumns, shifts, parameters, relations } = description;
  return keccak_256(concat([
    text(DOMAIN),
    text(name),
    text(field.name),
    ...Array.from(field.modulus, u32).reverse(),
    ...texts(storedColumns),
    ...texts(shifts),
    ...texts(parameters),
    u32(relations.length),
    ...relations.flatMap((relation) => describe(field, relation)),
  ]));
}

function describe(field: PrimeField, relation: Relation): Uint8Array[] {
  const digests = nodeDigests(field, relation);
  return [
    text(relation.name),
    u32(relation.subrelations.length),
    ...relation.subrelations.flatMap(({ name, degree, kind, value }) => [
      text(name),
      u32(degree),
      Uint8Array.of(kind === "row-wise" ? 0 : 1),
      digests.get(value.id)!,
    ]),
  ];
}

function nodeDigests(field: PrimeField, relation: Relation): ReadonlyMap<number, Uint8Array> {
  const { graph, columns, parameters, subrelations } = relation;
  const digests = new Map<number, Uint8Array>();
  const digest = (node: Node): Uint8Array => {
    const tagged = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array =>
      keccak_256(concat([Uint8Array.of(tag), ...parts]));
    switch (node.op) {
      case "constant":
        return tagged(0, field.toBytes(constantValue(field, node.value), "big"));
      case "parameter":
        return tagged(1, text(parameters[node.index]));
      case "column":
        return tagged(2, text(columns[node.index]));
      case "sum": {
        const terms = node.terms.map((t, i) =>
          concat([digests.get(t)!, u32(node.coefficients[i] >>> 0)])
        );
        return tagged(3, u32(terms.length), ...terms.sort(compareBytes));
      }
      case "product":
        return tagged(
          4,
          ...[digests.get(node.left)!, digests.get(node.right)!].sort(compareBytes),
        );
      case "power":
        return tagged(5, digests.get(node.base)!, u32(node.exponent));
    }
  };
  for (const id of reachable(graph, subrelations.map((s) => s.value.id))) {
    digests.set(id, digest(graph.nodes[id]));
  }
  return digests;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at === -1 ? 0 : a[at] - b[at];
}

function u32(n: number): Uint8Array {
  return Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);
}

function text(s: string): Uint8Array {
  const bytes = new TextEncoder().encode(s);
  return concat([u32(bytes.length), bytes]);
}

function texts(list: readonly string[]): Uint8Array[] {
  return [u32(list.length), ...list.map(text)];
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
