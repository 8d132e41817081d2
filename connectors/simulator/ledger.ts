/**
 * What a connector owes its gateway: a `gone` for each party that it announced, a `jobEnded` for each job, the lamps
 * that are watched and the values to be kept. It lives as long as the process, across connections; who is not in a
 * listing needs no `gone` any more.
 */
import type { DeviceState, JobId, PartyId, PartySnapshot, PbxEvent } from '../../src/ports/pbx';

/** The debts of one connector. */
export class Ledger {
  readonly parties = new Set<PartyId>();
  readonly jobs = new Set<JobId>();
  readonly lamps = new Map<string, DeviceState>();
  readonly values = new Map<string, string>();

  /** Keeps account of an event that is about to be delivered. */
  note(event: PbxEvent): void {
    if (event.type === 'arrived') this.parties.add(event.snapshot.party);
    if (event.type === 'listed') this.list(event.parties);
    if (event.type === 'gone') this.parties.delete(event.party);
    if (event.type === 'jobEnded') this.jobs.delete(event.job);
    if (event.type === 'deviceChanged') this.lamps.set(event.endpoint, event.state);
  }

  private list(parties: readonly PartySnapshot[]): void {
    this.parties.clear();
    for (const { party } of parties) this.parties.add(party);
  }
}
