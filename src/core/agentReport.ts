/** The figures of an agent over some time, made of its counts. What was not seen has no mean. */
import { z } from 'zod';
import type { AgentCounts } from './agentInterval';
import { secondsOf } from './queueReport';

const count = z.int();
const seconds = z.number().meta({ description: 'To a tenth' });
const told = (description: string) => seconds.meta({ description });

export const agentFigures = z.object({
  signedInSeconds: told('Signed in: all of the times below together'),
  readySeconds: told('Ready, and nothing was asked of it'),
  notReadySeconds: told('Not ready, and on no call'),
  notReady: z.record(z.string(), seconds).meta({ description: 'Of this, by the reason' }),
  offeredSeconds: told('Its phone rang for an offer'),
  talkSeconds: told('On calls of queues'),
  otherCallSeconds: told('On any other call, or about to be'),
  wrapUpSeconds: seconds,
  offered: count.meta({ description: 'Offers' }),
  answered: count.meta({ description: 'Of these, by what came of them' }),
  declined: count,
  notAnswered: count,
  withdrawn: count.meta({ description: 'The caller was gone, or another agent was faster' }),
  dispositions: z.record(z.string(), count).meta({ description: 'Outcomes recorded of calls that it served' }),
  meanTalkSeconds: seconds.optional().meta({ description: 'Of the talks that ended' }),
  meanWrapUpSeconds: seconds.optional(),
});
export type AgentFigures = z.infer<typeof agentFigures>;

export function agentFiguresOf(counts: AgentCounts): AgentFigures {
  const { readyMs, notReadyMs, offeredMs, talkingMs, otherCallMs, wrapUpMs } = counts;
  const { talks, talkedMs, wrapUps, wrappedUpMs } = counts;
  const { offered, accepted: answered, declined, expired: notAnswered, withdrawn, dispositions } = counts;
  const reasons = Object.entries(notReadyMs);
  const idleMs = reasons.reduce((sum, [, ms]) => sum + ms, 0);
  return {
    signedInSeconds: secondsOf(readyMs + idleMs + offeredMs + talkingMs + otherCallMs + wrapUpMs),
    readySeconds: secondsOf(readyMs),
    notReadySeconds: secondsOf(idleMs),
    notReady: Object.fromEntries(reasons.map(([reason, ms]) => [reason, secondsOf(ms)])),
    offeredSeconds: secondsOf(offeredMs),
    talkSeconds: secondsOf(talkingMs),
    otherCallSeconds: secondsOf(otherCallMs),
    wrapUpSeconds: secondsOf(wrapUpMs),
    ...{ offered, answered, declined, notAnswered, withdrawn, dispositions },
    ...(talks > 0 && { meanTalkSeconds: secondsOf(talkedMs / talks) }),
    ...(wrapUps > 0 && { meanWrapUpSeconds: secondsOf(wrappedUpMs / wrapUps) }),
  };
}
