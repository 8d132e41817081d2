/** Where new ids come from: random in production, seeded in simulation. */
export interface Ids {
  /** 32 lower-case hex digits, never given before (UUIDv7 without dashes: they sort by time of making). */
  fresh(): string;
  /** 32 lower-case hex digits that depend on `parts` alone (SHA-256): the same thing gets the same id after a crash. */
  derive(...parts: string[]): string;
  /** A secret of `bytes` random bytes as base64url; for keys, never for ids. */
  secret(bytes: number): string;
  /** SHA-256 of `text` as 64 hex digits; how keys and request bodies are remembered. */
  hash(text: string): string;
}
