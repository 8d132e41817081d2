/** A world of the ARI translation that keeps what it is told. */

import { type Call, Calls } from '../../connectors/asterisk/calls';
import { endpointOf } from '../../connectors/asterisk/events/snapshots';
import type { World } from '../../connectors/asterisk/events/world';
import type { ReferTo } from '../../connectors/asterisk/words/ariTypes.generated';
import type { OtherEnd, PbxEvent } from '../../src/ports/pbx';
import { hashIds } from './hashIds';

/** What was told; `passed` is its monotonic time. */
export class Heard implements World {
  readonly calls = new Calls('lab', hashIds);
  readonly events: PbxEvent[] = [];
  readonly other: string[] = [];
  passed = 0;
  /** Channels that are no parties. */
  readonly strangers: string[] = [];
  readonly observed = {
    created: ({ id }: { id: string }) => void this.strangers.push(`created ${id}`),
    changed: ({ id, state }: { id: string; state: string }) => void this.strangers.push(`${state} ${id}`),
    taken: (id: string) => void this.strangers.push(`taken ${id}`),
    ended: (id: string) => void this.strangers.push(`ended ${id}`),
  };

  givenAway({ connected_channel: other }: ReferTo): OtherEnd | undefined {
    return other && { party: this.calls.partyId(other.id), endpoint: endpointOf(other.name), pbxId: other.id };
  }

  came(call: Call): void {
    this.other.push(`came ${call.channel}`);
  }

  emit(said: PbxEvent): void {
    this.events.push(said);
  }

  now(): number {
    return 42;
  }

  monotonic(): number {
    return this.passed;
  }

  playbackEnded(playback: string, failed: boolean): void {
    this.other.push(`playback ${playback} ${failed ? 'failed' : 'done'}`);
  }

  recordingEnded(recording: string, failed: boolean): void {
    this.other.push(`recording ${recording} ${failed ? 'failed' : 'done'}`);
  }

  leaving(): void {
    this.other.push('leaving');
  }

  snooped(id: string, here: boolean): void {
    this.other.push(`snoop ${id} ${here ? 'here' : 'away'}`);
  }

  leftBridge(): void {
    this.other.push('left bridge');
  }

  moved(id: string, done: boolean): void {
    this.other.push(`moved ${id} ${done}`);
  }

  orphaned(id: string): void {
    this.other.push(`orphan ${id}`);
  }

  replaced(): void {
    this.other.push('replaced');
  }

  /** The party's story in short. */
  get story(): string[] {
    return this.events.map((said) => {
      if (said.type === 'gone') return `gone ${said.cause} by ${said.by}${said.sipCode ? ` ${said.sipCode}` : ''}`;
      if (said.type === 'digit') return `digit ${said.digit}`;
      if (said.type === 'transferAsked') return `transferAsked ${said.to ?? said.consult}`;
      if (said.type === 'deviceChanged') return `device ${said.endpoint} ${said.state}`;
      return said.type;
    });
  }
}
