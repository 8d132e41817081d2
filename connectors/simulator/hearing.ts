/** What a party hears at this moment: one source of sound by itself, and the people it is joined with. */
import type { Exchange } from './exchange';
import type { Jobs } from './jobs';
import { spoken } from './media';
import { type Party, reachable } from './party';

/** What comes out of the handset: `silence`, `ringing`, `music default`, `prompt welcome`, or who speaks, joined by ` + `. */
export function heardBy(party: Party, exchange: Exchange, jobs: Jobs): string {
  if (party.state === 'dialing' || party.state === 'ringing') return 'its own bell';
  const parts = [sound(party, jobs), ...speakers(party, exchange).map((other) => other.line.name)];
  return parts.filter((part) => part !== undefined).join(' + ') || 'silence';
}

/** A play to the party itself comes before hold music, and that before ringing, as on a channel. */
function sound(party: Party, jobs: Jobs): string | undefined {
  const own = jobs.playing({ party: party.facts.party });
  if (own) return spoken(own);
  if (party.music !== undefined) return `music ${party.music}`;
  if (party.alerted && party.state === 'arrived') return 'ringing';
  const common = party.conversation && jobs.playing({ conversation: party.conversation });
  return common ? spoken(common) : undefined;
}

/** Everyone whom the party hears speak; hold music covers them. */
export function speakers(party: Party, exchange: Exchange): Party[] {
  if (!reachable(party) || party.held || party.music !== undefined) return [];
  return exchange.members(party.conversation).filter((other) => other !== party && audible(other, party));
}

function audible({ state, muted, held, how }: Party, listener: Party): boolean {
  if (state !== 'up' || muted || held) return false;
  return how.mode === 'coach' ? how.of === listener.facts.party : how.mode === 'talk';
}
