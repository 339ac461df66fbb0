// Finds the word that a mistyped one is likely meant to be.

/** The known word that is nearest: at most two letters changed, missing or added, or two neighbours swapped. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined, least = 3;
  for (const candidate of known) {
    // A word of two letters is two changes away from every other.
    const distance = editDistance(word, candidate);
    if (distance < least && distance < candidate.length) [best, least] = [candidate, distance];
  }
  return best;
}

/** "did you mean X?", or what to say if nothing is near. */
export function didYouMean(word: string, known: readonly string[], otherwise: string): string {
  const near = nearest(word, known);
  return near === undefined ? otherwise : `did you mean ${near}?`;
}

/** Letters changed, missing, added, and neighbours swapped ("optimal string alignment"). */
function editDistance(a: string, b: string): number {
  let before: number[] = [], row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        next[j] = Math.min(next[j], before[j - 2] + 1);
      }
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}
