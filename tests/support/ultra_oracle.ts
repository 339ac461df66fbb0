// An oracle for the UltraHonk relations: BigInt, one line per formula as the releases' own documentation has them,
// nothing factored, nothing shared with relations/. Slow on purpose.

/** BN254's scalar prime. */
export const P = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
/** x mod P, never negative. */
export const mod = (x: bigint): bigint => ((x % P) + P) % P;
/** The product mod P. */
export const mul = (...xs: bigint[]): bigint => xs.reduce((a, b) => mod(a * mod(b)), 1n);

/** One value per column, or per parameter. */
export type Values = Readonly<Record<string, bigint>>;

/** One subrelation's value: length is its degree bound + 1, independent says that it is row-wise. */
export interface OracleSubrelation {
  readonly name: string;
  readonly length: number;
  readonly independent: boolean;
  readonly value: bigint;
}

/** The 41 columns in the order in which a bb5 proof lists their evaluations. */
export const BB5_COLUMNS: readonly string[] =
  ("sigma_1 sigma_2 sigma_3 sigma_4 id_1 id_2 id_3 id_4 lagrange_first lagrange_last q_lookup " +
    "table_1 table_2 table_3 table_4 q_m q_r q_o q_c q_l q_4 q_arith q_range q_elliptic q_memory q_nnf " +
    "q_poseidon2_external q_poseidon2_internal w_l w_r w_o w_4 z_perm lookup_inverses lookup_read_counts " +
    "lookup_read_tags w_l_shift w_r_shift w_o_shift w_4_shift z_perm_shift").split(" ");

/** Degree bound + 1 of each subrelation, "*" marks the one that holds only summed over all rows. */
const SUBRELATIONS: Readonly<Record<string, readonly string[]>> = {
  permutation: ["6", "3", "3"],
  lookup: ["5", "5*", "3"],
  arithmetic: ["6", "5"],
  range: ["6", "6", "6", "6"],
  elliptic: ["6", "6"],
  memory: ["6", "6", "6", "6", "6", "6"],
  non_native_field: ["6"],
  poseidon2_external: ["7", "7", "7", "7"],
  poseidon2_internal: ["7", "7", "7", "7"],
};

function permutation(p: Values, r: Values): bigint[] {
  const f = (w: string, i: string): bigint => mod(p[w] + p[i] * r.beta + r.gamma);
  const num = mul(f("w_l", "id_1"), f("w_r", "id_2"), f("w_o", "id_3"), f("w_4", "id_4"));
  const den = mul(
    f("w_l", "sigma_1"),
    f("w_r", "sigma_2"),
    f("w_o", "sigma_3"),
    f("w_4", "sigma_4"),
  );
  return [
    mul(p.z_perm + p.lagrange_first, num) -
    mul(p.z_perm_shift + p.lagrange_last * r.public_input_delta, den),
    p.lagrange_last * p.z_perm_shift,
    p.lagrange_first * p.z_perm,
  ];
}

function lookup(p: Values, r: Values, [l1, l2, l3]: readonly bigint[]): bigint[] {
  const write = mod(p.table_1 + r.gamma + p.table_2 * l1 + p.table_3 * l2 + p.table_4 * l3);
  const read = mod(
    p.w_l + r.gamma + p.q_r * p.w_l_shift + (p.w_r + p.q_m * p.w_r_shift) * l1 +
      (p.w_o + p.q_c * p.w_o_shift) * l2 + p.q_o * l3,
  );
  const i = p.lookup_inverses, t = p.lookup_read_tags, q = p.q_lookup;
  return [
    mul(read, write, i) - (t + q - t * q),
    mul(q, i, write) - mul(p.lookup_read_counts, i, read),
    t * t - t,
  ];
}

