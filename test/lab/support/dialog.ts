/** An answered call as its far end knows it. */
import type { SipMessage } from './sipp';

/** The value of Replaces for the call of this traffic (RFC 3891): the tag of the far end, then ours. */
export function dialogOf(traffic: readonly SipMessage[]): string {
  const answer = traffic.find((m) => /^SIP\/2.0 200/.test(m.startLine) && m.header('CSeq').endsWith('INVITE'));
  if (!answer) throw new Error('no call was answered');
  const tag = (name: string) => /;tag=([^;>\s]+)/.exec(answer.header(name))?.[1] ?? '';
  const [ours, theirs] = answer.received ? ['From', 'To'] : ['To', 'From'];
  return `${answer.header('Call-ID')};to-tag=${tag(theirs as string)};from-tag=${tag(ours as string)}`;
}
