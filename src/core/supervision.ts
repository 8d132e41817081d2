/**
 * What those are told who may not know that somebody listens: the call without its supervisors, and instead of an event
 * about one that something happened, so that their sequence has no gap.
 */
import type { Call } from './call';
import { isErased, type JournalRecord } from './record';

/** The call without its supervisors; the very same when it has none. */
export function withoutSupervisors(call: Call): Call {
  if (!call.parties.some(isSupervisor)) return call;
  const { party, ...rest } = call;
  const parties = call.parties.filter((one) => !isSupervisor(one));
  return { ...rest, parties, ...(parties.some(({ id }) => id === party) && { party }) };
}

/** The record as it is told to them; the very same when there is nothing to hide. */
export function unsupervised(record: JournalRecord): JournalRecord {
  if (!record.subject.startsWith('call/') || isErased(record)) return record;
  const call = record.data as Call;
  const data = withoutSupervisors(call);
  if (data === call) return record;
  return isAboutSupervisor(call) ? { ...record, type: 'call.progressed', actor: 'system', data } : { ...record, data };
}

const isSupervisor = ({ role }: Call['parties'][number]): boolean => role === 'supervisor';

const isAboutSupervisor = ({ parties, party }: Call): boolean =>
  parties.some((one) => one.id === party && isSupervisor(one));
