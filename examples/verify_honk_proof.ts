// Checks the sumcheck of an UltraHonk proof from the files that `bb prove -t evm-no-zk --write_vk` wrote.
//
//   deno run --allow-read examples/verify_honk_proof.ts proof public_inputs vk
//
// The commitment openings are not checked: what is printed is a claim, not yet a verified proof.

import { parseUltraHonkKey, verifyUltraHonkSumcheck } from "@limbs/sumcheck/sumcheck";

const [proof, publicInputs, vk] = await Promise.all(Deno.args.map((file) => Deno.readFile(file)));
const key = parseUltraHonkKey(vk);
const claim = verifyUltraHonkSumcheck(proof, publicInputs, key.hash, key);
const values = claim.evaluations.toHex();
claim.columns.forEach((column, i) => console.log(`${column} at the challenge point: ${values[i]}`));
