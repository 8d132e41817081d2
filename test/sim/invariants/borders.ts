/**
 * Tenants do not know of each other: no text for one names an id, a phone or a number of another. And who may not
 * supervise does not learn that anybody does.
 */
import { type Disk, idsIn } from '../disk';
import type { Findings } from '../findings';
import { DECOY, type SimTenant } from '../tenants';

export class Borders {
  private readonly foreign: ReadonlyMap<string, RegExp>;
  private last = '';

  constructor(
    private readonly disk: Disk,
    private readonly findings: Findings,
    tenants: readonly SimTenant[],
  ) {
    this.foreign = new Map(tenants.map((tenant) => [tenant.id, namesOf(tenants.filter((other) => other !== tenant))]));
  }

  /** Looks at a text that goes to a tenant; the same text in a row is looked at once. */
  look(tenant: SimTenant, text: string, supervises = false): void {
    if (!supervises && /"role":"supervisor"|"supervises"|call\.supervised/.test(text))
      this.findings.found(
        'nobody learns of supervisors who may not be one',
        `${tenant.id} is told ${text.slice(0, 300)}`,
      );
    const seen = `${tenant.id} ${text}`;
    if (seen === this.last) return;
    this.last = seen;
    for (const id of idsIn(text)) {
      const owner = this.disk.ownerOf(id) ?? tenant.id;
      if (owner !== tenant.id) this.found(tenant, `${id} of ${owner}`, text);
    }
    const name = this.foreign.get(tenant.id)?.exec(text);
    if (name) this.found(tenant, name[0], text);
  }

  private found(tenant: SimTenant, what: string, text: string): void {
    this.findings.found('tenants do not know of each other', `${tenant.id} is told ${what} in ${text.slice(0, 300)}`);
  }
}

/** Phones, trunks and numbers of these tenants, but for those that strangers try, and their names. */
function namesOf(others: readonly SimTenant[]): RegExp {
  const digits = `[0-${DECOY - 1}8-9]`;
  const names = others.flatMap(({ id, letter, digit }) => [
    `PJSIP/${letter}${digits}\\b`,
    `PJSIP/t${letter}\\b`,
    `49302312${digit}00${digits}\\b`,
    `"dnis":"${digit}00`,
    `\\b${id}\\b`,
  ]);
  return new RegExp(names.length > 0 ? names.join('|') : '$^');
}
