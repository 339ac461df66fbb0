// Where workloads keep their columns.

/** In memory that workers can read without a copy, where there is any: not on a page that is not cross-origin isolated. */
export const STORAGE: { readonly shared: boolean } = {
  shared: typeof SharedArrayBuffer !== "undefined",
};
