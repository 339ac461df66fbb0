// Every command, in the order in which the help lists them.

import type { Command } from "./command.ts";
import { completionOf } from "./completion.ts";
import { inspect } from "./inspect.ts";
import { newRelation } from "./new_relation.ts";
import { plan } from "./plan.ts";
import { prove } from "./prove.ts";
import { vectors } from "./vectors.ts";
import { verify } from "./verify.ts";
import { verifyHonk } from "./verify_honk.ts";

/** Every command. */
export const COMMANDS: readonly Command[] = [
  prove,
  verify,
  inspect,
  plan,
  newRelation,
  vectors,
  verifyHonk,
  completionOf(() => COMMANDS),
];
