/** Events and channels of ARI as a test needs them, in the shape of recorded ones. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AriEvent, Bridge, Channel } from '../../connectors/asterisk/words/ariTypes.generated';

/** A channel that arrived from outside and waits in Stasis. */
export function channel(id: string, more: Partial<Channel> = {}): Channel {
  return {
    id,
    name: 'PJSIP/trunk-00000001',
    state: 'Ring',
    protocol_id: `${id}@127.0.0.2`,
    caller: { name: '', number: '0612345678' },
    connected: { name: '', number: '' },
    accountcode: '',
    dialplan: { context: 'from-trunk', exten: '1000', priority: 2, app_name: 'Stasis', app_data: 'sb-main,main' },
    creationtime: '2026-01-01T00:00:00.000+0000',
    language: 'en',
    ...more,
  };
}

/** A conversation in the PBX. */
export function bridge(id: string, channels: readonly string[] = [], name = 'sb-main'): Bridge {
  return {
    id,
    name,
    channels,
    technology: 'simple_bridge',
    bridge_type: 'mixing',
    bridge_class: 'stasis',
    creator: 'Stasis',
    creationtime: '2026-01-01T00:00:00.000+0000',
  };
}

/** An event of this type at second `second` of 2026. */
export function event<T extends AriEvent['type']>(type: T, facts: object = {}, second = 0): AriEvent {
  const timestamp = `2026-01-01T00:00:${String(second).padStart(2, '0')}.000+0000`;
  return { type, application: 'sb-main', timestamp, ...facts } as AriEvent;
}

/** The channel enters Stasis at the routing point `main`, or with other arguments. */
export const start = (from: Channel, args: readonly string[] = ['main']): AriEvent =>
  event('StasisStart', { channel: from, args });

/** What a real Asterisk said in a flow of `test/lab/recordEvents.ts`. */
export function recorded(name: string): AriEvent[] {
  const file = path.join(__dirname, '../connectors/asterisk/fixtures', `${name}.jsonl`);
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AriEvent);
}
