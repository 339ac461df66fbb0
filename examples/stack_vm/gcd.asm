; The greatest common divisor of two numbers, by Euclid.
;   deno run --allow-read examples/stack_vm/main.ts examples/stack_vm/gcd.asm 1071 462

a = 0
b = 1

  in                ; how many inputs there are
  drop
  in
  set a
  in
  set b

next:
  get b
  jz done
  get a             ; b and a mod b are the next a and b
  get b
  dup
  set a
  mod
  set b
  jump next

done:
  get a
  out
  halt
