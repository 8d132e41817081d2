/**
 * What a decision wants done outside, as data. `before` may run ahead of the commit (commands to parties that
 * exist); `after` waits until the decision is durable: every new party, and everything that costs or cannot be
 * taken back (design §4). Ids are the public ones; the services strip them for the PBX.
 */

import type { ProposalRules as ProposalSettings } from './callbackPolicy';
import type { Cause, Dial, Join, Tags } from './line';
import type { MachineParams } from './machine';
import type { MediaItem } from './media';
import type { QueueSettings } from './queueSettings';
import type { TreatmentOf } from './treatment';

export type Effect = { readonly call: string; readonly pbx: string } & (
  | { readonly do: 'answer' | 'ringing'; readonly party: string }
  | { readonly do: 'reject' | 'hangup'; readonly party: string; readonly cause: Cause }
  | { readonly do: 'tag'; readonly party: string; readonly tags: Tags; readonly maxMs: number }
  | { readonly do: 'dial'; readonly party: string; readonly dial: Omit<Dial, 'party'> }
  /** Takes over who talks to a phone on a call outside; the phone is hung up there. */
  | { readonly do: 'take'; readonly party: string; readonly tags: Tags; readonly maxMs: number }
  | { readonly do: 'open' | 'close'; readonly conversation: string }
  | { readonly do: 'leave'; readonly conversation: string; readonly party: string }
  | { readonly do: 'join'; readonly conversation: string; readonly party: string; readonly how?: Join }
  | { readonly do: 'hold'; readonly party: string; readonly music: string }
  | { readonly do: 'mute'; readonly party: string; readonly on: boolean }
  | {
      readonly do: 'transferProgress';
      readonly party: string;
      readonly state: 'trying' | 'ringing' | 'done' | 'failed';
    }
  /** Starts the program of a step with a party; `step` is the treatment. */
  | {
      readonly do: 'run';
      readonly party: string;
      readonly number: number;
      readonly step: ProgramStep;
    }
  /** Ends the program of a party; waits until its media has stopped, unless the party is leaving. */
  | { readonly do: 'endProgram'; readonly party: string; readonly leaving?: boolean }
  /** Lets the PBX listen whether a machine has answered. */
  | { readonly do: 'detectMachine'; readonly party: string; readonly params: MachineParams }
  /** Plays to a party or the conversation, on command. */
  | {
      readonly do: 'play';
      readonly target: { party: string } | { conversation: string };
      readonly media: readonly MediaItem[];
    }
);

export type ProgramStep =
  | TreatmentOf<'announce'>
  | TreatmentOf<'collect'>
  | TreatmentOf<'hold'>
  | QueueStep
  | ConfirmStep
  | ProposeStep;

/** A point of the dialogue in which a caller asks for a callback: one of the keys is awaited, or digits. */
export interface ProposeStep {
  readonly do: 'propose';
  readonly media: readonly MediaItem[];
  readonly keys: string;
  readonly tries: number;
  readonly seconds: number;
  readonly digits?: { readonly min: number; readonly max: number; readonly finishOn: string };
}

/** Asks a customer who is called back for a key; no treatment, as nobody may ask for it. */
export interface ConfirmStep {
  readonly do: 'confirm';
  readonly media: readonly MediaItem[];
  /** How often the media is played, and how long after it a key is awaited. */
  readonly tries: number;
  readonly seconds: number;
}

/** With what the queue is set up to let those hear who wait in it. */
export type QueueStep = TreatmentOf<'queue'> & {
  readonly announcements?: QueueSettings['announcements'];
  readonly keys?: QueueSettings['keys'];
  /** A callback is proposed now and then, and the key takes it. */
  readonly proposal?: NonNullable<ProposalSettings['ask']>;
};
