/**
 * At most one dial per intent, and none before the intent is on the disk: every `dial` that a gateway gives to the PBX
 * is held against the disk at that moment. And nobody's phone rings for another tenant.
 */
import type { Dial, Pbx } from '../../../src/ports/pbx';
import type { Disk } from '../disk';
import type { Findings } from '../findings';
import type { SimTenant } from '../tenants';

interface Parts {
  readonly disk: Disk;
  readonly findings: Findings;
  readonly tenants: readonly SimTenant[];
  /** Parties dialled so far, over all lives of the gateway. */
  readonly dialled: Set<string>;
}

/** The port of a gateway, with every dial looked at. */
export function watchedLine(pbx: Pbx, parts: Parts): Pbx {
  return new Proxy(pbx, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'dial') return member.bind(target);
      return (dial: Dial) => {
        look(dial, parts);
        return target.dial(dial);
      };
    },
  });
}

function look(dial: Dial, { disk, findings, tenants, dialled }: Parts): void {
  if (dialled.has(dial.party)) findings.found('one dial per intent', `${dial.party} is dialled twice`);
  dialled.add(dial.party);
  if (disk.ownerOf(`pa_${dial.party}`) !== dial.tags.tenant)
    findings.found('nobody is dialled for what is not on the disk', `${dial.party} of ${dial.tags.tenant}`);
  if (dial.to.startsWith('PJSIP/shared-')) return;
  const owner = tenants.find(({ letter }) => new RegExp(`^PJSIP/t?${letter}(-|\\d)`).test(dial.to));
  if (owner?.id !== dial.tags.tenant)
    findings.found('no phone rings for another tenant', `${dial.to} for ${dial.tags.tenant}`);
}
