/** Causes, treatments and people of a story in words; one place, so that a line and the sentence above it agree. */
import type { StoryCall, StoryParty, StoryTreatment } from './moments';

const CAUSES: Readonly<Record<string, string>> = {
  normal: 'hung up',
  busy: 'was busy',
  noAnswer: 'did not answer',
  declined: 'declined the call',
  congestion: 'could not be reached (no capacity at the PBX or the trunk)',
  unreachable: 'could not be reached (not registered, or no way there)',
  invalidNumber: 'does not exist (the PBX or the network refused the number)',
  forbidden: 'was refused by the far end',
  answeredElsewhere: 'was answered elsewhere',
  cancelled: 'was given up before an answer',
  timeLimit: 'reached its time limit',
  failed: 'failed (the PBX could not place the call)',
  lost: 'was lost (the PBX no longer had it)',
  'call.loop': 'was tried before: nothing is tried twice for one call',
  'destination.not_owned': 'is not one of this tenant',
  'destination.invalid': 'is no number that can be dialled',
  'destination.refused': 'is an emergency, short or premium number, which programs may not dial',
  'destination.no_trunk': 'needs a trunk, and the tenant has none',
  'call.wrong_state': 'is not possible now',
  media_failed: 'could not be played',
};

/** What became of a destination, as the end of a sentence about it. */
export const became = (reason: string): string => CAUSES[reason] ?? reason;

/** A destination as remembered (`endpoint:PJSIP/a1`) without the word for its kind. */
export const destination = (tried = ''): string => tried.replace(/^(endpoint|number|venue):/, '') || 'the destination';

const treatmentWords = (step: StoryTreatment): string => {
  switch (step.do) {
    case 'connect':
      return `connect ${step.to?.endpoint ?? step.to?.number ?? ''}`.trim();
    case 'venue':
      return `venue ${step.venue}`;
    case 'reject':
      return `reject (${step.cause ?? 'normal'})`;
    default:
      return step.do;
  }
};

export const planWords = (steps: readonly StoryTreatment[]): string => steps.map(treatmentWords).join(', ');

/** How a person is called in a story: the phone or number, else the part in the call. */
export function personWords(call: StoryCall, id: string | undefined): string {
  const party = call.parties.find((one) => one.id === id);
  return party === undefined ? 'somebody' : partyWords(party);
}

export const partyWords = ({ role, endpoint, number, sip }: StoryParty): string =>
  role === 'customer' ? 'the caller' : (endpoint ?? number ?? sip ?? 'the other party');

/** `12.3 s`, `2 min 5 s`, `1 h 2 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  const seconds = Math.round(ms / 100) / 10;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.round((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Whose default treatments they are. */
export function defaultsWords(call: StoryCall): string {
  const of = call.plan?.of ?? (call.venue === undefined ? 'routingPoint' : 'venue');
  if (of === 'venue') return `the default treatments of venue ${call.venue}`;
  if (of === 'routingPoint') return `the default treatments of routing point ${call.pbx}/${call.routingPoint}`;
  return 'a refusal, for neither its venue nor its routing point has default treatments,';
}

/** The sentence with a capital and a full stop. */
export const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
