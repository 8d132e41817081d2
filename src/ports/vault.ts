/** Seals secrets for the journal and resolves references to them. A sealed text is worthless without the installation's key. */
export interface Vault {
  seal(text: string): string;
  /** Throws when the key is another one, or the text was changed. */
  open(sealed: string): string;
  /** The signature of a text under the installation's key, as base64url. */
  sign(text: string): string;
  /** Whether it is the signature of the text; takes as long when it is not. */
  signed(text: string, signature: string): boolean;
  /** The value of `{ env }` or `{ file }`; `undefined` when it is not there. */
  resolve(reference: { readonly env: string } | { readonly file: string }): string | undefined;
}
