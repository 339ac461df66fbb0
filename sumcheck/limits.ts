// The largest sizes that this room accepts. Whatever comes from a file is compared with these before any memory is
// taken for it.

/** A trace has at most 2^28 rows. */
export const MAX_LOG_ROWS = 28;
/** A proof has at most this many rounds, padded ones included. */
export const MAX_PADDED_LOG_ROWS = 64;
/** A trace has at most this many columns. */
export const MAX_COLUMNS = 65_536;
/** A name in a file is at most this many bytes of UTF-8. */
export const MAX_NAME_BYTES = 255;
/** Columns of a trace file, in bytes, unless the caller allows more: 4 GiB. */
export const MAX_TRACE_BYTES = 2 ** 32;

/** Edges that a thread works on at a time, at most: a set of them is a 32-bit mask. */
export const MAX_WINDOW = 32;
