/** What SIPp follows: the scenarios of the lab with their blanks filled in. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fill } from './asterisk';

const SCENARIOS = path.join(__dirname, '../asterisk/sipp');
const FINAL_REFUSALS = [400, 403, 404, 408, 410, 480, 484, 486, 487, 488, 500, 501, 502, 503, 504, 600, 603, 604];

/** Reads a scenario and fills in the audio, the part that is common to all, and `values`. */
export function scenario(name: string, rtpPort: number, values: Readonly<Record<string, string | number>>): string {
  const file = (part: string) => readFileSync(path.join(SCENARIOS, `${part}.xml`), 'utf8');
  const media = [
    's=-',
    'c=IN IP4 [local_ip]',
    't=0 0',
    `m=audio ${rtpPort} RTP/AVP 0 101`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
  ].join('\n      ');
  const rejected = FINAL_REFUSALS.map((code) => `  <recv response="${code}" optional="true" next="rejected"/>`);
  const whole = fill(file(name), { TALK: file('talk'), REJECTED: rejected.join('\n') });
  return fill(whole, { ...values, MEDIA: media });
}
