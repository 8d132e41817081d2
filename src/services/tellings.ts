/**
 * A record as it is told: whole to those who may supervise, without supervisors to all others. Each is made once,
 * however many are told.
 */
import { envelopeOf } from '../core/envelope';
import type { Facts } from '../core/feedFilter';
import { publicView } from '../core/kinds';
import { rolesFor } from '../core/permissions';
import type { JournalRecord } from '../core/record';
import { unsupervised, withoutSupervisors } from '../core/supervision';
import type { Principal } from './api';
import { factsOf } from './feedFacts';

/** Whether somebody may know who listens. */
const maySupervise = ({ role }: Principal): boolean => rolesFor('call.supervise').includes(role);

/** A record as that principal is told of it. */
export const toldTo = (principal: Principal, record: JournalRecord): JournalRecord =>
  maySupervise(principal) ? record : unsupervised(record);

/** A resource as that principal sees it. */
export const shownTo = (principal: Principal, kind: string, data: unknown): unknown =>
  publicView(kind, kind === 'call' && !maySupervise(principal) ? withoutSupervisors(data as never) : data);

/** One way of telling a record. */
class Telling {
  readonly facts: Facts;
  private made: string | undefined;

  constructor(
    private readonly tenant: string,
    private readonly record: JournalRecord,
  ) {
    this.facts = factsOf(record);
  }

  get text(): string {
    this.made ??= JSON.stringify(envelopeOf(this.tenant, this.record));
    return this.made;
  }
}

/** All ways of telling a record. */
export class Tellings {
  private readonly whole: Telling;
  private readonly partly: Telling;

  constructor(tenant: string, record: JournalRecord) {
    this.whole = new Telling(tenant, record);
    const less = unsupervised(record);
    this.partly = less === record ? this.whole : new Telling(tenant, less);
  }

  to(principal: Principal): Telling {
    return maySupervise(principal) ? this.whole : this.partly;
  }
}
