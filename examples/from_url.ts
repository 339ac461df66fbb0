// A tool in one file that takes the package from a URL: proves the total of an invoice, the sum of price times quantity.
//
//   deno run from_url.ts                          nothing to install, no flags: from JSR, which needs no permission
//   deno run https://host.example/from_url.ts     the file itself may come from a URL too
//
// From JSR is the way to do it. A commit that is not on JSR can be had from any server of the repository's files: write
// its mod.ts where "jsr:…" stands, and name its deno.json, which says where @noble/hashes comes from, as import map:
//
//   deno run --import-map https://host.example/COMMIT/deno.json --allow-import=host.example from_url.ts

import {
  BN254_FR,
  openProverPool,
  relation,
  RelationRegistry,
  SumcheckProver,
  Trace,
  verifyWithTrace,
} from "jsr:@limbs/sumcheck@^0.1";

const total = relation({
  name: "invoice",
  columns: ["price", "quantity"],
  subrelations: ({ price, quantity }) => [
    { name: "total", kind: "sum-wise", degree: 2, value: price.mul(quantity) },
  ],
});
const registry = new RelationRegistry({ name: "invoice", field: BN254_FR, relations: [total] });

const trace = new Trace(BN254_FR, 2, {
  price: BN254_FR.vectorOf([1999, 250, 4200]),
  quantity: BN254_FR.vectorOf([3, 12, 1]),
});
await using pool = await openProverPool({ threads: 2 });
const proof = await new SumcheckProver(registry, trace, { pool }).prove();
verifyWithTrace(registry, proof, trace, { claimedSum: BN254_FR.parse(13197) });
console.log(`the invoice's total is ${BN254_FR.toDecimal(proof.claimedSum)}`);
