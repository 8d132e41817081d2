/** Passwords, hashed so that guessing is dear; off the event loop, because that takes long on purpose. */
export interface Passwords {
  /** What is stored of a password: algorithm, parameters, salt and hash in one text. */
  hash(password: string): Promise<string>;
  /** Whether it is that password. Takes as long without anything stored, so that nobody learns who exists. */
  fits(password: string, stored: string | undefined): Promise<boolean>;
}
