; Sorts the numbers on the tape: by their lowest 8 bits, then by the next, as long as any number has bits left. Each
; pass counts how often every digit occurs, turns the counts into places, and puts every number into its place.

; variables
n = 0               ; how many numbers
i = 1               ; counts down
divisor = 2         ; 256^k: number / divisor and 255 is the digit
rest = 3            ; the bitwise or of all numbers, without the digits that are done
from = 4            ; the numbers as they are, and as this pass puts them
to = 5
place = 6
count = 7
number = 8

; arrays
counts = 0x100      ; of every digit; then where its next number ends
numbers = 0x1000
others = 0x40000

  in
  dup
  set n
  set i
read:               ; i − 1 is left on the stack, here and in all loops that count down
  get i
  dup
  jz begin
  push 1
  sub
  dup
  set i
  in
  store numbers     ; which leaves the number
  get rest
  or
  set rest
  jump read

begin:
  drop
  push 1
  set divisor
  push numbers
  set from
  push others
  set to
pass:
  get rest
  jz write
  get rest
  push 256
  div
  set rest

  push 256          ; counts[0 … 255] = 0
  set i
clear:
  get i
  dup
  jz cleared
  push 1
  sub
  dup
  set i
  push 0
  store counts
  drop
  jump clear
cleared:
  drop

  get n             ; count the digits
  set i
tally:
  get i
  dup
  jz tallied
  push 1
  sub
  dup
  set i
  get from
  add
  load 0
  get divisor
  div
  push 255
  and
  dup
  load counts
  push 1
  add
  store counts
  drop
  jump tally
tallied:
  drop

  get n             ; from the last digit down: where the numbers with this digit end
  set place
  push 256
  set i
sum:
  get i
  dup
  jz summed
  push 1
  sub
  dup
  set i
  dup
  load counts
  set count
  get place
  store counts
  get count
  sub
  set place
  jump sum
summed:
  drop

  get n             ; from the last number down, so that equal digits keep their order
  set i
move:
  get i
  dup
  jz moved
  push 1
  sub
  dup
  set i
  get from
  add
  load 0
  dup
  set number
  get divisor
  div
  push 255
  and
  dup               ; counts[digit] − 1 is the number's place
  load counts
  push 1
  sub
  store counts
  get to
  add
  get number
  store 0
  drop
  jump move
moved:
  drop

  get from          ; the next digit
  get to
  set from
  set to
  get divisor
  push 256
  mul
  set divisor
  jump pass

write:
  get i             ; i is 0
  get n
  lt
  jz end
  get i
  dup
  push 1
  add
  set i
  get from
  add
  load 0
  out
  jump write
end:
  halt