function arithmetic(p: Values): bigint[] {
  const negHalf = (P - 1n) / 2n; // 2·(P − 1)/2 = −1
  const main = mul(p.q_arith - 3n, p.q_m, p.w_r, p.w_l, negHalf) + p.q_l * p.w_l + p.q_r * p.w_r +
    p.q_o * p.w_o + p.q_4 * p.w_4 + p.q_c + (p.q_arith - 1n) * p.w_4_shift;
  return [
    mul(main, p.q_arith),
    mul(p.w_l + p.w_4 - p.w_l_shift + p.q_m, p.q_arith - 2n, p.q_arith - 1n, p.q_arith),
  ];
}

function range(p: Values): bigint[] {
  return [p.w_r - p.w_l, p.w_o - p.w_r, p.w_4 - p.w_o, p.w_l_shift - p.w_4]
    .map((d) => mul(d, d - 1n, d - 2n, d - 3n, p.q_range));
}

function elliptic(p: Values): bigint[] {
  const [x1, y1, x2, y2, x3, y3] = [
    p.w_r,
    p.w_o,
    p.w_l_shift,
    p.w_4_shift,
    p.w_r_shift,
    p.w_o_shift,
  ];
  const dx = x2 - x1, y1y1 = mul(y1, y1);
  const add = mul(p.q_elliptic, 1n - p.q_m), dbl = mul(p.q_elliptic, p.q_m);
  const xAdd = mul(x3 + x2 + x1, dx, dx) - mul(y2, y2) - y1y1 + 2n * mul(y1, y2, p.q_l);
  const yAdd = mul(y1 + y3, dx) + mul(x3 - x1, mul(y2, p.q_l) - y1);
  const xDbl = mul(x3 + 2n * x1, 4n * y1y1) - 9n * mul(y1y1 + 17n, x1);
  const yDbl = mul(3n * x1, x1, x1 - x3) - mul(2n * y1, y1 + y3);
  return [mul(xAdd, add) + mul(xDbl, dbl), mul(yAdd, add) + mul(yDbl, dbl)];
}

function memory(p: Values, r: Values): bigint[] {
  const partial = mod(p.w_o * r.eta_three + p.w_r * r.eta_two + p.w_l * r.eta + p.q_c);
  const record = partial - p.w_4;
  const dIndex = p.w_l_shift - p.w_l,
    dRecord = p.w_4_shift - p.w_4,
    dValue = p.w_o_shift - p.w_o;
  const monotone = mul(dIndex, dIndex - 1n), same = 1n - dIndex, q12 = mul(p.q_l, p.q_r);
  const access = p.w_4 - partial;
  const nextAccess = mod(
    p.w_4_shift - p.w_o_shift * r.eta_three - p.w_r_shift * r.eta_two - p.w_l_shift * r.eta,
  );
  const timestamp = mul(same, p.w_r_shift - p.w_r) - p.w_o;
  const all = mul(record, q12) + mul(timestamp, p.q_4, p.q_l) + mul(record, p.q_m, p.q_l) +
    mul(access, access - 1n, p.q_o);
  return [
    all,
    mul(same, dRecord, q12),
    mul(monotone, q12),
    mul(same, dValue, 1n - nextAccess, p.q_o),
    mul(monotone, p.q_o),
    mul(nextAccess * nextAccess - nextAccess, p.q_o),
  ].map((x) => mul(x, p.q_memory));
}

function nonNativeField(p: Values): bigint[] {
  const L = 1n << 68n, S = 1n << 14n;
  const cross = mul(p.w_l, p.w_r_shift) + mul(p.w_l_shift, p.w_r);
  const full = mod(cross * L + mul(p.w_l_shift, p.w_r_shift));
  const gate2 = mul(
    mod(mul(p.w_l, p.w_4) + mul(p.w_r, p.w_o) - p.w_o_shift) * L - p.w_4_shift + cross,
    p.q_4,
  );
  const gate1 = mul(full - p.w_o - p.w_4, p.q_o);
  const gate3 = mul(full + p.w_4 - p.w_o_shift - p.w_4_shift, p.q_m);
  const fold = (xs: bigint[]): bigint => xs.reduce((a, x) => mod(a * S + x));
  const acc1 = mul(fold([p.w_r_shift, p.w_l_shift, p.w_o, p.w_r, p.w_l]) - p.w_4, p.q_4);
  const acc2 = mul(
    fold([p.w_o_shift, p.w_r_shift, p.w_l_shift, p.w_4, p.w_o]) - p.w_4_shift,
    p.q_m,
  );
  return [mul(mul(gate1 + gate2 + gate3, p.q_r) + mul(acc1 + acc2, p.q_o), p.q_nnf)];
}

