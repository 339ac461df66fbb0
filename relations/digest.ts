// The digest of a registry: 32 bytes that a transcript absorbs, so that a proof is bound to the very polynomials it is
// about. Covers everything the verifier relies on; `skipIfZero` is not among it, for it is proven to change nothing.
//
// It is Keccak-256 of a description from which the registry can be read back. A list is written as u32 count ‖ items, a
// text as u32 byte length ‖ UTF-8, u32 and i32 are big-endian, an element is its plain integer in 32 bytes, big-endian:
//
//   registry     text DOMAIN ‖ text name ‖ text field name ‖ 32 bytes of modulus ‖ list of stored columns
//                ‖ list of the shifts' bases ‖ list of parameters ‖ list of relations
//   relation     text name ‖ list of columns ‖ list of parameters ‖ list of nodes ‖ list of subrelations
//   subrelation  text name ‖ u32 degree ‖ u8 kind (0 row-wise, 1 sum-wise) ‖ u32 node
//   node         0x00 ‖ element                    a constant
//                0x01 ‖ u32 parameter              its number in the relation's list
//                0x02 ‖ u32 column                 its number in the relation's list
//                0x03 ‖ list of (u32 node ‖ i32 coefficient)
//                0x04 ‖ u32 node ‖ u32 node        a product
//                0x05 ‖ u32 node ‖ u32 exponent
//
// The nodes are those that the subrelations need, operands before users, numbered in the order they were built.

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
  const out = new Writer();
  for (const text of [DOMAIN, name, field.name]) out.text(text);
  for (const word of field.modulus.toReversed()) out.u32(word);
  for (const list of [storedColumns, shifts, parameters]) out.texts(list);
  out.u32(relations.length);
  for (const relation of relations) describe(out, field, relation);
  return keccak_256(out.bytes());
}

function describe(out: Writer, field: PrimeField, relation: Relation): void {
  const { name, graph, columns, parameters, subrelations } = relation;
  out.text(name);
  out.texts(columns);
  out.texts(parameters);
  const needed = reachable(graph, subrelations.map((s) => s.value.id));
  const numbers = new Map(needed.map((id, number) => [id, number]));
  out.u32(needed.length);
  for (const id of needed) describeNode(out, field, graph.nodes[id], (id) => numbers.get(id)!);
  out.u32(subrelations.length);
  for (const { name, degree, kind, value } of subrelations) {
    out.text(name);
    out.u32(degree);
    out.u8(kind === "row-wise" ? 0 : 1);
    out.u32(numbers.get(value.id)!);
  }
}

function describeNode(
  out: Writer,
  field: PrimeField,
  node: Node,
  number: (id: number) => number,
): void {
  switch (node.op) {
    case "constant":
      out.u8(0);
      return out.raw(field.toBytes(constantValue(field, node.value), "big"));
    case "parameter":
      out.u8(1);
      return out.u32(node.index);
    case "column":
      out.u8(2);
      return out.u32(node.index);
    case "sum":
      out.u8(3);
      out.u32(node.terms.length);
      return node.terms.forEach((term, i) => {
        out.u32(number(term));
        out.u32(node.coefficients[i]); // i32: two's complement
      });
    case "product":
      out.u8(4);
      out.u32(number(node.left));
      return out.u32(number(node.right));
    case "power":
      out.u8(5);
      out.u32(number(node.base));
      return out.u32(node.exponent);
  }
}

/** Bytes, appended. */
class Writer {
  #bytes = new Uint8Array(1 << 12);
  #length = 0;

  u8(n: number): void {
    this.#room(1)[0] = n;
  }

  /** The low 32 bits, so that a negative integer is written in two's complement. */
  u32(n: number): void {
    const room = this.#room(4);
    for (let i = 0; i < 4; i++) room[i] = n >>> (24 - 8 * i);
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length).set(bytes);
  }

  text(s: string): void {
    const bytes = new TextEncoder().encode(s);
    this.u32(bytes.length);
    this.raw(bytes);
  }

  texts(list: readonly string[]): void {
    this.u32(list.length);
    for (const s of list) this.text(s);
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The next `count` bytes, to be written. */
  #room(count: number): Uint8Array {
    const start = this.#length, end = start + count;
    if (end > this.#bytes.length) {
      const longer = new Uint8Array(2 * end);
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    this.#length = end;
    return this.#bytes.subarray(start, end);
  }
}
