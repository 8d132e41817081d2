/** Passwords that cost nothing, and count how often one was looked at. */
import type { Passwords } from '../../src/ports/passwords';

export class QuickPasswords implements Passwords {
  checked = 0;

  async hash(password: string): Promise<string> {
    return `hashed:${password}`;
  }

  async fits(password: string, stored: string | undefined): Promise<boolean> {
    this.checked += 1;
    return stored === `hashed:${password}`;
  }
}