const s5 = (x: bigint): bigint => mul(x, x, x, x, x);
const EXTERNAL = [[5n, 7n, 1n, 3n], [4n, 6n, 1n, 1n], [1n, 3n, 5n, 7n], [1n, 1n, 4n, 6n]];
const DIAGONAL = [
  0x10dc6e9c006ea38b04b1e03b4bd9490c0d03f98929ca1d7fb56821fd19d3b6e7n,
  0x0c28145b6a44df3e0149b3d0a30b3bb599df9756d4dd9b84a86b38cfb45a740bn,
  0x00544b8338791518b2c7645a50392798b21f75bb60e3596170067d00141cac15n,
  0x222c01175718386f2e2e82eb122789e352e105a3b8fa852613bc534433ee428bn,
];
const NEXT = ["w_l_shift", "w_r_shift", "w_o_shift", "w_4_shift"];

function poseidon2External(p: Values): bigint[] {
  const u = [s5(p.w_l + p.q_l), s5(p.w_r + p.q_r), s5(p.w_o + p.q_o), s5(p.w_4 + p.q_4)];
  return EXTERNAL.map((row, i) =>
    mul(row.reduce((a, c, j) => a + c * u[j], 0n) - p[NEXT[i]], p.q_poseidon2_external)
  );
}

function poseidon2Internal(p: Values): bigint[] {
  const v = [s5(p.w_l + p.q_l), p.w_r, p.w_o, p.w_4], sum = v.reduce((a, b) => a + b);
  return v.map((x, i) => mul(x * DIAGONAL[i] + sum - p[NEXT[i]], p.q_poseidon2_internal));
}

/** Every subrelation of a release on one row of values, in the release's order. */
export function ultraSubrelations(
  release: "bb3" | "bb5",
  p: Values,
  r: Values,
): OracleSubrelation[] {
  const bb5 = release === "bb5";
  const q = bb5 ? { ...r, eta_two: mul(r.eta, r.eta), eta_three: mul(r.eta, r.eta, r.eta) } : r;
  const weights = bb5
    ? [r.beta, mul(r.beta, r.beta), mul(r.beta, r.beta, r.beta)]
    : [r.eta, r.eta_two, r.eta_three];
  const values: Record<string, bigint[]> = {
    permutation: permutation(p, q).slice(0, bb5 ? 3 : 2),
    lookup: lookup(p, q, weights),
    arithmetic: arithmetic(p),
    range: range(p),
    elliptic: elliptic(p),
    memory: memory(p, q),
    non_native_field: nonNativeField(p),
    poseidon2_external: poseidon2External(p),
    poseidon2_internal: poseidon2Internal(p),
  };
  const common = [
    "range",
    "elliptic",
    "memory",
    "non_native_field",
    "poseidon2_external",
    "poseidon2_internal",
  ];
  const order = bb5
    ? ["permutation", "lookup", "arithmetic", ...common]
    : ["arithmetic", "permutation", "lookup", ...common];
  return order.flatMap((name) =>
    values[name].map((value, i) => ({
      name: `${name}[${i}]`,
      length: parseInt(SUBRELATIONS[name][i]),
      independent: !SUBRELATIONS[name][i].endsWith("*"),
      value: mod(value),
    }))
  );
}
