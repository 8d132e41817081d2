/** The same request about what nobody has, and answers in words that can be compared. */
import { KINDS } from '../../../src/core/kinds';
import type { Reply, Sent } from '../memoryServer';
import type { Stage } from '../stage';

const ID = /\b([a-z]{2})_[0-9a-f]{32}\b/g;
const NOBODYS = 'f'.repeat(32);
/** Names of the installation on the stage and of its examples. */
const NAMES = /\b(sales|hotline|reception|anna|bert|desk-\d|welcome)\b/g;

/** What a name in a path is replaced by: of the same form, and nobody's. */
const other = (value: string): string => {
  if (ID.test(value)) return value.replace(ID, `$1_${NOBODYS}`);
  if (/^\d+$/.test(value)) return '99999';
  return value.includes('.') ? `unheard.${value.split('.').at(-1)}` : 'zz';
};

/** The request with ids, names and endpoints that are nobody's. */
export function unknown(sent: Sent, params: Readonly<Record<string, string>>): Sent {
  const names = Object.entries(params).filter(([name]) => name !== 'tenant');
  const [path = '', query] = sent.path.split('?', 2);
  const parts = path.split('/').map((part) => {
    const named = names.find(([, value]) => encodeURIComponent(value) === part);
    return named ? other(named[1]) : part;
  });
  const asked = query === undefined ? '' : `?${foreignTo(query)}`;
  const body = typeof sent.body === 'string' && sent.body.startsWith('{') ? foreignTo(sent.body) : sent.body;
  return { ...sent, path: parts.join('/') + asked, ...(body !== undefined && { body }) };
}

/** Nothing of acme is named any more. */
const foreignTo = (text: string): string =>
  text
    .replace(ID, `$1_${NOBODYS}`)
    .replace(/PJSIP(\/|%2F)a(?=\d|\*)/g, 'PJSIP$1z')
    .replace(NAMES, 'zz');

/** Status and words of an answer; of one that gives what was asked for the status alone. */
export function canonical({ status, text }: Reply, params: Readonly<Record<string, string>>): string {
  if (status < 300) return String(status);
  const words = text
    .replace(ID, '$1_…')
    .replace(/PJSIP\/[az](?=\d)/g, 'PJSIP/…')
    .replace(NAMES, 'zz');
  return `${status} ${Object.values(params).reduce((all, value) => all.replaceAll(`"${value}"`, '"zz"'), words)}`;
}

/** Ids of what a tenant has; only of what came in by other venues than these. */
export function idsOf(stage: Stage, tenant: string, but?: readonly string[]): string[] {
  const partition = stage.house.signalbox.partitions.get(tenant);
  return Object.keys(KINDS)
    .flatMap((kind) => [...(partition?.ids(kind) ?? [])].map((id) => ({ id, data: partition?.get(kind, id) })))
    .filter(({ id, data }) => id.search(ID) >= 0 && (but === undefined || beyond(data, but)))
    .map(({ id }) => id);
}

function beyond(data: unknown, venues: readonly string[]): boolean {
  const { venue } = data as { venue?: string };
  return venue !== undefined && !venues.includes(venue);
}
