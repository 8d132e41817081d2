/** Seals secrets for the journal and resolves references to them. A sealed text is worthless without the installation's key. */
export interface Vault {
  seal(text: string): string;
  /** Throws when the key is another one, or the text was changed. */
  open(sealed: string): string;
  /** The value of `{ env }` or `{ file }`; `undefined` when it is not there. */
  resolve(reference: { readonly env: string } | { readonly file: string }): string | undefined;
}
