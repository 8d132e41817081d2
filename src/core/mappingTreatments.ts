/** What a schema cannot say of treatments: that what they name is there, is the tenant's own, and leads somewhere. */
import type { Destination } from './destination';
import { isRefusal, type Refusal } from './errors';
import type { Mapping, TenantMapping } from './mapping';
import { mappedLists } from './mappingLists';
import { lineTo } from './ownership';
import type { Treatment, TreatmentOf } from './treatment';

type Report = (path: string, message: string) => void;

export function checkTreatments(mapping: Mapping, name: string, tenant: TenantMapping, flaw: Report): void {
  for (const { at, treatments, venue } of mappedLists(tenant)) {
    const pbx = venue === undefined ? undefined : tenant.venues[venue]?.routingPoint.split('/')[0];
    const pbxs = pbx === undefined ? Object.keys(tenant.owns) : [pbx];
    treatments.forEach((step, i) => {
      const report = (where: string, message: string) => flaw(`/tenants/${name}${at}/${i}${where}`, message);
      checkStep(tenant, step, report);
      if (step.do === 'connect') checkConnect(mapping, tenant, step, pbxs, report);
      if (step.do === 'venue' && step.venue === venue) report('/venue', 'leads to the venue itself');
    });
  }
}

/** One step of a tenant's list, or of one that it shares. */
export function checkStep(tenant: TenantMapping, step: Treatment, flaw: Report): void {
  if (step.do === 'venue' && !tenant.venues[step.venue]) flaw('/venue', `there is no venue ${step.venue}`);
  if (step.do === 'queue' && !tenant.queues[step.queue]) flaw('/queue', `there is no queue ${step.queue}`);
  if (step.do === 'connect' && 'agent' in step.to && !tenant.agents[step.to.agent])
    flaw('/to/agent', `there is no agent ${step.to.agent}`);
  if (step.do === 'propose' && !tenant.queues[step.queue]?.callback)
    flaw('/queue', `there is no queue ${step.queue} with callbacks`);
}

/** Whom it connects to is reached on one of the PBXs that the list can be performed on. */
function checkConnect(
  { pbxs }: Mapping,
  { owns }: TenantMapping,
  { to, from }: TreatmentOf<'connect'>,
  names: readonly string[],
  flaw: Report,
): void {
  const holdings = names.flatMap((name) => {
    const pbx = pbxs[name];
    return pbx ? [{ pbx, owns: owns[name] }] : [];
  });
  // A PBX that is not there is a flaw elsewhere.
  if (names.length > 0 && holdings.length === 0) return;
  if ('endpoint' in to || 'number' in to) {
    const why = unreached(to, holdings);
    if (why) flaw('/to', why.detail ?? 'the tenant has no trunk for it');
  }
  const shown = from?.replace(/[^0-9+]/g, '');
  if (shown !== undefined && !holdings.some((one) => one.owns?.numbers.includes(shown)))
    flaw('/from', `${from} is not a caller number of this tenant`);
}

function unreached(to: Destination, holdings: readonly Parameters<typeof lineTo>[1][]): Refusal | undefined {
  const lines = holdings.map((one) => lineTo(to, one));
  const refusals = lines.filter(isRefusal);
  if (lines.length === 0) return { refused: 'destination.not_owned', detail: 'the tenant owns nothing on any PBX' };
  return refusals.length === lines.length ? refusals[0] : undefined;
}
